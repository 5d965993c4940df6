"""The figures of watching: small runs of what `bench source` and `bench detect` measure."""

import numpy as np
import pytest

from photophore.city import watch_bench as bench
from photophore.watch import cusum
from photophore.words import BadRequest


def test_the_source_is_found_on_towns_and_on_a_grid(tmp_path):
    told = bench.find(3)
    assert told["runs"] == 3 and told["nodes"] == 300 and told["top3"] >= 2 / 3
    assert told["earliest_top1"] == 0  # the source says nothing
    (tmp_path / "grid.m").write_text("mpc.bus = [1; 2; 3; 4];\nmpc.branch = [1 2; 2 3; 3 4];\n")
    assert bench.find(2, tmp_path / "grid.m")["nodes"] == 4
    with pytest.raises(BadRequest):
        bench.find(1, tmp_path / "none.m")


def test_a_tripled_rate_takes_less_than_six_seconds():
    line = cusum.poisson_line(bench.CALM_RATE, bench.RISEN, bench.DAYS * bench.DAY)
    assert 3 < bench._delay(line) <= 6


def test_the_whole_monitor_takes_little_longer_than_a_chart_alone():
    delays = [bench.monitor_delay(run) for run in range(8)]
    assert np.mean(delays) <= 7.5 and max(delays) <= 15  # 11.6 and 20 with rates rounded by a quarter
    assert bench.monitor_delay(0, 125) == bench.PATIENCE  # too few smiles to tell of so many faults


def test_a_calm_week_has_no_incident():
    told = bench.calm_week(3)
    assert told["week_incidents"] == 0 and told["week_faults"] > 1000


def test_a_bad_level_is_named_after_a_few_faults():
    right, faults = bench._factor(0)
    assert right and faults <= 12


def test_contacts_are_read_with_or_without_a_head(tmp_path):
    file = tmp_path / "contacts.csv"
    file.write_text("t,i,j\n0,1,2\n20,2,3\n40,1,3\n")
    at, one, two = bench.read_contacts(file)
    assert at.tolist() == [0, 20, 40] and one.tolist() == [1, 2, 1] and two.tolist() == [2, 3, 3]
    told = bench._bursts(file, 1)
    assert told["contact_rows"] == 3 and told["contact_alarms"] == 0
    for broken in ("t,i,j\n", "0,1\n", "0,a,b\n", "0,-1,2\n1,1,2\n", "nan,1,2\n0,1,2\n"):
        file.write_text(broken)
        with pytest.raises(BadRequest):
            bench.read_contacts(file)
    with pytest.raises(BadRequest):
        bench.read_contacts(tmp_path / "none.csv")


@pytest.mark.slow
def test_the_figures_reach_their_goals():
    told = bench.detect()
    assert told["delay_s"] <= 6 and told["monitor_delay_s"] <= 6 and told["false_alarm_days"] >= 30
    assert told["factor_right"] >= 195 and told["factor_faults"] <= 10 and told["week_incidents"] == 0
    found = bench.find()
    assert found["top1"] >= 0.75 and found["top3"] >= 0.95
    assert np.isfinite([*found.values()][0])
