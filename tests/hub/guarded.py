"""What tests of the guard share: a small fleet whose faults are planted by hand, and a hall of what incidents need."""

import contextlib
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from photophore.commons.incident import Incidents
from photophore.commons.keys import Keys
from photophore.commons.log import Log
from photophore.commons.people import Joining, People
from photophore.commons.rests import Rests
from photophore.commons.seal import Seal
from photophore.commons.store import Store
from photophore.hub.guarding import Parts, Post
from photophore.hub.quiet import Quiet
from photophore.hub.standing import Standing
from photophore.watch.events import Kind, empty, seen, together
from photophore.watch.explain import CAUSES, UNKNOWN, Explanation, Ground
from photophore.words import BLOCK, NotFound, Role, WearerClass
from tests.hub.small import small_place

NAMES = (("West", "East"), ("7", "8", "9"), ("3.4", "4.0"), ("tide",), ("one hub",), ("c1",))
MANY = 240  # smiles: 200 in the West, 40 in the East
SMALL_HOURS = 1_900_000_000_000  # ms UTC


class Clock:
    def __init__(self):
        self.ms = SMALL_HOURS

    def __call__(self) -> int:
        return self.ms


class Fleet:
    """Smile 1000 + i stands in row i; the first 200 are in the West, every third is of lot 7."""

    def __init__(self):
        self.rows = np.arange(MANY, dtype=np.int32)
        self.number = 1000 + np.arange(MANY)
        district = (np.arange(MANY) >= 200).astype(int)
        self.factors = np.stack([district, np.arange(MANY) % 3, *np.zeros((4, MANY), int)])
        self.bad, self.took, self.stopped, self.mended, self.planted = [], [], [], 0, ""
        self.dark = np.zeros(BLOCK, bool)

    def roster(self):
        return seen(np.zeros(MANY), Kind.ROSTER, self.number, NAMES, factors=self.factors)

    def second(self, now: float):
        parts = [empty(NAMES)]
        if self.bad:
            parts.append(seen(np.full(len(self.bad), now - 0.5), Kind.FLICKER, np.array(self.bad), NAMES))
        if self.took:
            factors = np.full((6, len(self.took)), -1)
            factors[2] = 1  # 4.0
            parts.append(
                seen(np.full(len(self.took), now - 0.5), Kind.TOOK, np.array(self.took), NAMES, factors=factors)
            )
        self.bad, self.took = [], []
        return together(parts)

    def plant(self, kind: str) -> None:
        self.planted = kind
        self.bad = self.number[::3][:30].tolist()  # of lot 7

    def stop(self, kind: str, name: str) -> None:
        self.stopped.append((kind, name))

    def mend(self) -> int:
        self.mended += 1
        return 0

    def sound(self, rows):
        return ~self.dark[rows]

    def provenance(self, kind: str, name: str, today) -> dict:
        self.asked_on = today
        if kind != "lot":
            raise NotFound("no books")
        sale = {"from": "Saltglass Foundry", "to": "City Health", "on": "2031-03-09", "pieces": 90, "sum": 1200}
        return {"made": {"by": "Saltglass Foundry", "on": "2031-03-01"}, "sold": [sale],
                "signed": [{"by": "the guild", "on": "2031-03-04"}], "money": "crowns", "paid": 1200, "invented": True,
                "knew": [{"who": "the test desk", "what": "saw it fail on 3 of 400", "on": "2031-03-02"}]}  # fmt: skip


class Lights:
    """A loop that only lets rows rest and wake."""

    def __init__(self, n: int = BLOCK):
        self.n, self.asleep, self.said = n, np.zeros(n, bool), []
        self.stats = SimpleNamespace(failed=0)

    def rest(self, rows, seconds=0.75):
        self.said.append(("rest", len(rows), seconds))
        self.asleep[rows] = True

    def wake(self, rows, seconds=1.0):
        self.said.append(("wake", len(rows), seconds))
        self.asleep[rows] = False


def standing() -> Standing:
    """Rows 0 to 199 in the West, 200 to 239 in the East."""
    xy = np.full((BLOCK, 2), np.nan, np.float32)
    tile = np.full(BLOCK, -1, np.int32)
    tile[:200], tile[200:MANY] = 0, 4
    xy[:MANY] = 1.0
    return Standing(small_place(), xy, tile)


def found(cause: str = "lot", name: str | None = "7", source: int | None = None, sure: float = 0.97) -> Explanation:
    """An explanation as `watch.explain` makes it."""
    kinds = (*CAUSES, UNKNOWN)
    odds = {kind: (sure if kind == cause else (1 - sure) / (len(kinds) - 1)) for kind in kinds}
    return Explanation(cause, name, odds, source, 12.0, (Ground("alone", {"faults": 30, "all": 30}),), None)


class Thinker:
    """Answers at once what it was told to answer."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers) or [found()], []

    def __call__(self, think, about) -> Future:
        self.asked.append(about)
        done: Future = Future()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        done.set_exception(answer) if isinstance(answer, Exception) else done.set_result(answer)
        return done


class House(SimpleNamespace):
    """clock, fleet, loop, hall (incidents, rests, log, people ...), quiet, post, operator, tokens."""

    def seconds(self, count: int) -> None:
        for _ in range(count):
            self.clock.ms += 1000
            self.post.turn()

    def until(self, step: str, most: int = 200) -> None:
        """Go on until the newest incident has taken this step."""
        for _ in range(most):
            told = self.hall.incidents.all()
            if told and any(str(each.step) == step for each in told[0].steps):
                return
            self.seconds(1)
        raise AssertionError(f"it never was {step}")


def with_council(made: House) -> None:
    """Somebody of the council, too: `made.tokens[Role.COUNCIL]`."""
    people = made.hall.people
    _, made.tokens[Role.COUNCIL] = people.join(people.invite(Role.COUNCIL, None), Joining(WearerClass.ADULT))


@contextlib.contextmanager
def house(folder: Path, thinker: Thinker | None = None, log=None, by_itself: bool = True):
    """A guard with everything beside it but light."""
    clock = Clock()
    store, keys = Store.open(folder / "hub.sqlite", clock), Keys.open(folder / "keys.sqlite")
    log = log or Log.open(folder / "log", folder / "private", "photophore/test", clock)
    incidents = Incidents(store, log)
    rests = Rests(store, log, Seal(folder, log), incidents)
    people = People(store, keys, log, clock)
    tokens = {}
    for role in (Role.OPERATOR, Role.ARTIST):
        person, tokens[role] = people.join(people.invite(role, None), Joining(WearerClass.ADULT))
        operator = person if role is Role.OPERATOR else operator  # noqa: F821
    loop, fleet = Lights(), Fleet()
    quiet = Quiet(loop, standing(), rests, clock)
    quiet.sound = fleet.sound
    parts = Parts(fleet, incidents, rests, quiet, "Smallville", clock, by_itself, thinker or Thinker())
    post = Post(parts)
    hall = SimpleNamespace(store=store, keys=keys, log=log, incidents=incidents, rests=rests, people=people)
    try:
        yield House(clock=clock, fleet=fleet, loop=loop, hall=hall, quiet=quiet, post=post, operator=operator,
                    tokens=tokens)  # fmt: skip
    finally:
        post.end()
        log.close()
        keys.close()
        store.close()
