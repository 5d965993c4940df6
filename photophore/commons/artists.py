"""Whose key is whose: an artist's keys are bound to one person, whose name stands beside a design while they wish it.

The key is made in the artist's browser and never leaves it; the hub knows its public part, and the pseudonym in its
name. When a person is erased these rows go with them: their designs stay under the licence that was given, and nobody
can tell any more who made them.
"""

from sqlalchemy import Connection, insert, select, update

from photophore.commons.imprint import SIGNER
from photophore.commons.keys import Keys
from photophore.commons.schema import artists as table
from photophore.words import BadRequest, NotAllowed, NotFound

USE = "artist"  # what the pseudonym in a key's name is for
CREDIT = 80  # letters of a name to be credited; as a glyph's line `by`
KEYS = 20  # of one person


def signer(people, person_id: str) -> str:
    """The name that this person's keys bear."""
    return SIGNER + people.pseudonym(person_id, USE).hex()


def keys_of(connection: Connection, person_id: str) -> list[bytes]:
    """The public keys of a person, oldest first."""
    mine = select(table.c.key).where(table.c.person == person_id).order_by(table.c.made, table.c.key)
    return [bytes(key) for key in connection.scalars(mine)]


def person_of(connection: Connection, key: bytes) -> str | None:
    """Whose key this is; None where nobody's any more."""
    return connection.scalar(select(table.c.person).where(table.c.key == key))


def bind(connection: Connection, person_id: str, key: bytes, now: int) -> None:
    """This key is this person's from now on; NotAllowed where it is somebody else's, or there are too many."""
    whose = person_of(connection, key)
    if whose == person_id:
        return
    if whose is not None:
        raise NotAllowed("this key belongs to somebody else", "artist", "let the page studio make you one")
    if len(keys_of(connection, person_id)) >= KEYS:
        raise NotAllowed(f"an artist has {KEYS} keys at most", "artist", "use the device that you used before")
    connection.execute(insert(table).values(key=key, person=person_id, made=now))


def credit(connection: Connection, person_id: str, sealed: bytes | None) -> None:
    """What stands beside everything that this person published; None: nothing."""
    connection.execute(update(table).where(table.c.person == person_id).values(credit=sealed))


def sealed(keys: Keys, person_id: str, name: str) -> bytes | None:
    """A name to be credited, sealed; BadRequest where it cannot be one, None where it is empty."""
    if len(name) > CREDIT or not name.isprintable() or name != " ".join(name.split()):
        raise BadRequest("this cannot be the name that is credited", "credit", f"one line of at most {CREDIT} letters")
    return keys.seal(person_id, name.encode()) if name else None


def credits_(connection: Connection, keys: Keys) -> dict[bytes, str]:
    """The name beside each key that has one; whoever's own key is gone has none."""
    found = {}
    for row in connection.execute(select(table).where(table.c.credit.is_not(None))):
        try:
            found[bytes(row.key)] = keys.open_(row.person, bytes(row.credit)).decode()
        except (NotFound, BadRequest):
            continue
    return found
