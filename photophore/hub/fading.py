"""Designs that have ended, on their way out of sight: the loop's own cross-fade, hastened, under its guard as ever."""

from collections.abc import Callable
from typing import Any, final

from photophore.hub.between import Between


@final
class Fading:
    """Whose design is fading. Everything is called on the hub's event loop. guests: session.Guest or wearer.Wearer."""

    def __init__(self, between: Between, faded: Callable[[Any], None]):
        """faded(guest): told of whoever wears their fallback from the next frame on."""
        self._between, self._told = between, faded
        self._going: set = set()

    def __len__(self) -> int:
        return len(self._going)

    def begin(self, guests: set) -> None:
        """Whoever of these wears what has ended passes into their fallback."""
        for guest in guests:
            self._between.ask(guest.fade, lambda faded, guest=guest: faded is True and self._begun(guest))

    def go_on(self) -> None:
        """Once a frame."""
        for guest in self._going:
            self._between.ask(guest.smile.hasten, lambda going, guest=guest: going is True or self._end(guest))

    def _begun(self, guest) -> None:
        self._going.add(guest)
        self._told(guest)

    def _end(self, guest) -> None:
        self._going.discard(guest)
