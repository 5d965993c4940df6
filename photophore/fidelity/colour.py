"""Is a feeling's colour what was published, and can every eye tell feelings apart? Specs: feeling 3.2, light 13.5."""

import itertools

import numpy as np

from photophore import chance, colour
from photophore.words import Check

OTTOSSON = "OKLab (Ottosson 2020), as CSS Color 4 has it"
MACHADO = "Machado, Oliveira & Fernandes 2009, severity 1"
# linear sRGB -> OKLCH: lightness, chroma, degrees, as published to these digits
VECTORS = {
    (1, 0, 0): (0.6280, 0.2577, 29.23), (0, 1, 0): (0.8664, 0.2948, 142.50), (0, 0, 1): (0.4520, 0.3132, 264.05),
    (1, 1, 0): (0.9680, 0.2110, 109.77), (0, 1, 1): (0.9054, 0.1546, 194.77), (1, 0, 1): (0.7017, 0.3225, 328.36),
}  # fmt: skip
EVERY_HUE = {0.5: 0.085, 0.6: 0.102, 0.7: 0.119, 0.75: 0.1275, 0.8: 0.100}  # lightness -> chroma that all hues have
# valence, arousal, sRGB: the eight outer states of the default mapping
STATES = (
    (0.65, 0.65, "d2ab36"), (0.9, 0.0, "8bd38d"), (0.65, -0.65, "57c4c4"), (0.0, -0.9, "5a94b5"),
    (-0.65, -0.65, "656493"), (-0.9, 0.0, "7d486c"), (-0.65, 0.65, "a04d48"), (0.0, 0.9, "c77434"),
)  # fmt: skip
PAIR, OPPOSITE = 0.05, 0.15  # Delta E_OK that any two, and opposite ones, keep
EYES = {"normal": (0.088, 0.209), "protan": (0.077, 0.174), "deutan": (0.062, 0.182), "tritan": (0.071, 0.248)}
DRAWN = 3000  # feelings, or colours


def measure() -> list[Check]:
    """All claims about colour, in order."""
    return [vectors(), codes(), wheel(), fitted(), states(), *[told_apart(eye) for eye in EYES], *meanings()]


def vectors() -> Check:
    """OKLab of the six outer colours of sRGB."""
    off = np.zeros(3)
    for rgb, wanted in VECTORS.items():
        lightness, a, b = colour.from_linear(np.array(rgb))
        found = lightness, np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360
        off = np.maximum(off, np.abs(np.subtract(found, wanted)))
    return Check("colour-oklab", "OKLab of sRGB's purest red, yellow, green, cyan, blue and magenta", OTTOSSON,
                 "lightness and chroma within 0.0001, hue within 0.01 degrees, as printed",
                 f"{off[0]:.5f}, {off[1]:.5f}, {off[2]:.4f} degrees off at most",
                 bool(max(off[:2]) <= 1e-4 and off[2] <= 0.01))  # fmt: skip


def codes() -> Check:
    """The quick sRGB curve against the standard's."""
    light = np.linspace(0, 1, 200_001)
    exact = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055) * 255
    off = float(np.abs(colour.curve(light.astype(np.float32)) - exact).max())
    back = int((colour.encode(colour.DECODED.astype(np.float32)) != np.arange(256)).sum())
    return Check("colour-srgb", "Linear light to sRGB codes: the one formula of all twins, before rounding",
                 "IEC 61966-2-1", "within 0.2 of a code; every code comes back",
                 f"{off:.3f} of a code off at most; {back} codes do not come back",
                 off <= 0.2 and back == 0)  # fmt: skip


def wheel() -> Check:
    """The chroma that every hue has at a lightness."""
    found = [min(np.hypot(*colour.fit(lightness, 0.4, hue)[1:]) for hue in np.arange(0, 360, 1.0))
             for lightness in EVERY_HUE]  # fmt: skip
    off = max(abs(one - wanted) for one, wanted in zip(found, EVERY_HUE.values(), strict=True))
    return Check("colour-wheel", f"Largest chroma that every hue of sRGB has, at lightness "
                 f"{' '.join(map(str, EVERY_HUE))}", "worked out apart from this code",
                 f"{' '.join(map(str, EVERY_HUE.values()))}; each +-0.001", f"{' '.join(f'{it:.4f}' for it in found)}",
                 bool(off <= 0.001))  # fmt: skip


def fitted() -> Check:
    """Colours brought into what sRGB can show."""
    number = np.arange(DRAWN, dtype=np.uint32)
    drawn = [chance.draw(1, number, 0, use).astype(float) for use in range(3)]
    outside, hue_off, light_off = 0.0, 0.0, 0.0
    for lightness, chroma, degrees in zip(0.05 + 0.9 * drawn[0], 0.4 * drawn[1], 360 * drawn[2], strict=True):
        lab = colour.fit(lightness, chroma, degrees)
        rgb = np.array(colour.to_linear(*np.array(lab, np.float32)))
        outside = max(outside, -rgb.min(), rgb.max() - 1)
        light_off = max(light_off, abs(lab[0] - lightness))
        if np.hypot(*lab[1:]) > 0.01:  # a grey has no hue
            turned = np.degrees(np.arctan2(lab[2], lab[1])) - degrees
            hue_off = max(hue_off, abs((turned + 180) % 360 - 180))
    return Check("colour-gamut", f"{DRAWN:,} colours brought into sRGB: shown without clipping, hue and lightness kept",
                 "Photophore's own promise", "within 0.001 of the gamut; hue within 2 degrees; lightness within 0.02",
                 f"{outside:.4f} outside; {hue_off:.3f} degrees; {light_off:.4f}",
                 bool(outside <= 1e-3 and hue_off <= 2 and light_off <= 0.02))  # fmt: skip


def states() -> Check:
    """The eight outer states, as the table of the mapping has them."""
    valence, arousal = np.array([it[:2] for it in STATES]).T
    wanted = np.array([list(bytes.fromhex(it[2])) for it in STATES]).T
    off = int(np.abs(colour.to_bytes(colour.of_feeling(valence, arousal, np.ones(8))).astype(int) - wanted).max())
    return Check("colour-states", "sRGB of eight feelings in the default mapping", "worked out apart from this code",
                 "each channel within 1/255", f"{off}/255 off at most", off <= 1)  # fmt: skip


def told_apart(eye: str) -> Check:
    """How far eight feelings are apart to one kind of eye."""
    valence, arousal = np.array([it[:2] for it in STATES]).T
    lab = colour.of_feeling(valence, arousal, np.ones(8)).astype(float)
    seen = lab if eye == "normal" else colour.seen_by(eye, lab)
    apart = {(one, other): float(colour.apart(seen[:, one], seen[:, other]))
             for one, other in itertools.combinations(range(8), 2)}  # fmt: skip
    opposite = [far for (one, other), far in apart.items()
                if valence[one] == -valence[other] and arousal[one] == -arousal[other]]  # fmt: skip
    nearest, across = min(apart.values()), min(opposite)
    return Check(f"colour-{eye}", f"Eight feelings told apart by colour alone, {eye} vision: the nearest two, and the "
                 "nearest opposites, Delta E_OK (0.02 is just seen)", MACHADO,
                 f"at least {PAIR} and {OPPOSITE} (theirs {EYES[eye][0]} and {EYES[eye][1]})",
                 f"{nearest:.3f} and {across:.3f}", nearest >= PAIR and across >= OPPOSITE)  # fmt: skip


def meanings() -> list[Check]:
    """Lightness carries valence; Valdez and Mehrabian's pleasure and arousal of the colours follow the feeling."""
    number = np.arange(DRAWN, dtype=np.uint32)
    valence, arousal = (2 * chance.draw(2, number, 0, use).astype(float) - 1 for use in (0, 1))
    lightness, a, b = colour.of_feeling(valence, arousal, np.ones(DRAWN)).astype(float)
    bright, vivid = ((it - it.mean()) / it.std() for it in (lightness, np.hypot(a, b)))
    alone = float(np.corrcoef(valence, lightness)[0, 1])
    pleasure = float(np.corrcoef(valence, 0.69 * bright + 0.22 * vivid)[0, 1])
    stirred = float(np.corrcoef(arousal, -0.31 * bright + 0.60 * vivid)[0, 1])
    return [
        Check("colour-valence", f"Valence and lightness over {DRAWN:,} feelings: correlation, so that hue never "
              "carries it alone", "Jonauskaite & Mohr 2025: light is positive, dark negative",
              "at least 0.95", f"{alone:.3f}", alone >= 0.95),
        Check("colour-pleasure", "Valdez & Mehrabian's pleasure (.69 B + .22 S) of the colours against valence; their "
              "arousal (-.31 B + .60 S) against arousal: correlation", "Valdez & Mehrabian 1994",
              ".97 and .60, each +-0.10", f"{pleasure:.2f} and {stirred:.2f}",
              abs(pleasure - 0.97) <= 0.10 and abs(stirred - 0.60) <= 0.10),
    ]  # fmt: skip
