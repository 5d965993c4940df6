"""events.parquet is read as it was written, and nothing else is."""

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from photophore.city import sightings
from photophore.watch import events as watched
from photophore.watch.events import FACTORS, KINDS, Kind, seen
from photophore.words import BadRequest, NoRoom

NAMES = (("O'Hara", "Übersee"), ("7", "10"), ('1"', "2"), ("hearth", "*"), ("a", "null"), ("c", "d"))


@settings(max_examples=12)
@given(
    some.lists(some.tuples(some.integers(0, 99), some.integers(0, len(KINDS) - 1), some.integers(-1, 1)), max_size=9)
)
def test_what_is_written_reads_back(tmp_path_factory, told):
    path = tmp_path_factory.mktemp("seen") / "events.parquet"
    at, kinds, codes = (np.array([it[c] for it in told]) for c in range(3))
    made = seen(at, kinds.astype(np.uint8), np.arange(len(told)), names=NAMES, x=codes + 0.5, factors=codes)
    sightings.write(path, made)
    back = sightings.read(path)
    by, of = np.lexsort((back.smile, back.at)), np.lexsort((made.smile, made.at))
    for a, b in zip(watched.pick(back, by)[:6], watched.pick(made, of)[:6], strict=True):
        np.testing.assert_array_equal(a, b)
    for f in range(len(FACTORS)):
        name = [NAMES[f][code] if code >= 0 else None for code in made.factors[f, of]]
        assert [back.names[f][code] if code >= 0 else None for code in back.factors[f, by]] == name


def test_the_file_has_these_columns_and_no_other(tmp_path):
    sightings.write(path := tmp_path / "events.parquet", seen([1.5], Kind.MET, [1], names=NAMES, other=2))
    kinds = dict(row[:2] for row in duckdb.sql(f"describe from '{path}'").fetchall())
    assert kinds == {"at": "DOUBLE", "kind": "VARCHAR", "smile": "BIGINT", "other": "BIGINT", "x": "FLOAT",
                     "y": "FLOAT"} | dict.fromkeys(FACTORS, "VARCHAR")  # fmt: skip


REST = " 1 as smile, -1 as other, 0.0 as x, 0.0 as y, " + ", ".join(f"null as {name}" for name in FACTORS)
BROKEN = ["select 1 as at", f"select 1.0 as at, 'burned' as kind, {REST}", f"select 1.0 as at, null as kind, {REST}"]
BROKEN += [f"select 'noon' as at, 'met' as kind, {REST}", f"select null as at, 'met' as kind, {REST}"]


BROKEN += [f"select 1e11 as at, 'silent' as kind, {REST}", f"select -1.5e308 as at, 'silent' as kind, {REST}"]
BROKEN += [f"select 1.0 as at, 'roster' as kind, {REST.replace('null as lot', name + ' as lot')}"
           for name in ("chr(27) || '[31mEVIL' || chr(10) || 'Cause: none'", "'a' || chr(8238) || 'b'",
                        "repeat('long', 60)")]  # fmt: skip


@pytest.mark.parametrize("made", BROKEN)
def test_a_broken_file_is_told(tmp_path, made):
    path = tmp_path / "it's.parquet"
    with duckdb.connect() as base:
        base.execute(f"copy ({made}) to $path (format parquet)", {"path": str(path)})
    with pytest.raises(BadRequest) as told:
        sightings.read(path)
    assert str(told.value).isprintable()


def test_no_file_no_parquet_no_room(tmp_path):
    for path in (tmp_path / "none.parquet", tmp_path):
        with pytest.raises(BadRequest):
            sightings.read(path)
    (tmp_path / "text.parquet").write_text("hello")
    with pytest.raises(BadRequest):
        sightings.read(tmp_path / "text.parquet")
    with pytest.raises(NoRoom):
        sightings.write(tmp_path / "no" / "such" / "events.parquet", watched.empty())
