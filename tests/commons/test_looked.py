"""Who looked: recorded before anything is shown, never in the way of light, bounded on the disk, and told as it was."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import func, insert, select

from photophore.commons import looked as module
from photophore.commons.keys import Keys
from photophore.commons.looked import DAY, HOUR, ROWS, Look, Looked
from photophore.commons.schema import events, looks
from photophore.commons.store import Store
from photophore.words import Audience, BadRequest, NoRoom, NotFound, Signal
from tests.commons.past import ANN, BOB, NOON, Clock

LOOK = Look("clinic: Sol", Signal.HEART, Audience.CLINIC, 8, "Your check of Monday", 7)


class Desk:
    """A store, keys for two people, and looks at them."""

    def __init__(self, folder):
        self.clock = Clock(NOON)
        self.store, self.keys = Store.open(folder / "hub.sqlite", self.clock), Keys.open(folder / "keys.sqlite")
        for person in (ANN, BOB):
            self.keys.new(person)
        self.looked = Looked(self.store, self.keys, self.clock)

    def rows(self) -> int:
        with self.store.read() as connection:
            return connection.scalar(select(func.count()).select_from(looks))

    def close(self) -> None:
        self.looked.close()
        self.store.close()
        self.keys.close()


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.close()


def of(desk, person=ANN):
    return list(desk.looked.of(person))


def test_a_look_is_told_to_its_wearer_and_to_nobody_else(desk):
    desk.looked.record(ANN, LOOK)
    (told,) = of(desk)
    assert told.look == LOOK and (told.first, told.last, told.times) == (NOON, NOON, 1)
    assert of(desk, BOB) == []


def test_like_looks_of_a_day_are_one_and_the_next_day_another(desk):
    for hour in range(30):
        desk.clock.ms = NOON + hour * HOUR
        desk.looked.record(ANN, LOOK)
    late, early = of(desk)
    assert (early.first, early.last, early.times) == (NOON, NOON + 23 * HOUR, 24)
    assert (late.first, late.last, late.times) == (NOON + 24 * HOUR, NOON + 29 * HOUR, 6)


def test_another_reason_reader_signal_or_grant_is_another_look(desk):
    changes = ({}, {"who": "clinic: Luna"}, {"signal": Signal.SKIN}, {"why": "b"}, {"event": 8}, {"purpose": 16})
    other = [replace(LOOK, **change) for change in changes]
    for look in other:
        desk.looked.record(ANN, look)
    assert {each.look for each in of(desk)} == set(other)


def test_the_decision_is_told_with_its_place_in_the_log_and_only_ones_own(desk):
    mine = {"record": "r", "at": 1, "sealed": b"", "commitment": b"", "entry": 42}
    for person in (BOB, ANN):
        words = insert(events).values(person=person, **mine)
        desk.store.write(lambda connection, words=words: connection.execute(words) and None)
    for event in (1, 2, 99):
        desk.looked.record(ANN, replace(LOOK, event=event))
    assert {each.look.event: each.entry for each in of(desk)} == {1: None, 2: 42, 99: None}


def test_nothing_readable_stands_on_the_disk(desk, tmp_path):
    desk.looked.record(ANN, LOOK)
    desk.store.scrub()
    data = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Sol" not in data and b"check of" not in data


@pytest.mark.parametrize(
    "text", ["", "   ", "two\nlines", "bell\x07", "tab\there", "a\u2028b", "turned \u202egnidaer", "half \ud800",
             "\x1b[31mred", "x" * (module.WHY + 1), "\x00"],
)  # fmt: skip
@pytest.mark.parametrize("field", ["who", "why"])
def test_a_look_cannot_forge_a_line(desk, text, field):
    told = {"who": LOOK.who, "why": LOOK.why, field: text}
    look = Look(told["who"], LOOK.signal, LOOK.audience, 8, told["why"])
    with pytest.raises(BadRequest):
        desk.looked.record(ANN, look)
    assert not desk.looked.saw(ANN, look)
    assert [each.look.kind for each in of(desk)] == ["lost"]  # and the wearer is told that somebody did


@given(st.text(min_size=1, max_size=40))
def test_whatever_passes_is_one_line(text):
    try:
        module.check(Look("clinic", Signal.HEART, Audience.CLINIC, 8, text))
    except BadRequest:
        return
    assert len(text.splitlines()) == 1 and text.isprintable() or any(ord(letter) > 127 for letter in text)


@pytest.mark.parametrize("text", ["Revisión de tu corazón", "सलाम", "می‌خواهم", "👩‍⚕️ looks", "عيادة"])
def test_languages_are_no_attack(text):
    module.check(Look(text, Signal.HEART, Audience.CLINIC, 8, text))


def test_a_look_that_cannot_be_kept_is_an_error_for_who_reads(desk, monkeypatch):
    monkeypatch.setattr(desk.store, "write", lambda do: (_ for _ in ()).throw(NoRoom("the disk is full")))
    with pytest.raises(NoRoom):
        desk.looked.record(ANN, LOOK)
    monkeypatch.undo()
    with pytest.raises(NotFound):
        desk.looked.record("hub.nobody", LOOK)
    assert desk.rows() == 0


def test_light_never_waits_and_what_has_no_room_is_lost_and_told(desk, monkeypatch):
    monkeypatch.setattr(module, "WAITING", 3)
    taken = [desk.looked.saw(ANN, replace(LOOK, who=f"screen {i}")) for i in range(8)]
    assert taken == [True] * 3 + [False] * 5
    told = of(desk)
    assert [each.times for each in told if each.look.kind == "lost"] == [5]
    assert sum(each.look.kind == "read" for each in told) == 3


def test_many_who_lose_are_told_together(desk, monkeypatch):
    monkeypatch.setattr(module, "LOSERS", 1)
    monkeypatch.setattr(module, "WAITING", 0)
    for person in (ANN, BOB, BOB):
        desk.looked.saw(person, LOOK)
    assert [(each.look.kind, each.times) for each in of(desk, ANN)] == [("lost", 2), ("lost", 1)]
    assert [(each.look.kind, each.times) for each in of(desk, BOB)] == [("lost", 2)]


def test_a_full_disk_is_told_once_there_is_room(desk, monkeypatch):
    for _ in range(3):
        desk.looked.saw(ANN, LOOK)
    monkeypatch.setattr(desk.store, "write", lambda do: (_ for _ in ()).throw(NoRoom("the disk is full")))
    with pytest.raises(NoRoom):
        desk.looked.flush()
    monkeypatch.undo()
    assert [(each.look.kind, each.times) for each in of(desk)] == [("lost", 3)]


def test_ten_thousand_sockets_are_one_row(desk):
    for screens in (12, 10_000, 3, 0):
        desk.looked.lit([ANN, BOB], Audience.PUBLIC, Signal.FEELING, screens)
    desk.clock.ms += HOUR
    desk.looked.lit([ANN], Audience.PUBLIC, Signal.FEELING, 2)
    now, before = of(desk)
    assert (before.look.kind, before.times) == ("light", 10_000)
    assert (before.first, before.last) == (NOON, NOON + HOUR) and now.times == 2
    assert desk.rows() == 3
    desk.looked.lit([ANN], Audience.PUBLIC, Signal.FEELING, 9)
    assert next(iter(of(desk))).times == 9 and desk.rows() == 3  # the most of an hour, whenever it was written


def test_a_public_map_floods_no_queue(desk, monkeypatch):
    monkeypatch.setattr(module, "GLANCES", 2)
    for _ in range(5):
        desk.looked.lit([ANN], Audience.PUBLIC, Signal.FEELING, 1)
    assert sorted((each.look.kind, each.times) for each in of(desk)) == [("light", 1), ("lost", 3)]


def test_a_reader_cannot_fill_the_disk(desk, monkeypatch):
    monkeypatch.setattr(module, "ROWS", 5)
    for i in range(5):
        desk.looked.record(ANN, replace(LOOK, why=f"reason {i}"))
    with pytest.raises(NoRoom, match="too often today"):
        desk.looked.record(ANN, LOOK)
    desk.looked.saw(ANN, LOOK)
    assert desk.rows() == 5 and [each.times for each in of(desk) if each.look.kind == "lost"] == [1]
    desk.looked.record(BOB, LOOK)
    desk.looked.record(ANN, replace(LOOK, who="clinic: Luna"))  # who looks too often stands in nobody else's way
    desk.clock.ms += DAY
    desk.looked.record(ANN, LOOK)
    assert ROWS > 5


def test_looks_end(desk):
    desk.looked.record(ANN, LOOK)
    desk.looked.lit([ANN], Audience.PUBLIC, Signal.FEELING, 1)
    desk.looked.flush(lit=True)
    for days, left in ((6, 2), (8, 1), (365, 1), (367, 0)):
        desk.clock.ms = NOON + days * DAY
        desk.looked.retire()
        assert desk.rows() == left


def test_who_is_erased_leaves_nothing_behind_in_the_queue(desk):
    desk.looked.saw(ANN, LOOK)
    desk.looked.saw(BOB, LOOK)
    desk.looked.lit([ANN, BOB], Audience.PUBLIC, Signal.FEELING, 1)
    desk.looked.forget(ANN)
    assert not any(ANN in str(table) for table in (desk.looked._waiting, desk.looked._lit, desk.looked._lost))
    desk.keys.shred(BOB)
    desk.looked.flush(lit=True)  # a key that is gone stops nobody else
    assert desk.rows() == 0


def test_a_clock_that_jumps_back_turns_nothing_round(desk):
    desk.looked.record(ANN, LOOK)
    desk.clock.ms -= 3 * HOUR
    desk.looked.record(ANN, LOOK)
    (told,) = of(desk)
    assert told.first <= told.last == NOON and told.times == 2


def test_the_thread_writes_by_itself(desk, monkeypatch):
    written = threading.Event()
    add = module._add_all
    monkeypatch.setattr(module, "SECONDS", 0.01)
    monkeypatch.setattr(module, "_add_all", lambda *told: (add(*told), written.set())[0])
    desk.looked.start()
    desk.looked.saw(ANN, LOOK)
    assert written.wait(20)
    desk.looked.close()
    assert desk.rows() == 1


def test_many_threads_lose_no_look(desk):
    def work():
        for _ in range(200):
            desk.looked.saw(ANN, LOOK)
            desk.looked.flush()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(each.times for each in of(desk)) == 800


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from([ANN, BOB]), st.sampled_from("ab"),
                          st.sampled_from(["record", "saw", "flush"])), max_size=25))  # fmt: skip
def test_every_look_is_counted_once(tmp_path_factory, deeds):
    desk = Desk(tmp_path_factory.mktemp("looked"))
    count: dict = {}
    for person, why, deed in deeds:
        look = replace(LOOK, why=why)
        if deed == "flush":
            desk.looked.flush()
        else:
            getattr(desk.looked, deed)(person, look)
            count[person, why] = count.get((person, why), 0) + 1
    told = {(person, each.look.why): each.times for person in (ANN, BOB) for each in of(desk, person)}
    assert told == count
    desk.close()
