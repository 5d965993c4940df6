"""The order of a withdrawal: every interleaving of one withdrawal, one grant, two frames and one fall; and the marks.

The model has the steps of commons.terms in any order that it is told, so that wrong orders are shown to be found; that
the code has the right one is read off the code itself.
"""

import itertools
from typing import NamedTuple

import numpy as np
import pytest

from photophore.commons.change import Ended, Held
from photophore.commons.consent import Grants
from photophore.commons.lit import Lit, Look
from photophore.commons.record import Choice, Sentence
from photophore.words import BLOCK, Audience, Brightness, Purpose, Signal, WearerClass
from tests.commons.place_of_terms import Hub

WITHDRAW = ("bits", "counter", "store", "log", "push", "acknowledge")  # specs trust 1.3
GRANT = ("store", "log", "bits", "acknowledge")


class State(NamedTuple):
    """Everything there is, in the smallest way. A grant was in force before; `w` and `g` count steps that are done."""

    w: int = 0
    g: int = -1  # -1: it has not begun
    bits: bool = True
    epoch: int = 0
    written: tuple = (("given", True),)  # (what, listed) in the order of the store
    marked: bool = False  # a withdrawal has cleared its bits and its wearer was not told yet, or it is not written
    late: bool = False  # the wearer was told after the grant had begun
    frame: tuple | None = None  # (lit, epoch) of a frame on its way
    frames: int = 0
    screen: bool = True  # what a viewer sees
    told: bool = False  # the withdrawal was acknowledged
    refused: bool = False  # the wearer was told: the disk is full, and you are dark
    granted: bool = False  # the second grant was acknowledged
    full: bool = False
    fell: bool = False


def in_force(state: State) -> bool:
    """The fold of commons.change, of one cell; what brightens counts once it is listed."""
    lit = False
    for what, listed in state.written:
        lit = False if what == "withdrawn" else lit or listed
    return lit


def withdrawing(state: State, order) -> State | None:
    if state.w >= len(order) or state.refused:
        return None
    step, done = order[state.w], state._replace(w=state.w + 1)
    match step:
        case "bits":
            return done._replace(bits=False, marked=True)
        case "counter":
            return done._replace(epoch=state.epoch + 1)
        case "store" if state.full:
            return done._replace(refused=True)
        case "store":
            return done._replace(written=(*state.written, ("withdrawn", False)))
        case "log":
            return done._replace(written=listed(state.written, "withdrawn"))
        case "push":
            return done._replace(screen=False)
    return done._replace(told=True, marked=False, late=state.g >= 0)


def granting(state: State, order) -> State | None:
    if state.g == -1:  # only a grant that began before the withdrawal was told is at the same moment
        return None if state.told else state._replace(g=0)
    if state.g >= len(order):
        return None
    step, done = order[state.g], state._replace(g=state.g + 1)
    match step:
        case "store" if state.full or state.marked or state.late:
            return state._replace(g=len(order))  # refused
        case "store":
            return done._replace(written=(*state.written, ("again", False)))
        case "log":
            return done._replace(written=listed(state.written, "again"))
        case "bits" if state.marked or state.late:
            return done
        case "bits":
            return done._replace(bits=True)
    return done._replace(granted=True)


def framing(state: State) -> State | None:
    if state.frame is None:
        return state._replace(frame=(state.bits, state.epoch), frames=state.frames + 1) if state.frames < 2 else None
    lit, epoch = state.frame
    return state._replace(frame=None, screen=lit and epoch == state.epoch)  # the sender asks once more


def falling(state: State) -> State | None:
    """The process ends and starts: memory is gone, nobody has a lease; then the wearer comes back."""
    if state.fell:
        return None
    written = tuple((what, True) for what, listed in state.written if listed or what == "withdrawn")
    written += (("withdrawn", True),) * state.refused  # it was promised (commons.vow)
    state = state._replace(fell=True, w=99, g=99, frame=None, screen=False, written=written, marked=False, full=False)
    return state._replace(bits=in_force(state))


def listed(written, what):
    return tuple((each, True if each == what else it) for each, it in written)


def wrong(state: State) -> str | None:
    """What no state may be."""
    if state.told and (state.screen or (state.frame and state.frame[0] and state.frame[1] == state.epoch)):
        return "a frame carries what was acknowledged as dark"
    if state.told and (state.bits or in_force(state)):
        return "what was acknowledged is lost"
    if state.told and ("withdrawn", True) not in state.written:
        return "what was acknowledged is not in the log"
    if state.refused and state.bits:
        return "told to be dark on a full disk, and lit"
    if state.bits and not any(it for what, it in state.written if what != "withdrawn"):
        return "lit by nothing that stands in the log"
    if state.granted and ("again", True) not in state.written:
        return "a grant was acknowledged and stands nowhere"
    return None


def explore(withdraw=WITHDRAW, grant=GRANT) -> set[str]:
    """Everything that goes wrong in any interleaving; every state is visited once."""
    waiting = [State(full=full) for full in (False, True)]
    seen, found = set(waiting), set()
    while waiting:
        state = waiting.pop()
        found |= {it for it in [wrong(state)] if it}
        for after in (withdrawing(state, withdraw), granting(state, grant), framing(state), falling(state)):
            if after is not None and after not in seen:
                seen.add(after)
                waiting.append(after)
    assert len(seen) > 300
    return found


def test_no_interleaving_goes_wrong():
    assert explore() == set()


@pytest.mark.parametrize(
    ("order", "what"),
    [
        (("counter", "bits", "store", "log", "push", "acknowledge"), "a frame carries"),
        (("store", "log", "bits", "counter", "push", "acknowledge"), "on a full disk"),
        (("bits", "counter", "acknowledge", "store", "log", "push"), "is lost"),
        (("bits", "counter", "store", "log", "acknowledge", "push"), "a frame carries"),
    ],
)
def test_each_wrong_order_of_a_withdrawal_is_found(order, what):
    assert any(what in each for each in explore(withdraw=order))


def test_no_step_comes_before_the_bits_or_after_the_end():
    """Any one step moved to any other place: what passes still begins with the bits and ends with the word."""
    orders = {moved(*places) for places in itertools.permutations(range(len(WITHDRAW)), 2)} - {WITHDRAW}
    passed = {order for order in orders if not explore(withdraw=order)}
    assert len(orders) > 20 and len(passed) < len(orders) / 2
    assert all(order[0] == "bits" and order[-1] == "acknowledge" for order in passed), passed


def moved(here: int, there: int) -> tuple:
    order = [*WITHDRAW]
    order.insert(there, order.pop(here))
    return tuple(order)


@pytest.mark.parametrize("order", [("bits", "store", "log", "acknowledge"), ("store", "bits", "log", "acknowledge"),
                                   ("acknowledge", "store", "log", "bits")])  # fmt: skip
def test_each_wrong_order_of_a_grant_is_found(order):
    alone = {"lit by nothing that stands in the log", "a grant was acknowledged and stands nowhere"}
    found = explore(grant=order)
    if order[0] == "acknowledge":
        assert found & alone
    else:  # the grant before is there too: look at it without
        assert _first_grant(order) & alone


def _first_grant(order) -> set[str]:
    state, found = State(bits=False, screen=False, written=(), g=0), set()
    for _ in order:
        state = granting(state, order)
        found |= {it for it in [wrong(state)] if it}
    return found


def test_the_code_has_this_order(tmp_path, clock, monkeypatch):
    """Each step of the real withdrawal, and of the real grant, as it happens."""
    hub = Hub(tmp_path, clock)
    person = hub.join()
    hub.terms.settle(person, [0], [1])
    steps: list[str] = []
    epoch = [hub.grants.epoch]

    def watched(name, real):
        def call(*args, **more):
            done = real(*args, **more)
            steps.append(name)
            if hub.grants.epoch > epoch[0] and name == "bits":
                steps.append("counter")
            epoch[0] = hub.grants.epoch
            return done

        return call

    for thing, name in ((hub.grants, "withdraw"), (hub.grants, "grant")):
        monkeypatch.setattr(thing, name, watched("bits", getattr(thing, name)))
    monkeypatch.setattr(hub.terms.ledger, "write", watched("store", hub.terms.ledger.write))
    monkeypatch.setattr(hub.log, "append", watched("log", hub.log.append))
    hub.terms.pushes.append(lambda who: steps.append("push"))
    hub.terms.decide(person, Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT), "said", "en")
    assert steps[:2] == ["store", "log"] and set(steps[2:]) <= {"bits", "counter", "push"} and "bits" in steps[2:]
    steps.clear()
    hub.terms.withdraw(person)
    assert tuple(steps)[:4] == WITHDRAW[:4] and steps[-1] == "push"
    assert [step for step in steps if step in ("store", "log", "push")] == ["store", "log", "push"]
    hub.end()


NEAR = Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT | Purpose.SYNC)
HELD = [Held("r", NEAR, 1, Sentence("said", "en"), 1)]


@pytest.fixture
def lit():
    made = Lit(Grants(BLOCK))
    made.settle("ana", [3], [1], Look(WearerClass.ADULT, Brightness.ALL, 0.5))
    return made


def allowed(lit, purpose=Purpose.LIGHT) -> bool:
    return bool(lit.grants.allowed(np.array([3]), Audience.NEAR, Signal.FEELING, purpose)[0])


def test_a_mark_holds_light_back_until_it_is_written(lit):
    since = lit.begin("ana")
    mark = lit.darken("ana", Ended(purposes=Purpose.LIGHT))
    lit.bring("ana", HELD, since)
    assert not allowed(lit) and allowed(lit, Purpose.SYNC)
    lit.written("ana", mark)
    lit.bring("ana", HELD, since)
    assert not allowed(lit)  # the wearer was not told yet
    lit.told("ana", mark)
    lit.bring("ana", HELD, since)
    assert not allowed(lit)  # it began before
    lit.end("ana", since)
    later = lit.begin("ana")
    lit.bring("ana", HELD, later)
    assert allowed(lit)
    lit.end("ana", later)
    assert lit._marks == {} and lit._flying == {}


def test_what_goes_on_is_never_dark_in_between(lit):
    since = lit.begin("ana")
    lit.bring("ana", HELD, since)
    taken = lit.grants.given(0).taken
    epoch = lit.grants.epoch
    narrower = [HELD[0]._replace(choice=NEAR._replace(purposes=Purpose.LIGHT))]
    lit.bring("ana", narrower, since)
    assert allowed(lit) and not allowed(lit, Purpose.SYNC)
    assert not np.any(taken.since(epoch, [3]))  # no light was taken back


def test_rows_that_are_given_back_are_dark_and_nobodys(lit):
    lit.bring("ana", HELD, lit.begin("ana"))
    lit.unsettle("ana")
    assert not allowed(lit) and lit.settled() == []
    lit.bring("ana", HELD, lit.begin("ana"))
    assert not allowed(lit)


def test_leases_are_told_in_seconds(lit):
    lit.bring("ana", HELD, lit.begin("ana"))
    assert lit.leases("ana", 0) == {}  # nobody told how ticks stand
    lit.ticks = lambda ms: ms * 30 // 1000
    assert lit.leases("ana", 0) == {"health": 30, "social": 600, "colour": 86400}
    assert lit.leases("ana", 20_000)["health"] == 10 and lit.leases("ben", 0) == {}
