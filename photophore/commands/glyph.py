"""`photophore glyph`: designs of light, to list, to check, to draw, to certify and to take elsewhere."""

from pathlib import Path
from typing import Literal

from cyclopts import App

from photophore.commands import certifying
from photophore.commands.certifying import Key
from photophore.commands.options import HOME, Data, keep_compiled, saying_where, tell, telling

app = App("glyph", help="Designs of light: list, check, draw, certify, export.")


@app.command(name="list")
def list_(*, json: bool = False) -> None:
    """The gallery: what each design says, and what it needs to know of you."""
    from photophore.glyph.gallery import gallery

    designs = [{"name": g.name, "needs": list(g.needs), "says": g.says} for g in gallery().values()]
    width = max(len(design["name"]) for design in designs)
    lines = [f"{d['name']:{width}}  {d['says']}  ({', '.join(d['needs']) or 'needs nothing'})" for d in designs]
    tell(designs, json, "\n".join(lines))


@app.command
def check(file: Path, *, json: bool = False) -> None:
    """Read a design, and prove how bright and how quick it can be. Exit status 2 where it cannot be read."""
    from photophore.glyph.prove import prove

    glyph = opened(file)
    proof = prove(glyph)
    needs = f"It needs {', '.join(glyph.needs)}." if glyph.needs else "It needs to know nothing of you."
    told = {"name": glyph.name, "needs": list(glyph.needs), "hash": glyph.hash} | proof._asdict()
    tell(told, json, "\n".join([f"{glyph.name} can be worn. {needs}", *proof.says]))


@app.command
def draw(file: Path, *, out: Path = Path("glyph.png")) -> None:
    """Draw a design on three smiles, calm, even and stirred: eight seconds from left to right, tooth by tooth."""
    from photophore.city import design, picture

    light = design.tried(opened(file))
    with saying_where(out):
        picture.strip(light).save(out, format="PNG")
    print(f"{out} shows it on a calm, an even and a stirred smile: eight seconds from left to right, tooth by tooth")


@app.command
def certify(file: Path, *, check: bool = False, glyph: Path | None = None, key: Key = None, out: Path | None = None,
            keep: bool = True, data: Data = HOME, json: bool = False) -> None:  # fmt: skip
    """Measure a design on every corner of the feelings, before the guard and behind it, and sign what was found.

    Parameters
    ----------
    file
        A design; with --check, a signed certificate.
    check
        Of which design it is, by its hash; whose signature holds, and what it says.
    glyph
        With --check, the design that it must be of. Exit status 2 where it is of another, or its sliders
        stand elsewhere.
    out
        Where the signed certificate goes.
    keep
        Keep it under --data, by the design's hash, so that it is measured once.
    """
    if check:
        certifying.tell_checked(file, key, data, json, opened(glyph) if glyph else None)
        return
    if glyph is not None:
        from photophore.words import BadRequest

        raise BadRequest("--glyph says of what a certificate must be", "--glyph", "give --check, too")
    keep_compiled(data)
    from photophore.city import certify
    from photophore.hub import certified

    design, folder = opened(file), data / "certificates"
    told = certified.found(folder, design.hash, certify.analyser()["sources"]) if keep else None
    if told is None:
        with telling("settings", json) as progress:
            told = certify.design(design, progress)
        if keep:
            with saying_where(folder):
                certified.keep(folder, told)
    certifying.tell_signed(told | {"name": design.name}, key, data, out, json)


@app.command
def export(file: Path, *, gif: Path | None = None, png: Path | None = None, mp4: Path | None = None,
           wled: Path | None = None, seconds: float = 8.0,
           vision: Literal["protan", "deutan", "tritan"] | None = None) -> None:  # fmt: skip
    """Take a design elsewhere: guarded light on three smiles, calm, even and stirred, or a preset for a lamp.

    Parameters
    ----------
    gif
        A picture that moves, and begins again without a flash.
    png
        A strip of time, tooth by tooth.
    mp4
        A video, with the optional extra `video`.
    wled
        A preset for WLED, as JSON, where the design can be said in one.
    seconds
        How long it is shown.
    vision
        As eyes without red, green or blue cones see it.
    """
    from photophore.words import BadRequest

    glyph = opened(file)
    if not any((gif, png, mp4, wled)):
        raise BadRequest("where to is not said", "photophore glyph export", "give --gif, --png, --mp4 or --wled FILE")
    if wled:
        _preset(glyph, wled)
        print(f"{wled}: {glyph.name} as a preset; the lamp draws it by itself, and Photophore's guard is not there")
    _films(glyph, (gif, png, mp4), seconds, vision)


def _films(glyph, outs: tuple[Path | None, ...], seconds: float, vision: str | None) -> None:
    """outs: where to as a GIF, a PNG and an MP4; None: not so."""
    from photophore.city import design, export, picture
    from photophore.light.vision import seen

    def changed(light):
        return seen(vision, light, axis=2) if vision else light

    ways = (lambda path: export.gif(glyph, path, seconds, changed),
            lambda path: picture.strip(changed(design.tried(glyph, seconds))).save(path, format="PNG"),
            lambda path: export.mp4(glyph, path, seconds, changed))  # fmt: skip
    for path, way in zip(outs, ways, strict=True):
        if path:
            with saying_where(path):
                way(path)
    if written := [str(path) for path in outs if path]:
        print(f"{', '.join(written)}: {glyph.name}, as its light leaves the guard")


def _preset(glyph, out: Path) -> None:
    import json

    from photophore.devices import wled

    preset = wled.preset(glyph)
    with saying_where(out):
        out.write_text(json.dumps(preset, indent=1) + "\n", encoding="utf-8")


def opened(file: Path):
    """The design in a text file; BadGlyph says where in it, and what to try."""
    from photophore.glyph.read import read
    from photophore.words import BadGlyph

    try:
        return read(file.read_text(encoding="utf-8"))
    except BadGlyph as error:
        line, column = error.at or (1, 1)
        raise BadGlyph(error.what, f"{file}, line {line}, column {column}", error.try_, error.at) from None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise BadGlyph(f"the design cannot be read: {why}", str(file), "photophore glyph list") from None
