"""What tests of policies share: a council, two policies, who is told of every switch, and what always holds."""

from types import SimpleNamespace

import numpy as np
import pytest
from sqlalchemy import insert

from photophore.commons import cedar, rules
from photophore.commons.cedar import Question
from photophore.commons.compiler import Compiler
from photophore.commons.policy import Policies
from photophore.commons.schema import roles
from photophore.tlog import entry
from photophore.words import Audience, Band, Purpose, Role, Signal, Venue, WearerClass

QUIET = """// At night nobody sees a heart.
forbid (principal, action, resource == Signal::"heart")
when { [Band::"week_night", Band::"rest_night"].contains(context.band) };
"""
QUIETER = QUIET + """
// And nobody sees a skin.
forbid (principal, action, resource == Signal::"skin") when { context.band == Band::"week_night" };
"""
NIGHT = Question(WearerClass.ADULT, Venue.HOME, Band.WEEK_NIGHT, Audience.NEAR, Signal.HEART, Purpose.LIGHT)
DAY = NIGHT._replace(band=Band.WEEK_DAY)
BOSS, ARTIST = SimpleNamespace(id="boss", roles={Role.COUNCIL}), SimpleNamespace(id="artist", roles={Role.COUNCIL})


class Lights:
    """Who is told of every switch."""

    def __init__(self):
        self.seen = []

    def __call__(self, bits):
        self.seen.append(bits.copy())


def elect(store) -> None:
    """The boss is of the council, the artist only says so."""
    store.write(lambda connection: connection.execute(insert(roles), [
        {"person": "boss", "role": "council", "granted": 1, "entry": 0},
        {"person": "artist", "role": "artist", "granted": 1, "entry": 0}]))  # fmt: skip


class PlainLog:
    """Keeps the contract of commons.log in memory."""

    def __init__(self):
        self.entries = []

    def append(self, entries: list[bytes]) -> list[int]:
        self.entries += entries
        return list(range(len(self.entries) - len(entries), len(self.entries)))

    def find(self, entry: bytes) -> int | None:
        return self.entries.index(entry) if entry in self.entries else None

    @property
    def size(self) -> int:
        return len(self.entries)

    def read(self, index: int) -> bytes:
        return self.entries[index]


def whole(texts, kept) -> np.ndarray:
    return Compiler(kept, apart=False).whole(texts)


def check_policies(policies: Policies) -> None:
    """One version of a name is in force, each is in the log as it stands here, and nothing is lit without them."""
    names = [policy.name for policy in policies.in_force()]
    assert len(names) == len(set(names)) and set(cedar.built_in()) <= set(names)
    for name in names:
        for policy in policies.history(name):
            said = entry.read(policies.log.read(policy.entry))
            assert said.kind == "policy" and said.facts["text"] == policy.text
            assert said.facts["sha256"] == policy.sha256.hex() == rules.digest(policy.text).hex()
    expected = Compiler(policies.compiler.kept, apart=False).whole(policies.texts())
    assert not (policies.tensor & ~expected).any()


def open_again(store, log, lights, kept) -> Policies:
    """A hub that begins, or begins again."""
    return Policies(store, log, store.now, lights, Compiler(kept, apart=False))


# --- fixtures, for modules that take them by these names


@pytest.fixture(scope="session")
def kept(tmp_path_factory):
    """Where compiled policies are kept for a whole run."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture
def lights():
    return Lights()


@pytest.fixture
def plain_log():
    return PlainLog()


@pytest.fixture
def open_(store, plain_log, lights, kept):
    """Policies of a hub that begins, or begins again."""
    elect(store)
    return lambda: open_again(store, plain_log, lights, kept)
