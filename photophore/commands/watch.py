"""`photophore watch`: what went wrong among many smiles, from what a hub could see and nothing else."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from photophore.commands.options import tell

app = App("watch", help="What went wrong among many smiles, and why: explain a file of events, show it.")

ACROSS = 60  # characters of a picture in words
TALL = " .:-=+*#%@"  # from nothing to the most

File = Annotated[Path, Parameter(help="An events.parquet, as `run --scenario flicker` writes it (docs/watch.md).")]


@app.command
def explain(file: File, *, at: float | None = None, json: bool = False) -> None:
    """Name the cause and where it began, with odds; or say that it is not known.

    Parameters
    ----------
    at
        Second up to which the file is looked at. Default: all of it.
    """
    from photophore.city import sightings
    from photophore.pages.grounds import sentences
    from photophore.watch import explain as explained

    found = explained.explain(sightings.read(file), at)
    told = sentences(found.evidence)
    tell(found._asdict() | {"evidence": told}, json, "\n".join([_verdict(found), *told]))


def _verdict(found) -> str:
    if found.cause == "none":
        return f"Nothing is wrong: no more smiles failed than usual ({found.odds['none']:.0%})."
    if found.cause == "unknown":
        first, second = sorted(found.odds, key=found.odds.get, reverse=True)[:2]
        return (f"The cause is not known yet. Likeliest: {first} ({found.odds[first]:.0%}), "
                f"then {second} ({found.odds[second]:.0%}).")  # fmt: skip
    began = ""
    if found.source is not None:
        began = f", first at smile {found.source} ({found.source_odds:.0%})"
    elif found.cause == "hidden":
        began = "; where it began is not known"
    return f"Cause: {found.cause} {found.id} ({found.odds[found.cause]:.0%}){began}."


@app.command
def show(file: File, *, json: bool = False) -> None:
    """See a file of events: what it holds, when smiles began to fail, and in which levels most did."""
    from photophore.city import sightings
    from photophore.watch import survey

    found = survey.survey(sightings.read(file), ACROSS)
    top = max([*found.faults, 1])
    drawn = "".join(TALL[-(-count * (len(TALL) - 1) // top)] for count in found.faults)
    rows = [f"{found.smiles:,} smiles, {found.begin:.0f} to {found.end:.0f} s"]
    rows += [f"  {kind:10} {count:>9,}" for kind, count in found.kinds.items() if count]
    rows.append(f"began to fail |{drawn}| at most {top} at once")
    rows += [f"  {it.faults:>5} of {it.smiles:<7,} {it.factor} {it.level} ({it.expected:.1f} by chance)"
             for it in found.levels]  # fmt: skip
    tell(found._asdict() | {"levels": [it._asdict() for it in found.levels]}, json, "\n".join(rows))
