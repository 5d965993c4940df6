"""Settling a made-up crowd in a hub, by the same door as anyone: join, dress, wear, grant, and a driver with a body."""

from collections.abc import Callable
from typing import NamedTuple, final

import numpy as np

from photophore import chance, colour
from photophore.city import affect, crowd, events, missing, nanobots
from photophore.devices.virtual import Virtual
from photophore.glyph.gallery import DEFAULT, gallery
from photophore.hub.standing import OUT_OF_SIGHT, Standing
from photophore.loop import Loop
from photophore.place.place import Place, planar
from photophore.words import FPS, Audience, Brightness, Purpose, Samples, Sense, Signal, Tick, WearerClass, together

F = np.float32
TELLS = 180.0  # seconds between two reports of a wearer, on average
STIRRED = 10.0  # the same for whoever was just moved by an event
BEATS = 5.0  # seconds between two heart rates
STAYS = 10  # seconds between two signs of life; the shortest lease is 30 (commons.lease)
SMALL = 100_000  # smiles up to which every colony is stepped each second
SLOW = 4  # seconds between two steps of a colony in a larger crowd
NOTICED = F(0.01)  # change of a colony's power that its smile is told of
TELL, BEAT = 50, 51  # uses of chance
SHOWN = Purpose.LIGHT | Purpose.SYNC


class Settled(NamedTuple):
    """A crowd that lives in a hub."""

    place: Place
    crowd: crowd.Crowd
    census: missing.Census
    mind: affect.Minds
    colony: nanobots.Colonies
    rows: np.ndarray  # (n,) int32 its rows in the loop
    born: np.ndarray  # (n,) uint32
    seed: int


def settle(place: Place, smiles: int, seed: int, loop: Loop, hearts: bool = True) -> Settled:
    """Let `smiles` made-up wearers move in and glow; without `hearts` their heart rates come from elsewhere."""
    folk, census = crowd.gather(place, smiles, seed)
    folk = _sorted(folk, np.argsort(folk.district, kind="stable"))  # a district's rows travel together
    rows, born = loop.join(smiles, WearerClass.VIRTUAL)
    mind = affect.minds(folk.id, seed)
    colony = nanobots.colonies(folk.id, folk.teeth.lit, folk.fifth, seed)
    settled = Settled(place, folk, census, mind, colony, rows, born, seed)
    _dress(settled, loop)
    _grant(folk.wishes, rows, loop.grants)
    body = Town(settled, loop.dress, loop.grants.renew, hearts)
    loop.attach(Virtual(body, rows, Audience.NEAR, key="city", parts=body.parts))
    return settled


def _sorted(folk, order: np.ndarray):
    """The same people in another order."""
    return folk._make(_sorted(part, order) if isinstance(part, tuple) else part[order] for part in folk)


def standing(settled: Settled, rows: int) -> Standing:
    """Where everyone of the crowd stands on the map of a hub of `rows` rows; the other rows stand nowhere."""
    xy, tile = np.full((rows, 2), np.nan, F), np.full(rows, OUT_OF_SIGHT, np.int32)
    xy[settled.rows], tile[settled.rows] = settled.crowd.xy, settled.crowd.tile
    return Standing(settled.place, xy, tile, crowd.cells(settled.place, crowd.CELLS))


def hearts_open(settled: Settled) -> tuple[np.ndarray, np.ndarray]:
    """Rows and born of the wearers who let their heart be heard: for whom a recording may speak."""
    heard = settled.crowd.wishes.heart & (settled.crowd.wishes.brightness != Brightness.GESTURE)
    return settled.rows[heard], settled.born[heard]


def _dress(settled: Settled, loop: Loop) -> None:
    """Teeth, power, beat, and a design from the gallery for everyone."""
    folk, rows = settled.crowd, settled.rows
    loop.dress(rows, teeth=folk.teeth.lit, seed=folk.seed, power=nanobots.power(settled.colony, slice(None)),
               rate=folk.wishes.rate, group=folk.district.astype(np.int32), crowd=folk.cell, fallback=_steady(folk),
               district=folk.district)
    glyphs = sorted(gallery().values(), key=lambda glyph: (glyph.name != DEFAULT, glyph.name))
    worn = crowd.choose(folk, glyphs, settled.seed)
    for place, glyph in enumerate(glyphs):
        wearers = rows[worn == place]
        if wearers.size:
            loop.wear(wearers, glyph)


def _steady(folk: crowd.Crowd) -> np.ndarray:
    """(3, n) uint8: a still, low light of their own (Y 0.06) for whoever may see the wearer but not the feeling."""
    hues = np.array([colour.to_bytes(np.array(colour.oklch(0.40, 0.045, hue))) for hue in range(0, 360, 15)])
    return hues[folk.seed % len(hues)].T.copy()


def _grant(wishes: crowd.Wishes, rows: np.ndarray, grants) -> None:
    """What each wearer decided, as grants."""
    given = (
        (wishes.heard, Audience.SELF, Signal.FEELING, SHOWN),
        (wishes.heart, Audience.SELF, Signal.HEART, SHOWN),
        (wishes.skin, Audience.SELF, Signal.SKIN, SHOWN),
        (wishes.near, Audience.NEAR, Signal.FEELING, SHOWN),
        (wishes.heart_near, Audience.NEAR, Signal.HEART, SHOWN),
        (wishes.mural, Audience.DISTRICT, Signal.FEELING, Purpose.LIGHT | Purpose.MURAL),
        (wishes.public & ~wishes.mural, Audience.PUBLIC, Signal.FEELING, Purpose.LIGHT),
        (wishes.public & wishes.mural, Audience.PUBLIC, Signal.FEELING, Purpose.LIGHT | Purpose.MURAL),
        (wishes.heart_public, Audience.PUBLIC, Signal.HEART, Purpose.LIGHT),
    )
    for who, audience, signal, purposes in given:
        if who.any():
            grants.grant(rows[who], audience, signal, purposes)
    for brightness in Brightness:
        grants.choose(rows[wishes.brightness == brightness], brightness)
    grants.loosen(rows, wishes.autonomy)


@final
class Town:
    """The bodies of a crowd: they feel, they tell, and their colonies pay for the light.

    A slice of the crowd is looked at in each tick, all of it once a second.
    """

    def __init__(self, settled: Settled, dress: Callable, renew: Callable, hearts: bool):
        self.place, self.folk = settled.place, settled.crowd
        self.mind, self.colony = settled.mind, settled.colony
        self.rows, self.born, self.seed = settled.rows, settled.born, settled.seed
        self.dress, self.renew, self.hearts = dress, renew, hearts
        self.xy = planar(self.place, self.folk.xy).astype(F)
        self.told = np.zeros(len(self.rows), bool)
        self.parts = FPS if len(self.rows) <= SMALL else SLOW * FPS
        self.paid = np.zeros(self.parts, np.int64)  # tick up to which the colonies of each part have paid
        self.power = nanobots.power(self.colony, slice(None))
        self._recent: list[events.Event] = []
        for event in events.earlier(self.place, self.seed):
            hours = -event.second / affect.HOUR
            self._move(event, slice(None), np.exp(-hours / self.mind.fast_hours))

    def feel(self, tick: Tick) -> Samples:
        """Reports and heart rates of the people whose turn it is in this tick."""
        second, part = divmod(tick.count, tick.fps)
        if part == 0 or not self._recent:
            self._recent = events.lately(self.place, second, self.seed)
        here = _part(len(self.rows), part, tick.fps)
        if second % STAYS == 0:  # they are there: what they granted goes on
            self.renew(self.rows[here], tick.count)
        stirred = self._happen(here, second, tick)
        return together([self._reports(here, second, stirred, tick), self._hearts(here, second, tick)])

    def _happen(self, here: slice, second: int, tick: Tick) -> np.ndarray:
        """(k,) bool: who was moved lately; whoever is moved in this very second, is."""
        stirred = np.zeros(len(self.folk.id[here]), bool)
        for event in self._recent:
            felt = events.reach(event, self.xy[here]) > 0.25
            stirred |= felt
            if event.second == second:
                who = np.flatnonzero(felt) + here.start
                self._live(who, tick)
                self._move(event, who, 1.0)
        return stirred

    def _move(self, event: events.Event, who, left) -> None:
        push = event.push[:, None] * events.reach(event, self.xy[who]) * left
        affect.stir(self.mind, who, push)

    def _live(self, who: np.ndarray, tick: Tick) -> None:
        affect.live(self.mind, who, self.folk.id[who], tick.count, (tick.fps, self.seed))

    def _reports(self, here: slice, second: int, stirred: np.ndarray, tick: Tick) -> Samples:
        ready = np.where(stirred, F(1 / STIRRED), F(1 / TELLS))
        tells = (chance.draw(self.seed, self.folk.id[here], second, TELL) < ready) | ~self.told[here]
        self.told[here] = True
        who = np.flatnonzero(tells & self.folk.wishes.heard[here]) + here.start
        self._live(who, tick)
        said = affect.say(self.mind, who, self.folk.id[who], tick.count, self.seed)
        return self._samples(who, Sense.REPORT, said, tick)

    def _hearts(self, here: slice, second: int, tick: Tick) -> Samples:
        ready = (chance.draw(self.seed, self.folk.id[here], second, BEAT) < F(1 / BEATS)) | (second == 0)
        by_hand = self.folk.wishes.brightness[here] == Brightness.GESTURE
        who = np.flatnonzero(ready & self.folk.wishes.heart[here] & ~by_hand & self.hearts) + here.start
        value = np.full((len(who), 2), np.nan, F)
        value[:, 0] = affect.heart(self.mind, who, self.folk.id[who], tick.count, self.seed)
        return self._samples(who, Sense.HEART_RATE, value, tick)

    def _samples(self, who: np.ndarray, kind: Sense, value: np.ndarray, tick: Tick) -> Samples:
        return Samples(self.rows[who], self.born[who], np.full(len(who), kind, np.uint8), value,
                       np.full(len(who), tick.count, np.int64))

    def show(self, light: np.ndarray, tick: Tick | None) -> None:
        """The colonies of one part pay for light (32, 3, k) sRGB bytes since their last turn; tick None: let go."""
        if tick is None:
            return
        part = tick.count % self.parts
        here = _part(len(self.rows), part, self.parts)
        seconds = (tick.count - self.paid[part]) / tick.fps
        self.paid[part] = tick.count
        nanobots.step(self.colony, here, nanobots.glow(light, self.folk.teeth.lit[here]), seconds)
        power = nanobots.power(self.colony, here)
        changed = np.flatnonzero(np.abs(power - self.power[here]) > NOTICED) + here.start
        if changed.size:
            self.power[changed] = power[changed - here.start]
            self.dress(self.rows[changed], power=self.power[changed])


def _part(count: int, part: int, parts: int) -> slice:
    return slice(count * part // parts, count * (part + 1) // parts)
