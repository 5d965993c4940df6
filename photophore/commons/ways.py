"""What whoever sits at the hub's own machine may do beside a hub that runs: let somebody in, publish, end a design."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from photophore.commons import door
from photophore.commons.designs import Designs
from photophore.commons.door import Link
from photophore.commons.keys import Keys
from photophore.commons.log import Log
from photophore.commons.people import People
from photophore.commons.store import Store
from photophore.glyph.gallery import gallery
from photophore.words import BadRequest, NotFound, Role

PORT = "hub/port"  # the fact where `up` tells at which port the hub was last reached
USUAL = 8800
ORIGIN = "log/origin"  # as in commons.hall


def port(home: Path, url: str | None = None) -> int:
    """Where pages of this hub are reached on this machine, as far as is known."""
    if url is None and not (home / "hub.sqlite").is_file():
        return USUAL
    with contextlib.closing(Store.open(url or home / "hub.sqlite")) as store:
        return int(store.fact(PORT) or USUAL)


def invite(home: Path, role: Role, seconds: int, url: str | None = None) -> str:
    """A code that lets one person in, once, with this role. home: the hub's folder; url: of its PostgreSQL."""
    _there(home, url)
    if seconds > door.LONGEST:
        raise BadRequest("a link lives seven days at most", "--minutes", "try 10")
    with contextlib.closing(Store.open(url or home / "hub.sqlite")) as store:
        now = store.now()
        link = Link(Role(role), None, now + seconds * door.SECOND)
        return store.write(lambda connection: door.new_link(connection, link, None, now))


@contextlib.contextmanager
def designs(home: Path, url: str | None = None) -> Iterator[tuple[People, Designs]]:
    """The people and the designs of a hub; one that runs sees within a second what is changed here."""
    _there(home, url)
    with contextlib.ExitStack() as stack:
        keep = stack.enter_context
        store = keep(contextlib.closing(Store.open(url or home / "hub.sqlite")))
        keys = keep(contextlib.closing(Keys.open(home / "keys.sqlite")))
        origin = (store.fact(ORIGIN) or b"").decode()
        log = keep(contextlib.closing(Log.open(home / "log", home / "log-private", origin)))
        people = People(store, keys, log)
        yield people, Designs(store, keys, people, log, gallery())


def _there(home: Path, url: str | None) -> None:
    if url is None and not (home / "hub.sqlite").is_file():
        raise NotFound("there is no hub in this folder", str(home.parent), "say where it is: --data")
