"""Devices of a loop: one that fails is counted and stops nothing; the loop's own tests show the rest."""

import asyncio

from photophore.attached import Attached
from photophore.loop import Stats
from photophore.words import Tick, samples


class Device:
    """A driver that feels what it is told to, and counts what it is shown."""

    def __init__(self, key, felt=None):
        self.key, self.felt, self.shown, self.open_, self.closed = key, samples() if felt is None else felt, 0, 0, 0

    def feel(self, tick):
        if isinstance(self.felt, Exception):
            raise self.felt
        return self.felt

    async def open(self):
        self.open_ += 1

    async def show(self, frame):
        self.shown += 1

    async def close(self):
        self.closed += 1


def test_one_that_fails_is_counted_and_the_others_are_heard():
    stats = Stats()
    attached = Attached(stats)
    for device in (Device("bad", OSError("gone")), Device("odd", 5), Device("good")):
        attached.attach(device)
    assert len(attached.felt(Tick(0))) == 1
    assert stats.failed == 2 and stats.last_failure.startswith("odd: TypeError")


def test_what_is_detached_is_shown_nothing_more():
    attached, device = Attached(Stats()), Device("one")
    attached.attach(device)
    frame = object()
    for _ in range(2):
        asyncio.run(attached.show(frame))
    attached.attach(device)  # of the same key: replaced, and opened anew
    asyncio.run(attached.show(frame))
    asyncio.run(attached.close())
    attached.detach(device)
    asyncio.run(attached.show(frame))
    assert (device.shown, device.open_, device.closed, attached.stats.failed) == (3, 2, 1, 0)
