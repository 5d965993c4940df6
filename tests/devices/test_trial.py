"""Nobody's light: a wave that shows where a lamp's pixels are."""

import asyncio
import socket

import numpy as np

from photophore.devices import ddp, fixture, trial
from photophore.devices.fixture import Fixture, Part
from photophore.words import Audience


def test_the_wave_goes_once_round_and_is_never_steep():
    crests = [int(np.argmax(trial.wave(100, seconds)[0])) for seconds in np.arange(0, trial.WAVE, 0.5)]
    assert crests == sorted(crests)
    assert crests[-1] > 90
    assert np.abs(np.diff(trial.wave(100, 1.0).astype(int))).max() <= 20
    assert trial.wave(100, 3.3).max() <= trial.CREST
    assert trial.wave(1, 1.0).shape == (3, 1)


def test_a_lamp_that_listens_is_lit_and_one_that_does_not_is_named():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there, socket.socket() as taken:
        there.bind(("127.0.0.1", 0))
        taken.bind(("127.0.0.1", 0))  # nobody listens here
        lamps = [
            Fixture(name, driver, "127.0.0.1", Audience.NEAR, (Part(),), port, fixture.FIRST[driver])
            for name, driver, port in (
                ("wall", "ddp", there.getsockname()[1]), ("door", "opc", taken.getsockname()[1]))
        ]  # fmt: skip
        wall, door = asyncio.run(trial.tried(lamps, 1.6))
        assert wall.packets >= 10
        assert not wall.away
        assert door.away
        assert "door" in trial.sentence(door) and "away" in trial.sentence(door)
        there.setblocking(False)
        seen = []
        try:
            while True:
                seen.append(ddp.read(there.recv(2000)).data)
        except BlockingIOError:
            pass
    assert any(map(any, seen))
    assert not any(seen[0])
    assert not any(seen[-1])  # and it ends in the dark
