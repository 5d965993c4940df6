"""The compiled sink guard on one packet and on many; that it equals the plain one: test_sinkguard.py, on any light."""

import numpy as np

from photophore.devices import dither, fast_sink, sinkguard
from tests.devices import weather

PACE = sinkguard.pace(weather.RATE)


def test_many_packets_of_any_size_are_those_of_the_plain_account():
    edges = np.array([0, 1, 1, 481, 500, 980])  # one of them is empty
    one, other = (sinkguard.start(980, 5, PACE) for _ in range(2))
    quiet = 0
    for beat, wanted in zip(range(120), weather.restless(980, 1), strict=False):
        plain = sinkguard.limit(one, wanted, edges, dither.dots(980, beat), PACE)
        quick = fast_sink.limit(other, wanted, edges, dither.dots(980, beat), PACE)
        for mine, theirs in zip((*plain, *one), (*quick, *other), strict=True):
            np.testing.assert_array_equal(mine, theirs)
        quiet += (~quick[1]).sum()
    assert quiet > 20


def test_a_lamp_without_pixels_has_nothing_to_say():
    memory = sinkguard.start(0, 0, PACE)
    codes, goes = fast_sink.limit(memory, np.zeros((3, 0), np.uint16), np.array([0]), dither.dots(0, 1), PACE)
    assert codes.shape == (3, 0)
    assert goes.shape == (0,)
