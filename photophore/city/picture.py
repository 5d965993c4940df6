"""Pictures of a run: the city at night, strips of time, and a living strip. Made of light that left, and no other."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from photophore import colour
from photophore.city.mouth import blurred, mouth
from photophore.place.place import Place, planar
from photophore.words import TEETH

GROUND = (0.16, 0.02, 230.0)  # OKLCH; LOOK: the deep sea at night
LAND, SHORE, STREET = (0.182, 0.019, 230.0), (0.32, 0.022, 225.0), (0.27, 0.018, 230.0)
# pixels of a map 1600 wide, and share of the light: the bright core, the halo at a tenth, and what a whole district
# throws into the air above it
GLOWS = ((1.25, 1.0), (4.5, 1.6), (20.0, 2.2))
EXPOSURE = 0.70  # brightness, 0..1, given to the brightest hundredth of lit ground
GRAIN = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 15 * 6 - 3  # Bayer, in codes
# rows of a strip from above, as a viewer sees a mouth from its left to its right: upper row, then lower row
UPPER_ROW = [*range(7, -1, -1), *range(8, 16)]
LOWER_ROW = [*range(31, 23, -1), *range(16, 24)]


def ink(shade) -> np.ndarray:
    """Linear light of an OKLCH shade."""
    return np.array(colour.to_linear(*np.array(colour.oklch(*shade), np.float32)), np.float32)


def to_image(linear: np.ndarray) -> Image.Image:
    """(h, w, 3) linear light -> picture; brighter than white is white."""
    return Image.fromarray(colour.encode(linear.astype(np.float32)).astype(np.uint8))


def city(place: Place, xy: np.ndarray, light: np.ndarray, width: int = 1600) -> Image.Image:
    """The city at night; xy: (n, 2) where smiles are, light: (n, 3) linear light of each as the public sees it."""
    return Image.fromarray(next(nights(place, xy, [light], width)))


def nights(place: Place, xy: np.ndarray, lights: list[np.ndarray], width: int) -> Iterator[np.ndarray]:
    """(h, w, 3) uint8 pictures of the city at several moments, all of one exposure, so that none jumps."""
    frame = _Sheet(place, width)
    at, ground = frame.pixel(xy), frame.ground()
    inside = ((at >= 0) & (at < (frame.width - 1, frame.height - 1))).all(axis=1)
    bright = _glow(at[inside], max(lights, key=lambda light: float(light.sum()))[inside], frame).max(axis=0)
    seen = bright[bright > 1e-4]  # one exposure for all: who is brighter stays brighter
    exposure = -np.log(1 - EXPOSURE) / np.percentile(seen, 99) if seen.size else 1.0
    for light in lights:
        glow = _glow(at[inside], light[inside], frame) * np.float32(exposure)
        most = np.maximum(glow.max(axis=0), 1e-9)
        glow *= (1 - np.exp(-most)) / most  # a soft shoulder that keeps the hue
        yield colour.encode((ground + np.moveaxis(glow, 0, -1)).astype(np.float32)).astype(np.uint8)


def pixels(place: Place, xy: np.ndarray, width: int) -> np.ndarray:
    """(k, 2) where (k, 2) places stand in `nights`, in pixels right and down."""
    return _Sheet(place, width).pixel(xy)


def _glow(at: np.ndarray, light: np.ndarray, frame: "_Sheet") -> np.ndarray:
    """(3, h, w) linear light of smiles, with their halos."""
    lit = light.max(axis=1) > 0
    glow, scale = _splat(at[lit], light[lit].astype(np.float64), frame), frame.width / 1600
    return sum(share * blurred(glow, sigma * scale) for sigma, share in GLOWS)


class _Sheet:
    """A picture's ground, and where places fall on it."""

    def __init__(self, place: Place, width: int):
        points = planar(place, np.concatenate([ring for district in place.districts for ring in district.rings]))
        low, high = points.min(axis=0), points.max(axis=0)
        margin = 0.07 * (high - low).max()
        self.place, self.width, self.low, self.high = place, width, low - margin, high + margin
        self.step = width / (self.high - self.low)[0]  # pixels a kilometre
        self.height = round((self.high - self.low)[1] * self.step)

    def pixel(self, xy: np.ndarray) -> np.ndarray:
        """(k, 2) pixels right and down."""
        away = planar(self.place, xy)
        return np.column_stack([away[:, 0] - self.low[0], self.high[1] - away[:, 1]]) * self.step

    def ground(self) -> np.ndarray:
        """(h, w, 3) linear light: sea, land of the districts, shore and streets barely there."""
        fine = 2
        sheets = []
        for lines, thick in ((None, 0), (self.place.coast, 2), (self.place.streets, 2)):
            mask = Image.new("L", (self.width * fine, self.height * fine))
            pen = ImageDraw.Draw(mask)
            if lines is None:
                for district in self.place.districts:
                    for ring in district.rings:
                        pen.polygon([tuple(point) for point in self.pixel(ring) * fine], fill=255)
            else:
                for line in lines:
                    pen.line([tuple(point) for point in self.pixel(line) * fine], fill=255, width=thick, joint="curve")
            sheets.append(np.asarray(mask.resize((self.width, self.height), Image.Resampling.BOX), np.float32) / 255)
        ground = np.broadcast_to(ink(GROUND), (self.height, self.width, 3)).copy()
        for share, shade in zip(sheets, (LAND, SHORE, STREET), strict=True):
            ground += share[..., None] * (ink(shade) - ground)
        return ground


def _splat(at: np.ndarray, light: np.ndarray, frame: _Sheet) -> np.ndarray:
    """(3, h, w) float32: each smile's light shared among the four pixels round it."""
    left = np.floor(at).astype(np.int64)
    part = at - left
    out = np.zeros((3, frame.height * frame.width))
    for dx in (0, 1):
        for dy in (0, 1):
            share = np.abs(1 - dx - part[:, 0]) * np.abs(1 - dy - part[:, 1])
            cell = (left[:, 1] + dy) * frame.width + left[:, 0] + dx
            for channel in range(3):
                out[channel] += np.bincount(cell, share * light[:, channel], out.shape[1])
    return out.reshape(3, frame.height, frame.width).astype(np.float32)


def strip(light: np.ndarray, width: int = 1400, tooth: int = 5) -> Image.Image:
    """Time from left to right, a band for each smile, a thread for each tooth; light: (frames, 32, 3, k) sRGB bytes."""
    frames, _, _, smiles = light.shape
    columns = np.linspace(0, frames - 1, min(width, max(frames, 1))).round().astype(int)
    gap, seam, margin = 4 * tooth, tooth, 5 * tooth
    height = 2 * margin + smiles * (TEETH * tooth + seam) + (smiles - 1) * gap
    threads = np.zeros((3, height, len(columns)), np.float32)
    for smile in range(smiles):
        linear = colour.DECODED[light[columns, :, :, smile]].astype(np.float32)  # (columns, 32, 3)
        for row, teeth in enumerate((UPPER_ROW, LOWER_ROW)):
            top = margin + smile * (TEETH * tooth + seam + gap) + row * (16 * tooth + seam)
            band = linear[:, teeth].transpose(2, 1, 0)  # (3, 16, columns)
            profile = np.sin(np.pi * (np.arange(tooth) + 0.5) / tooth) ** 0.6  # a thread is round
            threads[:, top:top + 16 * tooth] = (band[:, :, None] * profile[:, None].astype(np.float32)).reshape(
                3, 16 * tooth, -1)
    picture = _across(threads, width - 2 * margin)
    picture = np.pad(picture, ((0, 0), (0, 0), (margin, margin)))
    glow = picture + 0.25 * blurred(picture, 1.2 * tooth) + 0.15 * blurred(picture, 4.0 * tooth)
    return to_image(ink(GROUND) + np.moveaxis(glow, 0, -1))


def tooth_mean(light: np.ndarray) -> np.ndarray:
    """(frames, k, 3) float32 linear light, mean over the teeth; light: (frames, 32, 3, k) sRGB bytes."""
    decoded = colour.DECODED.astype(np.float32)
    return np.stack([decoded[frame].mean(axis=0).T for frame in light]) if len(light) else np.zeros((0, 0, 3))


def _across(picture: np.ndarray, width: int) -> np.ndarray:
    """The last axis stretched to `width` by straight lines."""
    at = np.linspace(0, picture.shape[-1] - 1, width)
    left = np.minimum(np.floor(at).astype(int), max(picture.shape[-1] - 2, 0))
    share = (at - left).astype(np.float32)
    right = np.minimum(left + 1, picture.shape[-1] - 1)
    return picture[..., left] * (1 - share) + picture[..., right] * share


def living(light: np.ndarray, across: int = 3, width: int = 200) -> list[np.ndarray]:
    """Mouths side by side, one picture (h, w, 3) uint8 for each frame; light: (frames, 32, 3, k) sRGB bytes."""
    frames, _, _, smiles = light.shape
    mouths = [colour.encode(ink(GROUND) + mouth(light[..., smile], width)).astype(np.uint8) for smile in range(smiles)]
    dark = np.zeros((frames, TEETH, 3), np.uint8)
    empty = [colour.encode(ink(GROUND) + mouth(dark, width)).astype(np.uint8)]
    mouths += empty * (max(1, -(-smiles // across)) * across - smiles)
    rows = [np.concatenate(mouths[first:first + across], axis=2) for first in range(0, len(mouths), across)]
    return list(np.concatenate(rows, axis=1))


def _grained(picture: np.ndarray, grain: np.ndarray) -> np.ndarray:
    lit = np.clip((picture.max(axis=2, keepdims=True).astype(np.float32) - 20) / 16, 0, 1)  # the ground stays plain
    return np.clip(picture + grain * lit + 0.5, 0, 255).astype(np.uint8)


def animate(pictures: list[np.ndarray], path, frame_ms: int) -> None:
    """Write pictures as an animated GIF with one palette for all, so that no colour jumps when the palette would."""
    pixels = np.concatenate([picture.reshape(-1, 3) for picture in pictures[:: max(1, len(pictures) // 16)]])
    lit = pixels[pixels.max(axis=1) > 28]  # the ground is most of it, and needs few colours
    pixels = np.concatenate([pixels[::97], lit[:: max(1, len(lit) // 60_000)]])
    palette = Image.fromarray(pixels[None]).quantize(256, Image.Quantize.MEDIANCUT, kmeans=2)
    rows, columns, _ = pictures[0].shape
    grain = np.tile(GRAIN, (-(-rows // 4), -(-columns // 4)))[:rows, :columns, None]  # still, so that nothing flickers
    images = [Image.fromarray(_grained(picture, grain)).quantize(palette=palette, dither=Image.Dither.NONE)
              for picture in pictures]
    images[0].save(path, format="GIF", save_all=True, append_images=images[1:], duration=frame_ms, loop=0)
