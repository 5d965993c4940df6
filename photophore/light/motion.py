"""What only moves does not flash: parts of a picture that are the frame before, shifted.

What could as well have moved the other way has not moved: so squares that change places are no texture that passes.
"""

import numpy as np

from photophore.formula import compiled

F = np.float32

COARSE = 4  # cells of a side of what is looked through first
REACH = 6  # coarse cells that a part may have moved from one frame to the next, each way
EXPLAINED = F(0.4)  # of the change that a shift may leave over
OTHERWISE = F(0.8)  # of the change that the opposite shift must leave over
CHANGED = F(0.02)  # mean change of luminance of a part that is asked at all
LEAST = 16  # cells of a part's side, at least; smaller ones say too little


def coarse(bright: np.ndarray) -> np.ndarray:
    """(rows, columns) -> means of COARSE x COARSE cells, what is over at the edge left out."""
    rows, columns = (size // COARSE for size in bright.shape)
    parts = bright[: rows * COARSE, : columns * COARSE].reshape(rows, COARSE, columns, COARSE)
    return np.ascontiguousarray(parts.mean(axis=(1, 3), dtype=F))


def moved(bright: np.ndarray, before: np.ndarray, tile: int, out: np.ndarray) -> None:
    """Write 1 into out (tile rows, tile columns) uint8 where a tile of `tile` cells a side has only moved, else 0.

    bright, before: (rows, columns) float32 luminance.
    """
    out[:] = 0
    if tile >= LEAST and min(bright.shape) >= tile:
        _moved(bright, before, coarse(bright), coarse(before), tile, out)


@compiled
def _moved(bright, before, wide, wide_before, tile, out):
    for place in range(out.size):
        row, column = place // out.shape[1], place % out.shape[1]
        top, left, side = row * tile, column * tile, tile // COARSE
        still = _left_over(bright, before, top, left, tile, 2, 0, 0)
        if still < CHANGED:
            continue
        best, down, right = F(np.inf), 0, 0
        for y in range(-REACH, REACH + 1):
            for x in range(-REACH, REACH + 1):
                over = _left_over(wide, wide_before, top // COARSE, left // COARSE, side, 1, y, x)
                if over < best:
                    best, down, right = over, y * COARSE, x * COARSE
        best, near_down, near_right = F(np.inf), down, right
        for y in range(near_down - COARSE, near_down + COARSE + 1):
            for x in range(near_right - COARSE, near_right + COARSE + 1):
                over = _left_over(bright, before, top, left, tile, 2, y, x)
                if over < best:
                    best, down, right = over, y, x
        if (down != 0 or right != 0) and best <= EXPLAINED * still:
            other = _left_over(bright, before, top, left, tile, 2, -down, -right)
            out[row, column] = other >= OTHERWISE * still and other < F(np.inf)


@compiled
def _left_over(bright, before, top, left, side, step, down, right):
    """Mean change where a part is compared with the frame before, shifted; infinite where that lies mostly outside."""
    rows, columns = bright.shape
    total, many = F(0.0), 0
    for row in range(top, min(top + side, rows), step):
        y = row - down
        if 0 <= y < rows:
            for column in range(left, min(left + side, columns), step):
                x = column - right
                if 0 <= x < columns:
                    total += abs(bright[row, column] - before[y, x])
                    many += 1
    return total / F(many) if 2 * many * step * step >= side * side else F(np.inf)
