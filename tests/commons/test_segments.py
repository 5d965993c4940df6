"""Files of the history: whatever is cut off where, the catalogue is the truth, and nothing is counted twice or lost."""

import shutil
from types import SimpleNamespace

import duckdb
import numpy as np
import pytest

from photophore.commons.history import History
from photophore.commons.keeping import Grain
from photophore.commons.rollup import Span
from photophore.commons.segments import MARK, Segments
from photophore.commons.store import Store
from photophore.words import BadRequest, NoRoom, Signal
from tests.commons import falls
from tests.commons.falling import LATER, fill
from tests.commons.past import ANN, BOB, NOON, Past

ALL = Span(0, 2**53 - 1)


def check_history(past: Past) -> None:
    """The invariants, after every fall: files and catalogue name each other, rows are who and what they say."""
    found = past.history.segments
    there = {path.relative_to(found.folder).as_posix() for kind in ("raw", "estimates")
             for path in (found.folder / kind).rglob("*") if path.is_file()}  # fmt: skip
    listed = found.listed()
    assert there == {each.path for each in listed}
    for each in listed:
        (row,) = found.ask("select count(*), min(ms), max(ms) from read_parquet($at)", at=str(found.folder / each.path))
        assert row == (each.rows, each.first, each.last)
        assert (found.folder / each.path).stat().st_size == each.bytes


def sums(past: Past, who: str) -> list[tuple[int, float]]:
    """In each grain: how many samples, and what they add up to."""
    told = [past.history.read(who, Signal.FEELING, ALL._replace(grain=grain)) for grain in Grain]
    added = [np.nansum(each.mean[:, 0].astype(float) * each.count[:, 0]) for each in told]
    return [(int(each.count[:, 0].sum()), round(float(sum_), 3)) for each, sum_ in zip(told, added, strict=True)]


FALLS = [("flush", "written", 1), ("flush", "renamed", 1), ("flush", "catalogued", 1), ("roll_up", "renamed", 1),
         ("roll_up", "catalogued", 1), ("compact", "renamed", 1), ("compact", "catalogued", 1),
         ("forget", "written", 2), ("forget", "renamed", 1), ("forget", "catalogued", 2)]  # fmt: skip


@pytest.fixture(scope="module")
def fallen(tmp_path_factory):
    """The same history, fallen at each of FALLS -> folder by fall, and what it told before."""
    top = tmp_path_factory.mktemp("falls")
    whole = {}
    for name in ("plain", "rolled"):
        past = Past(top / name)
        fill(past)
        if name == "rolled":
            past.history.roll_up(past.clock.ms)
        whole = {who: sums(past, who) for who in (ANN, BOB)}
        past.close()
    folders = {fall: top / "-".join(map(str, fall)) for fall in FALLS}
    for (deed, _, _), folder in folders.items():
        shutil.copytree(top / ("rolled" if deed == "compact" else "plain"), folder)
    assert falls.run("falling", [[folder, *fall] for fall, folder in folders.items()]) == [falls.FELL] * len(FALLS)
    return folders, whole


@pytest.mark.parametrize("fall", FALLS, ids=lambda fall: "-".join(map(str, fall)))
def test_kill_9_between_any_two_steps(fallen, fall):
    (folders, whole), (deed, step, _) = fallen, fall
    past = Past(folders[fall])
    past.clock.ms = LATER
    check_history(past)
    assert sums(past, BOB) == whole[BOB]
    if deed == "forget":  # it goes on when it is asked again
        past.history.forget(ANN)
        assert sums(past, ANN) == [(0, 0.0)] * 3 and sums(past, BOB) == whole[BOB]
    elif deed == "flush":
        gained = [now[0] - then[0] for now, then in zip(sums(past, ANN), whole[ANN], strict=True)]
        assert gained == [int(step == "catalogued")] * 3  # what was not finished is what a crash may cost
    else:
        assert sums(past, ANN) == whole[ANN]
        past.history.tend()
        assert sums(past, ANN) == whole[ANN]
    check_history(past)
    past.close()


def test_a_stranger_in_the_folder_is_removed_at_the_next_start(tmp_path):
    past = Past(tmp_path)
    fill(past)
    there = next((tmp_path / "history").rglob("*.parquet"))
    past.close()
    (there.parent / "feeling-sample-1-aaaa.parquet").write_bytes(there.read_bytes())
    (there.parent / "aaaa.part").write_bytes(b"half")
    past = Past(tmp_path)
    check_history(past)
    past.close()


def test_a_file_that_is_gone_is_told_and_the_rest_goes_on(tmp_path):
    past = Past(tmp_path)
    fill(past)
    past.close()
    next((tmp_path / "history").rglob("*.parquet")).unlink()
    past = Past(tmp_path)
    assert past.history.told.missing == 1 and sums(past, BOB)[0][0] == 20
    check_history(past)
    past.close()


@pytest.mark.parametrize("how", ["cut", "empty", "zeros", "longer"])
def test_a_torn_file_is_told_and_the_rest_is_read(tmp_path, how):
    past = Past(tmp_path)
    fill(past)
    torn = next((tmp_path / "history").rglob("*.parquet"))
    data = torn.read_bytes()
    torn.write_bytes({"cut": data[:-20], "empty": b"", "zeros": bytes(len(data)), "longer": data + b"x"}[how])
    told = past.history.read(BOB, Signal.FEELING, ALL)
    assert told.damaged == 1 and len(told.at_ms) == 20
    assert len(past.history.told.damaged) == 1
    past.history.tend()
    assert past.history.read(BOB, Signal.FEELING, ALL._replace(grain=Grain.HOUR)).count[0, 0] == 20
    past.history.forget(ANN)  # a file whose people cannot be told apart goes as a whole
    assert not torn.exists() and past.history.files(ANN) == []
    past.close()


def test_a_folder_and_a_database_that_do_not_belong_together_are_refused(tmp_path):
    past = Past(tmp_path)
    fill(past)
    past.close()
    files = len(list(tmp_path.rglob("*.parquet")))
    store = Store.open(tmp_path / "other.sqlite")
    for _ in range(2):
        with pytest.raises(BadRequest, match="another database"):
            Segments.open(tmp_path / "history", store)
    (tmp_path / "history" / MARK).write_bytes(b"somebody else")
    with pytest.raises(BadRequest, match="another database"):
        Past(tmp_path)
    assert len(list(tmp_path.rglob("*.parquet"))) == files
    store.close()


def test_a_mark_without_its_fact_is_taken_up(tmp_path):
    (tmp_path / "history").mkdir()
    (tmp_path / "history" / MARK).write_bytes(b"0123456789abcdef0123456789abcdef")
    past = Past(tmp_path)
    fill(past)
    past.close()
    Past(tmp_path).close()


def test_two_programs_cannot_hold_one_history(tmp_path):
    past = Past(tmp_path)
    with pytest.raises(NoRoom, match="another program"):
        History(tmp_path / "history", past.store, None, "UTC")
    past.close()


def test_a_full_disk_leaves_no_half_file(tmp_path, monkeypatch):
    past = Past(tmp_path)
    past.say(ANN, Signal.FEELING, NOON, 0.5)

    def full(*told):
        raise duckdb.IOException("IO Error: Could not write: No space left on device")

    base = past.history.segments._base
    past.history.segments._base = SimpleNamespace(execute=full, register=base.register, unregister=base.unregister)
    with pytest.raises(NoRoom, match="No space left"):
        past.history.flush()
    past.history.segments._base = base
    assert not [path for path in (tmp_path / "history").rglob("*.part")]
    assert past.history.flush() == 1
    check_history(past)
    past.close()


def test_a_store_that_takes_nothing_leaves_no_file_behind(tmp_path, monkeypatch):
    past = Past(tmp_path)
    past.say(ANN, Signal.FEELING, NOON, 0.5)
    monkeypatch.setattr(past.store, "write", lambda do: (_ for _ in ()).throw(NoRoom("the disk is full")))
    with pytest.raises(NoRoom):
        past.history.flush()
    check_history(past)
    monkeypatch.undo()
    assert past.history.flush() == 1
    check_history(past)
    past.close()


def test_files_say_their_version_and_hold_no_place_of_a_machine(tmp_path):
    past = Past(tmp_path)
    fill(past)
    path = next((tmp_path / "history").rglob("*.parquet"))
    told = dict(past.history.segments.ask("select key, value from parquet_kv_metadata($at)", at=str(path)))
    assert told[b"photophore"] == b"1" and told[b"signal"] == b"feeling" and told[b"grain"] == b"sample"
    assert str(tmp_path).encode() not in path.read_bytes()
    assert (path.parent.stat().st_mode & 0o077) == 0
    past.close()


def test_columns_of_a_later_version_are_read_over(tmp_path):
    past = Past(tmp_path)
    fill(past)
    (first, *_) = past.history.segments.listed()
    with past.history.segments.lock:
        rows = "select *, 'new' as later from read_parquet($files, hive_partitioning = false)"
        made = past.history.segments.make(first.cell, rows, {"files": past.history.segments.paths([first])})
        past.history.segments.publish([made], old=[first])
    past.history.tend()
    assert sums(past, BOB)[0][0] == 40
    past.close()
