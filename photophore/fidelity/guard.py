"""Does the guard hold whatever is thrown at it? Attacks, frame by frame; judged by the analyser, which shares no code.

Targets: specs/light.md 13.2. The page's own guard, in JavaScript, is held to the same by tests/pages.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from photophore.colour import DECODED
from photophore.fidelity import attacks
from photophore.fidelity.rig import Rig, plain
from photophore.light import fast_guard, flash
from photophore.light.guard import MOST
from photophore.words import BLOCK, FPS, QUADRANTS, TEETH, Check

ENOUGH = 10_000_000  # frame-cells that a promise of none rests on
FRAMES = 80  # of each attack: together more than ENOUGH
OUT = 2  # frames in which light comes out of the dark
PART = 64  # mouths judged together
PICTURES = 12  # whole mouths of each attack that EA IRIS's account looks at as a film
SOURCE = "WCAG 2.3.1 and EA IRIS thresholds, counted cell by cell"


class Found(NamedTuple):
    """What one attack did. A cell-second is a violation where it holds more transitions than MOST."""

    cells: int  # frame-cells: a frame of one jaw quadrant, or of one whole mouth
    violations: int  # cells that broke the promise at some time
    most: int  # transitions of any cell in any second
    brighter: int  # bytes that left above what was wanted
    failed: int  # whole mouths that EA IRIS's account fails


def attack(one: Callable, frames: int, seed: int = 1, limit: Callable | None = None) -> Found:
    """Let one attack run against the guard (or another `limit`), and judge all that leaves."""
    rig = Rig(limit or fast_guard.Guard(map).limit, plain(BLOCK))
    rng = np.random.default_rng(seed)
    left = np.empty((frames, TEETH, 3, BLOCK), np.uint8)
    for frame in range(frames):
        left[frame] = rig(one(rig, frame, rng)).light[0]
    verdicts = [flash.wcag(cells, FPS) for begin in range(0, BLOCK, PART)
                for cells in _cells(left[..., begin : begin + PART])]  # fmt: skip
    most = max(max(it.max_transitions for it in verdicts), *rig.quadrants.worst(), *rig.mouths.worst())
    broken = sum(int((it.most > MOST).any(axis=0).sum()) for it in (rig.quadrants, rig.mouths))
    failed = sum(_fails(left[..., place]) for place in range(0, BLOCK, BLOCK // PICTURES))
    return Found(frames * (QUADRANTS + 1) * BLOCK, max(broken, sum(it.failures for it in verdicts)), most, rig.brighter,
                 failed)  # fmt: skip


def _cells(mouths: np.ndarray):
    """(frames, 32, 3, k) uint8 -> linear light (frames, cells, teeth, 3) of the jaw quadrants, and of the mouths."""
    linear = np.moveaxis(DECODED[mouths], (1, 2, 3), (2, 3, 1))
    for parts in (TEETH // QUADRANTS, TEETH):
        yield linear.reshape(len(linear), -1, parts, 3)


def _fails(mouth: np.ndarray) -> bool:
    """Whether EA IRIS's account fails a film (frames, 32, 3) of one mouth."""
    picture = mouth.reshape(len(mouth), QUADRANTS, TEETH // QUADRANTS, 3)
    return max(int(channel.result.max()) for channel in flash.iris(picture, FPS)) >= flash.EXTENDED


def measure(seed: int = 1) -> list[Check]:
    """All attacks, and light that needs no guard."""
    return [*verdict([attack(one, FRAMES, seed) for one in attacks.ALL]), *safe()]


def verdict(found: list[Found]) -> list[Check]:
    """The promises, from what the attacks did."""
    cells, broken, brighter, failed = (sum(column) for column in
                                       ([getattr(it, name) for it in found] for name in
                                        ("cells", "violations", "brighter", "failed")))  # fmt: skip
    names = ", ".join(one.__name__.replace("_", " ") for one in attacks.ALL)
    ok = False if broken or failed else True if cells >= ENOUGH else None
    return [
        Check("guard", f"No cell makes more than {MOST} transitions in a second, of luminance or of saturated red, and "
              f"EA IRIS fails no mouth, whatever is wanted: {names}", SOURCE,
              f"0 violations in at least {ENOUGH:,} frame-cells",
              f"{broken} violations and {failed} failed films in {cells:,} frame-cells; "
              f"{max(it.most for it in found)} transitions at most", ok),
        Check("guard-dims", "No byte that leaves is above what was wanted", SOURCE, "0", f"{brighter:,}", not brighter),
    ]  # fmt: skip


# --- what is safe already


def breaths(frame: int) -> np.ndarray:
    """(4, n) luminance: one to fifteen breaths a minute, of swings of their own."""
    pace, swing = np.linspace(1, 15, BLOCK) / 60, 0.05 + 0.4 * (np.arange(BLOCK) % 7) / 6
    level = 0.5 - swing * np.cos(2 * np.pi * pace * frame / FPS)
    return np.broadcast_to(level, (QUADRANTS, BLOCK))


def shimmer(frame: int) -> np.ndarray:
    """(4, n): small swings below the count, as quick as frames go."""
    base = np.linspace(0.05, 0.85, BLOCK)
    level = base + 0.04 * np.sin(frame * (1 + np.arange(BLOCK) % 5))
    return np.broadcast_to(level, (QUADRANTS, BLOCK))


def beats(frame: int) -> np.ndarray:
    """(4, n): one soft pulse a beat, 40 to 60 beats a minute: two transitions a second."""
    beat = frame / FPS * np.linspace(40, 60, BLOCK) / 60 % 1
    level = 0.1 + 0.6 * np.exp(-(((beat - 0.4) / 0.12) ** 2))
    return np.broadcast_to(level, (QUADRANTS, BLOCK))


def safe(frames: int = 240, limit: Callable | None = None) -> list[Check]:
    """What the guard takes from light that is safe as it is, once it has come out of the dark."""
    found = [_taken(kind, frames, limit or fast_guard.Guard(map).limit) for kind in (breaths, shimmer, beats)]
    most, lost = (np.concatenate(column, axis=-1) for column in zip(*found, strict=True))
    return [
        Check("guard-safe", f"Light that is safe already is left as it is: {int((most < MOST).sum()):,} mouths that "
              f"breathe, shimmer or beat with at most {MOST - 1} transitions in a second", "Photophore's own promise",
              "changed by less than 1/255", _loss(lost[:, most < MOST]), int(lost[:, most < MOST].max(initial=0)) < 1),
        Check("guard-edge", f"The same of {int((most == MOST).sum()):,} mouths that make {MOST}: a rise waits until "
              "there is room for its fall as well, so these are dimmed on purpose", "decisions/0003", "reported",
              _loss(lost[:, most == MOST]), None),
    ]  # fmt: skip


def _taken(kind: Callable, frames: int, limit: Callable) -> tuple[np.ndarray, np.ndarray]:
    """Transitions that each mouth wants in any second, (n,), and codes that it lost, (frames, n)."""
    rig, lost, level = Rig(limit, plain(BLOCK)), np.zeros((frames, BLOCK), int), np.zeros((frames, BLOCK))
    for frame in range(frames):
        wanted = attacks.greys(kind(frame))
        left = rig(wanted).light
        level[frame] = DECODED[wanted[0, :, 0]].mean(axis=0)
        lost[frame] = (wanted - left)[0].max(axis=(0, 1))
    most = flash.last_sum(flash.peaks(level[OUT:], flash.LUMINANCE_STEP), FPS + 1).max(axis=0)
    return most, lost[OUT:]


def _loss(lost: np.ndarray) -> str:
    share = 100 * np.mean(lost > 0) if lost.size else 0.0
    return f"by {int(lost.max(initial=0))}/255 at most, in {share:.3f} % of frames"
