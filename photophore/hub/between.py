"""What is done between two frames, on the loop's own thread: the hub asks for it, and never waits for a lock.

What is done just before a frame is made is carried by it; what is looked at just after tells what it carries.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

import structlog

from photophore.devices.driver import Driver
from photophore.words import Audience, Frame, PhotophoreError, Samples, Tick, samples

log = structlog.get_logger()

Answer = tuple[Callable[[Any], None], Any]


class Between:
    """Things to do, in the order in which they were asked for."""

    def __init__(self):
        self._asked: deque = deque()
        self._wondered: deque = deque()

    def ask(self, do: Callable[[], Any], then: Callable[[Any], None] | None = None) -> None:
        """Do this before the next frame; `then` is told on the hub's event loop what came of it, or the error."""
        self._asked.append((do, then))

    def look(self, at: Callable[[], Any], then: Callable[[Any], None] | None = None) -> None:
        """The same once the next frame is made; or this one, if something that was asked for asks in turn."""
        self._wondered.append((at, then))

    def turn(self) -> list[Answer]:
        """Before a frame: do what was asked so far -> whom to tell what."""
        return self._done(self._asked)

    def after(self) -> list[Answer]:
        """After it: look at what was to be looked at -> whom to tell what."""
        return self._done(self._wondered)

    @staticmethod
    def _done(waiting: deque) -> list[Answer]:
        answers = []
        for _ in range(len(waiting)):
            do, then = waiting.popleft()
            try:
                came = do()
            except Exception as error:
                came = error
                if not isinstance(error, PhotophoreError):
                    log.exception("something between two frames failed")
            if then:
                answers.append((then, came))
        return answers


class Window(Driver):
    """The hub's place among the devices: it sees each frame, and has its turn between two; shows nothing by itself."""

    key, audience = "hub-window", Audience.PUBLIC

    def __init__(self, between: Between, seen: Callable[[Frame, list[Answer]], None]):
        self.rows = samples().row  # no smile of its own
        self._between, self._seen = between, seen
        self._open = False
        self._answers: list[Answer] = []

    async def open(self) -> None:
        self._open = True

    async def show(self, frame: Frame) -> None:
        if self._open:
            answers, self._answers = self._answers + self._between.after(), []
            self._seen(frame, answers)

    def feel(self, tick: Tick) -> Samples:
        if self._open:
            self._answers += self._between.turn()
        return samples()

    async def close(self) -> None:
        self._open = False
