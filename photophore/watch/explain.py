"""Which of eight explanations fits what was seen, how sure, and where it began."""

from typing import NamedTuple

import numpy as np

from photophore.watch import events as watched
from photophore.watch import hidden, level, scan, spread
from photophore.watch.episode import BEFORE, Episode, cut, log_mean, log_sum
from photophore.watch.events import FACTORS, Events, Kind
from photophore.watch.monitor import CALM, DAY, TRUST, Alarm, Monitor
from photophore.words import BadRequest

CAUSES = ("release", "glyph", "lot", "contact", "hub", "place", "hidden", "none")
UNKNOWN = "unknown"  # what is said where no cause is sure, and the name of whatever is none of them
SURE = 0.9  # chance from which on a cause is named
APART = 10.0  # how many times likelier than the next it must be
NAMED = 0.8  # chance of the level among its like from which on it is named
DOUBT = 0.004  # chance kept for each cause whatever the scores say, since no model is true
FEW = 0.04  # the same, shared out among the faults: with four, the least that alarm, nothing is sure
SAID = 0.02  # chance from which on a cause is told of
PATIENCE = 30.0  # seconds after the alarm that are looked at; later on what people did changes the picture
SOON = 4.0  # seconds after the alarm that tell who was first: whom an order lets rest later on passes nothing on
ROWS, MOMENTS = 5_000_000, 50_000  # of events, and of seconds with a sign, that are looked at: a minute's work
DAYS = 31.0  # that events may span
LOOKS = 600.0  # seconds at the end that are looked at where nothing alarmed; troubles are taken to come once a day
FIRST_IS = 0.5  # chance from which on a smile is named as the first that a hidden channel hit
SHARED = ("release", "glyph", "lot", "hub")
TOO_MUCH = "These are more events than can be looked at in one go"


class Ground(NamedTuple):
    """What speaks for a cause or against it, in figures; no single smile is named. pages.grounds has the words."""

    kind: str  # alarm, cause, first, near, alone, shared; calm, few, likest where nothing alarmed
    facts: dict[str, float | str]


class Explanation(NamedTuple):
    """What is the matter, with odds."""

    cause: str  # one of CAUSES, or "unknown"
    id: str | None  # the level's name; of contact the first smile's number; of hidden the factor that pairs them
    odds: dict[str, float]  # chance of each of CAUSES and of "unknown", none of them; they sum to 1
    source: int | None  # pseudonym of the smile where it began, as far as that means something
    detected_s: float | None  # when the monitor alarmed; None: never
    evidence: tuple[Ground, ...]  # the alarm first, then what speaks for the likeliest causes
    hidden: dict | None  # the hidden-channel report (watch.hidden), where smiles that never met failed in turn
    source_odds: float | None = None  # chance that it began at `source`, if the cause is right


class Scored(NamedTuple):
    """What each explanation makes of an episode."""

    scores: dict[str, float]  # logarithms of how much likelier it makes what was seen
    ids: dict[str, tuple[str | None, float]]  # the likeliest id of each, and its chance among its like
    origin: spread.Origin


def explain(events: Events, at: float | None = None) -> Explanation:
    """From what had been seen by `at` (default: all of it).

    Raises
    ------
    BadRequest
        The events do not hold together, or there are more of them than ROWS, MOMENTS and DAYS.
    """
    events = watched.ordered(watched.check(events if at is None else watched.until(events, at)))
    _bounded(events)
    alarms = alarms_in(events)
    if not alarms:
        return _calm(events)
    first = alarms[0]
    episode = episode_of(events, first)
    scored = score(episode, episode_of(events, first, SOON))
    odds = weigh(scored.scores, len(episode.at))
    cause, name = decide(odds, scored.ids)
    report = hidden.report(episode, scored.origin.orphans)
    source, sure = _source(episode, cause, scored)
    return Explanation(cause, name, odds, source, first.at, tell(episode, first, scored, odds, report),
                       report._asdict() | {"pairs": [pair._asdict() for pair in report.pairs]} if report else None,
                       sure)  # fmt: skip


def _bounded(events: Events) -> None:
    if events.count > ROWS:
        raise BadRequest(TOO_MUCH, f"{events.count:,} rows, {ROWS:,} at most", "cut the file, or tell --at a second")
    if events.count and events.at[-1] - events.at[0] > DAYS * DAY:
        raise BadRequest(TOO_MUCH, f"more than {DAYS:.0f} days", "cut the file, or tell --at a second")
    moments = len(np.unique(np.ceil(events.at[events.kind >= watched.FIRST_SIGN])))
    if moments > MOMENTS:
        raise BadRequest(TOO_MUCH, f"signs in {moments:,} seconds, {MOMENTS:,} at most", "cut the file")


def _calm(events: Events) -> Explanation:
    """Nothing alarmed: `none`, but with what a few faults lately would still be explained by."""
    faults = watched.onsets(events)
    lately = faults.at >= (end := float(events.at[-1]) if events.count else 0.0) - LOOKS
    if not lately.any():
        odds = weigh(dict.fromkeys((*CAUSES, UNKNOWN), -np.inf) | {"none": 0.0}, np.inf)
        return Explanation("none", None, odds, None, None, (Ground("calm", {}),), None)
    begin = max(float(events.at[0]), end - LOOKS)
    known = max(begin - float(events.at[0]), 0.0) * watched.fleet(events).n
    calm = (TRUST + int((~lately).sum())) / (TRUST / CALM + known)
    episode = cut(events, begin + BEFORE, end, calm)
    scores = score(episode).scores
    rare = np.log(DAY / LOOKS * len(CAUSES))  # how much likelier beforehand than any one trouble
    odds = weigh(scores | {"none": scores["none"] + rare}, max(len(episode.at), 1))
    many = int(lately.sum())
    told = [Ground("few", {"smiles": many})]
    likeliest = max(odds, key=odds.get)
    if likeliest != "none":
        told.append(Ground("likest", {"cause": likeliest}))
    return Explanation("none" if likeliest == "none" else UNKNOWN, None, odds, None, None, tuple(told), None)


def alarms_in(events: Events) -> list[Alarm]:
    """What a monitor would have said of the earliest trouble in these events, which are ordered."""
    if not events.count:
        return []
    monitor = Monitor(watched.pick(events, events.kind == Kind.ROSTER.code), float(np.floor(events.at[0])))
    signs = events.kind >= watched.FIRST_SIGN
    heard = watched.pick(events, signs | (events.kind == Kind.TOOK.code))
    seconds, begin = np.unique(np.ceil(events.at[signs])), 0
    ends = np.searchsorted(heard.at, seconds, side="right")
    for second, end in zip(seconds.tolist(), ends.tolist(), strict=True):
        now = max(second, monitor.now + 1.0)
        if alarms := monitor.hear(watched.pick(heard, slice(begin, end)), now):
            return alarms
        begin = end
    return []


def episode_of(events: Events, first: Alarm, patience: float = PATIENCE) -> Episode:
    """What belongs to an alarm: from a while before it began until so many seconds after it."""
    end = min(float(events.at[-1]), first.at + patience)
    onsets = watched.onsets(events)
    fleet = watched.fleet(events)
    before = (onsets.at < first.began - PATIENCE).sum()
    heard = max(first.began - PATIENCE - float(events.at[0]), 0.0) * fleet.n
    return cut(events, first.began, end, (TRUST + before) / (TRUST / CALM + heard))


def score(episode: Episode, early: Episode | None = None) -> Scored:
    """Every explanation, on the same faults; without any of a smile that the roster knows, all fit alike.

    early: the first of the episode, which tells who was the first smile of a contact; None: all of it does.
    """
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
    begun = spread.origin(early, spread.FINE) if early and len(early.at) else origin
    if len(begun.who):
        likeliest = int(np.argmax(begun.odds))
        ids["contact"] = (str(episode.fleet.smile[begun.who[likeliest]]), float(begun.odds[likeliest]))
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


def weigh(scores: dict[str, float], faults: float) -> dict[str, float]:
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


def _source(episode: Episode, cause: str, scored: Scored) -> tuple[int | None, float | None]:
    """Where it began, and the chance of that, if the cause is right; of a hidden channel only where that is likely."""
    if cause == "contact":
        name, sure = scored.ids["contact"]
        return int(name), sure
    if cause == "hidden" and len(episode.at):
        firsts = hidden.firsts(episode, FACTORS.index(scored.ids["hidden"][0]))
        likeliest = int(np.argmax(firsts))
        if firsts[likeliest] >= FIRST_IS:
            return _smile(episode, likeliest), float(firsts[likeliest])
    return None, None


def tell(
    episode: Episode, first: Alarm, scored: Scored, odds: dict, report: hidden.Report | None
) -> tuple[Ground, ...]:
    """The alarm first, then what speaks for the likeliest causes."""
    while_ = first.at - first.began + 1.0
    often, unit = usual(while_ / max(first.expected, 1e-12))
    told = [Ground("alarm", {"smiles": first.count, "factor": first.factor, "level": first.level,
                             "seconds": round(while_), "often": often, "unit": unit})]  # fmt: skip
    for kind in [kind for kind in sorted(odds, key=odds.get, reverse=True)[:3] if odds[kind] > SAID]:
        name = scored.ids.get(kind, (None, 0))[0] if kind not in ("contact", "none") else None
        told.append(Ground("cause", {"cause": kind, "level": name or "", "percent": round(100 * odds[kind], 1)}))
    if odds["contact"] > SAID:
        told.append(Ground("first", {"percent": round(100 * scored.ids["contact"][1])}))
    if (circle := scan.kulldorff(episode)) and circle.radius > 0 and circle.faults > 1:
        told.append(Ground("near", {"faults": circle.faults, "metres": round(circle.radius),
                                    "chance": round(circle.expected, 1)}))  # fmt: skip
    told.append(Ground("alone", {"faults": round(scored.origin.orphans.sum()), "all": len(episode.at)}))
    if report and report.chance < 1e-3:
        told.append(Ground("shared", {"faults": report.orphans, "shared": report.paired, "factor": report.factor,
                                      "chance": round(report.expected, 1)}))  # fmt: skip
    return tuple(told)


def usual(seconds: float) -> tuple[int, str]:
    """A while as people say it: 40 seconds, 4 hours, 3,000 years."""
    for unit, length in (("years", 365.25 * DAY), ("days", DAY), ("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 2 * length:
            return round(seconds / length), unit
    return round(max(seconds, 1.0)), "seconds"
