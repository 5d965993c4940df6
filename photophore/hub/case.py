"""One case: an incident while it lasts, from the alarm to its end, step by step as the record keeps it."""

import contextlib
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import final

import numpy as np
import structlog

from photophore.commons.resting import Whom
from photophore.commons.rests import About
from photophore.commons.timeline import Step
from photophore.hub.evidence import publishable
from photophore.hub.rollcall import Roll
from photophore.watch.explain import Explanation
from photophore.words import GROUP, BadLog, NoRoom, PhotophoreError

log = structlog.get_logger()

FIRST_ASK, ASK_AGAIN = 2_000, 5_000  # ms after the alarm, and between two askings why
PATIENCE = 60_000  # ms after which a case without a sure cause is told as it is
MEND_AFTER = 12_000  # ms from resting to mending, where made-up smiles mend by themselves
CLOSE_AFTER = 25_000  # ms without a sign, after mending
STAYS = 60_000  # the same, where an operator let a drill stay open until they say that it is mended
MINUTES = 15
DISTRICTS = 6  # that one case lets rest by itself
AT_ONCE = 3  # groups that rest because an alarm names them, before anybody knows why
DAY = 86_400_000
UNSURE = ("unknown", "none")
LEVELS = ("lot", "release", "glyph", "hub")  # causes that are a level of a factor
UNEXPLAINED = Explanation("unknown", None, {"unknown": 1.0}, None, None, (), None)
WORDS = {
    "release": "A release of firmware, {id}, makes smiles flicker.", "glyph": "A design, {id}, makes smiles flicker.",
    "lot": "Smiles of lot {id} flicker.", "contact": "A flicker spreads from smile to smile.",
    "hub": "What one hub sends, {id}, makes smiles flicker.", "place": "Smiles flicker around one place: {id}.",
    "hidden": "A flicker spreads between smiles that never met. What they share is their {id}.",
    "none": "Some smiles flickered, by chance and not by one cause.",
    "unknown": "Smiles flicker, and we do not know yet why.",
}  # fmt: skip
MENDED = {
    "release": "The release was taken back; smiles run on the one before.", "glyph": "The design was taken off.",
    "lot": "The lot was called back.", "contact": "Colonies were cleaned, and no longer pass it on.",
    "hub": "The hub sends what it was told to again.", "place": "The radio storm is over.",
    "hidden": "The weakness was closed, and what passed it on switched off.",
}  # fmt: skip
ASKED = {
    "release": (("Who tested it before it was signed, and what did they find?", "signer"),
                ("Why did it pass its first ring?", "hub")),
    "glyph": (("Who certified it, on which smiles?", "signer"),),
    "lot": (("Who tested this lot before it was sold, and what did they find?", "maker"),
            ("Where are the others of this lot, and who has them?", "seller")),
    "contact": (("How could one smile pass it on to others?", "maker"),),
    "hub": (("Who changed what this hub sends, and when?", "hub"),),
    "place": (("What sent the radio storm, and who let it?", "hub"),),
    "hidden": (("Who knew that this is a way in, and since when?", "maker"),),
}  # fmt: skip


@final
class Case:
    """Made by `begin`; `go` is called once a second until it is `over`."""

    KIND = "flicker"

    def __init__(self, parts, number: int, began: int):
        self.parts, self.number, self.began = parts, number, began  # began: ms UTC
        self.drill = False
        self.found: Explanation | None = None
        self.district: str | None = None  # where it began, as far as that may be told
        self.touched: int | None = None  # smiles; None: fewer than a group
        self.rested: int | None = None  # ms UTC
        self.mended: int | None = None
        self.told = False
        self.explained = False
        self.stays = False  # a drill that an operator mends
        self.settled: int | None = None  # ms UTC, when all that its cause asks for rested
        self.levels: list[tuple[str, str]] = []  # that rest whole, wherever their smiles are
        self._named: list[str] = []  # districts that an operator let rest
        self.over = False
        self.proposes: list[str] = []  # districts that an operator may let rest, the first by this hub alone
        self._asking: Future | None = None
        self._asked_at, self._opened, self._quiet_since = 0, parts.now(), parts.now()

    @classmethod
    def begin(cls, parts, alarms: list, post) -> "Case":
        """The first alarms open it. post: hub.guarding.Post, which hears."""
        loudest = _loudest(alarms)
        began = post.zero + round(loudest.began * 1000)
        what, name = (loudest.factor, loudest.level) if loudest.factor != "fleet" else ("city", parts.place)
        facts = {"what": what, "name": name, "drill": post.drill, "began": began, "smiles": post.roll.count}
        where = f"in {name}" if what in ("district", "city") else f"in {called(f'{what} {name}')}"
        number = parts.incidents.begin(cls.KIND, facts, f"Far more faults than always {where}.")
        case = cls(parts, number, began)
        case.drill, case.stays = post.drill, post.stays
        return case

    @classmethod
    def resume(cls, parts, number: int) -> "Case":
        """One that was open when the hub fell."""
        return cls(parts, number, parts.incidents.one(number).at)

    # --- why

    def wants_explaining(self) -> bool:
        now = self.parts.now()
        if self.mended or self._asking or self.explained:
            return False
        return now - self._opened >= FIRST_ASK and now - self._asked_at >= ASK_AGAIN

    def asked(self, answer: Future) -> None:
        self._asking, self._asked_at = answer, self.parts.now()

    def _explained(self, roll) -> None:
        if not self._asking or not self._asking.done():
            return
        answer, self._asking = self._asking, None
        try:
            found: Explanation = answer.result()
        except PhotophoreError as error:  # it is asked again
            log.error("a case could not be explained", what=error.what)
            return
        self.found = found
        if found.cause not in UNSURE:
            self._say_why(roll)

    def _say_why(self, roll: Roll) -> None:
        """Once: the likeliest cause, or that nobody knows."""
        self.explained = True
        self.district = self._where(roll)
        self._tell(Step.EXPLAINED, self._facts(roll), WORDS[self.found.cause].format(id=self.found.id))
        self._owe()
        if self.rested is not None:
            self._tell_people()

    def _facts(self, roll: Roll) -> dict:
        found = self.found
        odds = {kind: round(each, 4) for kind, each in found.odds.items()}
        facts = {"cause": found.cause, "id": found.id, "odds": odds, "evidence": publishable(found.evidence, roll),
                 "district": self.district, "source": found.source}  # fmt: skip
        return facts | ({"provenance": books} if (books := self._books()) else {})

    def _books(self) -> dict:
        """What was known of the thing behind it when it began; nothing where it is no thing that is sold."""
        day = datetime.fromtimestamp(self.began / 1000, UTC).date()
        with contextlib.suppress(PhotophoreError):
            return self.parts.fleet.provenance(self.found.cause, self.found.id, day)
        return {}

    def _where(self, roll: Roll) -> str | None:
        found = self.found
        if found.cause == "place":
            return found.id
        if found.source is not None and found.cause in ("contact", "hidden"):
            return roll.district_of(found.source)
        return None

    def _owe(self) -> None:
        books = self._books()
        for question, whom in ASKED.get(self.found.cause, ()):
            to = whom_of(books, whom) or ("whoever runs this hub" if whom == "hub" else f"the {whom}")
            due = self.parts.now() + (2 if whom == "hub" else 7) * DAY
            with contextlib.suppress(PhotophoreError):
                self.parts.incidents.owe(self.number, question, to, due)

    # --- a second of it

    def go(self, post, signs: int) -> None:
        """What can be done by now is done. signs: of faults, in this second."""
        now, roll = self.parts.now(), post.roll
        self._quiet_since = now if signs else self._quiet_since
        touched = roll.count
        self.touched = touched if touched >= GROUP else None
        self._explained(roll)
        if not self.explained and now - self._opened > PATIENCE:  # it is said that nobody knows, and it goes on
            self.found = self.found or UNEXPLAINED
            self._say_why(roll)
        if self.mended:
            if now - max(self.mended, self._quiet_since) > (STAYS if self.stays else CLOSE_AFTER):
                self._close()
        elif self.explained and self.settled is None:
            self.proposes = self._proposed(roll)
            if self.parts.by_itself:
                self._contain(post)
        elif self.rested and now < self.until:
            self._rest_more(post)
        if self.settled and not self.mended and now > self._mends_at:
            self.mend(post)

    @property
    def _mends_at(self) -> int:
        """ms UTC, when made-up smiles are mended without anybody's touch."""
        return self.until if self.stays else self.settled + MEND_AFTER

    # --- letting rest

    def heard(self, post, alarms: list) -> None:
        """What an alarm itself names rests at once among made-up smiles: before anybody knows why."""
        held = len(self.levels) + len(self._ordered())
        if not alarms or self.explained or not self.parts.by_itself or held >= AT_ONCE:
            return
        loudest = _loudest(alarms)
        level = (loudest.factor, loudest.level)
        if level[0] in LEVELS and 2 * len(post.roll.of(*level)) <= post.roll.fleet.n:  # what most have names nobody
            self._let_rest(post, level, [])
        elif not held:  # a bad lot is felt in districts, too, which are not behind it
            self._let_rest(post, None, [level[1]] if level[0] == "district" else [])

    def _proposed(self, roll: Roll) -> list[str]:
        """Districts that may rest, the one where it began first; none where it is no matter of places."""
        found = self.found
        if found.cause in LEVELS:
            return []
        if found.cause == "place" and found.id:
            return [found.id]
        here = roll.districts(np.flatnonzero(roll.touched))
        first = [self.district] if self.district else []
        return (first + [name for name in here if name not in first])[:DISTRICTS]

    def _contain(self, post) -> None:
        """What its cause asks for rests; what the alarm named and is not behind it may shine again."""
        cause, name = self.found.cause, self.found.id
        level = (cause, name) if cause in LEVELS and name else None
        free = []
        if cause not in UNSURE:
            free = [" ".join(each) for each in self.levels if each != level]
            self.levels = [each for each in self.levels if each == level]
            free += self._end_orders("it is not behind this", self.proposes)
            self.parts.quiet.let_go()
        if cause in ("release", "glyph"):
            self.parts.fleet.stop(cause, name)  # nobody takes it any more
        self._let_rest(post, level, self.proposes, free)
        self.settled = self.parts.now()

    def _let_rest(self, post, level: tuple[str, str] | None, districts: list[str], free: Sequence[str] = ()) -> None:
        """Smiles that nobody wears rest: all of one level wherever they are, and districts by an order. The step says
        what was done, and what was refused. free: what may shine again.
        """
        rest, refused = [], []
        if level and level not in self.levels:
            self.levels.append(level)
            rest.append(" ".join(level))
        ordered = [name for name in districts if name not in self._ordered()]
        if ordered:
            why = WORDS[self.found.cause].format(id=self.found.id) if self.found else WORDS["unknown"]
            try:
                self.parts.rests.order(ordered, None, MINUTES, (), About(why[:200], Whom.VIRTUAL, self.number))
                rest += ordered
            except NoRoom:  # it rests, and is written as soon as that can be
                rest += ordered
            except PhotophoreError as error:
                refused = [f"{_and(ordered)} could not be let rest: {error.what}."]
        self.contained(rest, refused, free)
        self._rest_more(post)

    def _rest_more(self, post) -> None:
        """Whoever showed it rests, and whoever shares what is behind it; all of them until the same end."""
        roll = post.roll
        places = np.flatnonzero(roll.touched)
        for factor, name in self.levels:
            places = np.union1d(places, roll.of(factor, name))
        if self.parts.by_itself:
            self.parts.quiet.let_rest(post.rows[places], self.until)

    @property
    def until(self) -> int:
        """ms UTC, when it is over whatever happens."""
        return (self.parts.now() if self.rested is None else self.rested) + MINUTES * 60_000

    def _ordered(self) -> list[str]:
        """Districts that rest by orders of this case."""
        orders = [order for order in self.parts.rests.now() if order.incident == self.number]
        return [name for order in orders for name in order.districts]

    def _end_orders(self, why: str, but: Sequence[str] = ()) -> list[str]:
        """Orders for made-up smiles end, those that the hub gave for this case and, in a drill, an operator's, too ->
        their districts. An order for people ends by its time, or by whoever gave it.
        """
        ended = []
        for order in self.parts.rests.now():
            over = self.mended is not None
            mine = order.incident == self.number and (over or order.by == "hub") or over and self.drill
            if mine and order.whom is Whom.VIRTUAL and not set(order.districts) & set(but):
                with contextlib.suppress(PhotophoreError):
                    self.parts.rests.end(order.name, None, why)
                    ended += order.districts
        return ended

    def rested_by(self, district: str, virtual: bool) -> None:
        """An operator let a district rest."""
        if district not in self._named:
            self._named.append(district)
            who = f"the made-up smiles of {district}" if virtual else f"all smiles of {district}"
            self._contained({"districts": [district], "minutes": MINUTES, "by": "operator"},
                            f"An operator let rest {who}, for {MINUTES} minutes at most.")  # fmt: skip

    def contained(self, what: list[str], refused: Sequence[str] = (), free: Sequence[str] = ()) -> None:
        """Told as it is: who rests, who could not be let rest, who may shine again. Nothing new is not told twice."""
        if self.rested is not None and not (what or refused or free):
            return
        who = f"the made-up smiles of {_groups(what)}, and whoever flickered" if what else "whoever flickered"
        said = [f"These rest until it is mended, {MINUTES} minutes at most: {who}."] if what or not self.rested else []
        said += refused
        if free:
            said.append(f"May shine again, as it is not behind this: {_groups(free)}.")
        self._contained({"rest": what, "refused": refused, "free": free, "minutes": MINUTES}, " ".join(said))

    def _contained(self, facts: dict, sentence: str) -> None:
        self.rested = self.rested or self.parts.now()
        self._tell(Step.CONTAINED, facts, sentence)
        if self.explained:
            self._tell_people()

    def _tell_people(self) -> None:
        if self.told:
            return
        self.told = True
        why = WORDS[self.found.cause if self.found else "unknown"].format(id=self.found.id if self.found else "")
        made_up = " It was a drill among made-up smiles." if self.drill else ""
        self._tell(Step.TOLD, {}, f"Your light rested because of this: {why} Nothing that you feel was read.{made_up}")

    # --- mending and the end

    def mend(self, post) -> None:
        """It is mended: made-up smiles go back, test themselves, and wake."""
        if self.mended is not None:
            return
        if not self.explained:
            self.found = self.found or UNEXPLAINED
            self._say_why(post.roll)
        self.contained([])
        self.parts.fleet.mend()
        self.mended = self.parts.now()
        post.roll.begin()
        self.parts.quiet.let_go()
        how = MENDED.get(self.found.cause, "Whatever flickered was put back as it was before.")
        self._tell(Step.MENDED, {"how": how}, how)
        self._end_orders("it is mended")

    def _close(self) -> None:
        self._tell(Step.CLOSED, {}, "No new faults. The report stands in the log for good.")
        self.over = True

    def finish(self, why: str) -> None:
        """Close what a fall left open, with all its steps."""
        taken = {each.step for each in self.parts.incidents.one(self.number).steps}
        for step, said in ((Step.EXPLAINED, WORDS["unknown"]), (Step.CONTAINED, why), (Step.MENDED, why),
                           (Step.TOLD, why), (Step.CLOSED, why)):  # fmt: skip
            if step not in taken:
                self._tell(step, {"cause": "unknown"} if step is Step.EXPLAINED else {"fell": True}, said)
        self._end_orders("the hub began anew")
        self.over = True

    def _tell(self, step: Step, facts: dict, sentence: str) -> None:
        """Write a step down. A full disk holds up no light: it is kept, or told again, and the case goes on."""
        try:
            self.parts.incidents.step(self.number, step, facts, sentence)
        except (NoRoom, BadLog) as error:  # fall here: kept and not listed, or not kept; light rests all the same
            log.error("a step of an incident could not be written", step=str(step), what=error.what)


def _loudest(alarms: list):
    return max(alarms, key=lambda alarm: alarm.count / max(alarm.expected, 1e-9))


def _and(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _groups(written: Sequence[str]) -> str:
    return _and([called(each) for each in written])


def called(group: str) -> str:
    """A group in a sentence: "lot 7", and "Gull Steps hub" instead of "hub Gull Steps hub"."""
    kind, _, name = group.partition(" ")
    return name if name.endswith(f" {kind}") else group


def asked_as(question: str) -> str | None:
    """By which name catalogues have a question of ASKED: "lot-0"; None for any other."""
    names = {text: f"{cause}-{place}" for cause, all_ in ASKED.items() for place, (text, _) in enumerate(all_)}
    return names.get(question)


def whom_of(books: dict, office: str) -> str:
    """Who holds this office in the books of a thing: its "maker", "signer" or "seller"; "" where nobody is told."""
    deed, key = {"maker": ("made", "by"), "signer": ("signed", "by"), "seller": ("sold", "from")}.get(office, ("", ""))
    told = books.get(deed) or {}
    first = told[0] if isinstance(told, list) else told
    who = first.get(key, "") if isinstance(first, dict) else ""
    return who if isinstance(who, str) else ""
