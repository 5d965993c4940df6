"""What an operator's Prometheus reads: how the loop keeps its beat, and how many are there. Nothing about anybody."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

BOUNDS = (0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.025, 0.033, 0.05, 0.1, 0.25, 1.0)  # seconds of one tick


class Collector:
    """Reads the loop and the sockets when it is asked, and never in between."""

    def __init__(self, loop, live):
        self._loop, self._live = loop, live

    def collect(self) -> Iterator[Metric]:
        stats, live = self._loop.stats, self._live
        yield _count("photophore_ticks", "Frames made since the hub began", stats.frames)
        yield _count("photophore_behind", "Ticks that came later than they should", stats.behind)
        yield _count("photophore_failed_drivers", "Times a device failed", stats.failed)
        yield _count("photophore_fallen_shards", "Times a shard fell", stats.fallen)
        yield _count("photophore_dropped_samples", "Samples for which there was no room", stats.dropped)
        yield from live.took.collect()
        age = (live.clock.ms() - live.clock.heard_ms) / 1000
        yield _gauge("photophore_frame_age_seconds", "Since the newest frame came", age)
        yield _gauge("photophore_paint_seconds", "From a frame to its messages", live.paint_late / 1000)
        yield _gauge("photophore_sockets", "Open sockets", len(live.sessions))
        yield _gauge("photophore_guests", "Guests now", len(live.guests))
        missed = live.counts["missed"] + sum(session.line.missed for session in list(live.sessions))
        yield _count("photophore_missed_pictures", "Pictures that slow readers did not get", missed)
        for name, told in (("messages", "heard"), ("refused", "refused")):
            yield _count(f"photophore_{name}", f"Messages {told}", live.counts[name])


def _count(name: str, told: str, value: float) -> Metric:
    return CounterMetricFamily(name, told, value=value)


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)


def took() -> Histogram:
    """How long ticks took; `observe` each."""
    return Histogram("photophore_tick_seconds", "How long a tick took", buckets=BOUNDS, registry=None)


def latest(stats) -> float:
    """Seconds that the newest tick took."""
    return float(stats.tick_ms[(stats.frames - 1) % stats.tick_ms.size]) / 1000


def text(collector: Collector) -> bytes:
    """The page that Prometheus reads."""
    registry = CollectorRegistry()
    registry.register(collector)
    return generate_latest(registry)
