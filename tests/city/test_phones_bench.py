"""What a crowd of phones saw, added up; and the whole measuring, on a hub of its own."""

import pytest

from photophore.city import phones_bench
from photophore.words import BadRequest, NoRoom
from tests import kept


def saw(delays, offsets, **more):
    plain = {"delays": delays, "ages": [1.0, 3.0], "offsets": offsets, "doubts": [2.0], "missed": 0, "open": 2,
             "refused": 0, "worked": 1.0}  # fmt: skip
    return plain | more


def test_processes_are_added_up():
    told = phones_bench.summed([saw([10.0] * 98, [5.0, 5.0]), saw([30.0, 2000.0], [5.0, 25.0], missed=1, refused=3)], 4)
    assert told["p50_ms"] == 10 and told["p99_ms"] == pytest.approx(49.7, abs=0.1) and told["most_ms"] == 2000
    assert (told["updates"], told["missed"], told["open"], told["refused"]) == (100, 1, 4, 3)
    assert told["skew_p95_ms"] == pytest.approx(17) and told["phones_core"] == 0.5


def test_a_crowd_that_saw_nothing_is_no_measurement():
    with pytest.raises(NoRoom, match="no phone saw"):
        phones_bench.summed([saw([], [])], 1)


@pytest.mark.parametrize("clients", [0, -1, 5000])
def test_a_crowd_has_a_size(clients, tmp_path):
    with pytest.raises(BadRequest, match="1 to 4,000 phones"):
        phones_bench.measure(clients, 10, (tmp_path, tmp_path))


@pytest.mark.slow
def test_a_small_crowd_is_measured(tmp_path):
    told = phones_bench.measure(20, 100, (kept.HOME / "compiled", tmp_path), seconds=3.0)
    assert told["open"] == 20 and told["refused"] == 0 and told["updates"] >= 100
    assert 0 < told["p50_ms"] <= told["p99_ms"] and told["skew_p95_ms"] < 20
