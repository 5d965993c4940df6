"""`photophore lamps`: real light: what is on the network, which smile shines where, and light to try them with."""

import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from photophore.commands.options import HOME, Data, Seed, checked, folder, keep_compiled, tell, telling
from photophore.words import Audience

app = App("lamps", help="Real light: list what is there, test it, map smiles to it, send it a crowd.")

File = Annotated[Path, Parameter(help="A file of lamps, as docs/lamps.md tells.")]
Seconds = Annotated[float, Parameter(help="How long.")]


@app.command(name="list")
def list_(file: Path | None = None, *, seconds: Seconds = 3.0, interface: tuple[str, ...] = ("0.0.0.0",),
          host: tuple[str, ...] = (), json: bool = False) -> None:  # fmt: skip
    """Ask the network which lamps are there; nothing is lit.

    Parameters
    ----------
    file
        A file of lamps: its hosts are asked as well.
    interface
        An own address, whose network is asked; may be given several times.
    host
        A host that is asked by itself; may be given several times.
    """
    import asyncio

    from photophore.devices import discover

    named = {it.host for it in (opened(file) if file else []) if it.host.replace(".", "").isdigit()}
    with telling("seconds", json):
        search = asyncio.run(discover.search(_seconds(seconds, 30), interface, tuple(sorted({*host, *named}))))
    lines = [_line(it) for it in search.found] or ["No lamp answered. Lamps that stay silent can be named in a file."]
    tell([it._asdict() for it in search.found], json, "\n".join([*lines, *search.missed]))
    if json and search.missed:  # a list of lamps stays one; people are told beside it
        print("\n".join(search.missed), file=sys.stderr)


def _line(it) -> str:
    many = f", {it.pixels:,} pixels" if it.pixels else ""
    sent = f", universes {it.universes[0]} to {it.universes[-1]}" if it.universes else ""
    return f"{it.driver:7} {it.host}:{it.port}  {it.name or 'no name'}{many}{sent}{', sends' if it.sends else ''}"


@app.command(name="map")
def map_(file: File, *, json: bool = False) -> None:
    """Read a file of lamps, and say which smiles shine where. Exit status 2, and the line, where it is wrong."""
    from photophore.devices import fixture

    lamps = opened(file)
    told = [it._asdict() | {"pixels": it.pixels, "smiles": it.smiles, "universes": [it.universes[0], it.universes[-1]],
                            "audience": it.audience.name.lower(), "parts": [part._asdict() for part in it.parts],
                            "calibration": it.calibration._asdict(), "warning": fixture.warning(it)}
            for it in lamps]  # fmt: skip
    tell(told, json, "\n".join(line for it in lamps for line in fixture.sentences(it)))


@app.command(name="test")
def try_(file: File, *, lamp: str | None = None, seconds: Seconds = 8.0, json: bool = False) -> None:
    """Light each lamp with a slow white wave from its first pixel to its last, nobody's light, through the guard.

    Parameters
    ----------
    lamp
        Only the one of this name.
    """
    import asyncio

    from photophore.devices import trial
    from photophore.words import BadLamp

    lamps = [it for it in opened(file) if lamp in (None, it.name)]
    if not lamps:
        raise BadLamp(f"there is no lamp {lamp}", str(file), "photophore lamps map FILE names them")
    found = asyncio.run(trial.tried(lamps, _seconds(seconds, 600)))
    tell([it._asdict() for it in found], json, "\n".join(map(trial.sentence, found)))


@app.command
def send(*, driver: Literal["ddp", "sacn", "artnet", "opc"], host: str, port: int | None = None, smiles: int = 15,
         seconds: Seconds = 10.0, glyph: str = "hearth", audience: Audience = Audience.PUBLIC, rate: int = 40,
         first: int | None = None, seed: Seed = 7, data: Data = HOME, json: bool = False) -> None:  # fmt: skip
    """Stream a made-up crowd that wears one design to a receiver, as fast as a hub would, through the lamp's own guard.

    Parameters
    ----------
    host
        The receiver; for sACN also: multicast.
    glyph
        A file, or a name of the gallery.
    rate
        Beats a second.
    first
        First universe, channel, or id of the display.
    """
    kept = checked(smiles)
    from photophore.devices import fixture

    it = fixture.alone(driver, host, kept, {"port": port, "rate": rate, "first": first, "audience": audience})
    keep_compiled(data)
    from photophore.city import lamplight

    asked = lamplight.Asked(it, _design(glyph), _seconds(seconds, 86_400), seed)
    with telling("seconds", json) as told:
        figures = lamplight.send(asked, folder(data / "kernels"), told)
    tell(figures, json, _sent(figures))


def _sent(told: dict) -> str:
    lines = f"{told['smiles']:,} smiles in {told['glyph']} went to {told['host']}:{told['port']} by {told['driver']}: "
    lines += f"{told['beats']:,} beats, {told['packets']:,} packets, {told['bytes']:,} bytes in {told['seconds']} s."
    if told["waited"]:
        lines += f" {told['waited']:,} packets waited a moment, so that no fall is overtaken."
    return lines + (f" It was not always there: {told['away']}." if told["away"] else "")


def _design(name: str):
    from photophore.commands.glyph import opened as design
    from photophore.glyph.gallery import gallery

    return gallery()[name] if name in gallery() and not Path(name).exists() else design(Path(name))


def _seconds(seconds: float, most: float) -> float:
    from photophore.words import BadRequest

    if not 0.5 <= seconds <= most:
        raise BadRequest(f"this takes 0.5 to {most:g} seconds, not {seconds:g}", "--seconds")
    return seconds


def opened(file: Path):
    """The lamps of a file; BadLamp says where it is wrong."""
    from photophore.devices import fixture
    from photophore.words import BadLamp

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise BadLamp(f"the file of lamps cannot be read: {why}", str(file), "docs/lamps.md has examples") from None
    return fixture.read(text, str(file))


def hang(lamps: list, settled, loop) -> None:
    """Let a hub light these lamps, and say so."""
    if not lamps:
        return
    from photophore.city import lamplight

    for one in lamplight.attach(lamps, settled, loop):
        it, nobody = one.fixture, one.fixture.smiles - len(one.rows)
        missing = f"; for {nobody:,} of them nobody is there yet" if nobody > 0 else ""
        whose = f"{it.smiles:,} smiles as {it.audience.name.lower()} sees them"
        print(f"The lamp {it.name} at {it.host} shows {whose}{missing}", flush=True)
