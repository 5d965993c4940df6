"""The whole path: the same light from both engines, dark without a grant, and nan is dark."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from photophore.commons.consent import When
from photophore.glyph.gallery import gallery
from photophore.light import fast, paint, path
from photophore.light.fast_paint import Tools
from photophore.words import BLOCK, Audience, Purpose, Sense, Signal, Tick
from tests.light import stage

F = np.float32


def never(glyph):
    return None


def live(city: stage.City, by: path.Engine, each, frames: int):
    """Frames of a city, one after the other."""
    blocks = city.n // BLOCK
    memory = path.start(blocks, city.groups, city.fields, city.worn.seed)
    sets = [paint.start(blocks) for _ in range(2)]
    for _ in range(frames):
        samples, tick = city.change()
        out = path.Buffers(sets[tick.count & 1], by, Tools(each, never))
        memory, frame = path.step(memory, samples, city.grants.given(tick.count), city.worn, tick, out)
        yield frame


def digest(frames) -> str:
    told = hashlib.sha256()
    for frame in frames:
        told.update(frame.light)
        told.update(frame.seen)
    return told.hexdigest()


@pytest.mark.parametrize("seed", [1, 2])
def test_both_engines_and_any_threads_make_the_same_light(seed):
    frames, blocks = 24, 2
    plain = digest(live(stage.City(blocks, seed), path.PLAIN, map, frames))
    with ThreadPoolExecutor(2) as pool:
        assert digest(live(stage.City(blocks, seed), fast.engine(pool.map), pool.map, frames)) == plain
    assert digest(live(stage.City(blocks, seed), fast.engine(map), map, frames)) == plain


def test_the_path_is_not_dark_by_mistake():
    assert any(frame.light.any() for frame in live(stage.City(1, 3), path.PLAIN, map, 8))


def walked(deck, frames: int = 3, grants=None, value=(0.4, 0.3), **columns):
    """A block that says one thing, and is looked at after some frames."""
    memory, sets = path.start(1), [paint.start(1) for _ in range(2)]
    worn, grants = stage.worn(BLOCK, deck, **columns), grants or stage.everything(BLOCK)
    rows = np.arange(BLOCK)
    for count in range(frames):
        samples = stage.said(rows, 0, Sense.REPORT, value, count)
        out = path.Buffers(sets[count & 1], path.PLAIN, Tools(map, never))
        memory, frame = path.step(memory, samples, grants.given(count), worn, Tick(count), out)
    return memory, frame


def test_without_a_grant_nothing_is_heard_shown_or_kept():
    grants = stage.everything(BLOCK)
    grants.forget(np.arange(BLOCK))
    memory, frame = walked((gallery()["tide"],), grants=grants)
    assert not frame.light.any()
    assert (memory.feelings.at == -1).all()
    for audience in Audience:
        assert not frame.seen_by(audience, np.arange(BLOCK)).any()


def test_a_feeling_never_heard_is_dark_and_a_design_that_reads_none_is_not():
    _, unknown = walked((gallery()["tide"],), value=(np.nan, np.nan))
    assert not unknown.light.any()
    _, needless = walked((gallery()["aurora"],), value=(np.nan, np.nan))
    assert needless.light.any()


@pytest.mark.parametrize("column", ["power"])
def test_a_number_that_is_missing_is_dark(column):
    _, frame = walked((gallery()["aurora"],), **{column: np.nan})
    assert not frame.light.any()


def test_an_audience_sees_the_glyph_only_where_every_signal_is_granted():
    grants, rows = stage.everything(BLOCK), np.arange(BLOCK)
    grants.withdraw(rows[: BLOCK // 2], Audience.PUBLIC, Signal.HEART)
    grants.withdraw(rows[BLOCK // 2 :], Audience.PUBLIC, Signal.FEELING)
    _, frame = walked((gallery()["tide"],), grants=grants)  # reads the feeling, not the heart
    assert frame.seen_by(Audience.PUBLIC, rows[: BLOCK // 2]).any(axis=(0, 1)).all()
    assert not frame.seen_by(Audience.PUBLIC, rows[BLOCK // 2 :]).any()
    assert frame.seen_by(Audience.NEAR, rows).any(axis=(0, 1)).all()


def test_the_fallback_reads_nothing_and_needs_a_grant():
    grants, rows = stage.everything(BLOCK), np.arange(BLOCK)
    grants.withdraw(rows[:10], Audience.PUBLIC, Signal.FEELING)  # the heart is still granted: they are present
    grants.withdraw(rows[10:20], Audience.PUBLIC)
    _, frame = walked((gallery()["tide"],), grants=grants, fallback=np.full((3, BLOCK), 30))
    light = frame.seen_by(Audience.PUBLIC, rows)
    assert (light[:, :, :10] == 30).all()
    assert not light[:, :, 10:20].any()


def test_a_grant_for_another_purpose_is_no_grant_for_light():
    grants, rows = stage.everything(BLOCK), np.arange(BLOCK)
    grants.withdraw(rows, Audience.PUBLIC)
    grants.grant(rows, Audience.PUBLIC, Signal.FEELING, Purpose.CARE | Purpose.MURAL)
    _, frame = walked((gallery()["tide"],), grants=grants)
    assert not frame.seen_by(Audience.PUBLIC, rows).any()


def test_both_engines_remember_the_same():
    """Light could be the same by luck: every number that is kept for the next frame is compared, in each frame."""
    kinds = (path.PLAIN, fast.engine(map))
    cities = [stage.City(1, 7) for _ in kinds]
    memories = [path.start(1, city.groups, city.fields, city.worn.seed) for city in cities]
    sets = [paint.start(1) for _ in kinds]
    for _ in range(45):
        for which, (city, by) in enumerate(zip(cities, kinds, strict=True)):
            samples, tick = city.change()
            out = path.Buffers(sets[which], by, Tools(map, never))
            given = city.grants.given(tick.count)
            memories[which], _ = path.step(memories[which], samples, given, city.worn, tick, out)
        plain, quick = memories
        assert (sets[0].light == sets[1].light).all()
        assert (sets[0].level == sets[1].level).all()
        pairs = [*zip(plain.limits, quick.limits, strict=True), *zip(plain.phases[:-1], quick.phases[:-1], strict=True)]
        pairs += zip(plain.phases.crowds, quick.phases.crowds, strict=True)
        pairs += zip((*plain.sensed, *plain.feelings[:8]), (*quick.sensed, *quick.feelings[:8]), strict=True)
        shown = (plain.display.shown, quick.display.shown)
        pairs += [tuple(getattr(it, name) for it in shown) for name in ("values", "heart", "seen")]
        for one, other in pairs:
            np.testing.assert_array_equal(one, other)
    assert plain.limits.bits[:, 4].any()


@pytest.mark.parametrize("audience", [None, *Audience])
def test_what_is_taken_back_is_dark_in_the_next_frame_for_that_audience(audience):
    """DESIGN promise 2, and nobody else loses anything."""
    grants, rows = stage.everything(BLOCK), np.arange(BLOCK)
    memory, sets = path.start(1), [paint.start(1) for _ in range(2)]
    worn, frame = stage.worn(BLOCK, (gallery()["tide"],), fallback=20), None
    for count in range(4):
        if frame and count == 3:
            before = frame.seen_by(Audience.NEAR, rows).any(axis=(0, 1))
            grants.withdraw(rows[:9], audience)
        out = path.Buffers(sets[count & 1], path.PLAIN, Tools(map, never))
        samples = stage.said(rows, 0, Sense.REPORT, (0.4, 0.3), count)
        memory, frame = path.step(memory, samples, grants.given(count), worn, Tick(count), out)
    assert before.all()
    for other in Audience:
        light = frame.seen_by(other, rows)
        gone = audience in (None, other)
        unheard = audience is Audience.SELF  # who is not heard is shown to nobody: they see the fallback
        assert (light[:, :, :9] == (0 if gone else 20 if unheard else frame.light[0][:, :, :9])).all()
        assert light[:, :, 9:].any(axis=(0, 1)).all()


def test_a_grant_ends_at_its_tick():
    grants, rows = stage.everything(BLOCK), np.arange(BLOCK)
    grants.withdraw(rows, Audience.PUBLIC)
    grants.grant(rows[:5], Audience.PUBLIC, Signal.FEELING, Purpose.LIGHT, When(until=6))
    lit = []
    for frames in (6, 7):  # the last of them is tick 5, tick 6
        _, frame = walked((gallery()["tide"],), frames, grants=grants)
        lit.append(frame.seen_by(Audience.PUBLIC, rows).any(axis=(0, 1)))
    assert lit[0][:5].all() and not lit[0][5:].any()
    assert not lit[1].any()


@pytest.mark.parametrize("seed", [11, 12])
def test_nobody_sees_anything_but_what_the_mask_and_the_design_allow(seed):
    """DESIGN promises 1 and 6, asked of the light itself, cell by cell, while everything changes."""
    city = stage.City(1, seed)
    memory, sets = path.start(1, city.groups, city.fields), [paint.start(1) for _ in range(2)]
    rows = np.random.default_rng(seed).choice(BLOCK, 120, replace=False)
    lit = 0
    for _ in range(10):
        samples, tick = city.change()
        given = city.grants.given(tick.count)
        out = path.Buffers(sets[tick.count & 1], path.PLAIN, Tools(map, never))
        memory, frame = path.step(memory, samples, given, city.worn, tick, out)
        for audience in Audience:
            light = frame.seen_by(audience, rows)
            for place, row in enumerate(rows):
                granted = {signal for signal in Signal if given.mask[audience, signal, row] & Purpose.LIGHT}
                heard = {signal for signal in Signal if given.mask[Audience.SELF, signal, row] & Purpose.LIGHT}
                worn = [city.worn.deck[it[row]] for it in (city.worn.glyph, city.worn.before) if it[row] >= 0]
                reads = {signal for glyph in worn for signal in glyph.signals}
                mine, steady = light[:, :, place], city.worn.fallback[:, row]
                if not granted:
                    assert not mine.any()
                elif city.worn.glyph[row] < 0 or not reads <= granted & heard:
                    assert (mine == steady).all()
                else:
                    there = (int(city.worn.teeth[row]) >> np.arange(32)) & 1
                    assert not mine[there == 0].any()
                    lit += mine.any()
    assert lit > 100


@pytest.mark.parametrize("name", [*gallery(), *(f"wild {i}" for i in range(8))])
def test_nan_is_byte_0_in_every_design_that_reads_it(name):
    glyph = gallery().get(name) or stage.strategies.some_glyphs(8, 21)[int(name[5:])]
    worn = stage.worn(BLOCK, (glyph,), seed=np.arange(BLOCK) * 7919)
    out = path.Buffers(paint.start(1), path.PLAIN, Tools(map, never))
    for missing, signal in ((("values",), Signal.FEELING), (("heart",), Signal.HEART)):
        shown = stage.shown(BLOCK, 1, 0.5, 60.0)
        for part in missing:
            getattr(shown, part)[...] = np.nan
        wanted = paint.draw(worn, shown, path.start(1).phases, Tick(77), out)
        if signal in glyph.signals:
            assert not wanted.light.any() and not wanted.level.any()
