"""A piece for a crowd: calls by the clock, each with attack, hold, release, chance and group. No music is needed.

The vocabulary is that of stadium bracelets (specs/light.md 4.1): who is called passes into a design, stays, and passes
back. A row is in one call at a time; who is in one hears no other. What is worn still goes by the guard, and a design
in a score may need to know nothing of anyone: a crowd's light tells nobody's feeling.

    score      low-water
    says       The meadow wakes in patches, and goes home with the tide.
    call       0     firefly  attack 3 hold 8 release 5 chance 0.4
    call       0:12  ripples  attack 2 hold 6 release 4 group 3
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, final

import numpy as np

from photophore import chance
from photophore.glyph import tree
from photophore.glyph.lexicon import nearest
from photophore.glyph.tree import BY, NAME, SAYS, Glyph
from photophore.light import paint
from photophore.words import BadGlyph, BadScore, Tick, Worn

F = np.float32
LEAST = 0.3  # seconds of attack, hold and release; 3 of them make a rise and a fall, and the guard counts 3 a second
LONGEST = 600.0  # seconds of the same
LAST = 3600.0  # seconds: the latest call
CALLS = 500  # in one score
LENGTH = 40_000  # characters of a text
GROUPS = 1024  # as many as a loop keeps (ground.GROUPS)
EVERYONE = -1  # as a group
DRAW = 90  # use of chance: who of a group is called
PARTS = ("attack", "hold", "release", "chance", "group")
DEFAULTS = (1.0, 2.0, 1.0, 1.0, EVERYONE)
NUMBER = re.compile(r"\d{1,6}(?:\.\d+)?\Z", re.ASCII)
CLOCK = re.compile(r"(?:(\d{1,3}):(?=[0-5]\d))?(\d{1,4}(?:\.\d+)?)\Z", re.ASCII)
COMES, STAYS, GOES, GONE = range(4)
FREE = -(1 << 62)  # tick from which a row that was never called is free


@dataclass(frozen=True)
class Call:
    """Somebody is called: from `at` on, they pass into a design, hold it, and pass back."""

    at: float  # seconds after the score begins
    glyph: Glyph
    attack: float = DEFAULTS[0]  # seconds
    hold: float = DEFAULTS[1]  # seconds
    release: float = DEFAULTS[2]  # seconds
    chance: float = DEFAULTS[3]  # 0..1: how many of the group, drawn anew for each call
    group: int = DEFAULTS[4]  # gathering, as words.Worn.group; EVERYONE calls all

    def __post_init__(self):
        if not 0 <= self.at <= LAST:
            raise BadScore("A call begins too late", "", f"Choose 0 to {LAST:g} seconds.")
        for name in PARTS[:3]:
            if not LEAST <= getattr(self, name) <= LONGEST:
                raise BadScore(f"A call cannot have {name} {getattr(self, name):g}", "",
                               f"Choose {LEAST:g} to {LONGEST:g} seconds: the guard holds back what is quicker.")
        if not 0 <= self.chance <= 1:
            raise BadScore(f"A call cannot have chance {self.chance:g}", "", "Choose 0 to 1: 1 calls all of them.")
        if self.group != EVERYONE and not 0 <= self.group < GROUPS:
            raise BadScore(f"There is no group {self.group}", "", f"Choose 0 to {GROUPS - 1}, or none for everyone.")
        if self.glyph.needs:
            raise BadScore(f"A score cannot show {self.glyph.name}: it needs {', '.join(self.glyph.needs)}", "",
                           "Choose a design that needs to know nothing of anyone.")  # fmt: skip

    @property
    def seconds(self) -> float:
        """How long it takes, from the first light to the last."""
        return self.attack + self.hold + self.release

    def ticks(self, fps: int) -> tuple[int, int, int]:
        """Attack, hold and release in frames."""
        return tuple(max(1, round(part * fps)) for part in (self.attack, self.hold, self.release))

    def share(self, late: int, fps: int) -> float:
        """How far the design has come in, 0..1, `late` frames after the call began."""
        attack, hold, release = self.ticks(fps)
        return max(0.0, min(late / attack, 1.0, (attack + hold + release - late) / release))


@dataclass(frozen=True)
class Score:
    """Calls in the order of their times."""

    name: str
    calls: tuple[Call, ...]
    by: str = ""
    says: str = ""

    def __post_init__(self):
        if not NAME.match(self.name):
            raise BadScore("A score's name is not right", repr(self.name[:40]), "Use small letters, digits, - and _.")
        for line, text, most in (("by", self.by, BY), ("says", self.says, SAYS)):
            if len(text) > most or not text.isprintable() or text != " ".join(text.split()):
                raise BadScore(f"The line `{line}` is not right", "", f"Use one line of at most {most} characters.")
        if not 1 <= len(self.calls) <= CALLS:
            raise BadScore(f"A score has 1 to {CALLS} calls, not {len(self.calls)}", "", "Write: call 0 ripples")
        object.__setattr__(self, "calls", tuple(sorted(self.calls, key=lambda call: call.at)))

    @property
    def seconds(self) -> float:
        """When the last light is back where it came from."""
        return max(call.at + call.seconds for call in self.calls)

    def around(self, seconds: float) -> tuple[list[Call], Call | None]:
        """The calls that are in, so many seconds after it began, and the one that comes next; None after the last."""
        now = [call for call in self.calls if call.at <= seconds < call.at + call.seconds]
        return now, next((call for call in self.calls if call.at > seconds), None)


# --- text


def read(text: str, designs: Mapping[str, Glyph]) -> Score:
    """The score that a text tells; designs: what its names mean. BadScore says what is wrong, and on which line."""
    if len(text) > LENGTH:
        raise BadScore("The text is too long", f"{len(text)} of at most {LENGTH} characters", "Say it shorter.")
    told, calls = {}, []
    for count, line in enumerate(text.splitlines(), 1):
        head, _, rest = (line.strip() if line.startswith(("by", "says")) else line.split("#")[0].strip()).partition(" ")
        try:
            if head == "call":
                calls.append(_call(rest.split(), designs))
            elif head:
                _tell(told, head, " ".join(rest.split()))
            if len(calls) > CALLS:
                raise BadScore(f"A score has at most {CALLS} calls", "", "Say it with fewer.")
        except (BadScore, BadGlyph) as error:
            raise BadScore(error.what, f"line {count}", error.try_) from None
    if "score" not in told:
        raise BadScore("The line `score` is missing", "", "Add: score low-water")
    return Score(told["score"], tuple(calls), told.get("by", ""), told.get("says", ""))


def _tell(told: dict, head: str, rest: str) -> None:
    if head not in ("score", "by", "says"):
        raise BadScore(f"A line cannot begin with {head[:40]}", "", nearest(head[:40], ("score", "by", "says", "call")))
    if head in told:
        raise BadScore(f"The line `{head}` stands here twice", "", "Keep one of them.")
    told[head] = rest


def _call(words: list[str], designs: Mapping[str, Glyph]) -> Call:
    how = "Write: call 0:12 ripples attack 2 hold 6 release 4 chance 0.5 group 3"
    clock = CLOCK.match(words[0]) if words else None
    if not clock or len(words) < 2:
        raise BadScore("A call needs a time and a design", "", how)
    if words[1] not in designs:
        raise BadScore(f"There is no design {words[1][:40]}", "", nearest(words[1][:40], tuple(designs)))
    rest = words[2:]
    moved = [word.partition("=") for word in rest if "=" in word]
    rest = [word for word in rest if "=" not in word]
    glyph = tree.set_(designs[words[1]], {name: _number(name, value) for name, _, value in moved})
    parts = dict(zip(rest[::2], rest[1::2], strict=False))
    for name in rest[::2]:
        if name not in PARTS:
            raise BadScore(f"A call has no {name[:40]}", "", nearest(name[:40], PARTS))
    if len(parts) * 2 != len(rest):
        raise BadScore("A call says something twice, or half of something", "", how)
    values = {name: _number(name, value) for name, value in parts.items()}
    if values.get("group", 0) % 1:
        raise BadScore("A group is a whole number", "", how)
    values |= {"group": int(values["group"])} if "group" in values else {}
    return Call(60.0 * int(clock[1] or 0) + float(clock[2]), glyph, **values)


def _number(name: str, text: str) -> float:
    if not NUMBER.match(text.removeprefix("-")):
        raise BadScore(f"{name[:40]} needs a number, not {text[:40] or 'nothing'}", "", f"Write {name[:40]} 0.5.")
    return float(text)


def say(score: Score, designs: Mapping[str, Glyph]) -> str:
    """The text of a score; `read(say(score, designs), designs) == score`."""
    lines = [("score", score.name), ("by", score.by), ("says", score.says)]
    for call in score.calls:
        plain = designs[call.glyph.name]
        moved = [f"{one.name}={_plain(one.value)}" for one in call.glyph.sliders if one not in plain.sliders]
        parts = [f"{name} {_plain(getattr(call, name))}" for name, usual in zip(PARTS, DEFAULTS, strict=True)
                 if getattr(call, name) != usual]  # fmt: skip
        lines.append(("call", " ".join([_plain(call.at), call.glyph.name, *moved, *parts])))
    return "".join(f"{tell:<10} {rest}\n" for tell, rest in lines if rest)


def _plain(value: float) -> str:
    return np.format_float_positional(value, trim="-")


# --- who is called


class Crowd(NamedTuple):
    """k rows for whom a score is played."""

    smile: np.ndarray  # (k,) uint32 a smile's own number, by which chance knows it
    group: np.ndarray  # (k,) int32 gathering; -1 none


class Playing(NamedTuple):
    """What a score makes of a crowd now."""

    call: np.ndarray  # (k,) int16 place in score.calls; -1: in none, wears its own
    share: np.ndarray  # (k,) float32 how far the call's design has come in, 0..1; 0 where in none


def called(score: Score, place: int, crowd: Crowd, seed: int) -> np.ndarray:
    """(k,) bool: whom a call means; the same for the same seed, smile and call."""
    call = score.calls[place]
    drawn = chance.draw(seed, crowd.smile, place, DRAW) < F(call.chance)
    return drawn if call.group == EVERYONE else drawn & (crowd.group == call.group)


def playing(score: Score, tick: Tick, crowd: Crowd, seed: int, begun: int = 0) -> Playing:
    """The plain account, from nothing but the time: begun is the tick at which the score began."""
    k = len(crowd.smile)
    call, free = np.full(k, -1, np.int16), np.full(k, FREE, np.int64)
    for place, one in enumerate(score.calls):
        first = begun + round(one.at * tick.fps)
        if first > tick.count:
            break
        mine = called(score, place, crowd, seed) & (free <= first)
        free[mine] = first + sum(one.ticks(tick.fps))
        call[mine] = place
    call[free <= tick.count] = -1
    late = [tick.count - begun - round(one.at * tick.fps) for one in score.calls]
    shares = [one.share(ago, tick.fps) for one, ago in zip(score.calls, late, strict=True)]
    return Playing(call, np.array([*shares, 0.0], F)[call])


# --- playing it


@final
class Player:
    """Plays a score on rows of Worn, a tick after a tick: `playing`, but it also gives each row its own design back.

    Rows that wear nothing, or just pass from one design into another, are not called. Whoever chooses a design while
    in a call leaves the call. KNOWN: a fade moves in paint.FADE * fps steps, however long it takes.
    """

    def __init__(self, score: Score, places: list[int], crowd: tuple[Worn, np.ndarray], begun: int, seed: int):
        """places: where the calls' designs stand in the deck; crowd: what is worn now, and (k,) rows to be called;
        begun: tick at which it begins.
        """
        self.score, self.places, self.begun, self.seed = score, places, begun, seed
        worn, self.rows = crowd
        k = self.rows.size
        self.crowd = Crowd(worn.seed[self.rows], worn.group[self.rows])
        self.free = np.full(k, FREE, np.int64)  # tick from which each can be called
        self.call = np.full(k, -1, np.int16)  # which each is in
        self.own = np.full(k, -1, np.int16)  # place in the deck of what each wears by itself, while in a call
        self.at = np.full(worn.glyph.size, -1, np.int32)  # row -> its place here
        self.at[self.rows] = np.arange(k)
        self.next = 0  # the call that has not begun
        self.active: dict[int, np.ndarray] = {}  # call -> places here of those who are in it
        self.stage: dict[int, int] = {}  # call -> COMES, STAYS or GOES, as worn already says
        self.parted = False  # whether somebody left a call since the last tick

    @property
    def over(self) -> bool:
        """Whether everyone has their own design back, and nobody will be called."""
        return self.next == len(self.score.calls) and not self.active

    @property
    def kept(self) -> np.ndarray:
        """Places in the deck that it still needs."""
        return np.union1d(self.places, self.own[self.call >= 0])

    def step(self, worn: Worn, tick: Tick) -> None:
        """Everyone's glyph and fade for this tick."""
        for call, mine in list(self.active.items()):
            if self.parted:
                self.active[call] = mine[self.call[mine] == call]
            self._fade(call, worn, tick)
        self.parted = False
        while self.next < len(self.score.calls) and self._first(self.next, tick.fps) <= tick.count:
            self._begin(self.next, worn, tick)
            self._fade(self.next, worn, tick)
            self.next += 1

    def _first(self, call: int, fps: int) -> int:
        return self.begun + round(self.score.calls[call].at * fps)

    def _begin(self, call: int, worn: Worn, tick: Tick) -> None:
        first = self._first(call, tick.fps)
        ready = (worn.glyph[self.rows] >= 0) & (worn.before[self.rows] < 0) & (self.free <= first) & (self.call < 0)
        mine = np.flatnonzero(ready & called(self.score, call, self.crowd, self.seed))
        self.free[mine] = first + sum(self.score.calls[call].ticks(tick.fps))
        self.call[mine], self.own[mine] = call, worn.glyph[self.rows[mine]]
        self.active[call] = mine

    def _fade(self, call: int, worn: Worn, tick: Tick) -> None:
        mine, one, whole = self.active[call], self.score.calls[call], round(paint.FADE * tick.fps)
        rows, late = self.rows[mine], tick.count - self._first(call, tick.fps)
        stage = int(np.searchsorted(np.cumsum(one.ticks(tick.fps)), late, side="right"))
        come = round(one.share(late, tick.fps) * whole)
        if stage != self.stage.get(call):
            own, place = self.own[mine], self.places[call]
            worn.glyph[rows] = place if stage < GOES else own
            worn.before[rows] = own if stage == COMES else place if stage == GOES else -1
        if stage in (COMES, GOES) or stage != self.stage.get(call):
            worn.since[rows] = tick.count - (come if stage < GOES else whole - come)
        self.stage[call] = stage
        if stage == GONE:
            self.call[mine] = -1
            del self.active[call], self.stage[call]

    def release(self, worn: Worn, rows: np.ndarray, tick: Tick) -> None:
        """These rows leave their calls, and pass back into their own designs from where they are."""
        rows, own, come, whole = self._leave(rows, worn, tick)
        entered = worn.glyph[rows] != own  # who passes back already goes on
        worn.before[rows] = np.where(entered, worn.glyph[rows], worn.before[rows])
        worn.since[rows] = np.where(entered, tick.count - whole + come, worn.since[rows])
        worn.glyph[rows] = own

    def part(self, worn: Worn, rows: np.ndarray, tick: Tick) -> None:
        """These rows leave their calls for something else: they stand in what they mostly show now."""
        rows, own, come, whole = self._leave(rows, worn, tick)
        other = np.where(worn.before[rows] >= 0, worn.before[rows], worn.glyph[rows])
        worn.glyph[rows] = np.where(2 * come >= whole, worn.glyph[rows], other)
        worn.before[rows] = -1

    def forget(self, rows: np.ndarray) -> None:
        """These rows are somebody else's from now on, whom nobody handed over."""
        mine = self.at[rows]
        mine = mine[mine >= 0]
        self.call[mine], self.free[mine], self.parted = -1, -FREE, True

    def enlist(self, worn: Worn, rows: np.ndarray) -> None:
        """These rows too are called from the next call on."""
        back = self.at[rows]
        back = back[back >= 0]
        self.free[back[self.free[back] == -FREE]] = FREE
        new = np.unique(rows[self.at[rows] < 0])
        k, self.rows = self.rows.size, np.concatenate([self.rows, new])
        self.at[new] = np.arange(k, self.rows.size)
        self.crowd = Crowd(worn.seed[self.rows], worn.group[self.rows])
        self.free = np.concatenate([self.free, np.full(new.size, FREE, np.int64)])
        self.call, self.own = (np.concatenate([it, np.full(new.size, -1, np.int16)]) for it in (self.call, self.own))

    def _leave(self, rows: np.ndarray, worn: Worn, tick: Tick):
        """Those of the rows who are in a call, out of it: rows, own, how far the newer has come in, and of what."""
        mine = self.at[rows]
        mine = mine[mine >= 0]
        mine = mine[self.call[mine] >= 0]
        whole = round(paint.FADE * tick.fps)
        rows = self.rows[mine]
        self.call[mine], self.free[mine], self.parted = -1, tick.count + whole, True
        return rows, self.own[mine], np.clip(tick.count - worn.since[rows], 0, whole), whole
