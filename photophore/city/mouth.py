"""A mouth of light for pictures: the same arches, crowns and halo that pages/static/mouth.js paints."""

from functools import cache

import numpy as np

from photophore import colour
from photophore.words import TEETH

ASPECT = 2.6  # width to height of the teeth
MARGIN = 0.34  # room for the halo round the teeth, in half widths of the mouth

# width of a crown seen from in front (Wheeler's mesiodistal widths, the back teeth foreshortened), how far its edge
# stands beyond the row, how pointed that edge is (how much is missing at its sides), from the midline backwards
UPPER = ((8.6, 0.0, 0.05), (6.7, -0.055, 0.05), (7.0, 0.035, 0.17), (5.6, -0.02, 0.13),
         (4.8, -0.03, 0.13), (5.0, -0.03, 0.09), (3.5, -0.05, 0.09), (2.3, -0.08, 0.09))
LOWER = ((5.3, 0.0, 0.05), (5.8, 0.0, 0.05), (6.3, 0.05, 0.17), (5.6, 0.0, 0.13),
         (5.0, -0.02, 0.13), (5.4, -0.03, 0.09), (3.8, -0.05, 0.09), (2.5, -0.08, 0.09))
ARCH = (0.955, 0.83)  # half width of each row; the lower stands inside the upper
CORNER = -0.235


def _lens(x, power: float):
    return np.maximum(0.0, 1 - x * x) ** power


def _gums(x, upper: bool):
    if upper:
        return CORNER - 0.075 * _lens(x, 0.9) + 0.03 * np.exp(-((x / 0.16) ** 2))
    return CORNER + 0.565 * _lens(x, 0.82)


def _edge(x, upper: bool):
    top, low = _gums(x, True), _gums(x, False)
    return top + (low - top) * 0.535 + (-1 if upper else 1) * (0.008 + 0.026 * _lens(x, 1.4))


def _rise(low: float, high: float, x):
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def _crown(tooth: int, x, y, pixel: float) -> np.ndarray:
    """How much of a tooth's light leaves at (x, y), 0..1."""
    quadrant, place = divmod(tooth, 8)
    upper, side = quadrant < 2, -1 if quadrant in (0, 3) else 1  # the wearer's right is the viewer's left
    row = UPPER if upper else LOWER
    unit = ARCH[not upper] / sum(width for width, *_ in row)
    start, (width, beyond, missing) = sum(width for width, *_ in row[:place]) * unit, row[place]
    half, middle = width * unit / 2, side * (start + width * unit / 2)
    u = (x - middle) / half
    gum, edge = _gums(x, upper), _edge(x, upper)
    long, down = np.abs(edge - gum), -1 if upper else 1
    gum, edge = gum + down * 0.02, edge - down * beyond * long
    v = (y - gum) / np.where(np.abs(edge - gum) < 1e-6, 1e-6, edge - gum)
    belly = 1 - (0.2 if upper else 0.16) * (1 - _rise(-0.25, 0.72, v)) - 0.06 * _rise(0.75, 1.1, v)
    sideways = (belly * 0.985 - np.abs(u)) * half
    along = (1 - missing * np.abs(u) ** 1.7 - v) * long
    neck = (v - 0.02 - 0.1 * u * u) * long
    deep = np.minimum(np.minimum(sideways, along), neck)
    inside = _rise(-0.6 * pixel, 0.6 * pixel + half * 0.09, deep)
    heart = 1 - 0.62 * np.exp(-np.maximum(deep, 0) / (half * 0.3))  # enamel is dimmer where it is thin
    root = 0.5 + 0.5 * _rise(-0.1, 0.55, v)  # light fades under the lip
    return np.where(np.abs(u) < 1.6, inside * heart * root * (1 - 0.35 * (place / 7) ** 2), 0.0)


@cache
def _shapes(width: int) -> np.ndarray:
    """(32, h, width) float32: what each tooth gives to each pixel of a mouth, its crown and its halo."""
    pixel = 2 * (1 + MARGIN) / width
    height = round(width * (1 / ASPECT + MARGIN) / (1 + MARGIN))
    x = (np.arange(width) + 0.5) * pixel - (1 + MARGIN)
    y = (np.arange(height) + 0.5 - height / 2) * pixel - 0.03
    x, y = np.meshgrid(x, y)
    crowns = np.stack([_crown(tooth, x, y, pixel) for tooth in range(TEETH)]).astype(np.float32)
    near, far = blurred(crowns, 0.045 / pixel), blurred(crowns, 0.17 / pixel)
    return crowns + 0.30 * near + 0.22 * far


def blurred(picture: np.ndarray, sigma: float) -> np.ndarray:
    """The last two axes softened by a round bell of `sigma` pixels; beyond the edges it is dark."""
    reach = max(1, int(np.ceil(3 * sigma)))
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2).astype(np.float32)
    bell /= bell.sum()
    for _ in range(2):  # along the last axis, which lies together in memory, and turned, along the other
        size = picture.shape[-1]
        length = _quick(size + 2 * reach)
        spread = np.fft.rfft(picture, length) * np.fft.rfft(bell, length)
        softened = np.fft.irfft(spread, length)[..., reach : reach + size]
        picture = np.ascontiguousarray(np.swapaxes(softened, -1, -2), np.float32)
    return np.maximum(picture, 0)


def _quick(least: int) -> int:
    """The next length that a Fourier transform is quick with: of factors 2, 3 and 5 alone."""
    length = least
    while pow(30, 64, length):  # whatever else divides it stays
        length += 1
    return length


def mouth(light: np.ndarray, width: int) -> np.ndarray:
    """(..., h, width, 3) float32 linear light of mouths; light: (..., 32, 3) sRGB bytes, 0 is dark or not there.

    No pixel of a crown is brighter than its tooth and the halo; the halo is a share of the light, never more.
    """
    shapes = _shapes(width)
    glow = np.swapaxes(colour.DECODED.astype(np.float32)[light], -1, -2).reshape(-1, TEETH) @ shapes.reshape(TEETH, -1)
    return np.moveaxis(glow.reshape(*light.shape[:-2], 3, *shapes.shape[1:]), -3, -1)
