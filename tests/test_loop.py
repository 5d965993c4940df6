"""The loop: rows that are taken and given back, a beat that nothing stops, and nothing hidden when it falls behind."""

import asyncio
import threading
import time

import numpy as np
import pytest

from photophore.devices.virtual import Virtual
from photophore.glyph.gallery import gallery
from photophore.glyph.read import read
from photophore.light import paint
from photophore.loop import BREATH, DECK, FIELDS, GROUPS, RESTING, WAITING, Loop
from photophore.words import BLOCK, Audience, NoRoom, Purpose, Row, Samples, Sense, Signal

F = np.float32
GLYPHS = gallery()


@pytest.fixture
def loop():
    made = Loop(1, fast=False, fps=10)
    yield made
    made.close()


def say(loop, rows, born, value=(0.5, 0.2)):
    rows = np.atleast_1d(rows).astype(np.int32)
    born = np.broadcast_to(born, rows.size).astype(np.uint32)
    value = np.tile(np.array(value, F), (rows.size, 1))
    loop.feed(Samples(rows, born, np.full(rows.size, Sense.REPORT, np.uint8), value,
                      np.full(rows.size, loop.tick.count, np.int64)))  # fmt: skip


def light(loop, rows, glyph="tide"):
    """Everything it takes to glow for the public."""
    loop.dress(rows, teeth=np.uint32(0xFFFFFFFF), power=F(1), rate=F(0.1))
    loop.wear(rows, GLYPHS[glyph])
    for audience in (Audience.SELF, Audience.PUBLIC):
        loop.grants.grant(rows, audience, Signal.FEELING, Purpose.LIGHT)


def glow(loop, rows):
    return loop.frame.seen_by(Audience.PUBLIC, np.atleast_1d(rows)).max(axis=(0, 1))


def steps(loop, count):
    for _ in range(count):
        loop.step()


def test_who_joins_is_dark_until_granted_heard_and_dressed(loop):
    rows, born = loop.join(3)
    say(loop, rows, born)
    loop.step()
    assert (glow(loop, rows) == 0).all()
    light(loop, rows)
    loop.step()
    assert (glow(loop, rows) == 0).all()  # what was said before the grant was never heard
    say(loop, rows, born)
    loop.step()
    assert (glow(loop, rows) > 0).all()


def test_a_row_rests_and_forgets_before_another_smile_lives_there(loop):
    rows, born = loop.join(BLOCK)
    light(loop, rows)
    say(loop, rows, born)
    loop.step()
    loop.leave(rows[:1])
    with pytest.raises(NoRoom, match="--smiles"):
        loop.join(1)
    loop.step()
    assert glow(loop, rows[0]) == 0
    steps(loop, round(RESTING * loop.fps))
    again, newborn = loop.join(1)
    assert (again, newborn) == (rows[0], born[0] + 1)
    light(loop, again)
    say(loop, again, born[0])  # a late word of the one who lived there before
    loop.step()
    assert glow(loop, again) == 0
    assert np.isnan(loop.memory.feelings.now[:, again]).all()
    say(loop, again, newborn)
    loop.step()
    assert glow(loop, again) > 0


def test_nothing_of_who_left_is_kept(loop):
    rows, born = loop.join(1)
    light(loop, rows)
    say(loop, rows, born)
    loop.step()
    loop.leave(rows)
    assert np.isnan(loop.memory.display.shown.values[:, rows]).all()
    assert loop.memory.feelings.at[rows] == -1
    assert loop.worn.glyph[rows] == -1
    assert not loop.given.mask[:, :, rows].any()


def test_dark_is_in_the_next_frame_and_only_for_the_smile_that_asked(loop):
    rows, born = loop.join(2)
    light(loop, rows)
    say(loop, rows, born)
    steps(loop, 2)
    loop.dark(Row(int(rows[0]), int(born[0]) + 1))  # somebody who does not live here
    loop.step()
    assert (glow(loop, rows) > 0).all()
    loop.dark(Row(int(rows[0]), int(born[0])))
    loop.step()
    assert glow(loop, rows).tolist()[0] == 0
    assert glow(loop, rows)[1] > 0


def test_a_new_design_fades_in_and_the_old_one_is_let_go(loop):
    rows, _ = loop.join(2)
    loop.wear(rows, GLYPHS["aurora"])
    loop.step()
    loop.wear(rows[:1], GLYPHS["chorus"])
    loop.wear(rows[:1], GLYPHS["chorus"])  # twice is once
    assert loop.worn.deck[loop.worn.before[rows[0]]].name == "aurora"
    steps(loop, round(paint.FADE * loop.fps) + 1)
    assert loop.worn.before[rows[0]] == -1
    assert len(loop.worn.deck) == 2


def test_a_full_deck_makes_room_for_designs_only_where_nobody_wears_one(loop):
    rows, _ = loop.join(2)
    designs = [read(f"glyph g{i}\ncolour amber\nbrightness {i / 2000:.4f}") for i in range(DECK + 1)]
    for glyph in designs[:DECK]:
        loop.wear(rows[:1], glyph)
    loop.worn.glyph[:DECK] = np.arange(DECK)  # everyone another
    with pytest.raises(NoRoom, match="designs"):
        loop.wear(rows[:1], designs[DECK])
    loop.worn.glyph[5] = loop.worn.before[5] = 4
    loop.worn.before[:] = -1
    loop.wear(rows[:1], designs[DECK])
    assert loop.worn.deck[5].name == f"g{DECK}"


def test_too_many_waiting_samples_are_dropped_oldest_first_and_counted(loop):
    many = WAITING // 2 + 1
    part = Samples(np.zeros(many, np.int32), np.zeros(many, np.uint32), np.zeros(many, np.uint8),
                   np.zeros((many, 2), F), np.zeros(many, np.int64))  # fmt: skip
    loop.feed(part)
    loop.feed(part)
    assert loop.stats.dropped == many


@pytest.mark.parametrize("column", [{"group": GROUPS}, {"crowd": FIELDS}])
def test_a_gathering_or_a_field_that_is_not_there_is_refused(loop, column):
    rows, _ = loop.join(1)
    with pytest.raises(NoRoom):
        loop.dress(rows, **column)


class Broken:
    """A body that fails each time."""

    def feel(self, tick):
        raise OSError("the wire is cut")

    def show(self, light, tick):
        raise OSError("the lamp is gone")


def test_a_device_that_fails_is_counted_and_stops_nothing(loop):
    rows, _ = loop.join(1)
    loop.attach(Virtual(Broken(), rows, Audience.NEAR, key="broken"))
    steps(loop, 3)
    assert loop.stats.frames == 3
    assert loop.stats.failed >= 3
    assert "broken" in loop.stats.last_failure


def test_closing_twice_is_closing(loop):
    loop.step()
    loop.close()


def test_a_slow_tick_is_told_and_left_out_and_frames_that_left_stay_whole():
    loop = Loop(1, fast=False, fps=30)
    slow = loop.buffers().by
    loop.engine = slow._replace(draw=lambda *told: (time.sleep(0.12), slow.draw(*told))[1])

    async def some():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.8):
                await loop.run()

    asyncio.run(some())
    loop.close()
    assert loop.stats.behind >= 2
    assert loop.tick.count == loop.stats.frames + loop.stats.behind
    before, after = loop._sets
    assert before.light is not after.light


def test_frames_in_turn_have_buffers_of_their_own_when_ticks_are_left_out(loop):
    loop.step()
    first = loop.frame.light
    loop._count += 1  # as `run` does when it is late
    loop.step()
    assert not np.shares_memory(first, loop.frame.light)


def test_verbs_may_come_from_other_threads_while_it_beats():
    loop = Loop(1, fast=False, fps=30)
    wrong = []

    def others():
        try:
            for _ in range(20):
                rows, born = loop.join(2)
                light(loop, rows)
                say(loop, rows, born)
                loop.cue(Row(int(rows[0]), int(born[0])))
                loop.leave(rows)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=others) for _ in range(3)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        loop.step()
        time.sleep(BREATH)
    loop.close()
    assert not wrong
    assert loop.smiles == 0


def test_both_engines_make_the_same_light():
    loops = [Loop(1, fast=fast, fps=10, seed=2) for fast in (False, True)]
    for loop in loops:
        rows, born = loop.join(200)
        light(loop, rows)
        say(loop, rows, born)
        steps(loop, 3)
    plain, fast = loops
    assert plain.frame.light.any()
    assert (plain.frame.light == fast.frame.light).all()
    fast.use(False)
    plain.use(True)
    for loop in loops:
        steps(loop, 2)
    assert (plain.frame.light == fast.frame.light).all()
    for loop in loops:
        loop.close()


def test_a_cue_is_for_who_lives_there_now_and_darkness_for_who_is_gone(loop):
    rows, born = loop.join(1)
    light(loop, rows)
    say(loop, rows, born)
    steps(loop, 2)
    mine = Row(int(rows[0]), int(born[0]))
    assert loop.cue(mine).glyph is GLYPHS["tide"] and np.isfinite(loop.cue(mine).feeling).all()
    loop.leave(rows)
    steps(loop, round(RESTING * loop.fps) + 1)
    stale = loop.cue(mine)  # nobody lives there
    assert stale.glyph is None and np.isnan(stale.feeling).all()
    while (newcomer := loop.join(1))[0] != rows:
        pass
    light(loop, newcomer[0])
    say(loop, *newcomer)
    steps(loop, 2)
    stale = loop.cue(mine)  # somebody else does
    assert stale.glyph is None and np.isnan(stale.feeling).all() and stale.seed == stale.teeth == stale.phase == 0
    assert loop.cue(Row(int(rows[0]), int(newcomer[1][0]))).glyph is not None


def test_what_may_not_be_heard_any_more_is_forgotten_with_the_next_tick(loop):
    rows, born = loop.join(2)
    light(loop, rows)
    loop.grants.grant(rows, Audience.SELF, Signal.HEART, Purpose.LIGHT)
    say(loop, rows, born)
    heard = np.tile(np.array([[72, np.nan]], F), (2, 1))
    loop.feed(Samples(rows, born, np.full(2, Sense.HEART_RATE, np.uint8), heard, np.zeros(2, np.int64)))
    loop.step()
    assert np.isfinite(loop.memory.feelings.now[:, rows]).all() and (loop.memory.sensed.heart[rows] == 72).all()
    loop.grants.withdraw(rows[:1], Audience.SELF)
    loop.step()
    feelings, sensed = loop.memory.feelings, loop.memory.sensed
    assert np.isnan(feelings.now[:, rows[0]]).all() and feelings.at[rows[0]] == -1 and np.isnan(sensed.heart[rows[0]])
    assert np.isfinite(feelings.now[:, rows[1]]).all() and sensed.heart[rows[1]] == 72
    loop.grants.grant(rows[:1], Audience.SELF, Signal.FEELING, Purpose.LIGHT)
    steps(loop, 12)
    assert (glow(loop, rows) > 0).tolist() == [False, True]  # granting anew brings nothing back


def test_a_new_smile_begins_its_beat_elsewhere(loop):
    rows, _ = loop.join(1)
    loop.dress(rows, rate=F(0.3))
    steps(loop, 5)
    left = loop.memory.phases.beat[rows].copy()
    loop.leave(rows)
    assert loop.memory.phases.beat[rows] != left


def test_a_fallback_is_dimmed_before_anybody_sees_it(loop):
    rows, _ = loop.join(2)
    loop.grants.grant(rows, Audience.PUBLIC, Signal.PLACE, Purpose.LIGHT)
    loop.dress(rows, fallback=np.array([[255, 40], [255, 30], [255, 20]], np.uint8))
    loop.step()
    seen = loop.frame.seen_by(Audience.PUBLIC, rows)[0]
    assert seen[:, 0].max() < 90 and seen[:, 1].tolist() == [40, 30, 20]


@pytest.mark.parametrize("rows", [[-1], [BLOCK], [0, 9999]])
def test_rows_that_are_not_there_are_refused(loop, rows):
    verbs = (loop.leave, lambda rows: loop.wear(rows, GLYPHS["tide"]), lambda rows: loop.dress(rows, power=F(1)))
    for verb in verbs:
        with pytest.raises(IndexError, match="rows are 0 to|there is no row"):
            verb(rows)
    assert loop.worn.glyph.max() == -1 and not loop.worn.power.any()
    with pytest.raises(ValueError, match="cannot join"):
        loop.join(-1)


class Babbling:
    """A body that hands on what are no samples."""

    def __init__(self, what):
        self.what = what

    def feel(self, tick):
        return self.what

    def show(self, light, tick):
        pass


NONE = Samples(np.zeros(0, np.int32), np.zeros(0, np.uint32), np.zeros(0, np.uint8), np.zeros((0, 2), F),
               np.zeros(0, np.int64))  # fmt: skip
HALF = Samples._make([np.zeros(3, np.int32), *NONE[1:]])


@pytest.mark.parametrize("what", [None, 5, [], HALF, "samples"], ids=lambda what: type(what).__name__)
def test_a_device_that_hands_on_nonsense_is_counted_and_stops_nothing(loop, what):
    rows, born = loop.join(1)
    light(loop, rows)
    loop.attach(Virtual(Babbling(what), rows, Audience.NEAR, key="babbling"))
    say(loop, rows, born)
    steps(loop, 3)
    assert loop.stats.frames == 3 and loop.stats.failed >= 2 and glow(loop, rows) > 0


def test_samples_wait_for_the_next_tick_and_are_counted_off_when_they_were_heard(loop):
    rows, born = loop.join(1)
    light(loop, rows)
    for _ in range(3):
        for _ in range(20):
            say(loop, rows, born)
        loop.step()
    many = Samples(*(np.zeros((WAITING, *column.shape[1:]), column.dtype) for column in NONE))
    loop.feed(many)
    assert loop.stats.dropped == 0
    say(loop, rows, born)
    assert loop.stats.dropped == WAITING


def test_devices_are_opened_once_shown_every_frame_and_closed(loop):
    calls = []

    class Lamp:
        key, audience, rows = "lamp", Audience.PUBLIC, np.zeros(1, np.int32)

        def feel(self, tick):
            return NONE

        async def open(self):
            calls.append("open")

        async def show(self, frame):
            calls.append(frame.tick.count)

        async def close(self):
            calls.append("close")

    lamp = Lamp()
    loop.attach(lamp)
    steps(loop, 2)
    loop.detach(lamp)
    loop.step()
    loop.attach(lamp)
    loop.step()
    loop.close()
    loop.close()
    assert calls == ["open", 0, 1, "open", 3, "close"]
