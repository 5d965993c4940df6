"""The A table: what it measures is what it says, and it can fail."""

import numpy as np
import pytest

from photophore.fidelity import feeling
from photophore.sense import affect


def test_correlations_are_those_of_a_series_whose_own_are_known():
    rng = np.random.default_rng(3)
    x, series = rng.standard_normal(4000), []
    for _ in range(200):
        x = 0.7 * x + np.sqrt(1 - 0.49) * rng.standard_normal(4000)
        series.append(x)
    said = np.stack(series, axis=1).reshape(4000, 20, 10)
    lagged, next_day = feeling.correlations(said)
    assert lagged == pytest.approx(0.7 ** np.arange(1, 5), abs=0.02)
    assert next_day == pytest.approx(0.7**10, abs=0.04), "a little below: about a mean of their own, of 200 reports"


def test_between_people_and_skew_are_those_of_made_numbers():
    rng = np.random.default_rng(4)
    values = 0.6 * rng.standard_normal((3000, 1)) + 0.8 * rng.standard_normal((3000, 30))
    assert feeling.between_people(values) == pytest.approx(0.36, abs=0.02)
    assert feeling.skew(values) == pytest.approx(0, abs=0.05)
    assert feeling.skew(rng.exponential(size=(200, 200))) == pytest.approx(2, abs=0.15)


def test_a_study_of_people_without_moods_or_noise_fails(monkeypatch):
    monkeypatch.setattr(feeling, "STUDIES", {feeling.WEEK: 2, feeling.SEASON: 1})
    wrong = affect.USUAL._replace(noise=(0.01, 0.01))
    found = feeling.lags("A1", "", (feeling.WEEK, wrong, feeling.A1), 7)
    assert found.ok is False
    assert found.measured.endswith("0 of 2 single studies pass")


@pytest.mark.parametrize("seed", [1, 7])
def test_fitted_people_hang_together_as_the_study_says(monkeypatch, seed):
    monkeypatch.setattr(feeling, "STUDIES", {feeling.WEEK: 12, feeling.SEASON: 2})
    assert feeling.lags("A1", "", (feeling.WEEK, feeling.STUDENTS, feeling.A1), seed).ok
    assert feeling.lags("A2", "", (feeling.SEASON, feeling.ADULTS, feeling.A2), seed).ok


def test_items_and_intervals_are_near_the_published_ones(monkeypatch):
    monkeypatch.setattr(feeling, "STUDIES", {feeling.WEEK: 1, feeling.SEASON: 2})
    checks = [*feeling.items(7), feeling.coverage(7)]
    assert [it.key for it in checks] == ["A3", "A4", "A6"]
    assert all(it.ok for it in checks)


def test_a_filter_that_is_too_sure_is_found(monkeypatch):
    real = feeling.diary.feeling.follow
    monkeypatch.setattr(feeling.diary.feeling, "follow",
                        lambda *told: (lambda it: it._replace(sure=0 * it.sure + 0.99))(real(*told)))  # fmt: skip
    assert feeling.coverage(7).ok is False


def test_company_is_as_alike_as_the_closed_form_and_no_flatter(monkeypatch):
    monkeypatch.setattr(feeling, "PULLS", (0.25, 1.0))
    monkeypatch.setattr(feeling, "LIVED", 300.0)
    alike, wide = feeling.company(7)
    assert alike.ok
    assert wide.ok
    monkeypatch.setattr(feeling.affect, "kept", lambda n, pull: 1.0)
    assert feeling.company(7)[1].ok is False, "company without more of its own noise flattens a city"


def test_brute_force_and_bridge_agree_and_would_not_otherwise(monkeypatch):
    assert feeling.bridges(7).ok
    real = affect.bridge
    monkeypatch.setattr(affect, "bridge", lambda *told: (*real(*told)[:2], real(*told)[2] * (1 + 1e-7)))
    assert feeling.bridges(7).ok is False


def test_a_coupling_that_adds_energy_is_found(monkeypatch):
    real = affect.mingle
    monkeypatch.setattr(affect, "mingle", lambda *told: 1.5 * real(*told))
    with np.errstate(all="ignore"):
        assert feeling.endurance(7, 60).ok is False
    monkeypatch.setattr(affect, "mingle", real)
    assert feeling.endurance(7, 60).ok
