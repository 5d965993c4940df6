import asyncio

import numpy as np
import pytest

from photophore.devices.driver import BrokenDriver, Driver
from photophore.words import Audience, PhotophoreError, Tick, samples


class Lamp(Driver):
    """The least that a driver can be."""

    key, audience, rows = "lamp", Audience.PUBLIC, np.zeros(0, np.int32)

    async def open(self):
        pass

    async def show(self, frame):
        pass

    def feel(self, tick):
        return samples()

    async def close(self):
        pass


def test_the_contract_alone_is_no_driver():
    with pytest.raises(TypeError, match="abstract"):
        Driver()


@pytest.mark.parametrize("verb", ["open", "show", "feel", "close"])
def test_every_verb_must_be_answered(verb):
    kept = {name: getattr(Lamp, name) for name in ("open", "show", "feel", "close") if name != verb}
    with pytest.raises(TypeError, match=verb):
        type("Half", (Driver,), kept)()


def test_the_least_driver_lives():
    lamp = Lamp()
    asyncio.run(lamp.close())
    assert lamp.feel(Tick(3)).row.size == 0


def test_a_broken_driver_says_what_where_and_what_to_try():
    error = BrokenDriver("the light is on", "lamp", "send zeros")
    assert isinstance(error, PhotophoreError)
    assert str(error) == "the light is on (lamp). send zeros"
