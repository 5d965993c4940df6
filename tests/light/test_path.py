"""The whole path: the same light from both engines, dark without a grant, and nan is dark."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

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
    grants.grant(rows, Audience.PUBLIC, Signal.FEELING, Purpose.CARE | Purpose.MURAL)
    grants.withdraw(rows, Audience.PUBLIC, Signal.HEART)
    _, frame = walked((gallery()["tide"],), grants=grants)
    assert not frame.seen_by(Audience.PUBLIC, rows).any()
