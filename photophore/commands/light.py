"""`photophore light`: films under the light meter, and their certificates."""

import sys
from pathlib import Path
from typing import Literal

from cyclopts import App

from photophore.commands import certifying
from photophore.commands.certifying import Key
from photophore.commands.options import HOME, Data, keep_compiled

app = App("light", help="Light under the meter: does a film flash too much?")


@app.command
def check(file: Path, *, mode: Literal["iris", "wcag"] = "iris", fps: float | None = None,
          distance: float | None = None, width: float | None = None, white: float = 200.0, brief: bool = False,
          json: bool = False, data: Data = HOME) -> None:  # fmt: skip
    """Does a film flash too much? EA IRIS's columns go to stdout, the verdict to stderr.

    Exit status 0: it passes, maybe with a warning. 1: it fails. 2: it cannot be read.

    Parameters
    ----------
    file
        A video (with the extra `video`), or a .npy array: uint8 sRGB, (frames, height, width, 3), with --fps.
    mode
        iris: as EA IRIS, on whole frames. wcag: in cells, both red rules, stripes, area as it is seen.
    distance
        Metres from the eye to a picture --width metres broad; left out: WCAG's screen of 1024 x 768.
    white
        cd/m2 of full light.
    brief
        The verdict alone; with --json too.
    """
    keep_compiled(data)
    from photophore.devices import film, lightmeter

    view = lightmeter.view(distance, width, white)
    meter = lightmeter.Meter(film.open_(file, fps), mode, view)
    for line in lightmeter.told(meter, json, brief):
        print(line)
    report = meter.report()
    print(lightmeter.sentence(report), file=sys.stderr)
    sys.exit(1 if report["result"] == "fail" else 0)


@app.command
def certify(file: Path, *, fps: float | None = None, distance: float | None = None, width: float | None = None,
            white: float = 200.0, check: bool = False, key: Key = None, out: Path | None = None, data: Data = HOME,
            json: bool = False) -> None:  # fmt: skip
    """The light certificate of a recorded show, part by part. Exit status 1 where it flashes more than may be shown.

    Parameters
    ----------
    file
        As for `light check`, or a .score; with --check, a signed certificate.
    check
        Whose signature holds, and what the certificate says.
    out
        Where the signed certificate goes.
    """
    if check:
        certifying.tell_checked(file, key, data, json)
        return
    keep_compiled(data)
    from photophore.city import certify
    from photophore.devices import lightmeter

    if file.suffix == ".score":
        from photophore.commands import score

        told = certify.played(score.opened(file), file.read_bytes())
    else:
        told = certify.recorded(file, fps, lightmeter.view(distance, width, white))
    certifying.tell_signed(told, key, data, out, json)
    sys.exit(1 if told["profile"] == "none" else 0)
