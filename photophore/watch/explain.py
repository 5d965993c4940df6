"""Which of eight explanations fits what was seen, how sure, and where it began."""

from typing import NamedTuple

import numpy as np

from photophore.watch import events as watched
from photophore.watch import hidden, level, scan, spread
from photophore.watch.episode import Episode, cut, log_mean, log_sum
from photophore.watch.events import FACTORS, Events, Kind
from photophore.watch.monitor import CALM, TRUST, Alarm, Monitor

CAUSES = ("release", "glyph", "lot", "contact", "hub", "place", "hidden", "none")
UNKNOWN = "unknown"  # what is said where no cause is sure, and the name of whatever is none of them
SURE = 0.9  # chance from which on a cause is named
APART = 10.0  # how many times likelier than the next it must be
NAMED = 0.8  # chance of the level among its like from which on it is named
DOUBT = 0.004  # chance kept for each cause whatever the scores say, since no model is true
FEW = 0.04  # the same, shared out among the faults: with four, the least that alarm, nothing is sure
SAID = 0.02  # chance from which on a cause is told of
PATIENCE = 30.0  # seconds after the alarm that are looked at; later on what people did changes the picture
SHARED = ("release", "glyph", "lot", "hub")


class Explanation(NamedTuple):
    """What is the matter, with odds."""

    cause: str  # one of CAUSES, or "unknown"
    id: str | None  # the level's name; of contact the first smile's number; of hidden the factor that pairs them
    odds: dict[str, float]  # chance of each of CAUSES and of "unknown", none of them; they sum to 1
    source: int | None  # pseudonym of the smile where it began, as far as that means something
    detected_s: float | None  # when the monitor alarmed; None: never
    evidence: tuple[str, ...]  # sentences for people
    hidden: dict | None  # the hidden-channel report (watch.hidden), where smiles that never met failed in turn


class Scored(NamedTuple):
    """What each explanation makes of an episode."""

    scores: dict[str, float]  # logarithms of how much likelier it makes what was seen
    ids: dict[str, tuple[str | None, float]]  # the likeliest id of each, and its chance among its like
    origin: spread.Origin


def explain(events: Events, at: float | None = None) -> Explanation:
    """From what had been seen by `at` (default: all of it). BadRequest where the events do not hold together."""
    events = watched.ordered(watched.check(events if at is None else watched.until(events, at)))
    alarms = alarms_in(events)
    if not alarms:
        odds = {cause: float(cause == "none") for cause in (*CAUSES, UNKNOWN)}
        return Explanation("none", None, odds, None, None, ("Nothing failed more often than it usually does.",), None)
    first = alarms[0]
    episode = episode_of(events, first)
    scored = score(episode)
    odds = weigh(scored.scores, len(episode.at))
    cause, name = decide(odds, scored.ids)
    report = hidden.report(episode, scored.origin.orphans)
    return Explanation(cause, name, odds, _source(episode, cause, scored), first.at,
                       tell(episode, alarms, scored, odds, report),
                       report._asdict() | {"pairs": [pair._asdict() for pair in report.pairs]} if report else None,
                       )  # fmt: skip


def alarms_in(events: Events) -> list[Alarm]:
    """What a monitor would have said of the earliest trouble in these events."""
    if not events.count:
        return []
    begin, told = float(np.floor(events.at[0])), events.kind >= watched.FIRST_SIGN
    monitor = Monitor(watched.pick(events, events.kind == Kind.ROSTER.code), begin)
    heard = watched.pick(events, told | (events.kind == Kind.TOOK.code))
    seconds = np.ceil(heard.at)
    for second in np.unique(seconds):
        now = max(second, monitor.now + 1.0)
        if alarms := monitor.hear(watched.pick(heard, seconds == second), now):
            return alarms
    return []


def episode_of(events: Events, first: Alarm) -> Episode:
    """What belongs to an alarm: from a while before it began until PATIENCE after it."""
    end = min(float(events.at[-1]), first.at + PATIENCE)
    onsets = watched.onsets(events)
    fleet = watched.fleet(events)
    before = (onsets.at < first.began - PATIENCE).sum()
    heard = max(first.began - PATIENCE - float(events.at[0]), 0.0) * fleet.n
    return cut(events, first.began, end, (TRUST + before) / (TRUST / CALM + heard))


def score(episode: Episode) -> Scored:
    """Every explanation, on the same faults; without any of a smile that the roster knows, all fit alike."""
    if not len(episode.at):
        nobody = spread.origin(episode)
        return Scored(dict.fromkeys((*CAUSES, UNKNOWN), 0.0), {cause: (None, 0.0) for cause in CAUSES}, nobody)
    scores, ids = {"none": 0.0}, {"none": (None, 1.0)}
    for kind in SHARED:
        told = level.score(episode, f := FACTORS.index(kind))
        scores[kind], ids[kind] = log_mean(told), _best(told, episode.fleet.names[f])
    told = scan.score(episode)
    scores["place"], ids["place"] = log_mean(told), _best(told, episode.fleet.names[scan.DISTRICT])
    told = np.array([hidden.score(episode, factor) for factor in range(len(FACTORS))])
    scores["hidden"], ids["hidden"] = log_mean(told), _best(told, FACTORS)
    origin = spread.origin(episode)
    scores["contact"] = origin.score
    ids["contact"] = (None, 0.0)
    if len(origin.who):
        likeliest = int(np.argmax(origin.odds))
        ids["contact"] = (str(_smile(episode, origin.who[likeliest])), float(origin.odds[likeliest]))
    scores[UNKNOWN] = log_mean(np.array(_else(episode)))
    return Scored(scores, ids, origin)


def _else(episode: Episode) -> list[float]:
    """Explanations that nobody can act on: all fail alike, it spreads along nothing, or one charger's smiles fail."""
    everybody = level.always(np.arange(episode.fleet.n))
    chargers = level.score(episode, FACTORS.index("charger"))
    return [level.of(episode, everybody), hidden.epidemic(episode), log_mean(chargers)]


def _best(told: np.ndarray, names: tuple[str, ...]) -> tuple[str | None, float]:
    if not len(told) or not np.isfinite(told.max()):
        return None, 0.0
    return names[int(np.argmax(told))], float(np.exp(told.max() - log_sum(told)))


def _smile(episode: Episode, place: int | np.integer) -> int:
    return int(episode.fleet.smile[episode.who[place]])


def weigh(scores: dict[str, float], faults: int) -> dict[str, float]:
    """Chances that sum to 1: every explanation is as likely beforehand, and none is ever quite out of the question."""
    kinds = (*CAUSES, UNKNOWN)
    told = np.array([scores[kind] for kind in kinds])
    shares = np.exp(told - log_sum(told))
    doubt = DOUBT + FEW / max(faults, 1)
    shares = doubt + (1 - doubt * len(kinds)) * shares
    return dict(zip(kinds, (shares / shares.sum()).tolist(), strict=True))


def decide(odds: dict[str, float], ids: dict) -> tuple[str, str | None]:
    """The cause and its id; "unknown" where the likeliest is not SURE or the next not APART, or its id is in doubt."""
    first, second = sorted(odds, key=odds.get, reverse=True)[:2]
    if first == UNKNOWN or odds[first] < SURE or odds[first] < APART * odds[second]:
        return UNKNOWN, None
    name, sure = ids[first]
    return (first, name) if sure >= NAMED or first == "contact" else (UNKNOWN, None)


def _source(episode: Episode, cause: str, scored: Scored) -> int | None:
    if cause == "contact":
        return int(scored.ids["contact"][0])
    if cause == "hidden" and len(episode.at):
        return _smile(episode, 0)
    return None


def tell(episode: Episode, alarms: list[Alarm], scored: Scored, odds: dict, report: hidden.Report | None) -> tuple:
    """Sentences for people, the alarm first, then what speaks for the likeliest causes."""
    first = alarms[0]
    of = f"of {first.factor} {first.level}" if first.level else "of the fleet"
    told = [f"At {first.at:.0f} s: {first.count} smiles {of} had failed since {first.began:.0f} s; "
            f"{first.expected:.2g} are usual."]  # fmt: skip
    for kind in [kind for kind in sorted(odds, key=odds.get, reverse=True)[:3] if odds[kind] > SAID]:
        name = scored.ids.get(kind, (None, 0))[0]
        told.append(f"{kind}{f' {name}' if name else ''}: {odds[kind]:.1%}.")
    if odds["contact"] > SAID:
        told.append(_firsts(episode, scored.origin))
    if circle := scan.kulldorff(episode):
        told.append(f"Thickest: {circle.faults} faults within {circle.radius:.0f} m; {circle.expected:.1f} "
                    "would be there by chance.")  # fmt: skip
    alone = float(scored.origin.orphans.sum())
    told.append(f"{alone:.0f} of {len(episode.at)} faults are not explained by any meeting.")
    if report and report.chance < 1e-3:
        told.append(f"{report.paired} of {report.orphans} orphans share a {report.factor} with an earlier fault; "
                    f"{report.expected:.1f} would by chance.")  # fmt: skip
    return tuple(told)


def _firsts(episode: Episode, origin: spread.Origin) -> str:
    likely = np.argsort(-origin.odds, kind="stable")[:3]
    firsts = [f"smile {_smile(episode, origin.who[s])} ({origin.odds[s]:.0%})" for s in likely]
    return f"If it was caught, the first was {', or '.join(firsts)}."
