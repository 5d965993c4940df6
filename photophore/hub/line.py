"""What goes out to one socket: words in order, pictures newest first. A slow reader misses pictures, never words.

To a quick reader all leaves at once, by the short way; it waits, and is put in order, only for a slow one.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from photophore.hub import wire

WORDS = 64  # messages that may wait for a slow reader; one more ends the line
PATIENCE = 10.0  # seconds that one send may take
PICTURES = ("cue", "you", "city", "near", "mood", "gathering")  # in the order in which they leave


class Gone(Exception):
    """This line has ended."""


class Line:
    """Outgoing side of a socket. Everything here is called from the hub's own event loop."""

    def __init__(self, send: Callable[[bytes], Awaitable[None]], tell: Callable[[bytes], bool] = lambda data: False):
        """tell: sends at once, where it gives True; see hub.direct."""
        self._send, self._tell = send, tell
        self._sending = True  # until `run` waits for something to do
        self._words: deque[bytes] = deque()
        self._after: deque[bytes] = deque()
        self._pictures: dict[str, bytes] = {}
        self._wake = asyncio.Event()
        self._ended: str | None = None
        self.missed = 0  # pictures that a newer one overtook

    def say(self, message: dict, after: bool = False) -> None:
        """A message that must arrive; `after`: not before the pictures that wait now."""
        queue = self._after if after else self._words
        if len(self._words) + len(self._after) >= WORDS:
            return self.end("reads too slowly")
        packed = wire.pack(message)
        if not (self._idle and self._tell(packed)):
            queue.append(packed)
            self._wake.set()

    def waits(self, kind: str) -> bool:
        """A picture of this kind has not left yet."""
        return kind in self._pictures

    def offer(self, kind: str, message: bytes) -> None:
        """A picture; takes the place of an older one of its kind that has not left yet."""
        if self._idle and self._tell(message):
            return
        self.missed += kind in self._pictures
        self._pictures[kind] = message
        self._wake.set()

    def take_back(self, kind: str) -> bool:
        """A picture of this kind is not wanted any more. True: one was waiting, and never left."""
        return self._pictures.pop(kind, None) is not None

    def end(self, why: str) -> None:
        """No more after what is waiting."""
        self._ended = self._ended or why
        self._wake.set()

    @property
    def _idle(self) -> bool:
        """Nothing waits and nothing is on its way: what leaves now overtakes nothing."""
        return not (self._sending or self._words or self._pictures or self._after or self._ended)

    async def run(self) -> None:
        """Send until the line ends; then Gone."""
        while True:
            self._sending = self._wake.is_set()
            await self._wake.wait()
            self._sending = True
            self._wake.clear()
            while (message := self._next()) is not None:
                try:
                    async with asyncio.timeout(PATIENCE):
                        await self._send(message)
                except TimeoutError:
                    raise Gone("reads too slowly") from None
                except Exception as error:  # whatever a server raises when the other side has left
                    raise Gone("left") from error
            if self._ended:
                raise Gone(self._ended)

    def _next(self) -> bytes | None:
        if self._words:
            return self._words.popleft()
        for kind in PICTURES:
            if kind in self._pictures:
                return self._pictures.pop(kind)
        return self._after.popleft() if self._after else None
