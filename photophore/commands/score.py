"""`photophore score`: pieces for crowds, by the clock: check one, and see it."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from photophore.commands.options import saying_where, tell

app = App("score", help="Pieces for crowds, by the clock: check one, see it.")

ACROSS = 48  # characters of a picture in words
SHOWN = 120.0  # seconds that a picture or a film of a score may show
GIF_FPS = 10

File = Annotated[Path, Parameter(help="A .score text; designs are looked for beside it, then in the gallery.")]


@app.command
def check(file: File, *, json: bool = False) -> None:
    """Read a score, and say how long it takes and which of its designs are proved calm. Exit status 2: unreadable."""
    from photophore.glyph.prove import prove

    made = opened(file)
    proofs = {call.glyph: prove(call.glyph) for call in made.calls}
    wild = sorted({glyph.name for glyph, proof in proofs.items() if not proof.calm})
    told = {"name": made.name, "seconds": made.seconds, "calls": len(made.calls), "designs": designs(made),
            "calm": not wild}  # fmt: skip
    verdict = f"The guard may hold back {', '.join(wild)}." if wild else "Each of its designs is proved calm."
    tell(told, json, f"{made.name} can be played: {len(made.calls)} calls in {made.seconds:g} s. {verdict}")


@app.command
def show(file: File, *, out: Path | None = None) -> None:
    """See a score: when each call comes (/), stays (=) and goes (\\).

    Parameters
    ----------
    out
        Play it on six smiles: NAME.png is a strip of time, NAME.gif moves, NAME.npy is a film for `light check`.
    """
    made = opened(file)
    if out is None:
        print(timeline(made))
        return
    from photophore.city import rehearsal
    from photophore.words import BadScore

    if out.suffix not in (".png", ".gif", ".npy"):
        raise BadScore("A score is drawn as .png, .gif or .npy", str(out), "photophore score show FILE --out show.gif")
    if made.seconds > SHOWN:
        raise BadScore(f"This score takes {made.seconds:g} s, too long for a picture", str(file), f"At most {SHOWN:g}.")
    light = rehearsal.rehearsed(made)
    with saying_where(out):
        _draw(light, out)
    print(f"{out} shows it on six smiles, for {made.seconds:g} s")


def _draw(light, out: Path) -> None:
    import numpy as np

    from photophore.city import picture, rehearsal
    from photophore.words import FPS

    if out.suffix == ".png":
        picture.strip(light).save(out, format="PNG")
    elif out.suffix == ".gif":
        picture.animate(list(rehearsal.mouths(light[:: FPS // GIF_FPS])), out, 1000 // GIF_FPS)
    else:
        film = None
        for count, frame in enumerate(rehearsal.mouths(light)):
            if film is None:
                film = np.lib.format.open_memmap(out, "w+", np.uint8, (len(light), *frame.shape))
            film[count] = frame


def designs(made) -> list[str]:
    return sorted({call.glyph.name for call in made.calls})


def timeline(made) -> str:
    """A line for each call: when, who, what, and a bar of its light."""
    wide = max(len(call.glyph.name) for call in made.calls)
    lines = [f"{made.name}: {len(made.calls)} calls, {made.seconds:g} s"]
    for call in made.calls:
        who = "all" if call.group < 0 else f"group {call.group}"
        share = "" if call.chance == 1 else f" {call.chance:.0%}"
        minutes, seconds = divmod(call.at, 60)
        bar = _bar(call, made.seconds)
        lines.append(f"{minutes:3.0f}:{seconds:04.1f}  {call.glyph.name:{wide}}  {bar}  {who}{share}")
    return "\n".join(lines)


def _bar(call, whole: float) -> str:
    bar = []
    for place in range(ACROSS):
        late = (place + 0.5) * whole / ACROSS - call.at
        ends = (0, call.attack, call.attack + call.hold, call.seconds)
        bar.append("." if not 0 <= late < ends[3] else "/" if late < ends[1] else "=" if late < ends[2] else "\\")
    return "".join(bar)


def opened(file: Path):
    """The score in a text file; BadScore says where in it, and what to try."""
    from photophore.glyph.gallery import gallery
    from photophore.light.score import read
    from photophore.words import BadScore

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise BadScore(f"the score cannot be read: {why}", str(file), "docs/score.md says how one is written") from None
    try:
        return read(text, gallery() | _beside(text, file.parent))
    except BadScore as error:
        raise BadScore(error.what, f"{file}, {error.where}" if error.where else str(file), error.try_) from None


def _beside(text: str, folder: Path) -> dict:
    """The designs that stand in files beside a score, of those that it names."""
    from photophore.commands.glyph import opened as design
    from photophore.glyph.tree import NAME

    named = {words[2] for line in text.splitlines() if len(words := line.split()) > 2 and words[0] == "call"}
    paths = {name: folder / f"{name}.glyph" for name in sorted(named) if NAME.match(name)}
    return {name: design(path) for name, path in paths.items() if path.is_file()}
