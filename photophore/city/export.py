"""A design taken elsewhere as a picture that moves: guarded light, and no flash where a loop begins again."""

from pathlib import Path

import numpy as np

from photophore import colour
from photophore.city import design, picture
from photophore.devices import film
from photophore.glyph.tree import Glyph
from photophore.light import certificate, paint
from photophore.light.certificate import CALM
from photophore.words import BadFilm, BadGlyph

F = np.float32
LONGEST = 60.0  # seconds of an export
FPS, EVERY = 25, 2  # frames a second that are made; every second one stands in a GIF, whose clock counts hundredths
BEGINNING = paint.FADE + 1.0  # seconds after which light has come out of the dark
SEAM = 1.0  # seconds in which the end passes into the beginning
WIDE, BROAD = 200, 320  # pixels of a mouth, in a GIF and in a video
CODECS = ("vp09", "mp4v")  # what OpenCV can write; the first is what browsers play


def gif(glyph: Glyph, path: Path, seconds: float, changed=lambda light: light) -> None:
    """Three smiles side by side, calm, even and stirred, as a loop; changed: how eyes see it."""
    light = looped(design.tried(glyph, _checked(seconds) + BEGINNING + SEAM, FPS), FPS)
    picture.animate(picture.living(changed(light)[::EVERY], width=WIDE), path, 1000 * EVERY // FPS)


def mp4(glyph: Glyph, path: Path, seconds: float, changed=lambda light: light) -> None:
    """The same as a video, from the dark on; BadFilm where the optional extra `video` is missing."""
    if film.cv2 is None:
        raise BadFilm("Videos need the optional extra `video`, which is not installed", str(path), film.INSTALL)
    if path.suffix.lower() != ".mp4":
        raise BadFilm("A video is written as .mp4", str(path), f"try {path.with_suffix('.mp4').name}")
    light = design.tried(glyph, _checked(seconds) + paint.FADE, FPS)
    _written([_even(frame) for frame in picture.living(changed(light), width=BROAD)], path)


def looped(light: np.ndarray, fps: int) -> np.ndarray:
    """(frames, 32, 3, k) uint8 sRGB that begins again where it ends, without a flash; its beginning is left out.

    The end passes into the beginning; where that would turn too often, both pass into the dark instead.
    """
    linear = colour.DECODED.astype(F)[light[round(BEGINNING * fps) :]]
    seam = round(SEAM * fps)
    share = ((np.arange(seam, dtype=F) + F(0.5)) / F(seam))[:, None, None, None]
    body, tail = linear[:-seam].copy(), linear[-seam:]
    body[:seam] = tail + (body[:seam] - tail) * share
    for whole in (body, _to_the_dark(linear[:-seam].copy(), share)):
        found = colour.encode(whole).astype(np.uint8)
        twice = certificate.measure(np.concatenate([found, found]), fps, skip=fps)
        if max(*twice.luminance.by[1:], *twice.red.by[1:]) <= CALM:
            return found
    raise BadGlyph("This design cannot be looped without a flash", "", "Take it as a video: --mp4")


def _to_the_dark(linear: np.ndarray, share: np.ndarray) -> np.ndarray:
    linear[: len(share)] *= share
    linear[-len(share) :] *= share[::-1]
    return linear


def _checked(seconds: float) -> float:
    if not 2 * SEAM <= seconds <= LONGEST:  # nan too
        raise BadFilm(f"A design is shown for {2 * SEAM:g} to {LONGEST:g} seconds, not {seconds:g}", "--seconds",
                      "try --seconds 8")  # fmt: skip
    return seconds


def _even(frame: np.ndarray) -> np.ndarray:
    """Videos have an even number of rows and columns."""
    return frame[: frame.shape[0] // 2 * 2, : frame.shape[1] // 2 * 2, ::-1]


def _written(frames: list[np.ndarray], path: Path) -> None:
    """BGR frames into an mp4; what was begun and cannot be written is taken away."""
    size = frames[0].shape[1::-1]
    for codec in CODECS:
        writer = film.cv2.VideoWriter(str(path), film.cv2.CAP_FFMPEG, film.cv2.VideoWriter_fourcc(*codec), FPS, size)
        if writer.isOpened():
            for frame in frames:
                writer.write(np.ascontiguousarray(frame))
            writer.release()
            return
        writer.release()
    path.unlink(missing_ok=True)
    raise BadFilm("This video cannot be written", str(path), "choose another folder, or --gif")
