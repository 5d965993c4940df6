"""Gatherings are stored, listed and open in this order; one that ends is over first, and stays so whatever falls."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.commons import gatherings as module
from photophore.commons.gatherings import Gatherings, Mode, Plan
from photophore.commons.people import Joining
from photophore.tlog import entry
from photophore.words import BadRequest, NoRoom, NotAllowed, NotFound, Role, WearerClass
from tests.commons import falls
from tests.commons.falling_gatherings import Small

HOUR = 3_600_000
PLAN = Plan("Night swim", 0, 0)


@pytest.fixture
def desk(store, hub, plain_log, clock):
    """Gatherings on SQLite and on PostgreSQL."""
    return Gatherings(store, hub, plain_log, clock)


@pytest.fixture
def host(hub):
    return somebody(hub, Role.HOST)


@pytest.fixture
def plan(clock):
    return PLAN._replace(until=clock.ms + HOUR)


def somebody(people, *roles):
    person, _ = people.join(people.invite(Role.WEARER, None), Joining(WearerClass.ADULT))
    for role in roles:
        people.grant_role(person.id, role, None)
    return people.get(person.id)


def told(log) -> list[dict]:
    return [each.facts for each in map(entry.read, log.entries) if each.kind == "gathering"]


def test_it_is_stored_listed_and_only_then_open(desk, host, plan, plain_log):
    plain_log.full = True
    with pytest.raises(NoRoom, match="kept, but not open yet"):
        desk.open(plan, host)
    assert not desk.all() and len(desk.of(host)) == 1
    with pytest.raises(NotFound):
        desk.find(desk.of(host)[0].code)
    desk.tend()  # the disk is full still
    assert not desk.all()
    plain_log.full = False
    desk.tend()
    [made] = desk.all()
    assert desk.find(made.code) == made and len(told(plain_log)) == 1


def test_the_log_names_nobody_neither_name_nor_code_nor_host(desk, host, plan, plain_log):
    made = desk.open(plan._replace(name="Anna's birthday"), host)
    desk.end(made, host)
    [begun, over] = told(plain_log)
    assert begun["do"] == "open" and over == {"do": "end", "id": made.id, "at": over["at"]}
    words = "".join(map(str, plain_log.entries))
    assert not any(word in words for word in ("Anna", made.code, host.id, made.host.hex()))


@given(st.lists(st.integers(0, 15), min_size=10, max_size=10))
def test_codes_are_two_words_that_read_back_however_they_are_said(numbers):
    left = iter(numbers)
    made = module.code(lambda below: next(left) % below)
    assert module.CODE.fullmatch(made) and len(made) == 11
    for said in (made, made.upper(), made.replace("-", " "), f"  {made.replace('-', '_')} ", made.replace("-", " - ")):
        assert module.spoken(said) == made


@given(st.text(max_size=40))
def test_what_is_no_code_is_no_gathering_and_nothing_worse(said):
    if not module.CODE.fullmatch(said):
        with pytest.raises(NotFound) as error:
            module.spoken(said + "x")
        assert error.value.try_


def test_a_code_has_32_bits_of_chance():
    letters = len(module.CONSONANTS) ** 6 * len(module.VOWELS) ** 4
    assert math.log2(letters) == 32


def test_only_hosts_and_operators_open_one(desk, hub, plan):
    with pytest.raises(NotAllowed, match="only hosts"):
        desk.open(plan, somebody(hub, Role.ARTIST))
    assert desk.open(plan, somebody(hub, Role.OPERATOR))


def test_only_its_host_and_the_operator_change_and_end_it(desk, hub, host, plan):
    made, other = desk.open(plan, host), somebody(hub, Role.HOST)
    for deed in (lambda: desk.change(made, other, firm=0.5), lambda: desk.end(made, other)):
        with pytest.raises(NotAllowed, match="only its host"):
            deed()
    assert desk.change(made, host, firm=0.5).plan.firm == desk.find(made.code).plan.firm == 0.5
    desk.end(made, somebody(hub, Role.OPERATOR))
    with pytest.raises(NotFound):
        desk.find(made.code)
    with pytest.raises(NotFound, match="over"):
        desk.change(made, host, firm=0.1)


@pytest.mark.parametrize(("field", "value"), [
    ("name", " "), ("name", "x" * 61), ("name", "a\nb"), ("rhythm", 1.51), ("rhythm", math.nan), ("rhythm", 0.0),
    ("firm", -0.1), ("firm", math.inf), ("firm", 2.1), ("cap", 0.0), ("cap", 1.1), ("until", 0),
    ("mode", Mode.SCORE), ("score", "score x"), ("until", 10**15),
])  # fmt: skip
def test_what_cannot_be_is_told_in_words(clock, plan, field, value):
    with pytest.raises(BadRequest) as error:
        module.checked(plan._replace(**{field: value}), clock.ms)
    assert error.value.where == (field if field != "mode" else "score") and error.value.try_


def test_its_time_is_its_end_and_it_may_begin_later(desk, host, plan, clock):
    made = desk.open(plan._replace(begins=clock.ms + HOUR, until=clock.ms + 2 * HOUR), host)
    assert desk.find(made.code).plan.begins == clock.ms + HOUR
    clock.after(2 * 3600)
    with pytest.raises(NotFound):
        desk.find(made.code)
    assert desk.of(host) == [made] and not desk.all()


def test_a_host_has_so_many_open_and_a_hub_so_many(desk, hub, host, plan, monkeypatch):
    monkeypatch.setattr(module, "EACH", 2)
    monkeypatch.setattr(module, "MOST", 3)
    first = desk.open(plan, host)
    desk.open(plan, host)
    with pytest.raises(NoRoom, match="you have 2"):
        desk.open(plan, host)
    desk.end(first, host)
    desk.open(plan, host)
    desk.open(plan, None)
    with pytest.raises(NoRoom, match="3 gatherings are open"):
        desk.open(plan, None)


def test_one_that_ends_is_over_also_where_that_cannot_be_written(desk, host, plan, plain_log):
    made = desk.open(plan, host)
    plain_log.full = True
    with pytest.raises(NoRoom, match="is over, but"):
        desk.end(made, host)
    assert not desk.all()
    plain_log.full = False
    desk.tend()
    assert [each["do"] for each in told(plain_log)] == ["open", "end"] and not desk.all()


def test_another_program_s_change_is_seen(desk, store, hub, host, plan, plain_log, clock):
    other = Gatherings(store, hub, plain_log, clock)
    made = other.open(plan, host)
    desk.tend()
    assert desk.find(made.code) == made


FALLS = (("open", "stored", True, 1), ("open", "listed", True, 1), ("end", "over", True, 1), ("end", "ended", False, 2))


def test_wherever_it_falls_the_next_start_goes_on(tmp_path):
    for deed, step, *_ in FALLS:
        with Small(tmp_path / f"{deed}-{step}") as hub:
            if deed == "end":
                hub.desk.open(hub.plan(), None)
    lines = [[tmp_path / f"{deed}-{step}", deed, step] for deed, step, *_ in FALLS]
    assert falls.run("falling_gatherings", lines) == [falls.FELL] * len(FALLS)
    for deed, step, stands, entries in FALLS:
        for _ in range(2):  # the second start finds nothing left to do
            with Small(tmp_path / f"{deed}-{step}") as hub:
                hub.desk.tend()
                found = [entry.read(hub.log.read(index)) for index in range(hub.log.size)]
                assert len([each for each in found if each.kind == "gathering"]) == entries
                assert bool(hub.desk.all()) == stands
