"""A file of events at a glance."""

from photophore.watch import events as watched
from photophore.watch.survey import survey
from tests.watch import small


def test_the_bad_lot_stands_out():
    told = survey(small.city("lot", 1)[0], 20)
    assert told.smiles == small.N and told.kinds["roster"] == small.N
    assert sum(told.faults) == told.kinds["flicker"]
    assert (told.levels[0].factor, told.levels[0].level) == ("lot", small.city("lot", 1)[1])
    assert told.levels[0].faults > 5 * told.levels[0].expected


def test_what_was_taken_counts():
    events, name = small.city("release", 1)
    assert [it.level for it in survey(events, 5).levels if it.factor == "release"] == [name]


def test_nothing_is_nothing():
    told = survey(watched.empty(), 4)
    assert told.faults == [0] * 4 and told.levels == () and told.smiles == 0
