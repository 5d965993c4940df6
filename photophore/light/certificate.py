"""The light certificate: what was proved and what was measured of a design or a show, for people and for machines.

It counts with the analyser, never with the guard's own code: opposing changes of teeth, quadrants and whole mouths; EA
IRIS on each mouth; and WCAG's judge on mouths so near that each fills a field of ten degrees. Deterministic: the same
light, the same certificate. This is information, no certification: nobody has judged the judge.
"""

import json
import math
from typing import Any, NamedTuple

import numpy as np

from photophore.colour import DECODED
from photophore.light import flash, iris, wcag
from photophore.light.iris import LUMINANCE_STEP, RED_SCALE, RED_STEP
from photophore.words import FDI, QUADRANTS, TEETH, BadLog

F = np.float32
SCHEMA = 1  # of the certificate's fields; grows when one changes its meaning
HEAD = b"photophore light certificate 1\n"  # the first line of the signed text: no log is called so
RESULTS = ("pass", "warning", "fail")
CALM, SHOW = 3, 6  # transitions of one cell in any second at most, by profile; specs light 6.6
SMILE = 6e-4  # m2 of a lit smile, 6 x 1 cm; specs light 6.5
AWAY = (3, 5, 10, 30)  # metres from which a crowd is counted
ACROSS, DEEP = TEETH // 2, 12  # cells of a mouth that fills ten degrees: a tooth's breadth is one
CELL = math.radians(10) / ACROSS  # radians of one
# places of teeth as a viewer sees a mouth from left to right: the upper row, the lower row
UPPER = [*range(7, -1, -1), *range(8, 16)]
LOWER = [*range(31, 23, -1), *range(16, 24)]
WHERE = (*(f"tooth-{name}" for name in FDI), *(f"quadrant-{place + 1}" for place in range(QUADRANTS)), "mouth")
LARGEST = 1_000_000  # bytes of a certificate that is read


class Worst(NamedTuple):
    """The cell that changed most often."""

    most: int  # transitions in any second
    where: str  # of WHERE; for a picture "x y", shares of its breadth and height; "" where nothing changed
    smile: int  # which of the smiles that were tried
    seconds: float  # when
    by: tuple[int, ...] = ()  # most of any tooth, of any quadrant, of any whole mouth; of a picture: nothing


class Figures(NamedTuple):
    """What was measured of a light."""

    luminance: Worst
    red: Worst
    bright: float  # most luminance of a whole mouth or picture, 0..1
    share: float  # largest part of the light that turned within one second, 0..1
    iris: dict[str, Any]  # EA IRIS: result, transitions of luminance and of red
    wcag: dict[str, Any]  # in cells: result, transitions general and red, harmful light-dark pairs of stripes

    @property
    def profile(self) -> str:
        """The narrowest profile that this light keeps: quadrants and mouths by count, all cells by area.

        One tooth by itself is told and not judged: it is a 32nd of what a quarter of a field takes.
        """
        most = max(max(mark.by[1:], default=mark.most) for mark in (self.luminance, self.red))
        verdicts = {self.iris["result"], self.wcag["result"]}
        if most <= CALM and verdicts == {"pass"}:
            return "calm"
        return "show" if most <= SHOW and "fail" not in verdicts else "none"


def measure(light: np.ndarray, fps: int, skip: int = 0) -> Figures:
    """What mouths of light did; light: (frames, 32, 3, m) uint8 sRGB, every cell dark before.

    skip: frames at the start whose transitions do not count, for light that did not begin there.
    """
    bright, red = _levels(light)
    counted = [_turns(bright, LUMINANCE_STEP, fps, skip), _turns(red, RED_STEP / RED_SCALE, fps, skip)]
    teeth = np.maximum(*(turns[:, :TEETH] for turns in counted))
    return Figures(
        *(_worst(turns, fps) for turns in counted),
        bright=round(float(bright.mean(axis=1).max(initial=0)), 4),
        share=round(float((teeth > 0).mean(axis=1).max(initial=0)), 4),
        iris=_iris(light, fps),
        wcag=_wcag(light, fps),
    )


def course(light: np.ndarray, fps: int) -> np.ndarray:
    """(frames, 2) most transitions of any quadrant or mouth in the second before: luminance, red."""
    steps = LUMINANCE_STEP, RED_STEP / RED_SCALE
    turns = [_turns(values, step, fps, 0) for values, step in zip(_levels(light), steps, strict=True)]
    return np.stack([each[:, TEETH:].max(axis=(1, 2)) for each in turns], axis=1)


def _levels(light: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(frames, 32, m) luminance and saturated red of each tooth."""
    linear = DECODED.astype(F)[light]
    bright = np.einsum("ftcm,c->ftm", linear, np.array([0.2126, 0.7152, 0.0722], F))
    return bright, flash.redness(np.moveaxis(linear, 2, -1)).astype(F)


def _turns(values: np.ndarray, step: float, fps: int, skip: int) -> np.ndarray:
    """(frames, 37, m) transitions of the last second, of teeth, quadrants and mouths; values: (frames, 32, m)."""
    frames, _, smiles = values.shape
    quadrants = values.reshape(frames, QUADRANTS, TEETH // QUADRANTS, smiles).mean(axis=2)
    cells = np.concatenate([values, quadrants, values.mean(axis=1, keepdims=True)], axis=1)
    hits = flash.peaks(cells.reshape(frames, -1), step)
    hits[:skip] = False
    return flash.last_sum(hits, fps).reshape(cells.shape)


def _worst(turns: np.ndarray, fps: int) -> Worst:
    """The first of those that have most; a mouth before its quadrants, and those before their teeth."""
    parts = turns[:, :TEETH], turns[:, TEETH:-1], turns[:, -1]
    by = tuple(int(part.max(initial=0)) for part in parts)
    most = max(by)
    if not most:
        return Worst(0, "", 0, 0.0, by)
    cell = int(np.flatnonzero((turns == most).any(axis=(0, 2)))[-1])
    frame, smile = np.argwhere(turns[:, cell] == most)[0]
    return Worst(most, WHERE[cell], int(smile), round(float(frame) / fps, 3), by)


def _iris(light: np.ndarray, fps: int) -> dict[str, Any]:
    """EA IRIS, smile by smile, the worst of them."""
    result, most = 0, [0, 0]
    for smile in range(light.shape[3]):
        follower = iris.Follower(2, ACROSS, fps)
        for frame in light[..., smile]:
            for kind, column in enumerate(follower.add(np.stack([frame[UPPER], frame[LOWER]]))):
                most[kind] = max(most[kind], column.transitions)
                result = max(result, column.result)
    return {"result": RESULTS[min(result, 2)], "luminance": most[0], "red": most[1]}


def _wcag(light: np.ndarray, fps: int) -> dict[str, Any]:
    """WCAG's judge on all smiles side by side, a dark field between each and the next, so that none adds to another."""
    width = 2 * ACROSS * light.shape[3]
    scene = wcag.scene(DEEP, width, wcag.View(1.0, width * math.tan(CELL)))
    judge, picture = wcag.Judge(scene), np.zeros((DEEP // 2, 2, width, 3), np.uint8)
    for count, frame in enumerate(light):
        rows = np.stack([frame[UPPER], frame[LOWER]])  # (2, 16, 3, m)
        rows = np.concatenate([rows, np.zeros_like(rows)], axis=1)
        picture[:] = np.moveaxis(rows, 3, 1).reshape(2, width, 3)
        judge.add(np.ascontiguousarray(np.swapaxes(picture, 0, 1)).reshape(DEEP, width, 3), count / fps)
    result = "fail" if judge.spans else "warning" if judge.warned else "pass"
    return {"result": result, "general": judge.most[0], "red": judge.most[1], "pairs": judge.most[2]}


# --- the certificate ---


def together(parts: list[Figures]) -> Figures:
    """The worst of several lights, whose smiles are numbered on from one to the next."""

    def worse(this: dict, that: dict) -> dict:
        result = max(this["result"], that["result"], key=RESULTS.index)
        return {name: result if name == "result" else max(value, that[name]) for name, value in this.items()}

    whole = parts[0]
    for more in parts[1:]:
        marks = [_worse(*pair) for pair in zip(whole[:2], more[:2], strict=True)]
        whole = Figures(*marks, max(whole.bright, more.bright), max(whole.share, more.share),
                        worse(whole.iris, more.iris), worse(whole.wcag, more.wcag))  # fmt: skip
    return whole


def _worse(this: Worst, that: Worst) -> Worst:
    by = tuple(max(pair) for pair in zip(this.by, that.by, strict=True))
    return (this if this.most >= that.most else that)._replace(by=by)


def design(glyph, proof, figures: tuple[Figures, Figures], rest: dict[str, Any]) -> dict[str, Any]:
    """The certificate of a design. figures: before the guard, and behind it; rest: the analyser, and what was tried."""
    written, leaving = figures
    proved = {name: _plain(value) for name, value in proof._asdict().items() if name != "says"}
    return {
        "schema": SCHEMA, "kind": "design", "name": glyph.name, "hash": glyph.hash,
        "calm": bool(proof.calm and leaving.profile == "calm"), "held": written.profile != "calm",
        "profile": leaving.profile, "proved": proved, "written": told(written), "leaving": told(leaving),
        "area": area(written.share), **rest,
    }  # fmt: skip


def show(name: str, digest: str, figures: Figures, rest: dict[str, Any]) -> dict[str, Any]:
    """The certificate of a recorded show. rest: analyser, tried, and parts of the show with their own counts."""
    return {
        "schema": SCHEMA, "kind": "show", "name": name, "hash": digest, "calm": figures.profile == "calm",
        "held": False, "profile": figures.profile, "proved": None, "leaving": told(figures), **rest,
    }  # fmt: skip


def told(figures: Figures) -> dict[str, Any]:
    """Figures as plain records."""
    plain = figures._asdict() | {"luminance": figures.luminance._asdict(), "red": figures.red._asdict()}
    return plain | {"stripes": figures.wcag["pairs"], "profile": figures.profile}


def area(share: float) -> dict[str, Any]:
    """How near one smile, or how large a crowd in step, fills a quarter of a field of ten degrees with what turns.

    share: the part of a smile that turns within one second, 0..1; where it is 0 nothing ever does: None.
    """
    lit = SMILE * share
    crowd = [{"metres": away, "smiles": math.ceil(wcag.QUARTER * away**2 / lit) if lit else None} for away in AWAY]
    return {"smile_m2": SMILE, "share": share, "sr": round(wcag.QUARTER, 5),
            "metres": round(math.sqrt(lit / wcag.QUARTER), 2) if lit else None, "crowd": crowd}  # fmt: skip


def _plain(value):
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    return value


def text(certificate: dict[str, Any]) -> bytes:
    """The one true form: what is signed."""
    return HEAD + json.dumps(certificate, indent=1, sort_keys=True, ensure_ascii=True, allow_nan=False).encode() + b"\n"


def read(signed: bytes) -> dict[str, Any]:
    """The certificate in a text; BadLog where it is none, of another schema, or lacks what `says` tells."""
    if not signed.startswith(HEAD) or len(signed) > LARGEST:
        raise BadLog("this is no light certificate", try_="photophore glyph certify FILE --out CERTIFICATE makes one")
    try:
        found = json.loads(signed[len(HEAD) :])
    except (ValueError, RecursionError):
        raise BadLog("this light certificate is damaged: it cannot be read", try_="ask for it again") from None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA or not isinstance(found.get("kind"), str):
        raise BadLog("this light certificate is of another version", try_="update Photophore")
    try:
        same = text(found) == signed
    except ValueError:  # a number that is none
        same = False
    if not same:
        raise BadLog("this light certificate is not in its one true form", try_="ask for it again")
    if not _whole(found):
        raise BadLog("this light certificate lacks what one must say", try_="ask for it again")
    return found


def _whole(found: dict[str, Any]) -> bool:
    """Whether it says of what it is, and all that is told of it can be told."""
    parts = {"design": ("leaving", "written", "area"), "show": ("leaving",)}.get(found["kind"])
    named = all(isinstance(found.get(name), str) for name in ("name", "hash", "profile"))
    if parts is None or not named or not all(isinstance(found.get(part), dict) for part in parts):
        return False
    try:
        return isinstance(found.get("calm"), bool) and bool(says(found))
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        return False


def says(certificate: dict[str, Any]) -> list[str]:
    """A certificate in sentences."""
    leaving, lines = certificate["leaving"], []
    if certificate["kind"] == "design":
        lines += [_verdict(certificate), _counted("As it is written", certificate["written"])]
        lines += [_counted("As it leaves, behind the guard", leaving), _near(certificate["area"])]
    else:
        words = {"calm": "is calm", "show": "keeps within WCAG's limits, but is no calm light"}
        lines += [f"{certificate['name']} {words.get(certificate['profile'], 'flashes more than may be shown')}."]
        cells = "In teeth, quadrants and mouths" if leaving["luminance"]["by"] else "In over a quarter of a field"
        lines += [_counted(cells, leaving)]
        lines += [
            f"From {part['begin']:g} to {part['end']:g} s: luminance {part['luminance']}, red {part['red']},"
            f" stripes {part.get('stripes', 0)}."
            for part in certificate["parts"]
            if max(part["luminance"], part["red"]) > CALM or part.get("stripes")
        ][:12]
    iris, near = leaving["iris"]["result"], leaving["wcag"]["result"]
    lines.append(f"Verdicts of the light as it leaves: EA IRIS {iris}, WCAG in cells {near}.")
    return [*lines, f"By {certificate['analyser']['program']}. This is information, no certification."]


def _verdict(certificate: dict[str, Any]) -> str:
    name, proved = certificate["name"], certificate["proved"]
    if certificate["calm"] and not certificate["held"]:
        turns = "transition" if proved["transitions"] == 1 else "transitions"
        pace = f"on average at most {proved['transitions']:g} {turns} a second"
        return f"{name} is calm: {pace}, proved for every feeling."
    if certificate["calm"]:
        return f"{name} is calm behind the guard, which holds it back at its quickest."
    if certificate["profile"] == "none":
        pairs = certificate["leaving"]["stripes"]
        many = f"stands in {pairs} pairs of light and dark" if pairs else "flashes"
        return f"{name} {many}, more than WCAG allows where it fills the view. Seen from further away, it is less."
    if proved["calm"]:
        return f"{name} is proved calm on the whole; at its quickest, single seconds hold more, within WCAG's limits."
    return f"{name} cannot be proved calm. It can be worn: the guard holds it back where it must."


def _counted(whose: str, figures: dict[str, Any]) -> str:
    light, stripes = figures["luminance"], figures["stripes"]
    where = f" ({light['where'].replace('-', ' ')}, at {light['seconds']:g} s)" if light["where"] else ""
    turns = "transition" if light["most"] == 1 else "transitions"
    return (f"{whose}: at most {light['most']} {turns} of luminance{where} and {figures['red']['most']} of red in"
            f" any second, {stripes or 'no'} harmful pairs of stripes.")  # fmt: skip


def _near(found: dict[str, Any]) -> str:
    if found["metres"] is None:
        return "Nothing of it turns, so no crowd of it flashes."
    crowd = ", ".join(f"{each['smiles']:,} at {each['metres']} m" for each in found["crowd"])
    return (f"What turns of one smile fills a quarter of a field of ten degrees nearer than {found['metres']:g} m; of a"
            f" crowd in step, {crowd}.")  # fmt: skip
