"""Beliefs are as sure as they say, by two ways of following; the naive way is shown to lie."""

import pytest

from photophore.fidelity import fusion


@pytest.fixture(scope="module")
def found():
    return {error: fusion.follow(error, 3) for error in fusion.ERRORS}


@pytest.mark.parametrize("error", fusion.ERRORS)
@pytest.mark.parametrize("way", ["crowd", "own"])
def test_both_ways_are_honest(found, error, way):
    it = found[error][way]
    assert 0.9 <= it.nees <= 1.1 and 0.88 <= it.covered <= 0.92 and it.error <= 1.01


@pytest.mark.parametrize(("error", "nees", "covered", "rmse"), [(60, 1.48, 0.82, 0.143), (600, 7.4, 0.45, 0.318),
                                                                (1800, 13.9, 0.34, 0.436)])  # fmt: skip
def test_each_minute_as_news_lies_as_the_specification_says(found, error, nees, covered, rmse):
    it = found[error]["naive"]
    assert it.nees == pytest.approx(nees, rel=0.08) and it.covered == pytest.approx(covered, abs=0.03)
    assert it.error * fusion.SD == pytest.approx(rmse, rel=0.05)


@pytest.mark.parametrize(("error", "crowd", "own"), [(60, 0.138, 0.138), (600, 0.200, 0.199), (1800, 0.226, 0.222)])
def test_the_errors_are_those_of_the_specification(found, error, crowd, own):
    assert found[error]["crowd"].error * fusion.SD == pytest.approx(crowd, rel=0.04)
    assert found[error]["own"].error * fusion.SD == pytest.approx(own, rel=0.04)


def test_checks_judge_what_was_found(monkeypatch):
    good, bad = fusion.Found(1.0, 0.9, 0.9), fusion.Found(2.0, 0.7, 1.2)
    monkeypatch.setattr(fusion, "pace", lambda seed: 1e6)
    monkeypatch.setattr(fusion, "follow", lambda error, seed: {"naive": bad, "crowd": good, "own": good})
    checks = fusion.measure(1)
    assert [check.ok for check in checks] == [True] * 7 + [None] and len({check.key for check in checks}) == 8
    monkeypatch.setattr(fusion, "follow", lambda error, seed: {"naive": bad, "crowd": bad, "own": good})
    assert [check.ok for check in fusion.measure(1)] == [False, True] * 3 + [False, None]


def test_the_pace_is_measured():
    assert fusion.pace(1, rounds=2) > 1000
