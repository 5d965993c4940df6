"""The monitor alarms where too many fail too soon, and nowhere else."""

import numpy as np
import pytest

from photophore.watch import cusum, monitor
from photophore.watch import events as watched
from photophore.watch.events import FACTORS, Kind, seen
from photophore.watch.monitor import LEAST, Monitor
from tests.watch import small


def heard(events, until=small.SECONDS):
    """All alarms, second by second."""
    watch, told = Monitor(small.roster(1)), []
    for second in range(1, until + 1):
        here = (events.at > second - 1) & (events.at <= second)
        told += watch.hear(watched.pick(events, here), second)
    return told


def test_a_bad_lot_is_heard_of_within_seconds():
    fleet = small.roster(1)
    alarms = heard(small.shared(fleet, "lot", 2, 1))
    first = alarms[0]
    assert small.BEGINS < first.at <= small.BEGINS + 4
    assert ("lot", "lot-2") in [(it.factor, it.level) for it in alarms[:4]]
    assert first.count >= LEAST > first.expected and first.began <= first.at


def test_a_smile_counts_once_however_much_it_flickers():
    many = seen(np.linspace(1, 60, 600), Kind.FLICKER, np.repeat([100, 101, 102], 200), small.NAMES)
    assert heard(many) == []


def test_fewer_than_four_are_no_incident():
    three = seen([10.0, 10.1, 10.2], Kind.SILENT, [100, 101, 102], small.NAMES)
    assert heard(three) == []
    assert heard(seen([10.0, 10.1, 10.2, 10.3], Kind.SILENT, [100, 101, 102, 103], small.NAMES))


def test_a_level_alarms_once_and_again_after_a_quiet_while():
    watch = Monitor(small.roster(1))
    again = []
    for begin in (10, 2000):
        signs = seen(begin + np.linspace(0.1, 0.9, 9), Kind.SILENT, 100 + np.arange(9), small.NAMES)
        again.append([it for it in watch.hear(signs, begin + 1) if it.factor == monitor.WHOLE])
        watch.hear(watched.empty(small.NAMES), begin + 2)
    assert [len(it) for it in again] == [1, 1]


def test_a_release_counts_for_who_has_it_now():
    watch = Monitor(small.roster(1))
    rows = np.arange(8)
    codes = np.full((len(FACTORS), 8), -1, np.int32)
    codes[2] = 0
    names = (*small.NAMES[:2], ("new",), *small.NAMES[3:])
    took = seen(np.full(8, 0.5), Kind.TOOK, 100 + rows, names, factors=codes)
    watch.hear(took, 1)
    alarms = watch.hear(seen(np.full(8, 1.5), Kind.FLICKER, 100 + rows, small.NAMES), 2)
    assert ("release", "new") in [(it.factor, it.level) for it in alarms]
    assert not [it for it in alarms if it.factor == "release" and it.level != "new"]


def test_who_joins_later_is_watched_too():
    fleet = small.roster(1)
    watch = Monitor(watched.pick(fleet, slice(0, 10)))
    watch.hear(watched.pick(fleet, slice(10, None)), 1)
    assert watch.fleet.n == small.N
    assert (watch.has == fleet.factors).all()
    assert watch.hear(small.signs(fleet, np.arange(20), np.full(20, 1.5)), 2)


def test_calm_hours_teach_the_rate_and_alarmed_ones_do_not():
    watch = Monitor(small.roster(1))
    before = watch.rate
    watch.hear(watched.empty(small.NAMES), 3601)
    calmer = watch.rate
    assert calmer < before
    assert watch.hear(seen(np.full(200, 3601.5), Kind.SILENT, np.arange(100, 300), small.NAMES), 3602)
    watch.hear(watched.empty(small.NAMES), 7300)
    assert watch.rate == pytest.approx(calmer)


def test_false_alarms_are_shared_out_as_stated():
    watch = Monitor(small.roster(1), false_alarm_days=30)
    quick, slow = watch.charts
    often = 1 / cusum.run_lengths(quick.rate, quick.risen, quick.line, quick.rate)  # false alarms a second
    districts, month = small.LEVELS[0], 0.99 * 30 * 86_400
    assert often[:districts].max() <= 1 / month, "each district's own chart"
    assert often[districts:].sum() <= districts / month, "all other charts together"
    assert (slow.line > 0).all() and len(slow.line) == sum(small.LEVELS) + 1


def test_nobody_there_is_no_trouble():
    watch = Monitor(watched.empty())
    assert watch.hear(watched.empty()) == []
    assert watch.hear(seen([1.5], Kind.SILENT, [5])) == []
