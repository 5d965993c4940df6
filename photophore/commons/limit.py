"""How many decisions a wearer may make: enough for anybody with two hands, and never so many that a disk fills.

Going dark and taking back are never counted, and what changes nothing is not stored; since each needs a decision before
it, the store grows by what is allowed here and no more.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import final

from photophore.words import NotAllowed

AT_ONCE = 60  # decisions in one go
EVERY = 60_000  # milliseconds after which a wearer may make one more: about 1,500 a day
WEARERS = 10_000  # whose decisions are counted; the one who decided longest ago goes first


@final
class Limit:
    """A bucket for each wearer, in memory."""

    def __init__(self, now: Callable[[], int]):
        self._now, self._gate = now, threading.Lock()
        self._left: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def spend(self, person: str) -> None:
        """One decision; NotAllowed where there have been too many."""
        now = self._now()
        with self._gate:
            left, then = self._left.pop(person, (float(AT_ONCE), now))
            left = min(float(AT_ONCE), left + max(0, now - then) / EVERY)  # a clock that jumps back gives nothing
            enough = left >= 1
            self._left[person] = (left - enough, now)
            if len(self._left) > WEARERS:
                self._left.popitem(last=False)
        if not enough:
            raise NotAllowed("that is too many decisions at once", "decide", "wait a minute; going dark always works")
