"""Pictures of a trouble: the city before, during and after, one smile's light, how it spread, and the odds as areas.

A trouble has no hue: hues belong to feelings. When a smile was touched is told by how bright it stands.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from photophore import colour
from photophore.city import picture
from photophore.city.mouth import blurred
from photophore.words import Audience

PALE = (0.92, 0.015, 210.0)  # OKLCH of what was touched
DIM = 0.008  # light of a smile that was not, in linear light
ACROSS = 1600  # pixels of a map
FAINTER = 9.0  # times darker than the exposure is made for
WIDE, HIGH, EDGE = 1200, 420, 60  # pixels of the odds
RING, FEW = 7, 100  # pixels of a ring's radius; rings that may stand in full light
INK = tuple(int(code) for code in colour.to_bytes(np.array(colour.oklch(0.93, 0.01, 200))))
FAINT = tuple(int(code) for code in colour.to_bytes(np.array(colour.oklch(0.72, 0.012, 210))))


def drawn(scene, told: dict) -> dict[str, Image.Image]:
    """Every picture of a run, by the name of its file."""
    place, xy, album = scene.settled.place, scene.settled.crowd.xy, scene.album
    cities = album.cities | {"after": _last(scene, scene.loop.frame)}
    drawn_ = picture.nights(place, xy, list(cities.values()), ACROSS)  # of one exposure, so that they can be compared
    made = {f"city-{moment}.png": Image.fromarray(night) for moment, night in zip(cities, drawn_, strict=True)}
    if "city-during.png" in made:
        rings(made["city-during.png"], picture.pixels(place, xy[album.rests], ACROSS))
    made["spread.png"] = spread(scene)
    made["odds.png"] = odds(told["odds"], told["cause"], told["id"])
    if album.strip:
        made["strip.png"] = picture.strip(np.stack(album.strip))
    return made


def _last(scene, frame) -> np.ndarray:
    """(n, 3) float32 linear light of each smile in the last frame, as people near see it."""
    light = frame.seen_by(Audience.NEAR, scene.rows)
    light[:, :, scene.dogs.dark] = 0
    return colour.DECODED[light].astype(np.float32).mean(axis=0).T


def rings(night: Image.Image, at: np.ndarray) -> None:
    """A ring round each smile that rests, at (k, 2) pixels; where there are many, light shows through."""
    light = round(255 * min(1.0, max(0.2, np.sqrt(FEW / max(len(at), 1)))))
    veil = Image.new("RGBA", night.size)
    pen = ImageDraw.Draw(veil)
    for x, y in at.tolist():
        pen.ellipse((x - RING, y - RING, x + RING, y + RING), outline=(*INK, light), width=2)
    night.paste(veil, mask=veil)


def spread(scene) -> Image.Image:
    """Where it went: every smile a faint point, those touched (flicker_report.tellers) bright, the first brightest."""
    touched = scene.trouble.outbreak.touched
    reached = np.isfinite(touched)
    light = np.full((scene.mesh.n, 3), DIM, np.float32)
    if reached.any():
        began, last = touched[reached].min(), touched[reached].max()
        late = (touched[reached] - began) / max(last - began, 1e-6)
        pale = np.array(colour.to_linear(*np.array(colour.oklch(*PALE), np.float32)), np.float32)
        light[reached] = pale * FAINTER * DIM * (8.0 - 5.5 * late[:, None])
    usual = np.full_like(light, FAINTER * DIM)  # gives the exposure, so that those that were not touched stay faint
    place, xy = scene.settled.place, scene.settled.crowd.xy
    return Image.fromarray([*picture.nights(place, xy, [usual, light], ACROSS)][1])


def odds(told: dict[str, float], cause: str, name: str | None) -> Image.Image:
    """Odds as areas of light: a disc for each cause, as large as it is likely; the one that is named is brightest."""
    fine = 2
    wide, high = WIDE * fine, HIGH * fine
    causes = sorted(told, key=lambda key: -told[key])
    glow = _discs(causes, told, (wide, high), cause)
    picture_ = Image.fromarray(colour.encode(glow).astype(np.uint8)).resize((WIDE, HIGH), Image.Resampling.BOX)
    pen = ImageDraw.Draw(picture_)
    step, middle = (WIDE - 2 * EDGE) / len(causes), HIGH // 2 - 20
    for place, each in enumerate(causes):
        x = EDGE + step * (place + 0.5)
        named = each == cause
        label = f"{each} {name}" if named and name else each
        ink = INK if named else FAINT
        pen.text((x, middle + 150), label, fill=ink, font=ImageFont.load_default(17), anchor="mm")
        pen.text((x, middle + 176), _percent(told[each]), fill=ink, font=ImageFont.load_default(15), anchor="mm")
    return picture_


def _discs(causes: list[str], told: dict, size: tuple[int, int], cause: str) -> np.ndarray:
    """(h, w, 3) float32 linear light of the discs."""
    wide, high = size
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    step = (wide - 4 * EDGE) / len(causes)
    most = high * 0.21  # radius of certainty
    sea, pale = (np.array(colour.to_linear(*np.array(colour.oklch(*shade), np.float32)), np.float32)
                 for shade in (picture.GROUND, PALE))  # fmt: skip
    disc = np.zeros((1, high, wide), np.float32)
    for place, each in enumerate(causes):
        middle = 2 * EDGE + step * (place + 0.5)
        radius = most * float(np.sqrt(max(told[each], 0.0)))
        away = np.hypot(x - middle, y - (high / 2 - 40))
        disc[0] += np.clip(radius - away + 0.5, 0, 1) * (0.55 if each == cause else 0.10)
    halo = disc + 0.5 * blurred(disc, 9.0) + 0.35 * blurred(disc, 34.0)
    return np.clip(sea + halo[0, ..., None] * pale, 0, 1).astype(np.float32)


def _percent(share: float) -> str:
    return "under 1 %" if share < 0.01 else f"{share:.0%}".replace("%", " %")
