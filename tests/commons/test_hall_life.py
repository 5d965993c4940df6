"""The whole hall, driven by chance: people, their decisions, policies, the clock, falls and erasures.

After every step, whatever happened: the mask is grants AND policies AND leases, cell by cell (promises 1 and 6); what
was taken back and acknowledged is dark (2); the log only grows, and still verifies (7); the count of changes never
falls; and what was acknowledged is still there after a fall (10).
"""

import shutil
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from photophore.commons.consent import Grants
from photophore.commons.hall import Hall, Setting
from photophore.commons.people import Joining
from photophore.commons.record import Choice
from photophore.tlog import checkpoint, merkle, note
from photophore.words import BLOCK, Audience, Band, Purpose, Role, Signal, WearerClass

BEGAN = 1_795_341_600_000  # 2026-11-22, a Sunday morning, milliseconds UTC
CHOICES = st.builds(
    Choice, st.sampled_from([Audience.SELF, Audience.NEAR, Audience.PUBLIC, Audience.CLINIC, Audience.RESEARCH]),
    st.sampled_from([Signal.FEELING, Signal.HEART, Signal.PLACE]),
    st.sampled_from([Purpose.LIGHT, Purpose.LIGHT | Purpose.SYNC, Purpose.CARE, Purpose.RESEARCH]),
    st.sampled_from([0xFF, 0x01, 0x02]), st.sampled_from([0xFF, 0x0F, 0xF0]),
    st.none(), st.none(),
)  # fmt: skip
WHO = st.integers(0, 2)
KINDS = (WearerClass.ADULT, WearerClass.TEEN, WearerClass.CHILD)
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # a disk that does not wait; fsync is tried elsewhere
QUIET = 'forbid (principal == Audience::"public", action == Action::"light", resource == Signal::"feeling");'


class Life(RuleBasedStateMachine):
    """Three people, each in a row of their own, and a plain account of what they were told."""

    def __init__(self):
        super().__init__()
        self.folder, self.now, self.hall = Path(tempfile.mkdtemp(dir=MEMORY)), BEGAN, None
        self.given: dict[int, dict] = {}  # person -> (audience, signal, one purpose) -> (places, bands)
        self.dark: set[int] = set()
        self.gone: set[int] = set()
        self.head, self.epoch, self.ticks = None, -1, 0

    @initialize()
    def begin(self):
        self._open()
        self.people = []
        for kind in KINDS:
            code = None if self.people else self.hall.people.first_link()
            person, _ = self.hall.people.join(code or self.hall.people.invite("wearer", None), Joining(kind))
            self.people.append(person.id)
            self.given[len(self.people) - 1] = {}
        self.hall.people.grant_role(self.people[0], Role.COUNCIL, self.hall.people.get(self.people[0]))
        self._come()

    def _open(self):
        self.grants = Grants(BLOCK, fps=1)
        self.hall = Hall.open(self.folder / "commons", self.grants, Setting("Europe/Madrid", None, lambda: self.now))
        self.ticks = 0

    def _come(self):
        for who in set(range(3)) - self.gone:
            self.hall.terms.settle(self.people[who], [who], who + 1)
        self.grants.renew(np.arange(3), self.ticks)

    def here(self, who):
        return who not in self.gone

    @rule(who=WHO, choice=CHOICES)
    def decide(self, who, choice):
        if self.here(who):
            self.hall.terms.decide(self.people[who], choice, "words that were shown", "en")
            for one in choice.purposes:
                self.given[who][choice.audience, choice.signal, one] = (choice.places, choice.bands)

    @rule(who=WHO, audience=st.none() | st.sampled_from([Audience.NEAR, Audience.PUBLIC, Audience.SELF]))
    def withdraw(self, who, audience):
        if self.here(who):
            self.hall.terms.withdraw(self.people[who], audience)
            self.given[who] = {cell: it for cell, it in self.given[who].items() if audience not in (None, cell[0])}

    @rule(who=WHO, on=st.booleans())
    def go_dark(self, who, on):
        if self.here(who):
            (self.hall.terms.dark if on else self.hall.terms.light)(self.people[who])
            (self.dark.add if on else self.dark.discard)(who)

    @rule(hours=st.sampled_from([1, 5, 24]))
    def wait(self, hours):
        """The clock on the wall goes on; the people's devices are heard meanwhile."""
        self.now += hours * 3_600_000
        self.hall.tend()
        self.grants.renew(np.array([who for who in range(3) if self.here(who)], np.int64), self.ticks)

    @rule(back=st.sampled_from([1, 90_000]))
    def jump_back(self, back):
        self.now -= back
        self.hall.tend()

    @precondition(lambda self: self.here(0))
    @rule(on=st.booleans())
    def rule_(self, on):
        council = self.hall.people.get(self.people[0])
        held = {policy.name for policy in self.hall.policies.in_force()}
        if on:
            self.hall.policies.propose("quiet-feelings", QUIET, council, urgent=True)
        elif "quiet-feelings" in held:
            self.hall.policies.end("quiet-feelings", council)

    @rule()
    def fall(self):
        """The power goes: what is on the disk at this moment is all there is."""
        left = Path(tempfile.mkdtemp(dir=MEMORY))
        shutil.copytree(self.folder, left, dirs_exist_ok=True)
        self.hall.close()
        shutil.rmtree(self.folder)
        self.folder = left
        self._open()
        assert not self.grants.given(0).mask.any()  # nobody has a lease after a restart
        self._come()

    @rule(who=st.integers(1, 2))
    def erase(self, who):
        if self.here(who):
            self.hall.erasing.erase(self.people[who])
            self.gone.add(who)
            self.given[who] = {}

    @invariant()
    def masks_are_what_people_were_told(self):
        if self.hall is None:
            return
        band, rules = self.grants.now_band, self.hall.policies.tensor
        mask = self.grants.given(self.ticks).mask
        for who in range(3):
            wanted = np.zeros((len(Audience), 16), np.uint16)
            for (audience, signal, one), (places, bands) in self.given[who].items():
                if who not in self.dark and places & 1 and bands >> band & 1:  # everyone is in a neighbourhood
                    wanted[audience, signal] |= one
            wanted &= rules[KINDS[who], 0, band]
            assert (mask[:, :, who] == wanted).all(), (who, Band(band))

    @invariant()
    def the_log_only_grows_and_verifies(self):
        if self.hall is None:
            return
        log = self.hall.log
        said = checkpoint.read(note.open_(log.checkpoint, map(note.read_key, log.vkeys)).text)
        assert self.grants.epoch >= self.epoch
        entries = [log.read(place) for place in range(said.size)]
        hashes = [merkle.leaf(entry) for entry in entries]
        assert merkle.root(hashes) == said.root
        if self.head is not None:
            assert merkle.root(hashes[: self.head.size]) == self.head.root  # the same beginning, for ever
        self.head, self.epoch = said, self.grants.epoch
        for person in getattr(self, "people", []):
            assert not any(person.encode() in entry for entry in entries)

    def teardown(self):
        if self.hall:
            self.hall.close()
        shutil.rmtree(self.folder)


Life.TestCase.settings = settings(max_examples=12, stateful_step_count=15, suppress_health_check=[HealthCheck.too_slow])
TestLife = Life.TestCase
