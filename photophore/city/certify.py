"""Light certificates made: a design tried on the same made-up smiles every time, before the guard and behind it.

Every corner of the feelings and the middle, sure and unsure, at rest and at the quickest beat that is shown, each
slider at both its ends. Nothing is left to chance: the same design has the same certificate on every machine.
"""

import functools
import hashlib
import itertools
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from photophore import __version__, colour, turns
from photophore.city import rehearsal
from photophore.city.design import let_near, readings
from photophore.devices import film, lightmeter
from photophore.glyph import draw, prove, tree
from photophore.glyph.lexicon import FASTEST
from photophore.glyph.tree import Glyph
from photophore.light import certificate, paint, wcag
from photophore.light.certificate import Figures, Worst
from photophore.light.score import Score
from photophore.loop import Loop
from photophore.words import FPS, Audience, BadScore, Sense, Tick

F = np.float32
# ease, energy, sure 0..1: the corners and the middle of what can be felt, and nobody sure of it
FEELINGS = ((0.0, 0.0, 1.0), (0.0, 1.0, 1.0), (1.0, 0.0, 1.0), (1.0, 1.0, 1.0), (0.5, 0.5, 1.0), (0.5, 0.5, 0.1))
BEATS = (0.15, 1.0, FASTEST / 60)  # hertz of the shared beat and of the heart
SEEDS = (1, 77)  # of two smiles that do not shimmer alike
RUN_UP, SECONDS, LEAVING = 1, 30, 20  # seconds that do not count, that are drawn, and that come through the guard
HEARTS = (56.0, 130.0)  # beats a minute behind the guard: at rest, and quicker than is ever shown
ALL_TEETH = np.uint32(0xFFFFFFFF)
LONGEST = 300.0  # seconds of a score
PART = 10.0  # seconds of a part of a show
HOUSE = Path(__file__).parent.parent
JUDGES = ("words.py", "colour.py", "turns.py", "chance.py", "formula.py", "loop.py", "ground.py", "city/certify.py",
          "city/rehearsal.py", "commons/consent.py", "sense/*.py", "glyph/*.py", "light/*.py", "devices/film.py",
          "devices/lightmeter.py")  # fmt: skip


class Tried(NamedTuple):
    """A smile on which a design is tried."""

    ease: float  # 0..1
    energy: float
    sure: float
    beat: float  # hertz, of the shared beat and of the heart
    seed: int


def analyser() -> dict[str, str]:
    """Who judged: the program, and a digest of the sources that decide what it finds."""
    return {"program": f"photophore {__version__}", "sources": _sources()}


@functools.cache
def _sources() -> str:
    files = sorted(path for pattern in JUDGES for path in HOUSE.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


def design(glyph: Glyph, told=lambda done, of: None) -> dict[str, Any]:
    """The light certificate of a design. `told`: told how far it has come."""
    settings = every(glyph)
    parts, smiles = [], []
    for place, setting in enumerate(settings):
        told(place, len(settings) + 1)
        cast = [Tried(*felt, beat, seed) for felt in FEELINGS for beat in BEATS for seed in SEEDS]
        cast = cast if place == 0 else [one for one in cast if one.beat != 1.0 and one.seed == SEEDS[0]]
        figures = certificate.measure(drawn(tree.set_(glyph, setting), cast), FPS, skip=RUN_UP * FPS)
        parts.append(_on(figures, len(smiles)))
        smiles += [one._asdict() | ({"setting": place} if place else {}) for one in cast]
    told(len(settings), len(settings) + 1)
    leaving = certificate.measure(left([tree.set_(glyph, setting) for setting in settings]), FPS)
    behind = {"seconds": LEAVING, "hearts": list(HEARTS), "feelings": [list(one[:2]) for one in FEELINGS[:5]]}
    tried = {"seconds": SECONDS, "fps": FPS, "smiles": smiles, "settings": settings, "leaving": behind}
    rest = {"analyser": analyser(), "tried": tried}
    return certificate.design(glyph, prove.prove(glyph), (certificate.together(parts), leaving), rest)


def every(glyph: Glyph) -> list[dict[str, float]]:
    """Sliders as they are written, then each at both its ends."""
    sliders = glyph.sliders
    ends = itertools.product(*((slider.least, slider.most) for slider in sliders))
    corners = [dict(zip((slider.name for slider in sliders), end, strict=True)) for end in ends] if sliders else []
    return [{slider.name: slider.value for slider in sliders}, *corners]


def _on(figures: Figures, first: int) -> Figures:
    """Numbered on from `first`."""
    marks = [mark._replace(smile=mark.smile + first) if mark.most else mark for mark in figures[:2]]
    return Figures(*marks, *figures[2:])


def drawn(glyph: Glyph, cast: list[Tried]) -> np.ndarray:
    """(frames, 32, 3, m) uint8 sRGB: the light that a design would like to be on these smiles; no guard has seen it."""
    told = np.array(cast, float)
    mood = colour.of_feeling(told[:, 0] * 2 - 1, told[:, 1] * 2 - 1, told[:, 2])
    seed, full, teeth = told[:, 4].astype(np.uint32), np.ones(len(cast), F), np.full(len(cast), ALL_TEETH)
    light = []
    with np.errstate(over="ignore", invalid="ignore"):  # as in light.paint: what is no number is dark
        for count in range((RUN_UP + SECONDS) * FPS):
            tick = Tick(count)
            beat = turns.to_turns(np.array([turns.at(hertz, tick.seconds) for hertz in told[:, 3]], np.uint32))
            inputs = np.stack([*told[:, :3].T, *mood, beat, beat]).astype(F)
            light.append(paint.finish(draw.draw(glyph, inputs, seed, draw.clocks(glyph, tick)), full, teeth))
    return np.stack(light)


def left(glyphs: list[Glyph]) -> np.ndarray:
    """(frames, 32, 3, m) uint8 sRGB: what comes through the whole path and its guard, from the dark on."""
    loop = Loop(1, fast=False)
    cast = [(glyph, felt, heart) for glyph in glyphs for felt in FEELINGS[:5] for heart in HEARTS]
    rows, born = loop.join(len(cast))
    rate = np.array([BEATS[0] if heart == HEARTS[0] else BEATS[-1] for _, _, heart in cast], F)
    loop.dress(rows, teeth=ALL_TEETH, power=F(1), rate=rate, seed=rows.astype(np.uint32) + 1)
    for place, (glyph, *_) in enumerate(cast):
        loop.wear(rows[place], glyph)
    let_near(loop, rows)
    felt = np.array([felt[:2] for _, felt, _ in cast], F) * 2 - 1
    loop.feed(readings(rows, born, Sense.REPORT, felt, 0))
    heart, light = np.array([[heart, np.nan] for *_, heart in cast], F), []
    for count in range(LEAVING * FPS):
        if count % FPS == 0:
            loop.feed(readings(rows, born, Sense.HEART_RATE, heart, count))
        light.append(loop.step().seen_by(Audience.NEAR, rows))
    loop.close()
    return np.stack(light)


# --- recorded shows ---


def recorded(path: Path, fps: float | None = None, view: wcag.View | None = None) -> dict[str, Any]:
    """The light certificate of a film; BadFilm where it is no film that can be judged."""
    opened = film.open_(path, fps)
    meter = lightmeter.Meter(opened, "wcag", view)
    parts: list[dict[str, Any]] = []
    for row in meter.rows():
        if not parts or row.seconds >= parts[-1]["begin"] + PART:
            parts.append({"begin": round(row.seconds, 3), "end": 0.0, "luminance": 0, "red": 0, "stripes": 0})
        last, seen = parts[-1], zip(("luminance", "red", "stripes"), row.seen[:3], strict=True)
        last |= {name: max(last[name], value) for name, value in seen} | {"end": round(row.seconds, 3)}
    report = meter.report()
    seen = {name: value for name, value in (view or wcag.View())._asdict().items() if value == value}
    tried = {"seconds": report["seconds"], "fps": report["fps"], "frames": report["frames"], "view": seen,
             "notes": report["notes"], "sr": report["wcag"]["sr"]}  # fmt: skip
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    figures = filmed(report)
    area = {"share": figures.share, "sr": float(f"{figures.share * report['wcag']['sr']:.3g}")}
    rest = {"analyser": analyser(), "tried": tried, "parts": parts, "area": area}
    return certificate.show(path.name, digest, figures, rest)


def played(score: Score, text: bytes) -> dict[str, Any]:
    """The light certificate of a score, played on a few smiles who stand in its groups; text: what is in its file."""
    if score.seconds > LONGEST:
        raise BadScore(f"This score takes {score.seconds:g} s, too long to be measured at once", score.name,
                       f"Measure it in parts of at most {LONGEST:g} s.")  # fmt: skip
    light = rehearsal.rehearsed(score)
    figures, course = certificate.measure(light, FPS), certificate.course(light, FPS)
    parts = []
    for first in range(0, len(light), round(PART * FPS)):
        many = course[first : first + round(PART * FPS)]
        most = dict(zip(("luminance", "red"), many.max(axis=0).tolist(), strict=True))
        parts.append({"begin": first / FPS, "end": round((first + len(many)) / FPS, 3)} | most)
    tried = {"seconds": len(light) / FPS, "fps": FPS, "smiles": light.shape[3]}
    rest = {"analyser": analyser(), "tried": tried, "parts": parts, "area": certificate.area(figures.share)}
    return certificate.show(score.name, hashlib.sha256(text).hexdigest(), figures, rest)


def filmed(report: dict[str, Any]) -> Figures:
    """A light meter's report as figures; beyond six transitions it says seven."""
    found, picture = report["wcag"], report["wcag"]["picture"]
    cells, line = picture["cells"], report["line"]
    row, column = divmod(int(np.argmax(cells)) if cells else 0, picture["columns"])
    where = f"{(column + 0.5) / picture['columns']:.2f} {(row + 0.5) / picture['rows']:.2f}"

    def worst(kind: str, column: str) -> Worst:
        most = found[kind]
        return Worst(most, where, 0, line["seconds"][line[column].index(most)]) if most else Worst(0, "", 0, 0.0)

    whole = max(picture["rows"] * picture["columns"], 1)
    iris = {"result": report["iris"]["result"], **{kind: report["iris"][kind]["most"] for kind in ("luminance", "red")}}
    wcag_ = {"result": found["result"], **{kind: found[kind] for kind in ("general", "red", "pairs")}}
    return Figures(worst("general", "general"), worst("red", "saturated"), max(line["brightest"], default=0.0),
                   round(sum(cell > 0 for cell in cells) / whole, 4), iris, wcag_)  # fmt: skip
