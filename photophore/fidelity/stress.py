"""Do hearts and skins tell stress from rest? Held against recorded people with a known task, one left out at a time.

A window is one whole minute of one person, in which the heart was felt for half of the time, the skin too, and the
label says one thing for more than half of it. People are those who have at least MINUTES windows, some of stress
and some of rest; whoever is left out is named with the reason. Stress is the table's Label, or, for who has none, the
time between the first and second, third and fourth, fifth and sixth press of the band's button (Stroop test,
interview, hyperventilation), where all six lie in order within the recording.

Each window says three things: heart rate (from beat intervals where they cover 60 % of the minute, else the device's
own), ln of the skin's level, ln of its drive. A logistic fusion of the three is fitted on everybody else.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from photophore.devices.band import MINUTE, STEP
from photophore.devices.recording import LONGEST, Person, read
from photophore.sense import heart, skin, usual
from photophore.words import BadRecording, Check

SOURCE = "recordings as in Stress-Predict (italha-d/Stress-Predict-Dataset, MIT), each person left out in turn"
MINUTES = 10  # windows of a person at least
PEOPLE = 3  # at least: fit on two, judge the third
RIDGE = 1.0  # weight of the L2 penalty, in windows
SHUFFLES = 20  # random labels whose mean is told
SEED = 6
NAMES = ("hr", "level", "drive")
SENSORS = (usual.HEART, usual.LEVEL, usual.DRIVE)


class Windows(NamedTuple):
    """w minutes of all people, in the order of people and time."""

    who: np.ndarray  # (w,) int, place in names
    stress: np.ndarray  # (w,) bool
    value: np.ndarray  # (w, 3) float64 beats per minute, ln microsiemens, ln microsiemens a minute
    names: tuple[str, ...]
    left_out: dict[str, str]  # name -> why


def measure(folder: str | Path) -> dict:
    """Everything, as `bench stress --json` prints it."""
    windows = gather(folder)
    session, causal = standing(windows), learned(windows)
    raw = (windows.value - windows.value.mean(axis=0)) / windows.value.std(axis=0)
    alone = [_auc_left_out(windows, session[:, [place]]) for place in range(3)]
    return {
        "people": len(windows.names),
        "windows": int(windows.who.size),
        "stress_share": round(float(windows.stress.mean()), 4),
        "auc_session": _auc_left_out(windows, session),
        "auc_causal": _auc_left_out(windows, causal),
        "auc_raw": _auc_left_out(windows, raw),
        "auc_shuffled": _auc_shuffled(windows, session),
        "auc_hr": alone[0],
        "auc_skin": _auc_left_out(windows, session[:, 1:]),
        "auc_level": alone[1],
        "auc_drive": alone[2],
        "left_out": windows.left_out,
    }


def checks(figures: dict) -> list[Check]:
    """The same, as claims."""
    people, rows = f"{figures['people']} people, {figures['windows']} minutes", []
    for key, name, what, least, most in (
        ("S1", "auc_session", "heart and skin tell stress from rest in people never seen, against their own usual",
         0.70, 1.0),
        ("S1 raw", "auc_raw", "without anybody's own usual they tell less", 0.0, 0.66),
        ("S6", "auc_shuffled", "with shuffled labels they tell nothing", 0.47, 0.53),
        ("S1 causal", "auc_causal", "the same, usual learned from past moments only, as the product does", None, 0),
    ):  # fmt: skip
        target = "reported" if least is None else f"area under the curve {least:.2f} to {most:.2f}"
        ok = None if least is None else least <= figures[name] <= most
        rows.append(Check(key, what, SOURCE, target, f"{figures[name]:.3f} ({people})", ok))
    return rows


def gather(folder: str | Path) -> Windows:
    """The windows of a folder. BadRecording where fewer than three people have any."""
    recording = read(folder)
    kept, left_out = [], {}
    for person in recording.people:
        stress, value, why = minutes(person)
        if why:
            left_out[person.name] = why
        else:
            kept.append((person.name, stress, value))
    if len(kept) < PEOPLE:
        reasons = "; ".join(f"{name}: {why}" for name, why in list(left_out.items())[:4])
        what = f"{len(kept)} people have heart, skin conductance and a stress label, and {PEOPLE} are needed"
        hint = "Lay raw/NAME/EDA.csv beside the table, both with the time in unix seconds. Left out: "
        raise BadRecording(what, str(folder), hint + (reasons or "nobody"))
    who = np.repeat(np.arange(len(kept)), [stress.size for _, stress, _ in kept])
    stress, value = (np.concatenate([one[place] for one in kept]) for place in (1, 2))
    return Windows(who, stress, value, tuple(name for name, _, _ in kept), left_out)


def minutes(person: Person) -> tuple[np.ndarray, np.ndarray, str]:
    """One person's windows: (w,) stress, (w, 3) values, and why this person cannot be judged ("" where they can)."""
    number = int(min(person.length, LONGEST) // MINUTE)
    place = np.clip((person.seconds // MINUTE).astype(int), 0, number)  # the last minute is not whole
    label = labels(person)
    rate, beats = _mean(person.bpm, place, number), _mean(np.isfinite(person.bpm), place, number)
    told, said = _mean(label, place, number), _mean(np.isfinite(label), place, number)
    every = slice(None, None, round(MINUTE / STEP))
    felt = person.felt
    ms, covered = felt.beats[every][:number].T if felt.ends.size else np.full((2, number), np.nan)
    level, drive = felt.skin[every][:number, :2].T if felt.ends.size else np.full((2, number), np.nan)
    rate = np.where(covered >= heart.COVERED, 60_000 / ms, rate)
    value = np.stack([rate, skin.of_level(level), skin.of_drive(drive)], axis=1)
    whole = np.isfinite(value).all(axis=1) & (beats >= 0.5)
    clear = (said >= 0.5) & (told != 0.5)
    if not np.isfinite(level).any():
        return told, value, felt.dry.what if felt.dry else "no skin conductance at the time of the heart rates"
    kept = whole & clear
    stress = told[kept] > 0.5
    if not clear.any():
        return stress, value, "no stress label, and no six tags in order"
    if kept.sum() < MINUTES or stress.all() or not stress.any():
        return stress, value, f"only {int(kept.sum())} whole minutes, {int(stress.sum())} of them of stress"
    return stress, value[kept].astype(float), ""


def labels(person: Person) -> np.ndarray:
    """(k,) 1 stress, 0 rest, nan unknown, of each heart rate: the table's, else by the tags."""
    if np.isfinite(person.label).any():
        return person.label
    tags = person.tags[:6]
    if tags.size < 6 or not (np.diff(tags) > 0).all() or tags[0] < 0 or tags[-1] > person.length:
        return np.full(person.seconds.size, np.nan, np.float32)
    return (np.searchsorted(tags, person.seconds, "right") % 2).astype(np.float32)


def _mean(column: np.ndarray, place: np.ndarray, number: int) -> np.ndarray:
    """(number,) mean of what is there in each minute; nan where nothing is."""
    there = np.isfinite(column)
    whole = np.bincount(place[there], column[there].astype(float), number + 1)[:number]
    parts = np.bincount(place[there], minlength=number + 1)[:number]
    return np.where(parts > 0, whole / np.maximum(parts, 1), np.nan)


def standing(windows: Windows) -> np.ndarray:
    """(w, 3) SD from each person's own mean over the whole session: what is usual is known beforehand."""
    out = np.empty_like(windows.value)
    for place in range(len(windows.names)):
        mine = windows.who == place
        value = windows.value[mine]
        out[mine] = (value - value.mean(axis=0)) / np.maximum(value.std(axis=0), 1e-9)
    return out


def learned(windows: Windows) -> np.ndarray:
    """(w, 3) SD from what was usual until then: the product's own baseline, minute by minute, past moments only."""
    out = np.empty_like(windows.value)
    minute = np.concatenate([np.arange(count) for count in np.bincount(windows.who)])
    for column, sensor in enumerate(SENSORS):
        mine = usual.start(len(windows.names), sensor)
        for now in range(int(minute.max()) + 1):
            these = np.flatnonzero(minute == now)
            row, level = windows.who[these], windows.value[these, column]
            out[these, column] = (level - mine.mean[row]) / mine.spread[row]
            usual.read(mine, sensor, row, level, np.full(row.size, MINUTE))
    return out


def fit(value: np.ndarray, stress: np.ndarray) -> np.ndarray:
    """(features + 1,) weights of a logistic model with a ridge, by Newton's steps; the last is the constant."""
    columns = np.column_stack([value, np.ones(len(value))])
    weights = np.zeros(columns.shape[1])
    ridge = RIDGE * np.diag([1.0] * value.shape[1] + [1e-6])
    for _ in range(25):
        likely = 1 / (1 + np.exp(-np.clip(columns @ weights, -30, 30)))
        slope = columns.T @ (likely - stress) + ridge @ weights
        curve = (columns * (likely * (1 - likely))[:, None]).T @ columns + ridge
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if abs(step).max() < 1e-9:
            break
    return weights


def auc(score: np.ndarray, stress: np.ndarray) -> float:
    """Area under the curve: how often a minute of stress scores above one of rest, ties as one half."""
    _, place, number = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(number) - (number - 1) / 2)[place]
    yes = int(stress.sum())
    return float((rank[stress].sum() - yes * (yes + 1) / 2) / (yes * (stress.size - yes)))


def left_out(windows: Windows, value: np.ndarray, stress: np.ndarray) -> np.ndarray:
    """(w,) scores of each person by a model of everybody else."""
    score = np.empty(stress.size)
    for place in range(len(windows.names)):
        mine = windows.who == place
        weights = fit(value[~mine], stress[~mine])
        score[mine] = value[mine] @ weights[:-1] + weights[-1]
    return score


def _auc_left_out(windows: Windows, value: np.ndarray) -> float:
    return round(auc(left_out(windows, value, windows.stress), windows.stress), 4)


def _auc_shuffled(windows: Windows, value: np.ndarray) -> float:
    """The same with each person's labels shuffled: nothing may be told."""
    dice, areas = np.random.default_rng(SEED), []
    for _ in range(SHUFFLES):
        stress = windows.stress.copy()
        for place in range(len(windows.names)):
            mine = windows.who == place
            stress[mine] = dice.permutation(stress[mine])
        areas.append(auc(left_out(windows, value, stress), stress))
    return round(float(np.mean(areas)), 4)
