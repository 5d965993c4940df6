"""Appends, falls, old copies and lost files in any order: never a fork, and nothing acknowledged is lost."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from photophore.words import BadLog
from tests.commons.logs import Clock, Falling, Fell, Witness, check_log, copy, opened, some

pytestmark = pytest.mark.usefixtures("unsynced")

DAY = 86_400_000  # milliseconds


class Life(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.home = tempfile.TemporaryDirectory()
        self.folder = Path(self.home.name)
        self.clock, self.witness, self.known, self.turn = Clock(), Witness(), {}, 0
        self.log = opened(self.folder, now=self.clock)
        self.copies = []

    def fresh(self, count):
        self.turn += 1
        return some(count, self.turn)

    def reopen(self):
        self.log.close()
        self.log = opened(self.folder, now=self.clock)

    @rule(count=st.sampled_from([1, 3, 100, 255, 256, 300]))
    def append(self, count):
        mine = self.fresh(count)
        self.known.update(zip(self.log.append(mine), mine, strict=True))

    @rule(step=st.integers(0, 14), how=st.sampled_from(["before", "within", "after"]), power=st.booleans(),
          count=st.sampled_from([1, 200, 400]))  # fmt: skip
    def fall(self, step, how, power, count):
        self.log.close()
        disk = Falling(10**9, how, power)
        log = opened(self.folder, disk, self.clock)
        disk._left = step
        mine = self.fresh(count)
        try:
            self.known.update(zip(log.append(mine), mine, strict=True))
        except Fell:
            pass
        log.close()
        self.log = opened(self.folder, now=self.clock)

    @rule(ms=st.integers(-10 * DAY, 3 * DAY))
    def time_passes(self, ms):
        self.clock.ms += ms

    @rule()
    def is_closed_and_opened(self):
        self.reopen()

    @rule()
    def another_writer(self):
        second = opened(self.folder, now=self.clock)
        mine = self.fresh(2)
        self.known.update(zip(second.append(mine), mine, strict=True))
        second.close()
        mine = self.fresh(2)
        self.known.update(zip(self.log.append(mine), mine, strict=True))

    @rule()
    def is_copied(self):
        self.log.close()
        self.copies.append(copy(self.folder, self.folder.with_name(f"{self.folder.name}-{len(self.copies)}")))
        self.reopen()

    @precondition(lambda self: self.copies)
    @rule(data=st.data())
    def private_folder_is_an_old_copy(self, data):
        self.log.close()
        copy(data.draw(st.sampled_from(self.copies)) / "private", self.folder / "private")
        self.log = opened(self.folder, now=self.clock)

    @precondition(lambda self: self.copies)
    @rule(data=st.data())
    def public_folder_is_an_old_copy(self, data):
        self.log.close()
        newest = copy(self.folder / "public", self.folder / "newest")
        copy(data.draw(st.sampled_from(self.copies)) / "public", self.folder / "public")
        try:
            self.log = opened(self.folder, now=self.clock)
        except BadLog:
            copy(newest, self.folder / "public")
            self.log = opened(self.folder, now=self.clock)

    @rule(data=st.data())
    def a_file_is_lost(self, data):
        self.log.close()
        lost = [self.folder / each for each in ("public/checkpoint", "public/vkey", "private/head")]
        lost += (self.folder / "public" / "tile").glob("[0-9]/**/*")
        path = data.draw(st.sampled_from(sorted(path for path in lost if path.is_file())))
        path.unlink()
        self.log = opened(self.folder, now=self.clock)

    @invariant()
    def holds(self):
        check_log(self.folder / "public", self.folder / "private", dict(list(self.known.items())[-40:]))
        self.witness.look(self.folder / "public")
        assert self.log.size >= len(self.known)

    def teardown(self):
        if hasattr(self, "home"):
            self.log.close()
            check_log(self.folder / "public", self.folder / "private", self.known)
            for each in self.copies:
                shutil.rmtree(each)
            self.home.cleanup()


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=20, stateful_step_count=10, suppress_health_check=list(HealthCheck))
