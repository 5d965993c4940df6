"""What happens in a city happens at the same time and place on every machine, and only so far."""

import numpy as np
import pytest

from photophore.city import events


def test_events_are_the_same_from_the_same_seed(city):
    one, two = events.event(city, 7, 140, 3), events.event(city, 7, 140, 3)
    assert np.array_equal(one.xy, two.xy) and np.array_equal(one.push, two.push)
    assert not np.array_equal(one.xy, events.event(city, 7, 140, 4).xy)


def test_lately_is_within_the_echo_and_each_event_begins_once(city):
    begun = []
    for second in range(100):
        for event in events.lately(city, second, 3):
            assert second - events.ECHO < event.second <= second
            begun += [event.second] if event.second == second else []
    assert begun == list(range(events.EVERY, 100, events.EVERY))


def test_the_evening_before_is_in_the_past(city):
    evening = events.earlier(city, 3)
    assert len(evening) == events.EARLIER
    assert all(-events.EVENING <= event.second < 0 for event in evening)


def test_an_event_is_half_felt_at_its_radius_and_within_bounds(city):
    for number in range(50):
        event = events.event(city, number, 0, 9)
        assert events.RADIUS[0] <= event.radius <= events.RADIUS[1]
        assert events.VALENCE[0] <= event.push[0] <= events.VALENCE[1]
        felt = events.reach(event, event.xy + np.array([[0, 0], [event.radius, 0], [40, 0]]))
        assert felt == pytest.approx([1, 0.5, 0], abs=1e-6)
