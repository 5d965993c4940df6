"""`photophore me`: at the hub's own screen, take out everything that it holds on somebody, or erase them."""

import contextlib
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from photophore.commands.options import HOME, Data, tell

app = App("me", help="Take out everything that the hub holds on somebody, or erase it. The hub must not be running.")

Who = Annotated[str | None, Parameter(name="--person", help="The person's id, as it stands in me.json.")]
Link = Annotated[str | None, Parameter(allow_leading_hyphen=True, help="Instead: a link that brings the person back.")]
Url = Annotated[str | None, Parameter(name="--database", help="The hub's PostgreSQL, where it has one.")]


@app.command
def export(*, person: Who = None, link: Link = None, out: Path = Path("photophore.zip"), data: Data = HOME,
           database: Url = None, json: bool = False) -> None:  # fmt: skip
    """Everything, in one archive with its proofs; README.txt in it tells how to check it. Cut off, run it again."""
    from photophore.words import NoRoom

    if out.exists():
        raise NoRoom("there is a file of this name already", str(out), "choose another: --out FILE")
    with _hall(data, database) as hall:
        path = hall.takeout.export(_person(hall, person, link), out)
    size = path.stat().st_size
    said = f"{path} holds everything, {size / 1e6:.1f} MB. Keep it where you keep letters."
    tell({"file": str(path), "bytes": size}, json, said)


@app.command
def erase(*, person: Who = None, link: Link = None, yes: bool = False, data: Data = HOME, database: Url = None,
          json: bool = False) -> None:  # fmt: skip
    """Remove everything that the hub holds on somebody. It cannot be undone; cut off, the hub's next start goes on.

    Parameters
    ----------
    yes
        Do not ask before.
    """
    with _hall(data, database) as hall:
        found = _person(hall, person, link)
        if not yes:
            _ask(f"Everything about {hall.people.name(found) or found} will be gone for good.")
        done = hall.erasing.erase(found)
    receipt = {"at": done.at, "log_entry": done.entry, "salt": done.salt.hex(), "record": done.record.hex()}
    lines = [f"{name:10} {value}" for name, value in receipt.items()]
    said = "Erased. With this alone it can be shown later: HMAC-SHA256(salt, record) stands in the log's entry."
    tell(receipt, json, "\n".join([said, *lines]))


@contextlib.contextmanager
def _hall(data: Path, database: str | None):
    """The hall of a hub that is there and not running."""
    from photophore.commons.consent import Grants
    from photophore.commons.hall import Hall, Setting
    from photophore.words import BLOCK, NotFound

    if not (data / "commons").is_dir():
        raise NotFound("no hub was ever started here", str(data), "--data DIR: where the hub keeps everything")
    with contextlib.closing(Hall.open(data / "commons", Grants(BLOCK), Setting(url=database))) as hall:
        yield hall


def _person(hall, person: str | None, link: str | None) -> str:
    """Whom an id or a link means."""
    from photophore.words import BadRequest

    if (person is None) == (link is None):
        raise BadRequest("say who it is", "", "--person ID, or --link LINK")
    found = person if person is not None else hall.people.look(link.rpartition("#")[2]).person
    if found is None:
        raise BadRequest("this link brings nobody back", "--link", "make one on the person's own device")
    return hall.people.get(found).id


def _ask(what: str) -> None:
    """NotAllowed unless somebody types yes."""
    from photophore.words import NotAllowed

    told = input(f"{what} Type yes to go on: ") if sys.stdin.isatty() else ""
    if told.strip().lower() != "yes":
        raise NotAllowed("nothing was erased", "", "type yes when asked, or say --yes")
