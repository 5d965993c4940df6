"""Who has nanobots follows income and the way to a dentist; the lens counts honestly and says how sure."""

import numpy as np
import pytest

from photophore.city import missing
from photophore.words import GROUP, BadCity


@pytest.fixture(scope="module")
def drawn(city):
    return missing.draw(city, 3000, 5)


def test_as_many_wearers_as_asked_and_the_same_from_the_same_seed(city, drawn):
    wearers, census = drawn
    again, _ = missing.draw(city, 3000, 5)
    assert all(len(column) == 3000 for column in wearers)
    assert all(np.array_equal(a, b) for a, b in zip(wearers, again, strict=True))
    assert not np.array_equal(wearers.id, missing.draw(city, 3000, 6)[0].id)
    assert (census.have <= census.asked).all()


def test_a_larger_crowd_begins_with_the_smaller_one(city, drawn):
    more, _ = missing.draw(city, 4000, 5)
    assert all(np.array_equal(a, b[:3000]) for a, b in zip(drawn[0], more, strict=True))


def test_one_wearer_and_none_can_be_drawn(city):
    assert len(missing.draw(city, 1, 5)[0].id) == 1
    none, census = missing.draw(city, 0, 5)
    assert len(none.id) == 0
    assert census.asked.sum() > 100_000, "the lens works where nobody glows"


def test_the_poorer_the_fewer_have_nanobots(drawn):
    shares = missing.without(drawn[1])
    assert all(poorer > richer + 0.03 for poorer, richer in zip(shares, shares[1:], strict=False))


def test_with_more_dentists_in_reach_more_have_them_at_equal_income(city):
    near = np.concatenate([city.dentists, city.tiles.xy])  # a dentist on every tile
    shares = missing.without(missing.draw(city._replace(dentists=near), 10, 5)[1])
    assert all(a < b for a, b in zip(shares, missing.without(missing.draw(city, 10, 5)[1]), strict=True))


def test_the_lens_counts_who_has_no_dentist_in_reach(city):
    one = missing.lens(city, missing.draw(city._replace(dentists=city.dentists[:1]), 10, 5)[1])
    none = missing.lens(city, missing.draw(city._replace(dentists=city.dentists[:0]), 10, 5)[1])
    assert 0 < one["all"]["unreached"] < none["all"]["unreached"] == city.people
    assert none["all"]["reach"] == 0 < one["all"]["reach"]


def test_margins_of_incomes_widen_the_errors(city):
    census = missing.draw(city, 10, 5)[1]
    known = missing.lens(city, census)
    unsure = missing.lens(city._replace(tiles=city.tiles._replace(
        margin=np.full(len(city.tiles.xy), 0.2, np.float32))), census)
    for plain, wide in zip(known["districts"], unsure["districts"], strict=True):
        assert wide["error"] == pytest.approx(np.hypot(plain["error"], 0.05), abs=2e-4)


def test_a_fifth_is_a_fifth_of_the_people(city, drawn):
    share = drawn[1].asked.sum(axis=0) / drawn[1].asked.sum()
    assert share == pytest.approx([0.2] * 5, abs=0.004)
    assert (np.diff(missing.fifths(city)[:4]) > 0).all()


def test_the_lens_adds_up_and_says_its_source(city, drawn):
    lens = missing.lens(city, drawn[1])
    for cells in (lens["districts"], lens["fifths"]):
        assert sum(cell["people"] for cell in cells) == pytest.approx(city.people, abs=5)
        for cell in cells:
            assert cell["with"] + cell["without"] == pytest.approx(cell["people"], abs=1)
            assert 0 <= cell["share"] <= 1
            assert 0 < cell["error"] < 0.02
    assert "invented" in lens["source"]
    assert "standard error" in lens["source"]


def test_the_error_covers_the_truth(city, drawn):
    """The share without nanobots, found from a census, lies within four errors of that of a larger one."""
    truth = missing.lens(city, missing.draw(city, 400_000, 77)[1])
    for cell, true in zip(missing.lens(city, drawn[1])["districts"], truth["districts"], strict=True):
        assert abs(cell["share"] - true["share"]) < 4 * cell["error"] + 4 * true["error"]


def test_nothing_is_told_of_fewer_than_a_group(city):
    asked = np.full((24, 5), GROUP // 5 - 1)
    lens = missing.lens(city, missing.Census(asked, asked, asked, asked))
    assert all(cell["share"] is None and cell["without"] is None for cell in lens["districts"])
    assert missing.without(missing.Census(*[asked[:1]] * 4)) == [None] * 5


def test_a_city_without_dentists_far_and_wide_is_refused(city, monkeypatch):
    monkeypatch.setattr(missing, "PER_REACH", 3.0)
    with pytest.raises(BadCity, match="hardly anybody"):
        missing.draw(city._replace(dentists=np.zeros((0, 2), np.float32)), 1000, 5)
