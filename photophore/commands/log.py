"""`photophore log`: whether a log was rewritten, without trusting whoever keeps it; ours or a stranger's."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from photophore.commands.options import HOME, saying_where, tell, telling

app = App("log", help="A log that nobody can rewrite: verify it, prove an entry, check a note or a proof.")

Keys = Annotated[list[str] | None, Parameter(name="--key", help="A public key (name+id+key), or a file of them.")]
Where = Annotated[str, Parameter(help="The log's folder, or its address from https:// on.")]
OURS = str(HOME / "commons" / "log")


@app.command
def verify(where: Where = OURS, *, key: Keys = None, since: Path | None = None, checkpoint: Path | None = None,
           json: bool = False) -> None:  # fmt: skip
    """Hash every entry anew, recompute every tile and the root, and see who signed it.

    Parameters
    ----------
    since
        A checkpoint that you kept from before: proves that nothing was rewritten since then.
    checkpoint
        Another checkpoint than the newest one, from a file.
    """
    from photophore.commons import judge

    kept = _read(since) if since else None
    with telling("entries", json) as told:
        asked = judge.Asked(judge.keys_of(key or []), kept, _read(checkpoint) if checkpoint else None)
        verdict = judge.verify(where, asked, told)
    tell(verdict.record(), json, judge.sentences(verdict))


@app.command
def prove(entry: str, *, log: Where = OURS, out: Path | None = None) -> None:
    """Write the proof that an entry stands in the log, and check it.

    Parameters
    ----------
    entry
        Its number, from 0 on; or a file that holds it; or the entry itself in hexadecimal.
    out
        Where the proof goes (as in mine.tlog-proof); the entry goes beside it, as mine.entry. Without: to the screen.
    """
    from photophore.commons import judge

    proven = judge.prove(log, entry)
    if out is None:
        print(proven.proof.decode(), end="")
        return
    with saying_where(out):
        out.write_bytes(proven.proof)
        out.with_suffix(".entry").write_bytes(proven.entry)
    print(f"entry {proven.index} stands among {proven.size:,}: the proof is in {out}, the entry beside it")


@app.command
def check(proof: Path, *, key: Keys = None, entry: Path | None = None, json: bool = False) -> None:
    """Check a proof file, with nothing but it, the entry and a key.

    Parameters
    ----------
    proof
        As mine.tlog-proof.
    entry
        The file that holds the entry. Without: the one beside the proof.
    """
    from photophore.commons import judge

    beside = entry or proof.with_suffix(".entry")
    found = judge.check(_read(proof), _read(beside), judge.keys_of(key or []))
    tell(found, json, judge.lines(found))


@app.command
def note(file: Path, *, key: Keys = None, json: bool = False) -> None:
    """Which of these keys signed a note or a checkpoint, ours or a stranger's, and when its cosigners saw it.

    Parameters
    ----------
    file
        The note, as it was published.
    """
    from photophore.commons import judge

    found = judge.read_note(_read(file), judge.keys_of(key or []))
    tell(found, json, judge.note_lines(found))


def _read(path: Path) -> bytes:
    from photophore.words import BadLog, NotFound

    try:
        if path.stat().st_size > 2_000_000:
            raise BadLog("this file is too large to be that", str(path))
        return path.read_bytes()
    except OSError as error:
        raise NotFound(f"this cannot be read: {error.strerror}", str(path)) from None
