"""How long is kept: as DESIGN and the specs say, and never longer than a wearer's wish."""

from hypothesis import given
from hypothesis import strategies as st

from photophore.commons.keeping import DAY, KEEP, LONGEST, Grain, kept_ms
from photophore.words import Signal


def test_a_feelings_trace_is_kept_seven_days_in_every_grain():
    assert {kept_ms(Signal.FEELING, grain) for grain in Grain} == {7 * DAY}


def test_raw_signals_are_kept_a_day_and_means_no_longer_than_estimates():
    raw = [signal for signal in KEEP if KEEP[signal].raw]
    assert {kept_ms(signal, Grain.SAMPLE) for signal in raw} == {DAY}
    assert max(kept_ms(signal, grain) for signal in KEEP for grain in Grain) == 90 * DAY


def test_every_signal_was_thought_about():
    assert set(KEEP) == set(Signal)


@given(st.sampled_from(list(Signal)), st.integers(0, 10_000))
def test_a_wish_never_shortens_and_only_feelings_have_one(signal, days):
    usual = {grain: kept_ms(signal, grain) for grain in Grain}
    wished = {grain: kept_ms(signal, grain, days) for grain in Grain}
    assert all(wished[grain] >= usual[grain] for grain in Grain)
    assert wished == usual or signal is Signal.FEELING
    assert wished[Grain.HOUR] <= LONGEST * DAY
