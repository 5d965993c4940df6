"""Entries are found where they stand, in a log that grows meanwhile."""

from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.commons.seek import Seeker
from photophore.tlog import grow
from photophore.tlog.tiles import Tiles


@settings(max_examples=30)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=5), st.data())
def test_what_stands_there_is_found_and_what_does_not_is_not(counts, data):
    edge, files, entries, now = grow.NOTHING, {}, [], []
    seeker = Seeker(lambda: now[0])
    for count in counts:
        fresh = [b"%d" % i for i in range(len(entries), len(entries) + count)]
        assert not now or seeker.find(fresh[0]) is None
        edge, made = grow.grow(edge, fresh)
        files |= {spot.path: data_ for spot, data_ in made.items()}
        entries += fresh
        now[:] = [Tiles(files.__getitem__, edge.size)]
        wanted = data.draw(st.integers(0, len(entries) - 1))
        assert seeker.find(entries[wanted]) == wanted
    assert seeker.find(b"else") is None


def test_the_first_of_equals_is_found():
    edge, files = grow.grow(grow.NOTHING, [b"a", b"b", b"a"])
    held = Tiles({spot.path: data for spot, data in files.items()}.__getitem__, 3)
    assert Seeker(lambda: held).find(b"a") == 0
