"""A log grows to the same files in whatever steps it grows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.tlog import grow, merkle, tiles
from photophore.tlog.tiles import BUNDLES, Tiles
from photophore.words import BadLog, NotFound

steps = st.lists(st.sampled_from([1, 2, 100, 255, 256, 257, 900]), min_size=1, max_size=6)


@settings(max_examples=40)
@given(steps)
def test_steps_do_not_matter(counts):
    edge, files, at = grow.NOTHING, {}, 0
    for count in counts:
        edge, fresh = grow.grow(edge, [b"%d" % i for i in range(at, at + count)])
        files |= fresh
        at += count
    whole, once = grow.grow(grow.NOTHING, [b"%d" % i for i in range(at)])
    assert edge == whole
    assert {spot: files[spot] for spot in once} == once
    assert edge.root == merkle.root([merkle.leaf(b"%d" % i) for i in range(at)])
    wanted = {spot for level in range(BUNDLES, 8) for spot in tiles.spots(at, level)}
    assert set(once) == wanted


@given(st.integers(1, 700))
def test_the_edge_is_read_back_from_the_files(count):
    edge, files = grow.grow(grow.NOTHING, [b"%d" % i for i in range(count)])
    there = {spot.path: data for spot, data in files.items()}
    assert grow.read(Tiles(there.__getitem__, count)) == edge


def test_a_bundle_that_differs_from_its_tile_is_refused():
    _, files = grow.grow(grow.NOTHING, [b"a", b"b"])
    there = {spot.path: data.replace(b"b", b"c") for spot, data in files.items()}

    def fetch(path):
        try:
            return there[path]
        except KeyError:
            raise NotFound("gone", path) from None

    with pytest.raises(BadLog):
        grow.read(Tiles(fetch, 2))


@pytest.mark.parametrize("bad", [b"", b"x" * 65_536, "text", None, 7])
def test_what_is_no_entry(bad):
    with pytest.raises(BadLog):
        grow.grow(grow.NOTHING, [b"good", bad])
