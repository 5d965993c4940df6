"""Pictures of a gathering: what each did, how their beats came together, and the city before, meanwhile and after."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from photophore import colour
from photophore.city import picture
from photophore.city.mouth import blurred
from photophore.light import flash
from photophore.place.place import Place

F = np.float32
INK, SOFT_INK = (0.93, 0.01, 200.0), (0.72, 0.012, 210.0)  # OKLCH, LOOK
WIDTH, MARGIN = 1600, 56  # pixels
THREADS, THREAD = 110, 5  # smiles that are drawn, and pixels of each
BINS, BIN = 64, 4  # of a turn, and pixels of each
LEAST = 5  # people behind a bin, or it is not drawn
ORDER = 220  # pixels of the curve
SIZE = 20
GIF_WIDTH, GIF_FPS = 520, 10.0  # frames a second at most: a film runs as fast as the city did
CELL = 20  # pixels of a square of the film that is asked for flashes
WARM = (0.82, 0.11, 75.0)  # the curve: the colour of a crest


class Course(NamedTuple):
    """What happened, frame by frame."""

    light: np.ndarray  # (frames, k, 3) float32 linear mean light of k members, as people see it
    phases: np.ndarray  # (moments, BINS) int64 members by where they are in their beat
    order: np.ndarray  # (moments,) r, 0..1; nan before anybody was there
    at: np.ndarray  # (moments,) seconds
    seconds: float
    said: tuple[float, float]  # of the forecast: r, and from when on


def drawn(course: Course) -> Image.Image:
    """Three bands over one time: the light of each, where all are in their beat, and how much in step they are."""
    wide = WIDTH - 2 * MARGIN
    threads, haze = _threads(course.light, wide), _haze(course, wide)
    gap = MARGIN + SIZE
    height = 2 * MARGIN + len(threads[0]) + len(haze[0]) + ORDER + 2 * gap
    glow = np.zeros((3, height, WIDTH), F)
    tops = [MARGIN]
    for band in (threads, haze):
        glow[:, tops[-1] : tops[-1] + band.shape[1], MARGIN : MARGIN + wide] = band
        tops.append(tops[-1] + band.shape[1] + gap)
    glow += _curve(course, (height, wide), tops[-1])
    glow = glow + 0.3 * blurred(glow, 3.0) + 0.2 * blurred(glow, 14.0)
    image = picture.to_image(picture.ink(picture.GROUND) + np.moveaxis(glow, 0, -1))
    _label(image, course, tops)
    return image


def _threads(light: np.ndarray, wide: int) -> np.ndarray:
    """(3, h, wide) linear light: a thread for each smile, time from left to right."""
    some = (
        light[:, np.linspace(0, light.shape[1] - 1, min(THREADS, light.shape[1])).astype(int)] if light.size else light
    )
    across = _stretched(np.moveaxis(some, 0, -1).transpose(1, 0, 2), wide)  # (3, k, wide)
    profile = np.sin(np.pi * (np.arange(THREAD) + 0.5) / THREAD).astype(F) ** 0.7
    return (across[:, :, None] * profile[:, None]).reshape(3, -1, wide) * F(1.25)


def _haze(course: Course, wide: int) -> np.ndarray:
    """(3, h, wide): how many are where in their beat; evenly spread it is a haze, in step it is a line."""
    counts = np.where(course.phases >= LEAST, course.phases, 0).astype(F)
    share = np.sqrt(counts / max(counts.sum(axis=1).max(), 1))  # so that a haze is seen beside a line
    tall = np.repeat(_stretched(share.T[::-1][None], wide), BIN, axis=1)
    hue = np.array(colour.to_linear(*np.array(colour.oklch(*WARM), F)), F)
    cold = np.array(colour.to_linear(*np.array(colour.oklch(0.62, 0.1, 235.0), F)), F)
    warm = np.clip(tall[0] * 2.2, 0, 1)
    return (tall[0] * 1.5) * (cold[:, None, None] * (1 - warm) + hue[:, None, None] * warm)


def _curve(course: Course, size: tuple[int, int], top: int) -> np.ndarray:
    """(3, h, WIDTH): the order over time as a line of light, and what was said beforehand as a faint one."""
    height, wide = size
    told, fine = course.said, 2
    sheet = Image.new("L", (WIDTH * fine, height * fine))
    pen = ImageDraw.Draw(sheet)

    def spot(second: float, r: float) -> tuple[float, float]:
        return (MARGIN + wide * second / course.seconds) * fine, (top + ORDER * (1 - r)) * fine

    for begin in np.arange(told[1], course.seconds, course.seconds / 90):
        pen.line([spot(begin, told[0]), spot(min(begin + course.seconds / 220, course.seconds), told[0])], 70, 3)
    pen.line([spot(0, 0), spot(course.seconds, 0)], 24, 2)
    there = np.flatnonzero(~np.isnan(course.order))
    line = [spot(course.at[one], course.order[one]) for one in there]
    if len(line) > 1:
        pen.line(line, 255, 6, "curve")
    mask = np.asarray(sheet.resize((WIDTH, height), Image.Resampling.BOX), F) / 255
    hue = np.array(colour.to_linear(*np.array(colour.oklch(*WARM), F)), F)
    return mask[None] * hue[:, None, None]


def _label(image: Image.Image, course: Course, tops: list[int]) -> None:
    """What each band shows, in words."""
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(SIZE)
    soft = tuple(int(code) for code in colour.to_bytes(np.array(colour.oklch(*SOFT_INK))))
    said = (
        f"The light of {min(THREADS, course.light.shape[1])} members, one thread each, for {course.seconds:g} seconds",
        "Where all members are in their beat: a haze while each has their own, a line once they share one",
        f"How much in step they are, 0 to 1; dashed: the {course.said[0]:.2f} that was said beforehand",
    )
    for top, words in zip(tops, said, strict=True):
        pen.text((MARGIN, top - SIZE - 14), words, fill=soft, font=font)


def _stretched(bands: np.ndarray, wide: int) -> np.ndarray:
    """(..., frames) -> (..., wide) by straight lines."""
    frames = bands.shape[-1]
    if frames < 2:
        return np.zeros((*bands.shape[:-1], wide), F)
    at = np.linspace(0, frames - 1, wide)
    left = np.minimum(at.astype(int), frames - 2)
    share = (at - left).astype(F)
    return bands[..., left] * (1 - share) + bands[..., left + 1] * share


# --- the city


def cities(place: Place, xy: np.ndarray, moments: list[np.ndarray]) -> list[Image.Image]:
    """The city at night at each moment, all of one exposure; moments: (n, 3) linear light as the public sees it."""
    return [Image.fromarray(night) for night in picture.nights(place, xy, moments, WIDTH)]


def film(place: Place, xy: np.ndarray, scenes: list[list[np.ndarray]], pace: float) -> list[np.ndarray]:
    """(h, w, 3) uint8 pictures, `pace` a second: scenes, each a second into the next. scenes: of (n, 3) light."""
    lights = [light.astype(F) for light in scenes[0]]
    for scene in scenes[1:]:
        fade = min(round(pace), len(scene), len(lights))
        for place_, light in enumerate(scene[:fade]):
            come = F((place_ + 1) / (fade + 1))
            lights[len(lights) - fade + place_] = lights[len(lights) - fade + place_] * (1 - come) + light * come
        lights += [light.astype(F) for light in scene[fade:]]
    return list(picture.nights(place, xy, lights, GIF_WIDTH))


def judged(pictures: list[np.ndarray], pace: float) -> dict:
    """What the analyser says of a film, square by square."""
    if not pictures:
        return {"failures": 0, "max_transitions": 0, "squares": 0}
    light = colour.DECODED[np.stack(pictures)].astype(F)
    frames, rows, columns, _ = light.shape
    rows, columns = rows // CELL, columns // CELL
    squares = light[:, : rows * CELL, : columns * CELL].reshape(frames, rows, CELL, columns, CELL, 3).mean(axis=(2, 4))
    verdict = flash.wcag(squares.reshape(frames, rows * columns, 3), max(1, round(pace)))
    return {"failures": verdict.failures, "max_transitions": verdict.max_transitions, "squares": rows * columns}


def animate(pictures: list[np.ndarray], path: Path, pace: float) -> None:
    """Write a film of the city as GIF, at the pace at which it happened."""
    picture.animate(pictures, path, round(1000 / pace))
