"""Who comes in: one-time links, and sessions that are kept here. Of both only a hash is kept, never the word itself.

Every verb is told its connection, so that a whole joining is one transaction.
"""

import hashlib
import secrets
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, or_, select, update

from photophore.commons.roles import may_give
from photophore.commons.schema import links, sessions
from photophore.words import BadRequest, NotAllowed, Role

SECOND, MINUTE, DAY = 1_000, 60_000, 86_400_000  # milliseconds
CODE = 16  # bytes of chance in a link: 128 bits
TOKEN = 32  # bytes of chance in a session
LIFE, LONGEST = 600, 7 * 86_400  # seconds that a link lives, unless said otherwise, and at most
IDLE, ABSOLUTE = 30 * DAY, 180 * DAY  # a session ends when it was not used for so long, and always after so long
POWER_IDLE, POWER_ABSOLUTE = DAY, 14 * DAY  # the same for whoever can do harm with a role
POWERS = frozenset({Role.CLINIC, Role.COUNCIL, Role.OPERATOR})
GRACE = 30 * SECOND  # in which the old word of a renewed session still says who somebody is, without any role
SEEN = MINUTE  # how exactly the last use is known
SLACK = 5 * MINUTE  # by how much a clock may be mended without ending sessions
MOST = 50  # sessions of one person, and open links of one maker
AGAIN = "ask whoever gave it to you for another"


class Link(NamedTuple):
    """A way in."""

    role: Role
    person: str | None  # who comes back by it; None: somebody new
    until: int  # ms UTC


class Session(NamedTuple):
    """A device that is known."""

    person: str
    made: int
    seen: int
    until: int
    knows: int  # the last change of roles when it was made


def hashed(word: str) -> bytes:
    """What is kept of a link or of a session's word."""
    return hashlib.sha256(word.encode("utf-8", "replace")).digest()


def new_link(connection: Connection, link: Link, by: str | None, now: int,
             dice: Callable[[int], str] = secrets.token_urlsafe) -> str:  # fmt: skip
    """A code that lets one person in, once. It is told now and never again."""
    if not now < link.until <= now + LONGEST * SECOND:
        raise BadRequest("a link lives from one second to seven days", "seconds", f"try {LIFE}")
    connection.execute(delete(links).where(links.c.until <= now))
    open_ = select(links.c.code).where(links.c.made_by == by, links.c.used.is_(None))
    if by is not None and len(connection.execute(open_.limit(MOST)).all()) >= MOST:
        raise NotAllowed(f"you have {MOST} links that nobody has used yet", "links", "wait until some have run out")
    code = dice(CODE)
    connection.execute(insert(links).values(
        code=hashed(code), role=link.role, made_by=by, person=link.person, until=link.until))  # fmt: skip
    return code


def look(connection: Connection, code: str, now: int) -> Link:
    """What a link is for, while it can be used; NotAllowed otherwise."""
    row = connection.execute(select(links).where(links.c.code == hashed(code))).one_or_none()
    # a link that was made while the clock ran ahead would live too long: it is none
    if row is None or row.until > now + LONGEST * SECOND:
        raise NotAllowed("nobody knows this link", "link", AGAIN)
    if row.used is not None:
        raise NotAllowed("this link was used already: it lets one person in, once", "link", AGAIN)
    if row.until <= now:
        raise NotAllowed("this link has run out", "link", AGAIN)
    _still(connection, row)
    return Link(Role(row.role), row.person, row.until)


def _still(connection: Connection, row) -> None:
    """NotAllowed where whoever made this link might not make it now: it ends with their role."""
    if row.made_by is None or row.person == row.made_by:
        return
    try:
        may_give(connection, row.made_by, Role(row.role) if row.person is None else Role.OPERATOR)
    except NotAllowed:
        raise NotAllowed("whoever made this link may not do so any more", "link", AGAIN) from None


def use(connection: Connection, code: str, now: int) -> Link:
    """Take a link: of many who try at the same moment one succeeds."""
    link = look(connection, code, now)
    taken = update(links).where(links.c.code == hashed(code), links.c.used.is_(None)).values(used=now)
    if connection.execute(taken).rowcount != 1:
        raise NotAllowed("this link was used already: it lets one person in, once", "link", AGAIN)
    return link


def give_back(connection: Connection, code: str) -> None:
    """A joining that could not be finished has not used its link."""
    connection.execute(update(links).where(links.c.code == hashed(code)).values(used=None))


def new_session(connection: Connection, session: Session, device: bytes | None,
                dice: Callable[[int], str] = secrets.token_urlsafe) -> str:  # fmt: skip
    """The word by which a device is known from now on; always a new one, whatever the device brought along."""
    old = select(sessions.c.token).where(sessions.c.person == session.person).order_by(sessions.c.seen.desc())
    for (token,) in connection.execute(old.offset(MOST - 1)).all():
        connection.execute(delete(sessions).where(sessions.c.token == token))
    word = dice(TOKEN)
    connection.execute(insert(sessions).values(token=hashed(word), device=device, **session._asdict()))
    return word


def begun(person: str, knows: int, roles: frozenset[Role], now: int) -> Session:
    """A session that begins now."""
    return Session(person, now, now, now + (POWER_ABSOLUTE if roles & POWERS else ABSOLUTE), knows)


def find(connection: Connection, word: str) -> Session | None:
    row = connection.execute(select(sessions).where(sessions.c.token == hashed(word))).one_or_none()
    return row and Session(row.person, row.made, row.seen, row.until, row.knows)


def ended(session: Session, roles: frozenset[Role], now: int) -> bool:
    """Whether a session is over. One that comes from the future is: the clock has jumped back since."""
    idle, absolute = (POWER_IDLE, POWER_ABSOLUTE) if roles & POWERS else (IDLE, ABSOLUTE)
    future = max(session.made, session.seen) > now + SLACK
    return future or now >= session.until or now >= session.seen + idle or now >= session.made + absolute


def touch(connection: Connection, word: str, now: int) -> None:
    """It was used just now."""
    connection.execute(update(sessions).where(sessions.c.token == hashed(word)).values(seen=now))


def renew(connection: Connection, word: str, knows: int, now: int) -> str | None:
    """Another word for the same session, which knows of the newest roles; None where that has been done already."""
    row = connection.execute(select(sessions).where(sessions.c.token == hashed(word))).one_or_none()
    if row is None or row.until <= now + GRACE:
        return None
    new = new_session(connection, Session(row.person, row.made, now, row.until, knows), row.device)
    connection.execute(update(sessions).where(sessions.c.token == hashed(word)).values(until=now + GRACE))
    return new


def leave(connection: Connection, word: str) -> None:
    connection.execute(delete(sessions).where(sessions.c.token == hashed(word)))


def leave_all(connection: Connection, person: str) -> None:
    """Every device of a person is a stranger from now on, and no link brings one back."""
    connection.execute(delete(sessions).where(sessions.c.person == person))
    connection.execute(delete(links).where(links.c.person == person))


def sweep(connection: Connection, now: int) -> None:
    """What has ended goes, so that no clock that jumps back brings it to life."""
    over = or_(sessions.c.until <= now, sessions.c.seen <= now - IDLE, sessions.c.seen > now + SLACK)
    connection.execute(delete(sessions).where(over))
    connection.execute(delete(links).where(links.c.until <= now))
