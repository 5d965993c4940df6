"""The power is cut between any two steps of a policy's way: the old one is in force, or the new one."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import council
import numpy as np
import pytest
from council import BOSS, NIGHT, QUIET, QUIETER, check_policies, open_again, whole
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from photophore.commons import cedar
from photophore.commons.log import Log
from photophore.commons.schema import incidents
from photophore.commons.schema import policies as table
from photophore.commons.store import Store
from photophore.tlog import entry

ROOT = Path(__file__).parents[2]


class Fall(BaseException):
    """The power is cut."""


kept, lights, plain_log, open_ = council.kept, council.lights, council.plain_log, council.open_  # fixtures


@pytest.fixture
def policies(open_):
    return open_()


def falling(target, name: str, at: int, after: bool):
    """The power is cut at the at-th call of a verb: before it does anything, or right after it is durable."""
    right, left = getattr(target, name), [at]

    def verb(*args):
        left[0] -= 1
        if left[0] == 0 and not after:
            raise Fall
        done = right(*args)
        if left[0] == 0:
            raise Fall
        return done

    setattr(target, name, verb)
    return lambda: setattr(target, name, right)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("verb", ["write", "append", "whole"])
@pytest.mark.parametrize("act", ["propose", "urgent", "replace", "end"])
def test_a_fall_between_any_two_steps_leaves_the_old_or_the_new(lights, store, plain_log, kept, verb, after, act):
    council.elect(store)
    policies = open_again(store, plain_log, lights, kept)
    if act in ("replace", "end"):
        policies.propose("quiet-nights", QUIET, BOSS)
    old = policies.tensor
    lights.seen.clear()
    text = {"replace": QUIETER, "end": ""}.get(act, QUIET)
    new = whole([*cedar.built_in().values(), *([text] if text else [])], kept)
    calls = 0
    while True:
        calls += 1
        target = {"write": store, "append": plain_log, "whole": policies.compiler}[verb]
        mend = falling(target, verb, calls, after)
        try:
            if act == "end":
                policies.end("quiet-nights", BOSS)
            else:
                policies.propose("quiet-nights", text, BOSS, urgent=act == "urgent")
            finished = True
        except Fall:
            finished = False
        mend()
        policies = open_again(store, plain_log, lights, kept)
        found = policies.tensor
        assert np.array_equal(found, old) or np.array_equal(found, new), (act, verb, calls)
        check_policies(policies)
        for seen in lights.seen:
            assert not (seen & ~(old | new)).any(), "never brighter than both"
        if finished:
            assert np.array_equal(found, new)
            return
        if act == "end" and "quiet-nights" not in {policy.name for policy in policies.in_force()}:
            return


CHILD = """
import os, signal, sys
from pathlib import Path
from types import SimpleNamespace
from photophore.commons.compiler import Compiler
from photophore.commons.log import Log
from photophore.commons.policy import Policies
from photophore.commons.store import Store

folder, kept, text, steps = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
store = Store.open(folder / "hub.sqlite")
log = Log.open(folder / "log", folder / "log-private", "policy.test/log")
policies = Policies(store, log, store.now, lambda bits: None, Compiler(kept, apart=False))

def dying(right):
    def verb(*args):
        global steps
        done = right(*args)
        steps -= 1
        if steps == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    return verb

store.write, log.append = dying(store.write), dying(log.append)
policies.propose("quiet-nights", text, SimpleNamespace(id="boss"), urgent=True)
print("done", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_kill_9_after_each_durable_step(tmp_path, kept):
    """With the real log. Stored, listed, marked as listed, switched: then it is done, and what was done stays."""
    council.elect(store := Store.open(tmp_path / "hub.sqlite"))
    store.close()
    old, new = whole(cedar.built_in().values(), kept), whole([*cedar.built_in().values(), QUIET], kept)
    for steps in range(1, 5):
        words = [sys.executable, "-c", CHILD, str(tmp_path), str(kept), QUIET, str(steps)]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, cwd=ROOT, check=False)
        assert done.returncode == -signal.SIGKILL, done.stderr
        store = Store.open(tmp_path / "hub.sqlite")
        log = Log.open(tmp_path / "log", tmp_path / "log-private", "policy.test/log")
        policies = open_again(store, log, lambda bits: None, kept)
        assert np.array_equal(policies.tensor, new) and not np.array_equal(old, new), "stored first: so it goes on"
        check_policies(policies)
        policies.end("quiet-nights", BOSS)
        log.close()
        store.close()


# --- old backups


def test_an_old_backup_does_not_bring_light_back(policies, store, plain_log, open_, kept):
    policies.propose("quiet-nights", QUIET, BOSS)
    store.write(lambda connection: connection.execute(delete(table).where(table.c.name == "quiet-nights")))
    again = open_()
    assert not again.decide(NIGHT) and again.history("quiet-nights")[0].version == 1
    check_policies(again)
    again.end("quiet-nights", BOSS)
    store.write(lambda connection: connection.execute(delete(table)))  # nothing is left but the log
    last = open_()
    assert last.decide(NIGHT), "its end came back, too"
    assert np.array_equal(last.tensor, whole(cedar.built_in().values(), kept))
    check_policies(last)


def test_a_version_that_is_lost_for_good_is_told(policies, store, plain_log, open_):
    store.raise_fact("policy/quiet-nights", 3)
    open_()
    with store.read() as connection:
        row = connection.execute(select(incidents)).one()
    assert row.kind == "policy-lost" and json.loads(row.what) == {"name": "quiet-nights", "version": 3}
    assert entry.read(plain_log.read(row.entry)).facts["what"] == {"name": "quiet-nights", "version": 3}


# --- whatever happens, in any order


class Council(RuleBasedStateMachine):
    """Proposals, ends, falls and starts against a plain account: name -> text."""

    texts = [QUIET, QUIETER]
    kept = None

    def __init__(self):
        super().__init__()
        self.store, self.log = Store.open(Path(self.folder) / f"{id(self)}.sqlite"), council.PlainLog()
        council.elect(self.store)
        self.lights = council.Lights()
        self.held: dict[str, set[str]] = {}
        self.start()

    @rule()
    def start(self):
        self.policies = open_again(self.store, self.log, self.lights, self.kept)
        for name, texts in self.held.items():
            texts.intersection_update({self.now().get(name, "")})
            assert texts, "neither the old nor the new"

    def now(self) -> dict[str, str]:
        return {policy.name: policy.text for policy in self.policies.in_force() if not policy.built_in}

    @rule(name=st.sampled_from(["one", "two"]), text=st.sampled_from(texts), urgent=st.booleans())
    def propose(self, name, text, urgent):
        self.policies.propose(name, text, BOSS, urgent)
        self.held[name] = {text}

    @precondition(lambda self: self.now())
    @rule(name=st.sampled_from(["one", "two"]))
    def end(self, name):
        if name in self.now():
            self.policies.end(name, BOSS)
            self.held[name] = {""}

    @rule(verb=st.sampled_from(["write", "append"]), at=st.integers(1, 3), after=st.booleans(), name=st.just("one"))
    def fall(self, verb, at, after, name):
        mend = falling(self.store if verb == "write" else self.log, verb, at, after)
        old = self.now().get(name, "")
        try:
            self.policies.propose(name, QUIETER, BOSS, urgent=True)
            old = QUIETER
        except Fall:
            pass
        mend()
        self.held[name] = {old, QUIETER}
        self.start()

    @invariant()
    def what_is_held_is_in_force(self):
        check_policies(self.policies)
        assert {name: {text} for name, text in self.now().items()} == {
            name: texts for name, texts in self.held.items() if texts != {""}}  # fmt: skip

    def teardown(self):
        self.store.close()


def test_policies_keep_their_word_whatever_happens(tmp_path, kept):
    Council.folder, Council.kept = tmp_path, kept
    run_state_machine_as_test(Council, settings=settings(max_examples=8, stateful_step_count=8, deadline=None))
