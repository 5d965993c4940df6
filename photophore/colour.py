"""Colour in one place: OKLab <-> linear light <-> sRGB bytes, gamut, feelings as colour, colour vision.

OKLab: Ottosson 2020. All scalar formulas are float32 and run both on arrays and in compiled loops.
"""

import itertools
import math

import numpy as np

from photophore import turns
from photophore.formula import formula, select

F = np.float32

# Ottosson's OKLab, inverse direction: Lab -> cube roots of LMS -> linear sRGB
L_A, L_B = F(0.3963377774), F(0.2158037573)
M_A, M_B = F(-0.1055613458), F(-0.0638541728)
S_A, S_B = F(-0.0894841775), F(-1.2914855480)
R_L, R_M, R_S = F(4.0767416621), F(-3.3077115913), F(0.2309699292)
G_L, G_M, G_S = F(-1.2684380046), F(2.6097574011), F(-0.3413193965)
B_L, B_M, B_S = F(-0.0041960863), F(-0.7034186147), F(1.7076147010)
Y_R, Y_G, Y_B = F(0.2126), F(0.7152), F(0.0722)  # relative luminance, WCAG 2.x
# sRGB code for linear x >= 0.0031308 as a quartic of sqrt(x); worst error 0.19 of a byte, all 256 codes round-trip
E0, E1, E2, E3, E4 = (F(255 * e) for e in (-0.03700149, 1.44784577, -0.94465062, 0.84250694, -0.30944937))
TOE, TOE_SLOPE = F(0.0031308), F(255 * 12.92)  # IEC 61966-2-1, in codes
# linear light of a code above 10 as a quintic; worst error 2.1e-5
D0, D1, D2, D3, D4, D5 = (F(d / 255**power) for power, d in enumerate(
    (0.0010209235, 0.0299829327, 0.5397489962, 0.6094235783, -0.2392406657, 0.0590844800)))  # fmt: skip
TOE_CODE, UNTOE = F(10.0), F(1 / (255 * 12.92))


@formula
def to_linear(lightness, a, b):
    """OKLab -> linear sRGB (r, g, b), not clipped; nan stays nan."""
    l_ = lightness + L_A * a + L_B * b
    m_ = lightness + M_A * a + M_B * b
    s_ = lightness + S_A * a + S_B * b
    l_, m_, s_ = l_ * l_ * l_, m_ * m_ * m_, s_ * s_ * s_
    return (
        R_L * l_ + R_M * m_ + R_S * s_,
        G_L * l_ + G_M * m_ + G_S * s_,
        B_L * l_ + B_M * m_ + B_S * s_,
    )


@formula
def curve(x):
    """Linear light from 0 -> sRGB code 0..255, not yet a whole one; above 1 as 1."""
    x = select(x < F(1.0), x, F(1.0))
    root = np.sqrt(x)
    return select(x < TOE, x * TOE_SLOPE, E0 + root * (E1 + root * (E2 + root * (E3 + root * E4))))


@formula
def encode(x):
    """Linear light -> sRGB code 0..255 as a whole float32; nan and below 0 become 0, above 1 become 255."""
    x = select(x > F(0.0), x, F(0.0))  # nan is not above 0: unknown is dark
    return np.floor(curve(x) + F(0.5))


@formula
def decode(code):
    """sRGB code 0..255 as float32 -> linear light."""
    light = D0 + code * (D1 + code * (D2 + code * (D3 + code * (D4 + code * D5))))
    return select(code <= TOE_CODE, code * UNTOE, light)


@formula
def luminance(red, green, blue):
    """Relative luminance Y of linear sRGB."""
    return Y_R * red + Y_G * green + Y_B * blue


DECODED = np.where(  # (256,) float64, the exact curve, for analysers and oracles
    np.arange(256) / 255 <= 0.04045,
    np.arange(256) / 255 / 12.92,
    ((np.arange(256) / 255 + 0.055) / 1.055) ** 2.4,
)


def oklch(lightness: float, chroma: float, degrees: float) -> tuple[float, float, float]:
    """OKLCH -> OKLab (lightness, a, b)."""
    angle = math.radians(degrees)
    return lightness, chroma * math.cos(angle), chroma * math.sin(angle)


def from_linear(rgb: np.ndarray) -> np.ndarray:
    """(3, ...) linear sRGB -> (3, ...) OKLab, float64."""
    r, g, b = np.asarray(rgb, float)
    l_ = np.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    m_ = np.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    s_ = np.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return np.stack([
        0.2104542553 * l_ + 0.7936177850 * m_ - 0.0040720468 * s_,
        1.9779984951 * l_ - 2.4285922050 * m_ + 0.4505937099 * s_,
        0.0259040371 * l_ + 0.7827717662 * m_ - 0.8086757660 * s_,
    ])


def to_bytes(lab: np.ndarray) -> np.ndarray:
    """(3, ...) OKLab -> (3, ...) sRGB bytes; each channel is clipped, nan is dark."""
    red, green, blue = to_linear(*np.asarray(lab, np.float32))
    return np.stack([encode(red), encode(green), encode(blue)]).astype(np.uint8)


def fit(lightness: float, chroma: float, degrees: float) -> tuple[float, float, float]:
    """OKLab of the most colourful shade at this lightness and hue that sRGB can show, up to `chroma`."""
    low, high = 0.0, chroma
    if _inside(oklch(lightness, chroma, degrees)):
        return oklch(lightness, chroma, degrees)
    while high - low > 1e-5:
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(oklch(lightness, middle, degrees)) else (low, middle)
    return oklch(lightness, low, degrees)


def _inside(lab) -> bool:
    rgb = np.array(to_linear(*np.array(lab, np.float32)))
    return bool((rgb >= -1e-4).all() and (rgb <= 1 + 1e-4).all())


# Feelings as colour: eighths of the valence-arousal circle -> hue in degrees, linear between them (Jonauskaite & Mohr
# 2025 for the families, Wilms & Oberfeld 2018 for chroma; lightness carries valence, hue never carries it alone)
HUES = (340, 285, 235, 195, 145, 90, 55, 25, -20)  # from -180 degrees to 180
FIRST_HUE = F(HUES[0] / 360)
TURNING = tuple(F((there - here) / 45) for here, there in itertools.pairwise(HUES))  # hue by angle
HOME = 145.0  # degrees: the hue of whoever has not chosen one
HOME_WAY = F(math.cos(math.radians(HOME))), F(math.sin(math.radians(HOME)))
NEUTRAL = F(0.15)  # sureness below which a colour tells nothing


def of_feeling(valence, arousal, sure, home: float = HOME) -> np.ndarray:
    """(3, n) float32 OKLab of a feeling; (n,) valence and arousal -1..1, sure 0..1; nan stays nan.

    Lightness tells valence, chroma arousal; chroma and hue fade towards the wearer's own `home` hue
    as sureness falls, and below NEUTRAL the colour is grey.
    """
    own = F(math.cos(math.radians(home))), F(math.sin(math.radians(home)))
    return np.stack(mood(*(np.asarray(part, F) for part in (valence, arousal, sure)), *own))


@formula
def mood(valence, arousal, sure, own_x, own_y):
    """OKLab of a feeling as three float32; (own_x, own_y): the direction of the wearer's own hue."""
    rho = select(sure < NEUTRAL, F(0), select(sure > F(1), F(1), sure))
    reach = np.sqrt(valence * valence + arousal * arousal)
    reach = np.sqrt(select(reach > F(1), F(1), reach))
    hue = hue_of(turns.angle(valence, arousal))
    x, y = rho * turns.cosine(hue) + (F(1) - rho) * own_x, rho * turns.sine(hue) + (F(1) - rho) * own_y
    length = np.sqrt(x * x + y * y)
    chroma = reach * (F(0.06) + F(0.03) * (F(1) + arousal) + F(0.02) * (F(1) + valence)) * rho
    chroma = chroma / select(length > F(1e-9), length, F(1e-9))
    return F(0.64) + F(0.18) * valence, chroma * x, chroma * y


@formula
def hue_of(turn):
    """Hue in turns of a direction on the circle of feelings, -1/2..1/2."""
    hue = FIRST_HUE
    for eighth in range(8):
        part = turn - F(eighth / 8 - 0.5)
        part = select(part > F(0), part, F(0))
        hue = hue + TURNING[eighth] * select(part < F(0.125), part, F(0.125))
    return hue


# Machado, Oliveira & Fernandes 2009, severity 1, on linear sRGB rows
VISION = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def seen_by(vision: str, lab: np.ndarray) -> np.ndarray:
    """(3, ...) OKLab as a viewer with protan, deutan or tritan vision sees it, in OKLab."""
    rgb = np.stack(to_linear(*np.asarray(lab, np.float32))).astype(float)
    return from_linear(np.clip(np.tensordot(VISION[vision], np.clip(rgb, 0, 1), axes=1), 0, 1))


def apart(this: np.ndarray, that: np.ndarray) -> np.ndarray:
    """Delta E_OK: how far two OKLab colours are apart; about 0.02 is just seen."""
    return np.sqrt(((np.asarray(this, float) - np.asarray(that, float)) ** 2).sum(axis=0))
