import asyncio
import threading

import numpy as np
import pytest

from photophore.devices.check import check
from photophore.hub.between import Between, Window
from photophore.words import BLOCK, Frame, NoRoom, Tick


def frames():
    nothing = np.zeros((2, BLOCK), np.uint8)
    light, steady = np.zeros((1, 32, 3, BLOCK), np.uint8), np.zeros((3, BLOCK), np.uint8)
    return [Frame(Tick(count), light, *nothing, steady) for count in (1, 2)]


def test_the_window_keeps_the_drivers_contract():
    seen = []
    check(lambda: Window(Between(), lambda frame, answers: seen.append(frame)), frames())
    assert len(seen) == 2 + 200


def test_what_is_asked_is_carried_by_the_very_next_frame_and_looked_at_after_it():
    """Readings come just before a frame is made, cues just after; both are told with it."""
    between, done, told = Between(), [], []
    window = Window(between, lambda frame, answers: told.append([came for _, came in answers]))

    def deed():
        done.append("asked")
        between.look(lambda: done.append("looked") or 2, print)
        return 1

    between.ask(deed, print)
    window.feel(Tick(0))
    assert done == [], "it is not open yet"
    asyncio.run(window.open())
    for count, frame in enumerate(frames()):
        window.feel(Tick(count))
        assert done == ["asked", "looked"][: 1 + count]
        asyncio.run(window.show(frame))
        assert done == ["asked", "looked"]
    assert told == [[1, 2], []]


def test_things_are_done_in_order_and_answered():
    between, done = Between(), []
    for number in range(5):
        between.ask(lambda number=number: done.append(number) or number * 10, lambda came: done.append(came))
    between.ask(lambda: done.append("no answer is wanted"))
    assert done == []
    answers = between.turn()
    assert done == [0, 1, 2, 3, 4, "no answer is wanted"]
    for then, came in answers:
        then(came)
    assert done[6:] == [0, 10, 20, 30, 40]
    assert between.turn() == []


def test_what_is_asked_meanwhile_waits_for_the_next_turn():
    between, done = Between(), []

    def again():
        done.append(1)
        between.ask(again)

    between.ask(again)
    between.turn()
    between.turn()
    assert done == [1, 1]


@pytest.mark.parametrize("error", [NoRoom("full"), ZeroDivisionError("ours")])
def test_a_failure_is_an_answer_and_stops_nothing(error):
    between, came = Between(), []

    def fail():
        raise error

    between.ask(fail, came.append)
    between.ask(lambda: "fine", came.append)
    for then, what in between.turn():
        then(what)
    assert came == [error, "fine"]


def test_many_threads_may_ask():
    between, done = Between(), []
    threads = [
        threading.Thread(target=lambda: [between.ask(lambda: done.append(1)) for _ in range(500)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        between.turn()
    between.turn()
    assert len(done) == 2000
