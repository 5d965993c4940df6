"""What is usual for a wearer, sensor by sensor, and how much of a feeling each sensor tells of this wearer.

A sensor is read against the wearer's own usual, never against other people's. How strongly, and in which direction, it
goes along with a feeling differs from person to person by as much as its mean (specs/feeling.md 2.1): so each wearer's
gain is learned from their own word, begins as people at large have it, and its sign may turn. What is not yet known of
usual and gain is counted as noise that lasts.
"""

from typing import NamedTuple

import numpy as np

F = np.float32
HOUR = 3600.0  # seconds


class Felt(NamedTuple):
    """How the axis that a sensor tells of moves within a person; specs/feeling.md 1.3."""

    axis: int  # 0 valence, 1 arousal
    sd: float  # of fast affect and mood together
    seconds: float  # in which fast affect fades to 1/e


VALENCE = Felt(0, 0.2640, 4 * HOUR)
AROUSAL = Felt(1, 0.2154, 3 * HOUR)


class Sensor(NamedTuple):
    """One kind of reading, in people at large."""

    felt: Felt
    r: float  # correlation with what is felt, within a person; specs/feeling.md 2.1
    error: float  # seconds that its errors last; specs/feeling.md 2.1
    mean: float  # what is usual in people, in the sensor's own unit
    spread: float  # SD of moments about a person's own usual
    least: float  # and what that SD is at least
    most: float  # ... at most
    worth: float  # how many independent readings the mean of people is worth: (SD of moments / SD of people)**2


HEART = Sensor(AROUSAL, 0.24, 120.0, 75.0, 10.0, 3.0, 25.0, 1.0)  # beats per minute, a device's own stream
BEATS = HEART._replace(r=0.42)  # the same from good beat intervals: a better instrument, one usual
LEVEL = Sensor(AROUSAL, 0.30, 480.0, -0.5, 0.45, 0.10, 1.5, 0.22)  # ln microsiemens
DRIVE = Sensor(AROUSAL, 0.22, 120.0, -1.5, 1.0, 0.20, 2.0, 1.0)  # ln (microsiemens a minute + skin.RISE)
TEXT = Sensor(VALENCE, 0.25, 60.0, 0.10, 0.35, 0.15, 0.6, 1.0)  # VADER's compound; an error lasts a message

SPREAD_WORTH = 5.0  # the people's spread is worth five independent readings
LEARNED = 60 * HOUR  # of wearing, the most that a mean is worth: longer than a mood lasts, so that a mood still shows
# A usual is learned from the very sensor that it judges: it takes part of a feeling for what is usual, and errs for
# hours in one direction. Counted as noise, so much that 90 % intervals of simulated wearers hold what they felt
# (tests/sense/test_feeling.py).
DOUBT, DOUBT_HALF = 5.0, 10 * HOUR  # times the noise, at first; half of it after so many seconds of wearing

GAIN_SPREAD = 0.8  # SD of a wearer's gain over the gain of people; specs/feeling.md 2.2
R_LEAST, R_MOST = 0.02, 0.90  # of a wearer: weaker tells nothing, and no body tells more
LATELY = 300.0  # seconds over which a sensor is averaged before it is held against a word
HEARD = 120.0  # seconds after which a sensor says nothing of the moment of a word
TRUST = 0.5  # share of what a word says of a moment that is felt, the rest is the word's own noise: .046 / (.046 + .04)


class Usual(NamedTuple):
    """One sensor of each row. Buffers that the caller owns, updated in place."""

    mean: np.ndarray  # (n,) float32 usual for this wearer, in the sensor's unit
    spread: np.ndarray  # (n,) float32 SD about it
    learned: np.ndarray  # (n,) float32 how many independent readings the mean is worth
    gain: np.ndarray  # (n,) float32 this wearer's gain over the gain of people; below 0 where it goes the other way
    vague: np.ndarray  # (n,) float32 variance of that
    lately: np.ndarray  # (n,) float32 mean of the last minutes, in SD from what is usual
    passed_at: np.ndarray  # (n,) int64 tick of the last reading passed on; -1 none


def start(n: int, sensor: Sensor) -> Usual:
    """As people at large."""
    return Usual(
        np.full(n, sensor.mean, F), np.full(n, sensor.spread, F), np.full(n, sensor.worth, F), np.ones(n, F),
        np.full(n, GAIN_SPREAD**2, F), np.zeros(n, F), np.full(n, -1, np.int64),
    )  # fmt: skip


def read(usual: Usual, sensor: Sensor, row: np.ndarray, level: np.ndarray, seconds: np.ndarray):
    """Levels (k,), one a row, each `seconds` after the one before -> (value, noise) (k,) float64 on the axis -1..1.

    And what they teach of what is usual. A stream whose errors last tau, read each dt, is worth one reading each
    2 tau: noise times 2 tau / dt keeps the filter honest (specs/feeling.md 2.2). Noise is inf where a wearer's gain is
    so small that the sensor tells nothing. seconds: (k,), inf at the first.
    """
    mean, spread, learned = (column[row].astype(float) for column in (usual.mean, usual.spread, usual.learned))
    off = level - mean
    worth = np.minimum(seconds, sensor.error) / (2 * sensor.error)
    value, noise = _told(usual, sensor, row, off / spread, seconds)
    share = np.minimum(seconds, 1e9) / (np.minimum(seconds, 1e9) + LATELY)
    usual.lately[row] += share * (off / spread - usual.lately[row])
    usual.mean[row] = mean + off * worth / (learned + worth)
    known = learned + SPREAD_WORTH - sensor.worth + worth
    width = np.sqrt(np.maximum(spread**2 + (off**2 - spread**2) * worth / known, 0.0))
    usual.spread[row] = np.clip(width, sensor.least, sensor.most)
    usual.learned[row] = np.minimum(learned + worth, LEARNED / (2 * sensor.error))
    return value, noise


def _told(usual: Usual, sensor: Sensor, row, off, seconds):
    """Distances from what is usual, in SD (k,) -> (value, noise)."""
    worth = np.minimum(seconds, sensor.error) / (2 * sensor.error)
    gain, felt = usual.gain[row].astype(float), sensor.felt
    r = np.clip(sensor.r * gain, -R_MOST, R_MOST)
    tells = abs(r) >= R_LEAST
    r, gain = np.where(tells, r, 1.0), np.where(tells, gain, 1.0)
    half = DOUBT_HALF / (2 * sensor.error)
    lasting = (1 - r * r) / (r * r) * (1 + DOUBT / (1 + usual.learned[row] / half)) / worth
    vague = usual.vague[row] / (gain * gain) * np.maximum(1.0, 2 * felt.seconds / seconds)
    return off * felt.sd / r, np.where(tells, (lasting + vague) * felt.sd**2, np.inf)


def teach(usual: Usual, sensor: Sensor, row: np.ndarray, said: np.ndarray, heard: np.ndarray) -> None:
    """Hold sensors against words: said (k,) SD of what is felt from the wearer's own usual; heard (k,) bool, lately.

    A regression of the sensor's last minutes on what the words make likely, shrunk towards people's gain.
    """
    row, said = row[heard], said[heard].astype(float) * TRUST
    if not row.size:
        return
    rest = sensor.error / (sensor.error + LATELY) + 1 / usual.learned[row]  # of the mean of the last minutes
    vague, told = usual.vague[row].astype(float), sensor.r * said
    weight = told * vague / (told * told * vague + rest)
    gain = usual.gain[row] + weight * (usual.lately[row] - told * usual.gain[row])
    usual.gain[row] = np.clip(gain, -R_MOST / sensor.r, R_MOST / sensor.r)
    usual.vague[row] = vague * (1 - weight * told)
