"""A phone held to the mouth: Cues become wire messages for the one session of the one wearer.

Knows nothing of sockets: it is given `send`. The page interprets the tree at the screen's rate, passes it
through its own guard, and is dark by itself once a cue has expired.
"""

import math
from collections.abc import Callable

from photophore.glyph import tree
from photophore.turns import TURN
from photophore.words import FPS, LEASE, Cue, Row

WIRE = 1  # version of the message below
UNKNOWN = [math.nan] * 6


def plain_ms(count: int) -> int:
    """Hub milliseconds of a tick, for a loop that is never late."""
    return count * 1000 // FPS


class Phone:
    """One wearer's own screen."""

    def __init__(self, row: Row, send: Callable[[dict], None], ms: Callable[[int], int] = plain_ms):
        self.row = row
        self._send = send  # takes a message of plain maps, lists, numbers and text, ready to be packed
        self._ms = ms  # tick count -> hub milliseconds
        self._has = None  # hash of the tree that the page has, or None

    def cue(self, cue: Cue) -> bool:
        """Send a cue. False: it speaks of another smile that lived in this row, and is dropped.

        What was taken back after it was made is dark: asked here, at the last step.
        """
        if cue.row != self.row:
            return False
        self._send(_dark(self._times(cue)) if cue.glyph is None or cue.late else self._lit(cue))
        return True

    def dark(self, ms: int) -> None:
        """Dark from these hub milliseconds on, without waiting for a cue: dark is always allowed."""
        self._send(_dark({"t": "cue", "v": WIRE, "apply_ms": ms, "expires_ms": ms + round(LEASE * 1000)}))

    def forget(self) -> None:
        """The page lost what it had: the next cue carries its tree again."""
        self._has = None

    def _lit(self, cue: Cue) -> dict:
        new = cue.glyph.hash != self._has
        self._has = cue.glyph.hash
        return self._times(cue) | {
            "tree": tree.to_json(cue.glyph) if new else None,
            "tree_hash": cue.glyph.hash,
            "feeling": [float(value) for value in cue.feeling],  # nan where unknown: dark where it is read
            "heart": float(cue.heart),
            "phase": int(cue.phase) / TURN,
            "rate": float(cue.rate),
            "power": float(cue.power),
            "seed": int(cue.seed),
            "teeth": int(cue.teeth),
            "dark": False,
        }

    def _times(self, cue: Cue) -> dict:
        return {"t": "cue", "v": WIRE, "apply_ms": self._ms(cue.apply_at), "expires_ms": self._ms(cue.expires_at),
                "epoch": cue.epoch}  # fmt: skip


def _dark(times: dict) -> dict:
    """Nothing of the wearer is in a dark cue; the page may keep its tree for when light returns."""
    nothing = {"tree": None, "tree_hash": None, "feeling": UNKNOWN, "heart": math.nan, "phase": 0.0}
    return times | nothing | {"rate": 0.0, "power": 0.0, "seed": 0, "teeth": 0, "dark": True}
