"""Films made up for the tests of the analyser."""

import numpy as np

from photophore.light import iris, wcag


def code(luminance) -> np.ndarray:
    """Linear light 0..1 -> the nearest sRGB code."""
    value = np.asarray(luminance, float)
    curve = np.where(value <= 0.0031308, 12.92 * value, 1.055 * np.maximum(value, 0) ** (1 / 2.4) - 0.055)
    return np.clip(np.round(255 * curve), 0, 255).astype(np.uint8)


def blinking(frames: int, every: int) -> np.ndarray:
    """(frames,) bool: light turns on or off every so many frames."""
    return (np.arange(frames) // every) % 2 == 1


def whole(codes, height: int = 36, width: int = 64) -> np.ndarray:
    """A picture of one colour: codes (frames,) grey or (frames, 3)."""
    codes = np.asarray(codes, np.uint8)
    codes = np.repeat(codes[:, None], 3, axis=1) if codes.ndim == 1 else codes
    return np.ascontiguousarray(np.broadcast_to(codes[:, None, None], (len(codes), height, width, 3)))


def masked(lit: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Black and white by (frames,) bool turned over where the mask (height, width) says so."""
    on = lit[:, None, None] ^ ~mask[None]
    return np.repeat(np.where(on, 255, 0).astype(np.uint8)[..., None], 3, axis=-1)


def patch(lit: np.ndarray, size: tuple[int, int], share: tuple[float, float]) -> np.ndarray:
    """White and black in turn in a corner: shares of height and width; the rest stays black."""
    film = np.zeros((len(lit), *size, 3), np.uint8)
    film[:, : round(size[0] * share[0]), : round(size[1] * share[1])] = np.where(lit, 255, 0)[:, None, None, None]
    return film


def squares(size: tuple[int, int], side: int) -> np.ndarray:
    """A board, (height, width) bool."""
    rows, columns = np.mgrid[: size[0], : size[1]]
    return (rows // side + columns // side) % 2 == 0


def judged(film: np.ndarray, fps: float, view: wcag.View | None = None) -> wcag.Judge:
    """What WCAG's judge has seen after the whole film."""
    judge = wcag.Judge(wcag.scene(*film.shape[1:3], view or wcag.View()))
    for index, frame in enumerate(film):
        judge.add(frame, index / fps)
    return judge


def worst_of_iris(film: np.ndarray, fps: int) -> int:
    """EA IRIS's worst result of any frame, of luminance or of red."""
    follower = iris.Follower(*film.shape[1:3], fps)
    return max(column.result for frame in film for column in follower.add(frame))
