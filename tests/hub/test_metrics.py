from collections import Counter
from types import SimpleNamespace

import numpy as np
from prometheus_client.parser import text_string_to_metric_families

from photophore.hub import metrics
from photophore.hub.clock import Clock


def sample(families, name):
    return next(one.value for family in families for one in family.samples if one.name == name and not one.labels)


def test_the_page_is_prometheus_and_says_how_the_loop_keeps_its_beat():
    stats = SimpleNamespace(frames=90, behind=2, dropped=5, failed=1, fallen=4)
    line = SimpleNamespace(missed=4)
    session = SimpleNamespace(line=line)
    counts, clock = Counter(missed=3), Clock()
    live = SimpleNamespace(clock=clock, guests=[], paint_late=2.0, sessions=[session], counts=counts, took=took())
    page = metrics.text(metrics.Collector(SimpleNamespace(stats=stats), live)).decode()
    families = list(text_string_to_metric_families(page))
    assert sample(families, "photophore_ticks_total") == 90
    assert sample(families, "photophore_behind_total") == 2
    assert sample(families, "photophore_dropped_samples_total") == 5
    assert sample(families, "photophore_missed_pictures_total") == 7
    assert sample(families, "photophore_fallen_shards_total") == 4
    assert sample(families, "photophore_sockets") == 1
    assert sample(families, "photophore_tick_seconds_count") == 3


def took():
    histogram = metrics.took()
    for seconds in (0.003, 0.007, 0.04):
        histogram.observe(seconds)
    return histogram


def test_the_newest_tick_is_told():
    stats = SimpleNamespace(frames=5, tick_ms=np.array([40.0, 10.0, 20.0, 30.0]))
    assert metrics.latest(stats) == 0.04
