from collections import Counter
from types import SimpleNamespace

import numpy as np
from prometheus_client.parser import text_string_to_metric_families

from photophore.hub import metrics
from photophore.hub.clock import Clock


def sample(families, name):
    return next(one.value for family in families for one in family.samples if one.name == name and not one.labels)


def test_the_page_is_prometheus_and_says_how_the_loop_keeps_its_beat():
    stats = SimpleNamespace(frames=90, behind=2, dropped=5, tick_ms=np.array([3.0, 7.0, 40.0, np.nan]))
    line = SimpleNamespace(missed=4)
    session = SimpleNamespace(guest=None, line=line)
    live = SimpleNamespace(clock=Clock(), paint_late=2.0, sessions={1: session}.values(), counts=Counter(missed=3))
    page = metrics.text(metrics.Collector(SimpleNamespace(stats=stats), live)).decode()
    families = list(text_string_to_metric_families(page))
    assert sample(families, "photophore_ticks_total") == 90
    assert sample(families, "photophore_behind_total") == 2
    assert sample(families, "photophore_dropped_samples_total") == 5
    assert sample(families, "photophore_missed_pictures_total") == 7
    assert sample(families, "photophore_sockets") == 1
    assert sample(families, "photophore_tick_seconds_count") == 3


def test_buckets_add_up():
    told = metrics.histogram("t", "t", np.array([0.5, 1.0, 30.0, 5000.0, np.nan, -1]))
    buckets = {one.labels["le"]: one.value for one in told.samples if one.name == "t_bucket"}
    assert (buckets["0.001"], buckets["0.033"], buckets["1.0"], buckets["+Inf"]) == (2, 3, 3, 4)
    values = list(buckets.values())
    assert values == sorted(values)
