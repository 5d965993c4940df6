"""A hub whose light may rest by orders, with a council, and two other hubs that it knows."""

import contextlib
from types import SimpleNamespace

import pytest
from falling_incidents import OPERATOR, Small
from sqlalchemy import insert

from photophore.commons.partners import introduce, signing
from photophore.commons.resting import HubKind, Whom
from photophore.commons.rests import About, Rests
from photophore.commons.schema import roles
from photophore.tlog import entry
from photophore.tlog.note import Kind, Signer
from photophore.words import NoRoom

NOBODY = SimpleNamespace(id="ann")
COUNCIL = SimpleNamespace(id="boss")
VIRTUAL = About("A drill.", Whom.VIRTUAL)
CLINIC, SCHOOL = (Signer(f"hub.{name}/log", Kind.ED25519, bytes([at]) * 32) for at, name in enumerate(("cl", "sc"), 1))
MINUTE = 60_000


def know(hub, clock, *signers) -> None:
    """Other hubs, a clinic and a school, count here: they introduced themselves, and both offices agreed, a day ago."""
    for signer in signers:
        kind = HubKind.CLINIC if signer is CLINIC else HubKind.SCHOOL
        shown = introduce(signing(signer), signer.key, kind, hub.seal.key, clock())
        for by in (OPERATOR, COUNCIL):
            hub.rests.know(shown, by)
    clock.after(86_400)


@pytest.fixture
def hub(tmp_path, clock, unsynced):
    made = Small(tmp_path / "hub", clock).ready()
    role = {"person": COUNCIL.id, "role": "council", "granted": 1, "entry": 0}
    made.store.write(lambda connection: connection.execute(insert(roles).values(role)) and None)
    yield made
    made.close()


@pytest.fixture
def rests(hub):
    return hub.rests


@pytest.fixture
def told(rests):
    """What the light was told: (districts, whether they rest)."""
    found: list = []
    rests.tell.append(lambda order, on: found.append((order.districts, on)))
    return found


def again(hub) -> Rests:
    """The orders as the next start finds them."""
    return Rests(hub.store, hub.log, hub.seal, hub.held)


def entries(hub, kind: str = "rest") -> list[dict]:
    read = [entry.read(hub.log.read(place)) for place in range(hub.log.size)]
    return [each.facts for each in read if each.kind == kind]


def full(hub):
    """The log refuses, as on a full disk, until the block ends."""

    @contextlib.contextmanager
    def block():
        append, hub.log.append = hub.log.append, lambda said: (_ for _ in ()).throw(NoRoom("full"))
        try:
            yield
        finally:
            hub.log.append = append

    return block()
