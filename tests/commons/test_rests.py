"""Orders to rest: dark first, then written; over by themselves; capped; whatever falls, in force or not."""

import contextlib
import itertools
import sqlite3
from types import SimpleNamespace

import council
import pytest
from falling_incidents import OPERATES, OPERATOR, Small
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import insert

from photophore.commons import resting
from photophore.commons.incident import Incidents
from photophore.commons.rests import About, Rests
from photophore.commons.schema import roles
from photophore.commons.seal import Seal
from photophore.commons.store import Store
from photophore.tlog import note
from photophore.words import BadRequest, NoRoom, NotAllowed, NotFound
from tests.commons import falls, resting_hub
from tests.commons.conftest import Clock
from tests.commons.resting_hub import (
    COUNCIL,
    MINUTE,
    NOBODY,
    VIRTUAL,
    again,
    entries,
    full,
)

hub, rests, told = resting_hub.hub, resting_hub.rests, resting_hub.told

# --- who, what, how long


def test_an_order_is_dark_first_then_signed_stored_and_listed(hub, rests, told):
    rests.fall = lambda step: told.append(step)
    order = rests.order(["Sol"], OPERATOR, 5, about=About("Smiles flicker.", incident=1))
    assert told[:4] == [(("Sol",), True), "dark", "stored", "listed"]
    assert rests.now() == [order] and rests.over("Sol") == order and rests.over("Luz") is None
    [said] = entries(hub)
    opened = note.open_(said["note"].encode(), [hub.seal.key])
    assert resting.read(opened.text) == order and order.by == "operator" and order.incident == 1
    assert order.until - order.since == 5 * MINUTE


def test_only_an_operator_or_the_council_darkens_others(hub, rests, told):
    for by in (None, NOBODY, SimpleNamespace(id="nobody")):
        with pytest.raises(NotAllowed, match="only an operator or the council"):
            rests.order(["Sol"], by)
        with pytest.raises(NotAllowed):
            rests.draft(["Sol"], by)
        with pytest.raises(NotAllowed):
            rests.know(b"", by)
    assert not told and not entries(hub)
    assert rests.order(["Sol"], COUNCIL).by == "council"


def test_the_hub_itself_may_let_virtual_smiles_rest_and_no_others(rests):
    order = rests.order(["Sol", "Luz"], None, about=VIRTUAL)
    assert order.by == "hub" and rests.over("Sol") is None and rests.over("Sol", virtual=True) == order
    rests.end(order.name, None)
    assert not rests.now()


@pytest.mark.parametrize(("districts", "minutes"), [
    ([], 5), ("Sol", 5), ([""], 5), ([7], 5), (["x" * 81], 5), (["a\nb"], 5), (["Sol"], 0), (["Sol"], -1),
    (["Sol"], 15.1), (["Sol"], float("nan")), (["Sol"], float("inf")), (["Sol"], "5"), (["Sol"], True),
])  # fmt: skip
def test_what_is_no_order_darkens_nobody(hub, rests, told, districts, minutes):
    with pytest.raises((BadRequest, NotAllowed)):
        rests.order(districts, OPERATOR, minutes)
    assert not told and not rests.now() and not entries(hub)


def test_it_ends_by_itself_whoever_sleeps(hub, rests, told, clock):
    order = rests.order(["Sol"], OPERATOR, 1)
    clock.after(59.999)
    assert rests.now()
    clock.after(0.002)
    assert not rests.now() and rests.over("Sol") is None, "nobody had to end it"
    assert told == [(("Sol",), True)]
    rests.tend()
    assert told[1:] == [(("Sol",), False)]
    [row] = rests.all()
    assert row["ended"] == order.until and entries(hub)[1]["do"] == "over"
    rests.tend()
    assert len(entries(hub)) == 2 and len(told) == 2


@pytest.mark.parametrize("back", [61, 3600, 86_400])
def test_a_clock_that_is_put_back_wakes_nobody_and_a_watch_ends_it(hub, clock, back):
    watch = [0.0]
    rests = Rests(hub.store, hub.log, hub.seal, hub.held, lambda: watch[0])
    order = rests.order(["Sol"], OPERATOR, 15)
    clock.after(-back)
    rests.tend()
    assert rests.over("Sol") == order and rests.all()[0]["ended"] is None
    kept = Rests(hub.store, hub.log, hub.seal, hub.held, lambda: watch[0])
    assert kept.over("Sol") == order, "nor at the next start, which holds it for its minutes at most"
    watch[0] = 899.9
    assert rests.over("Sol") == kept.over("Sol") == order
    watch[0] = 900.0
    assert rests.over("Sol") is kept.over("Sol") is None
    rests.tend()
    assert rests.all()[0]["ended"] == order.since, "never an end that is still to come"


def test_one_who_may_ends_it_before_its_time(hub, rests, told):
    order = rests.order(["Sol"], OPERATOR)
    with pytest.raises(NotAllowed):
        rests.end(order.name, NOBODY)
    rests.end(order.name, COUNCIL, "It is mended.")
    assert not rests.now() and told[-1] == (("Sol",), False)
    assert entries(hub)[1] == {"do": "over", "name": order.name, "at": hub.store.now(), "why": "It is mended."}
    for name in (order.name, "x", None):
        with pytest.raises(NotFound):
            rests.end(name, COUNCIL)


# --- how often


def test_darkening_is_capped_for_a_district_and_its_rate_is_an_incident(hub, rests, clock):
    for count in range(resting.OFTEN):
        order = rests.order([f"D{count % 2}"], OPERATOR, 1)
        rests.end(order.name, OPERATOR)
    assert [each.kind for each in hub.held.all()].count("rests-often") == 1
    rests.end(rests.order(["D0"], OPERATOR, 1).name, OPERATOR)
    assert [each.kind for each in hub.held.all()].count("rests-often") == 1, "once an hour"
    with pytest.raises(NotAllowed, match="4 times a day"):
        rests.order(["D0"], OPERATOR)
    with pytest.raises(NotAllowed, match="4 times a day"):
        again(hub).order(["D0"], OPERATOR)
    clock.after(86_400)
    rests.order(["D0"], OPERATOR)


# --- a full disk


def test_on_a_full_disk_it_rests_and_is_written_later(hub, rests, told):
    with full(hub):
        with pytest.raises(NoRoom, match="it rests"):
            rests.order(["Sol"], OPERATOR)
        assert rests.over("Sol") and told == [(("Sol",), True)]
        rests.tend()
        assert rests.over("Sol")
    rests.tend()
    assert len(entries(hub)) == 1 and len(rests.all()) == 1
    rests.tend()
    assert len(entries(hub)) == 1


def test_what_brightens_waits_for_the_disk(hub, rests, told):
    order = rests.order(["Sol"], OPERATOR)
    write, hub.store.write = hub.store.write, lambda do: (_ for _ in ()).throw(NoRoom("full"))
    with pytest.raises(NoRoom):
        rests.end(order.name, OPERATOR)
    assert rests.over("Sol") and len(told) == 1, "it holds on"
    hub.store.write = write
    rests.end(order.name, OPERATOR)
    assert not rests.over("Sol")


# --- falls


@pytest.fixture(scope="module")
def fallen(tmp_path_factory):
    root, lines = tmp_path_factory.mktemp("fallen"), []
    for deed, step in (("rest", "dark"), ("rest", "stored"), ("rest", "listed"), ("end", "ended"), ("end", "listed")):
        folder = root / deed / step
        hub = Small(folder).ready()
        if deed == "end":
            hub.rests.order(["Sol"], OPERATOR, 15)
        hub.close()
        lines.append([folder, deed, step])
    assert falls.run("falling_incidents", lines) == [falls.FELL] * len(lines)
    return root


@pytest.mark.parametrize(("deed", "step", "rests", "listed"), [
    ("rest", "dark", False, []), ("rest", "stored", True, ["rest"]), ("rest", "listed", True, ["rest"]),
    ("end", "ended", False, ["rest", "over"]), ("end", "listed", False, ["rest", "over"]),
])  # fmt: skip
def test_kill_9_leaves_an_order_in_force_or_over_and_listed_once(fallen, deed, step, rests, listed):
    hub = Small(fallen / deed / step)
    assert (hub.rests.over("Sol") is not None) == rests
    assert [each["do"] for each in entries(hub)] == listed
    again(hub)
    assert [each["do"] for each in entries(hub)] == listed
    hub.close()
    path = fallen / deed / step / "hub.sqlite"
    assert sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)


# --- whatever happens, in any order


class Days(RuleBasedStateMachine):
    """Orders of one hub against a plain account: name -> (district, until)."""

    @initialize()
    def begin(self):
        self.clock, folder = Clock(), self.folder / str(next(self.counted))
        folder.mkdir()
        store, log = Store.open(folder / "hub.sqlite", self.clock), council.PlainLog()
        log.origin = "hub.test/log"
        self.hub = SimpleNamespace(store=store, log=log, held=Incidents(store, log), seal=Seal(folder, log))
        store.write(lambda connection: connection.execute(insert(roles).values(OPERATES)) and None)
        self.rests, self.held, self.resting, self.past = again(self.hub), {}, set(), []
        self.rests.tell.append(self.tell)

    def tell(self, order, on):
        (self.resting.add if on else self.resting.discard)(order.name)

    @rule(district=st.sampled_from("AB"), minutes=st.sampled_from([1, 15]), broken=st.booleans())
    def order(self, district, minutes, broken):
        alone = {each for each, until in self.held.values() if until > self.clock()} - {district}
        day = [each for each in self.past if each[0] == district and each[1] > self.clock() - resting.DAY]
        often = len(day) >= resting.A_DISTRICT
        try:
            with full(self.hub) if broken else contextlib.nullcontext():
                made = self.rests.order([district], OPERATOR, minutes)
        except NotAllowed:
            assert alone or often
            return
        except NoRoom:
            [made] = [each for each in self.rests.now() if each.name not in self.held]
        assert not alone and not often
        self.held[made.name] = (district, made.until)
        self.past.append((district, made.since))

    @rule(at=st.integers(0, 9))
    def end(self, at):
        now = self.rests.now()
        if now:
            name = now[at % len(now)].name
            self.rests.end(name, OPERATOR)
            del self.held[name]

    @rule(seconds=st.sampled_from([1, 70, 1000, 40_000]))
    def wait(self, seconds):
        self.clock.after(seconds)
        self.rests.tend()

    @rule()
    def start(self):
        self.rests.tend()
        self.rests = again(self.hub)
        self.resting = {each.name for each in self.rests.now()}
        self.rests.tell.append(self.tell)

    @invariant()
    def what_is_in_force_is_what_was_ordered(self):
        now = {each.name for each in self.rests.now()}
        assert now == {name for name, (_, until) in self.held.items() if until > self.clock()}
        assert now <= self.resting
        assert len({each.districts for each in self.rests.now()}) <= 1, "one hub lets one district rest"
        said = [each["note"] for each in entries(self.hub) if each["do"] == "rest"]
        assert len(said) == len(set(said))

    def teardown(self):
        self.hub.store.close()


def test_orders_keep_their_word_whatever_happens(tmp_path, unsynced):
    Days.folder, Days.counted = tmp_path, itertools.count()
    run_state_machine_as_test(Days, settings=settings(max_examples=8, stateful_step_count=12, deadline=None))
