"""The first gate against an account written row by row from the promise: the mask is the policy, cell by cell."""

import numpy as np
import pytest

from photophore.light import consent
from photophore.sense import feeling
from photophore.words import BLOCK, Audience, Brightness, Purpose, Samples, Sense, Signal
from tests.light import stage

F = np.float32


def may_see(given, worn, row, audience) -> bool:
    """Whether an audience may see what a row wears."""
    if worn.glyph[row] < 0:
        return False
    granted = [bool(given.mask[audience, signal, row] & Purpose.LIGHT) for signal in range(16)]
    reads = set(worn.deck[worn.glyph[row]].signals)
    if worn.before[row] >= 0:
        reads |= set(worn.deck[worn.before[row]].signals)
    heard = all(given.mask[Audience.SELF, signal, row] & Purpose.LIGHT for signal in reads)
    return any(granted) and heard and all(granted[signal] for signal in reads)


@pytest.mark.parametrize("seed", range(4))
def test_the_mask_is_the_policy_cell_by_cell(seed):
    city = stage.City(1, seed)
    for _ in range(6):
        city.change()
    given = city.grants.given(city.count)
    seen = consent.audiences(given, city.worn)
    rows = np.random.default_rng(seed).choice(BLOCK, 300, replace=False)
    for row in rows:
        for audience in Audience:
            assert bool(seen[row] & audience.bit) == may_see(given, city.worn, row, audience)


@pytest.mark.parametrize("seed", range(3))
def test_only_what_may_be_heard_of_those_who_live_here_is_heard(seed):
    city = stage.City(1, seed)
    samples, tick = city.change()
    given = city.grants.given(tick.count)
    heard = consent.hear(samples, given)
    kept = set()
    for i in range(samples.row.size):
        row, kind = samples.row[i], samples.kind[i]
        if not 0 <= row < BLOCK or kind >= len(Sense) or samples.born[i] != given.born[row]:
            continue
        if not given.mask[Audience.SELF, Sense(kind).signal, row] & Purpose.LIGHT:
            continue
        if kind != Sense.REPORT and given.brightness[row] == Brightness.GESTURE:
            continue
        kept.add(i)
    assert heard.row.size == len(kept)
    np.testing.assert_array_equal(heard.row, samples.row[sorted(kept)])
    np.testing.assert_array_equal(heard.value, samples.value[sorted(kept)])


def shown_with(brightness, valence):
    grants, minds = stage.everything(BLOCK), feeling.start(BLOCK)
    grants.choose(np.arange(BLOCK), brightness)
    minds.now[0], minds.now[1], minds.sure[:] = valence, 0.3, 0.8
    deck = (stage.gallery()["tide"],)
    kept = consent.show(consent.start(BLOCK), minds._replace(fresh=np.arange(BLOCK, dtype=np.int32)),
                        np.full(BLOCK, 60, F), grants.given(0), stage.worn(BLOCK, deck))  # fmt: skip
    return kept.shown.values[:, 0]


def test_bright_only_never_lets_a_low_feeling_out():
    assert shown_with(Brightness.BRIGHT_ONLY, -0.7).tolist() == shown_with(Brightness.BRIGHT_ONLY, 0.0).tolist()
    assert shown_with(Brightness.ALL, -0.7)[0] == pytest.approx(0.15)
    assert shown_with(Brightness.BRIGHT_ONLY, 0.7)[0] == pytest.approx(0.85)


def test_a_new_choice_counts_at_once_though_nothing_new_was_felt():
    grants, minds = stage.everything(BLOCK), feeling.start(BLOCK)
    minds.now[:], minds.sure[:] = -0.6, 0.8
    worn, kept = stage.worn(BLOCK, (stage.gallery()["tide"],)), consent.start(BLOCK)
    heart = np.full(BLOCK, np.nan, F)
    kept = consent.show(kept, minds, heart, grants.given(0), worn)
    assert kept.shown.values[0, 0] == pytest.approx(0.2)
    grants.choose([0], Brightness.BRIGHT_ONLY)
    kept = consent.show(kept, minds, heart, grants.given(1), worn)
    assert kept.shown.values[0, :2].tolist() == pytest.approx([0.5, 0.2])


def test_what_nobody_may_see_is_nan_at_once():
    grants, minds = stage.everything(BLOCK), feeling.start(BLOCK)
    minds.now[:], minds.sure[:] = 0.5, 0.8
    worn, kept = stage.worn(BLOCK, (stage.gallery()["tide"],)), consent.start(BLOCK)
    kept = consent.show(kept, minds, np.full(BLOCK, 60, F), grants.given(0), worn)
    grants.withdraw([7], Audience.SELF, Signal.FEELING)
    kept = consent.show(kept, minds, np.full(BLOCK, 60, F), grants.given(1), worn)
    assert np.isnan(kept.shown.values[:, 7]).all()
    assert np.isnan(kept.shown.heart[7])
    assert kept.shown.seen[7] == 0
    assert np.isfinite(kept.shown.values[:, 8]).all()


def test_nothing_to_hear_is_nothing_heard():
    none = Samples(*(column[:0] for column in stage.said([0], 0, Sense.REPORT, 0.5, 0)))
    assert consent.hear(none, stage.everything(BLOCK).given(0)).row.size == 0
