"""A crowd settles by the same door as anyone, feels, tells, and pays for its light."""

import contextlib

import numpy as np
import pytest

from photophore.city import nanobots, recount, twin
from photophore.devices import check
from photophore.devices.replay import Replay
from photophore.devices.virtual import Virtual
from photophore.loop import Loop
from photophore.words import BLOCK, Audience, Brightness, Sense, Signal, Tick

SMILES = 1800


@pytest.fixture
def loop():
    one = Loop(1, seed=3)
    yield one
    one.close()


@pytest.fixture
def settled(city, loop):
    return twin.settle(city, SMILES, 3, loop)


def body(settled, parts=None) -> twin.Town:
    return twin.Town(settled, lambda rows, **columns: None, lambda rows, now: None, True)


def test_everyone_is_dressed_and_grants_what_they_wish(loop, settled):
    rows, worn, wish = settled.rows, loop.worn, settled.crowd.wishes
    assert loop.smiles == SMILES
    assert np.array_equal(worn.teeth[rows], settled.crowd.teeth.lit)
    assert np.array_equal(worn.group[rows], settled.crowd.district)
    assert (worn.glyph[rows] >= 0).all()
    assert len(np.unique(worn.glyph[rows])) >= 10, "the gallery is worn"
    mask = loop.given.mask
    assert np.array_equal(mask[Audience.SELF, Signal.FEELING, rows] != 0, wish.heard)
    assert np.array_equal(mask[Audience.PUBLIC, Signal.FEELING, rows] != 0, wish.public)
    assert np.array_equal(mask[Audience.PUBLIC, Signal.HEART, rows] != 0, wish.heart_public)
    assert np.array_equal(mask[Audience.SELF, Signal.SKIN, rows] != 0, wish.skin)
    assert not mask[Audience.CLINIC].any() and not mask[Audience.RESEARCH].any()
    assert np.array_equal(loop.given.brightness[rows], wish.brightness)
    synced = wish.near | wish.heart_near
    assert np.allclose(loop.given.autonomy[rows], np.where(synced, wish.autonomy, np.nan), equal_nan=True)
    assert 0.1 < synced.mean() < 1


def test_the_city_is_alive_after_a_second_and_nothing_leaks(loop, settled):
    for _ in range(31):
        frame = loop.step()
    found = recount.count(frame, loop.given, loop.worn)
    assert found.lit[settled.rows].mean() > 0.7
    assert not any(found.leaks.values())
    known = np.isfinite(loop.memory.feelings.now[0])
    assert np.array_equal(known[settled.rows], settled.crowd.wishes.heard)
    assert loop.stats.failed == 0, loop.stats.last_failure


def test_everyone_tells_within_the_first_second_and_later_every_few_minutes(settled):
    town, first, later = body(settled), [], 0
    for count in range(30):
        felt = town.feel(Tick(count))
        first.append(felt.row[felt.kind == Sense.REPORT])
    assert np.array_equal(np.sort(np.concatenate(first)), settled.rows[settled.crowd.wishes.heard])
    for count in range(30, 30 * 61):
        felt = town.feel(Tick(count))
        later += (felt.kind == Sense.REPORT).sum()
    expected = settled.crowd.wishes.heard.sum() * 60 / twin.TELLS
    assert 0.8 * expected < later < 6 * expected, "events make people talk more, and never everyone at once"


def test_hearts_beat_for_those_alone_who_let_them_be_heard(settled):
    town, beats = body(settled), []
    for count in range(30 * 20):
        felt = town.feel(Tick(count))
        beats.append(felt.row[felt.kind == Sense.HEART_RATE])
        assert np.isnan(felt.value[felt.kind == Sense.HEART_RATE, 1]).all()
    open_ = np.isin(settled.rows, np.unique(np.concatenate(beats)))
    wish = settled.crowd.wishes
    assert not (open_ & ~wish.heart).any()
    assert not (open_ & (wish.brightness == Brightness.GESTURE)).any()
    rows, born = twin.hearts_open(settled)
    assert open_[np.isin(settled.rows, rows)].mean() > 0.9
    assert len(born) == len(rows)
    silent = twin.Town(settled, town.dress, town.renew, hearts=False)
    assert all((silent.feel(Tick(count)).kind == Sense.REPORT).all() for count in range(30))


def test_the_same_seed_feels_the_same(city):
    felt = []
    for _ in range(2):
        with_loop = Loop(1, seed=3)
        town = body(twin.settle(city, 500, 3, with_loop))
        felt.append([town.feel(Tick(count)) for count in range(60)])
        with_loop.close()
    assert all(np.array_equal(a.value, b.value, equal_nan=True) for a, b in zip(*felt, strict=True))


def test_light_costs_energy_and_a_poor_colony_dims_its_smile(city, loop, settled):
    told = {}
    dress = lambda rows, power: told.update(zip(rows.tolist(), power.tolist(), strict=True))  # noqa: E731
    town = twin.Town(settled, dress, lambda rows, now: None, True)
    before = settled.colony.store.sum()
    settled.colony.store[:10] = 0.02 * settled.colony.room[:10]
    spent = before - settled.colony.store.sum()
    for count in range(30, 30 * 40):
        rows = settled.rows[len(settled.rows) * (count % town.parts) // town.parts:
                            len(settled.rows) * (count % town.parts + 1) // town.parts]
        town.show(np.full((32, 3, len(rows)), 180, np.uint8), Tick(count))
    gained, shone, spilled = settled.colony.ledger
    assert shone > 0
    assert before - spent + gained == pytest.approx(settled.colony.store.sum() + shone + spilled, rel=1e-9)
    assert max(told[row] for row in settled.rows[:10].tolist()) < 0.2
    town.show(np.zeros((32, 3, SMILES), np.uint8), None)
    assert (nanobots.power(settled.colony, slice(0, 10)) < 0.2).all()


def test_the_driver_keeps_the_published_contract(city, loop, settled):
    frames = []
    for _ in range(3):
        frame = loop.step()
        frames.append(frame)
    check.check(lambda: Virtual(body(settled), settled.rows, Audience.NEAR, "city", parts=30), frames[-2:])


def test_a_crowd_larger_than_the_hub_is_told_so(city, loop):
    from photophore.words import NoRoom

    with pytest.raises(NoRoom):
        twin.settle(city, BLOCK + 1, 3, loop)


def test_everyone_stands_where_they_live_and_nobody_else_does(loop, settled):
    standing = twin.standing(settled, loop.n)
    assert np.array_equal(standing.tile[settled.rows], settled.crowd.tile)
    assert (standing.tile[SMILES:] < 0).all() and np.isnan(standing.xy[SMILES:]).all()


def test_recorded_hearts_move_the_light_of_those_who_opened_theirs_and_of_nobody_else(city, tmp_path):
    """Two runs alike but for the recording: slow hearts, quick hearts."""
    lights = []
    for bpm in (55, 85):
        folder = tmp_path / str(bpm)
        folder.mkdir()
        lines = [f"7,{bpm},12,{second},0" for second in range(1000, 1040)]
        (folder / "heart_rate.csv").write_text("\n".join(["Participant,HR,respr,Time(sec),Label", *lines]) + "\n")
        loop = Loop(1, seed=4, fast=False, fps=5)
        with contextlib.closing(loop):
            settled = twin.settle(city, 1500, 4, loop, hearts=False)
            rows, born = twin.hearts_open(settled)
            loop.attach(Replay(folder, rows, born, fps=5))
            for _ in range(25):
                frame = loop.step()
            lights.append(frame.light[0].copy())
    moved = (lights[0] != lights[1]).any(axis=(0, 1))
    assert moved[rows].sum() > 10
    assert not np.delete(moved, rows).any()


def test_a_crowd_that_is_there_keeps_its_leases(loop, settled):
    """A quarter of an hour of signs of life, without the light: nobody goes dark for want of one."""
    town, grants = twin.Town(settled, loop.dress, loop.grants.renew, True), loop.grants
    before = grants.given(0).present.copy()
    for second in range(0, 15 * 60, twin.STAYS):
        for part in range(30):
            town.feel(Tick(second * 30 + part))
        grants.given(second * 30 + 29)
    assert np.array_equal(grants.given(15 * 60 * 30).present, before) and before.any()
    assert not grants.given(26 * 3600 * 30).present.any()  # and nobody glows a day after they were heard
