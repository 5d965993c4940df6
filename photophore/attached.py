"""The devices of one loop: what they feel, and what they are shown. One that fails is counted, and stops nothing."""

import contextlib
from typing import final

from photophore.devices.driver import Driver
from photophore.words import Frame, Samples, Tick


@final
class Attached:
    """Drivers by their keys."""

    def __init__(self, stats):
        """stats: where failures are counted (pace.Stats)."""
        self.stats = stats
        self._drivers: dict[str, Driver] = {}
        self._opened: set[str] = set()

    def attach(self, driver: Driver) -> None:
        """A device; one of the same key is replaced."""
        self._drivers[driver.key] = driver
        self._opened.discard(driver.key)

    def detach(self, driver: Driver) -> None:
        """Its last frame was the one before."""
        self._drivers.pop(driver.key, None)

    def felt(self, tick: Tick) -> list[Samples]:
        """What each hands on for this tick."""
        parts = []
        for driver in list(self._drivers.values()):
            with self._watched(driver):
                felt = driver.feel(tick)
                if not isinstance(felt, Samples) or {len(column) for column in felt} != {felt.row.size}:
                    raise TypeError("it hands on no samples")
                parts.append(felt)
        return parts

    async def show(self, frame: Frame) -> None:
        """A frame for all of them."""
        for driver in list(self._drivers.values()):
            with self._watched(driver):
                if driver.key not in self._opened:
                    await driver.open()
                    self._opened.add(driver.key)
                await driver.show(frame)

    async def close(self) -> None:
        """Every device is let go."""
        for driver in list(self._drivers.values()):
            with self._watched(driver):
                await driver.close()
        self._opened.clear()

    @contextlib.contextmanager
    def _watched(self, driver: Driver):
        """A device that fails is counted and does not stop the beat."""
        try:
            yield
        except Exception as error:
            self.stats.failed += 1
            self.stats.last_failure = f"{driver.key}: {type(error).__name__}: {error}"
