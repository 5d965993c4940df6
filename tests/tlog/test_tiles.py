"""Tiles and bundles as C2SP names and cuts them, and proofs that are read from them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.tlog import grow, merkle, tiles
from photophore.tlog.tiles import BUNDLES, WIDTH, Spot, Tiles
from photophore.words import BadLog, NotFound

COUNTS = (0, 1, 2, 255, 256, 257, 511, 512, 700, 65_536, 65_537 + 300)


def log_of(count, keep=lambda spot: True):
    """A log's files, grown in one go; a fetch of them."""
    entries = [b"\x05%d" % i for i in range(count)]
    edge, files = grow.grow(grow.NOTHING, entries)
    there = {spot.path: data for spot, data in files.items() if keep(spot)}

    def fetch(path):
        if path not in there:
            raise NotFound("it is not there", path)
        return there[path]

    return entries, edge, there, fetch


def test_names_and_widths_of_the_specification(shared):
    told = json.loads((shared / "tlog" / "vectors.json").read_text())["cases"]["tile_paths"]
    for n, path in told["index"]:
        assert Spot(0, n).path == f"tile/0/{path}"
    for case in told["widths"]:
        found = [spot for level in range(8) for spot in tiles.spots(case["size"], level)]
        for level, count in case["full"].items():
            assert sum(spot.level == int(level) and spot.width == WIDTH for spot in found) == count
        part = {str(spot.level): spot.width for spot in found if spot.width < WIDTH}
        assert part == case["partial"]
        assert [spot for spot in found if spot.width < WIDTH] == tiles.edge(case["size"])


@given(st.integers(-1, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_a_name_reads_back_equal(level, n, width):
    spot = Spot(level, n, width)
    assert tiles.read_path(spot.path) == spot


@pytest.mark.parametrize("path", [
    "tile/0/1", "tile/00/000", "tile/64/000", "tile/0/x000/000", "tile/0/000.p/256", "tile/0/000.p/0",
    "tile/0/000.p/01",
    "tile/8/0/000", "tile/entries/../000", "tile/0/000/..", "../tile/0/000", "tile/0/x00/000", "tile/0/0000",
    "checkpoint", "",
    "tile/0/000\n", "tile/-1/000", "tile/0/\u0660\u0660\u0660", "tile/0/" + "x001/" * 20 + "001",
])  # fmt: skip
def test_what_is_no_name_of_a_tile(path):
    with pytest.raises(NotFound):
        tiles.read_path(path)


@given(st.lists(st.binary(min_size=1, max_size=400), max_size=20))
def test_a_bundle_gives_its_entries_back(entries):
    assert tiles.entries(tiles.bundle(entries), len(entries)) == entries


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=20), st.data())
def test_a_torn_bundle_is_refused(entries, data):
    whole = tiles.bundle(entries)
    torn = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with pytest.raises(BadLog):
        tiles.entries(torn, len(entries))
    with pytest.raises(BadLog):
        tiles.entries(whole, len(entries) + 1)
    with pytest.raises(BadLog):
        tiles.entries(whole + b"\0", len(entries))


@given(st.binary(max_size=100), st.integers(1, 256))
def test_a_torn_tile_is_refused(data, width):
    if len(data) != width * 32:
        with pytest.raises(BadLog):
            tiles.hashes(data, width)


@pytest.mark.parametrize("count", COUNTS)
def test_proofs_read_from_tiles_lead_to_the_root(count):
    entries, edge, _, fetch = log_of(count)
    held, root = Tiles(fetch, count), edge.root
    assert root == merkle.root(list(map(merkle.leaf, entries)))
    for index in {0, count // 3, count - 1} if count else ():
        proof = merkle.inclusion(index, count, held.at)
        merkle.check_inclusion(index, count, merkle.leaf(entries[index]), proof, root)
        assert held.entry(index) == entries[index]
    for old in {1, 255, 256, 257, count // 2, count} if count else ():
        if 0 < old <= count:
            before = merkle.root(list(map(merkle.leaf, entries[:old])))
            merkle.check_consistency(old, count, merkle.consistency(old, count, held.at), before, root)


def test_a_partial_tile_that_is_gone_is_cut_from_the_full_one():
    entries, _, _, fetch = log_of(600)
    held = Tiles(fetch, 300)  # as it stood earlier: 001.p/44 is gone, 001 is there
    assert held.tile(0, 1) == list(map(merkle.leaf, entries[256:300]))
    assert held.bundle(1) == entries[256:300]
    assert held.at(0, 299) == merkle.leaf(entries[299])


def test_what_lies_beyond_is_told_and_never_asked_for():
    _, _, _, fetch = log_of(300)
    held = Tiles(fetch, 300)
    for ask in (lambda: held.at(0, 300), lambda: held.at(9, 0), lambda: held.tile(1, 1), lambda: held.bundle(2)):
        with pytest.raises(BadLog):
            ask()
    for index in (300, -1):
        with pytest.raises(NotFound):
            held.entry(index)


def test_a_changed_entry_is_found_when_it_is_read():
    _, _, there, fetch = log_of(300)
    there["tile/entries/000"] = there["tile/entries/000"].replace(b"\x0517", b"\x0571")
    with pytest.raises(BadLog, match="not the one"):
        Tiles(fetch, 300).entry(17)


def test_a_file_that_is_too_large_is_not_taken_in():
    def endless(path):
        return bytes(20_000_000)

    for ask in (lambda held: held.tile(0, 0), lambda held: held.bundle(0)):
        with pytest.raises(BadLog, match="larger"):
            ask(Tiles(endless, 300))


def test_bundles_are_named_apart():
    assert Spot(BUNDLES, 5, 7).path == "tile/entries/005.p/7"
    assert Spot(BUNDLES, 5, 7).full.path == "tile/entries/005"
