"""Designs that have ended, on their way out of sight: the loop's own cross-fade, hastened, under its guard as ever.

Whose fallback cannot be worn, since the loop's deck is full, wears nothing and is dark; it is tried again each frame.
"""

from collections.abc import Callable
from typing import Any, final

from photophore.hub.between import Between


@final
class Fading:
    """Whose design is fading. Everything is called on the hub's event loop. guests: session.Guest or wearer.Wearer."""

    def __init__(self, between: Between, faded: Callable[[Any], None]):
        """faded(guest): told of whoever wears their fallback, or nothing, from the next frame on."""
        self._between, self._told = between, faded
        self._going: set = set()
        self._bare: set = set()  # who wears nothing until there is room for their fallback

    def __len__(self) -> int:
        return len(self._going) + len(self._bare)

    def begin(self, guests: set) -> None:
        """Whoever of these wears what has ended passes into their fallback."""
        for guest in guests:
            self._between.ask(guest.fade, lambda came, guest=guest: self._came(guest, came))

    def go_on(self) -> None:
        """Once a frame."""
        self.begin(self._bare)
        for guest in self._going:
            self._between.ask(guest.smile.hasten, lambda going, guest=guest: going is True or self._end(guest))

    def _came(self, guest, came: bool | Exception) -> None:
        if isinstance(came, Exception):
            if guest not in self._bare:
                self._bare.add(guest)
                self._told(guest)
            return
        self._bare.discard(guest)
        if came:
            self._going.add(guest)
            self._told(guest)

    def _end(self, guest) -> None:
        self._going.discard(guest)
