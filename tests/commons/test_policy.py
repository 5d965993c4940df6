"""A policy is old or new, never neither; urgent ones are dark at once; what mask and Cedar disagree on is denied."""

import threading
from types import SimpleNamespace

import council
import numpy as np
import pytest
from council import ARTIST, BOSS, DAY, NIGHT, QUIET, QUIETER, check_policies
from sqlalchemy import insert, select, update

from photophore.commons import cedar, rules, tensor
from photophore.commons.compiler import Compiler
from photophore.commons.policy import MOST, TOGETHER, WHY
from photophore.commons.schema import incidents, roles
from photophore.commons.schema import policies as table
from photophore.tlog import entry
from photophore.words import BadPolicy, NoRoom, NotAllowed, NotFound, Purpose, Role, Signal, WearerClass

kept, lights, plain_log, open_ = council.kept, council.lights, council.plain_log, council.open_  # fixtures


@pytest.fixture
def policies(open_, monkeypatch):
    forgotten = []
    monkeypatch.setattr(Compiler, "forget", lambda self: forgotten.append(self))  # other tests need what is kept
    made = open_()
    made.forgotten = forgotten
    return made


def test_a_hub_begins_with_the_built_in_policies(policies, lights, plain_log, kept):
    assert [policy.name for policy in policies.in_force()] == sorted(cedar.built_in())
    assert all(policy.built_in and policy.version == 1 for policy in policies.in_force())
    assert plain_log.size == len(cedar.built_in()) == len(WHY)
    assert len(lights.seen) == 1 and np.array_equal(lights.seen[0], policies.tensor)
    assert lights.seen[0].shape == (16, 8, 8, 8, 16) and lights.seen[0].dtype == np.uint16
    assert not lights.seen[0][len(WearerClass) :].any()
    check_policies(policies)


def test_a_second_start_changes_nothing(open_, lights, plain_log):
    open_()
    size = plain_log.size
    again = open_()
    assert plain_log.size == size and np.array_equal(lights.seen[0], again.tensor)
    assert all(policy.version == 1 for policy in again.in_force())


def test_a_new_version_replaces_its_older_one(policies, lights):
    first = policies.propose("quiet-nights", QUIET, BOSS)
    assert (first.version, first.urgent, first.ended) == (1, False, None) and first.since and first.entry is not None
    assert not policies.decide(NIGHT) and policies.decide(DAY)
    second = policies.propose("quiet-nights", QUIETER.replace("\n", "\r\n"), BOSS)
    assert second.version == 2 and second.text == QUIETER
    first, second = policies.history("quiet-nights")
    assert first.ended == second.since and second.ended is None
    assert len(lights.seen) == 3, "one switch each"
    check_policies(policies)


def test_a_policy_is_taken_back_as_it_came(policies, lights, plain_log):
    policies.propose("quiet-nights", QUIET, BOSS)
    ended = policies.end("quiet-nights", BOSS)
    assert ended.version == 2 and ended.text == "" and ended.since == ended.ended
    assert np.array_equal(lights.seen[0], policies.tensor) and policies.decide(NIGHT)
    assert entry.read(plain_log.read(ended.entry)).facts["text"] == ""
    assert "quiet-nights" not in {policy.name for policy in policies.in_force()}
    with pytest.raises(NotFound):
        policies.end("quiet-nights", BOSS)
    assert policies.propose("quiet-nights", QUIET, BOSS).version == 3
    check_policies(policies)


@pytest.mark.parametrize("by", [None, ARTIST, SimpleNamespace(id="nobody", roles=set(Role))])
def test_only_the_council_changes_policies(policies, lights, by):
    """Whatever somebody says of themselves: the roles are looked up."""
    for do in (lambda: policies.propose("quiet-nights", QUIET, by, urgent=True), lambda: policies.end("minors", by)):
        with pytest.raises(NotAllowed):
            do()
    assert len(lights.seen) == 1


@pytest.mark.parametrize("name", sorted(WHY))
def test_the_law_stays_and_says_why(policies, name):
    for do in (lambda: policies.end(name, BOSS), lambda: policies.propose(name, QUIET, BOSS)):
        with pytest.raises(NotAllowed) as told:
            do()
        assert WHY[name] in str(told.value)


@pytest.mark.parametrize("name", ["", "A", "a b", "../etc", "a" * 41, "-a", "a--b", "1a", "é", "a\n"])
def test_a_name_is_plain(policies, name):
    with pytest.raises(BadPolicy):
        policies.propose(name, QUIET, BOSS)


def test_what_cannot_take_effect_changes_nothing(policies, lights, plain_log):
    size = plain_log.size
    for text in ("", "forbid", QUIET.replace("heart", "hart"), "x" * 10_000):
        with pytest.raises(BadPolicy):
            policies.propose("quiet-nights", text, BOSS, urgent=True)
    with pytest.raises(BadPolicy):
        policies.propose("light", "permit (principal, action, resource);", BOSS, urgent=True)
    assert len(lights.seen) == 1 and plain_log.size == size and not policies.history("quiet-nights")


def test_there_is_an_end_to_policies(policies, store):
    store.write(lambda connection: connection.execute(insert(table), [
        {"name": f"rule-{number}", "version": 1, "text": QUIET, "sha256": rules.digest(QUIET), "at": 1, "urgent": False,
         "since": 1, "entry": 0} for number in range(MOST - len(cedar.built_in()))]))  # fmt: skip
    with pytest.raises(NoRoom, match="64 policies"):
        policies.propose("one-more", QUIET, BOSS)
    policies.room("rule-1", QUIET)


def test_all_together_stay_short_enough_to_compile_in_time(policies):
    policies.room("long", "x" * 30_000)
    with pytest.raises(NoRoom, match="together"):
        policies.room("long", "x" * TOGETHER)


def test_a_start_goes_on_without_what_cannot_be_compiled(policies, store, plain_log, open_, monkeypatch):
    """It was stored, and the power went; the text brings the compiler down."""
    policies._store("quiet-nights", QUIET, BOSS, False)
    right = Compiler.whole

    def whole(self, texts):
        if QUIET in texts:
            raise BadPolicy("these policies could not be compiled")
        return right(self, texts)

    monkeypatch.setattr(Compiler, "whole", whole)
    again = open_()
    assert again.decide(NIGHT) and not again.waiting() and again.tensor.any()
    monkeypatch.setattr(Compiler, "whole", lambda self, texts: (_ for _ in ()).throw(BadPolicy("no compiler")))
    with pytest.raises(BadPolicy):
        open_()
    monkeypatch.setattr(Compiler, "whole", right)
    check_policies(open_())


# --- urgent


def test_urgent_is_dark_at_once_and_the_rest_comes_back(policies, lights):
    policies.propose("quiet-nights", QUIET, BOSS, urgent=True)
    before, dark, after = lights.seen
    assert np.array_equal(dark, before & ~tensor.template(QUIET)) and not dark[..., Signal.HEART].any()
    assert after[tensor.cell(DAY)] and not after[tensor.cell(NIGHT)]
    assert np.array_equal(after, policies.tensor)


def test_urgent_does_not_wait_for_a_slow_compile(policies, lights):
    slow, whole_ = threading.Event(), policies.compiler.whole
    started = threading.Event()

    def patient(texts):
        started.set()
        assert slow.wait(30)
        return whole_(texts)

    policies.compiler.whole = patient
    calm = threading.Thread(target=policies.propose, args=("quiet-nights", QUIET, BOSS))
    calm.start()
    assert started.wait(30)
    urgent = threading.Thread(target=policies.propose, args=("no-skin", QUIETER.split("\n\n")[1], BOSS, True))
    urgent.start()
    while len(lights.seen) < 2:
        threading.Event().wait(0.001)
    assert not lights.seen[1][..., Signal.SKIN].any() and lights.seen[1][tensor.cell(NIGHT)]
    slow.set()
    calm.join(60)
    urgent.join(60)
    assert not lights.seen[2][..., Signal.SKIN].any() and not lights.seen[2][tensor.cell(NIGHT)], "still dark"
    assert lights.seen[-1][..., Signal.SKIN].any()
    check_policies(policies)


@pytest.mark.parametrize("urgent", [False, True])
def test_whoever_lost_the_role_while_waiting_changes_nothing(policies, store, urgent):
    before, failed = policies.tensor, []

    def propose():
        try:
            policies.propose("quiet-nights", QUIET, BOSS, urgent)
        except NotAllowed as error:
            failed.append(error)

    asked, was = threading.Event(), policies._change

    def late(*told):
        asked.set()
        return was(*told)

    policies._change = late
    with policies._turn:
        thread = threading.Thread(target=propose)
        thread.start()
        assert asked.wait(30)
        assert urgent is not bool(policies.tensor[..., Signal.HEART].any())
        store.write(lambda connection: connection.execute(update(roles).values(ended=2)) and None)
    thread.join(30)
    assert failed and not policies.history("quiet-nights") and np.array_equal(policies.tensor, before)


def test_an_urgent_policy_that_cannot_be_kept_stays_dark_here(policies, lights, store):
    def full(do):
        raise NoRoom("the disk is full")

    policies.store = SimpleNamespace(read=store.read, write=full, now=store.now)
    with pytest.raises(NoRoom):
        policies.propose("quiet-nights", QUIET, BOSS, urgent=True)
    assert not policies.tensor[..., Signal.HEART].any()
    policies.store = store
    policies.propose("quiet-nights", QUIET, BOSS)
    assert policies.tensor[tensor.cell(DAY)]


def test_what_cannot_be_compiled_is_given_up_in_the_open(policies, store, open_):
    def broken(texts):
        raise BadPolicy("these policies could not be compiled")

    right = policies.compiler.whole
    policies.compiler.whole = broken
    with pytest.raises(BadPolicy):
        policies.propose("quiet-nights", QUIET, BOSS)
    policies.compiler.whole = right
    assert not policies.waiting() and policies.decide(NIGHT)
    with store.read() as connection:
        row = connection.execute(select(incidents)).one()
    assert row.kind == "policy-not-compiled" and row.entry is not None
    check_policies(policies)
    check_policies(open_())


def test_where_the_log_is_full_the_policy_is_kept_and_takes_effect_later(policies, plain_log, open_):
    append, plain_log.append = plain_log.append, lambda entries: (_ for _ in ()).throw(NoRoom("the disk is full"))
    with pytest.raises(NoRoom, match="kept, but not in force yet"):
        policies.propose("quiet-nights", QUIET, BOSS)
    assert policies.decide(NIGHT) and [policy.name for policy in policies.waiting()] == ["quiet-nights"]
    plain_log.append = append
    assert not open_().decide(NIGHT)


# --- the shadow


def test_one_decision_in_a_thousand_is_asked_again(policies, monkeypatch):
    asked = []
    monkeypatch.setattr(cedar, "decide", lambda policies, question: asked.append(question) or True)
    for _ in range(3000):
        assert policies.shadow(DAY, True) and not policies.shadow(NIGHT, False)
    assert len(asked) == 6


def test_a_mismatch_denies_darkens_and_is_told(policies, lights, store, plain_log):
    policies.propose("quiet-nights", QUIET, BOSS)
    bits = policies._compiled.copy()
    bits[tensor.cell(NIGHT)] |= Purpose.LIGHT  # as if the compiler had been wrong
    policies._switch(bits, policies.texts(), [])
    assert policies.shadow(NIGHT, True, count=1), "not sampled"
    assert not policies.shadow(NIGHT, True, count=1000)
    assert policies.forgotten, "what was compiled and kept is not believed any more"
    assert not policies.tensor[tensor.cell(NIGHT)] & Purpose.LIGHT
    assert np.array_equal(lights.seen[-1], policies.tensor)
    with store.read() as connection:
        row = connection.execute(select(incidents)).one()
    facts = entry.read(plain_log.read(row.entry)).facts
    assert facts["kind"] == row.kind == "mask-is-not-policy"
    assert facts["what"] == {"wearer": "adult", "place": "home", "band": "week_night", "audience": "near",
                             "signal": "heart", "purpose": "light", "mask": True, "cedar": False}  # fmt: skip
    assert not policies.shadow(NIGHT, True, count=2000)
    with store.read() as connection:
        assert len(connection.execute(select(incidents)).all()) == 1, "once is enough"


def test_a_mask_that_says_more_than_its_policies_is_denied(policies, store):
    policies.propose("quiet-nights", QUIET, BOSS)
    assert not policies.shadow(NIGHT, True, count=0)
    with store.read() as connection:
        assert connection.execute(select(incidents)).one().kind == "mask-is-not-policy"


def test_a_mask_from_before_a_change_blames_nobody(policies, store):
    before = policies.version
    policies.propose("quiet-nights", QUIET, BOSS)
    assert not policies.shadow(NIGHT, True, count=0, version=before)
    assert policies.shadow(DAY, True, count=0, version=before)
    with store.read() as connection:
        assert not connection.execute(select(incidents)).all()


def test_a_wearers_no_is_no_mismatch(policies, store):
    assert not policies.shadow(DAY, False, count=0)
    with store.read() as connection:
        assert not connection.execute(select(incidents)).all()


def test_a_full_disk_does_not_keep_a_mismatch_bright(policies, plain_log, store, open_):
    policies.propose("quiet-nights", QUIET, BOSS)
    append, plain_log.append = plain_log.append, lambda entries: (_ for _ in ()).throw(NoRoom("the disk is full"))
    assert not policies.shadow(NIGHT, True, count=0)
    plain_log.append = append
    open_()
    with store.read() as connection:
        assert connection.execute(select(incidents)).one().entry is not None


