"""What a wearer wears, kept for them alone: sealed with their key, one value that the next choice writes over."""

from typing import Literal

import msgspec
from sqlalchemy import select, update

from photophore.commons.keys import Keys
from photophore.commons.schema import people
from photophore.commons.store import Store
from photophore.words import BadRequest, NotFound


class Wears(msgspec.Struct, frozen=True):
    """A choice of design."""

    how: Literal["name", "hash", "text"]  # of the gallery that comes with Photophore; published; the wearer's own words
    what: str
    fallback: str  # name of the design that takes its place if it ends: the last of the gallery that they chose


def keep(store: Store, keys: Keys, person_id: str, wears: Wears) -> None:
    """NotFound where there is nobody any more, NoRoom on a full disk."""
    sealed = keys.seal(person_id, msgspec.json.encode(wears))
    change = update(people).where(people.c.id == person_id).values(wears=sealed)
    store.write(lambda connection: connection.execute(change) and None)


def kept(store: Store, keys: Keys, person_id: str) -> Wears | None:
    """None where they never chose, or nobody can read it any more."""
    with store.read() as connection:
        sealed = connection.scalar(select(people.c.wears).where(people.c.id == person_id))
    try:
        return msgspec.json.decode(keys.open_(person_id, bytes(sealed)), type=Wears) if sealed else None
    except (BadRequest, NotFound, msgspec.DecodeError):
        return None
