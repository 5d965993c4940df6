"""Rooms with a real loop: whoever joins falls into step, whoever leaves is free, and nothing tells of one person."""

import asyncio
import contextlib
import math

import msgspec
import numpy as np
import pytest

from photophore.commons import gatherings
from photophore.commons.gatherings import Mode, Plan
from photophore.commons.hall import Hall
from photophore.commons.people import Joining
from photophore.hub import civic, hearsay, rooms, wire
from photophore.hub.clock import Clock
from photophore.hub.live import Live
from photophore.hub.rooms import Room
from photophore.hub.standing import nowhere
from photophore.light.sync import FASTEST
from photophore.loop import Loop
from photophore.pages import messages
from photophore.tlog import note
from photophore.words import Audience, NotFound, Purpose, Signal, WearerClass
from tests.hub import small
from tests.hub.test_guests import DAY, GALLERY, Lines

HOUR = 3_600_000
SECOND = 15  # frames: half as many as a hub makes
SCORE = "score tide-in\ncall 0 ripples attack 1 hold 1 release 1\ncall 3 ripples attack 1 hold 1 release 1\n"


class Town:
    """A hub of a real, plain loop, stepped by hand."""

    def __init__(self, folder):
        self.loop = Loop(1, fps=SECOND, fast=False)
        self.hall = Hall.open(folder, self.loop.grants)
        place = small.small_place()
        self.live = Live(self.loop, nowhere(place, 2048), Clock(), GALLERY, None)
        commons = civic.Commons(self.hall, messages.say, messages.LANGUAGES)
        self.routes = civic.meeting(commons, self.live, [])
        self.guests, self.rooms, self.commons = self.live.guests, self.live.guests.rooms, commons

    def open(self, **fields):
        now = self.hall.setting.now()
        plan = Plan("Night swim", now, now + HOUR, rhythm=1.0, firm=0.5)._replace(**fields)
        return self.hall.gatherings.open(plan, None)

    async def frames(self, count):
        for _ in range(count):
            frame, answers = small.framed(self.live.between, self.loop._make)  # `step` would wait for devices
            self.live.clock.heard(frame.tick)
            for then, came in answers:
                then(came)
            self.guests.acknowledge(self.guests.carried(frame))
            self.guests.cues(frame.tick.count)
            if frame.tick.count % rooms.EVERY == 0:
                self.rooms.beat(frame.tick.count)
            await asyncio.sleep(0)

    async def settle(self):
        """Until what is written down is done."""
        for _ in range(300):
            await self.frames(1)
            if not any(visit.acting or visit.waiting or visit.deciding for visit in self.guests._visits):
                return
            await asyncio.sleep(0.005)

    async def come(self, person=None, word=None):
        line = Lines()
        joining = asyncio.create_task(self.guests.join(line, GALLERY, "ripples", person))
        while not joining.done():
            await self.frames(1)
            await asyncio.sleep(0.002)
        visit = joining.result()
        visit.word = word
        return visit, line

    def tell(self, visit, said):
        self.guests.act(visit, said, DAY)

    def beats(self, visits):
        """(k,) turns."""
        return self.loop.memory.phases.beat[[visit.guest.row.index for visit in visits]] / 2**32

    def wears(self, visit):
        return self.loop.worn.deck[self.loop.worn.glyph[visit.guest.row.index]].name


def apart(turns) -> float:
    """0: in step; towards 1: spread evenly."""
    return 1 - abs(np.mean(np.exp(2j * np.pi * np.asarray(turns))))


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """One for all: to open a hub takes longer than a story in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda descriptor: None)
        made = Town(tmp_path_factory.mktemp("town"))
        with contextlib.closing(made.hall):
            yield made
        made.loop.close()


def run(town, story):
    async def whole():
        town.guests.let_in(town.commons.joined())
        await story()
        for each in town.hall.gatherings.all():
            town.hall.gatherings.end(each, None)
        await town.frames(rooms.EVERY + 2)
        town.guests.close()

    asyncio.run(whole())


def test_who_joins_falls_into_step_who_parts_is_free_and_a_slider_frees(town):
    made = town.open(firm=0.6)

    async def story():
        visits = [(await town.come())[0] for _ in range(6)]
        for visit in visits:
            town.tell(visit, wire.Autonomy(0.1))
            town.tell(visit, wire.Join(made.code.upper().replace("-", " ")))
        await town.frames(6 * SECOND)
        assert apart(town.beats(visits)) < 0.1
        [room] = town.rooms._open.values()
        assert room.members == 6 and room.order > 0.9
        gone, free, *rest = visits
        town.tell(gone, wire.Part())
        town.tell(free, wire.Autonomy(1.0))
        await town.settle()
        assert gone.state["gathering"] is None and town.loop.worn.group[gone.guest.row.index] == -1
        assert not town.loop.grants.may(gone.guest.row.index, Audience.GATHERING, Signal.PLACE)
        before = town.beats(visits)
        await town.frames(5 * SECOND)
        walked = (town.beats(visits) - before) % 1
        own = town.loop.worn.rate[free.guest.row.index]
        assert abs((walked[1] - own * 5 + 0.5) % 1 - 0.5) < 0.01  # five seconds at its own tempo, to a hundredth
        assert apart(town.beats(rest)) < 0.1 and room.members == 5
        assert town.loop.worn.rate.max() <= FASTEST

    run(town, story)


def test_joining_lets_the_gathering_see_and_nobody_else(town):
    made = town.open()

    async def story():
        visit, line = await town.come()
        town.tell(visit, wire.Join(made.code))
        await town.settle()
        row, grants = visit.guest.row.index, town.loop.grants
        may = {(who, what): bits for who in Audience for what in Signal if (bits := grants.may(row, who, what))}
        both = Purpose.LIGHT | Purpose.SYNC
        assert may == {(Audience.SELF, Signal.PLACE): Purpose.LIGHT, (Audience.GATHERING, Signal.PLACE): both}
        told = line.of("ack")[-1]["state"]["gathering"]
        assert told["name"] == "Night swim" and told["code"] == made.code
        town.tell(visit, wire.Dark())
        await town.settle()
        assert not grants.given(0).present[row] and town.guests.inside(town.rooms.enter(made.code)) == [visit]
        await town.frames(2 * SECOND)
        room = town.rooms.enter(made.code)
        assert room.members == 1  # who goes dark stays one until they part: no count tells of it
        town.tell(visit, wire.Light())
        await town.settle()
        assert grants.may(row, Audience.GATHERING, Signal.PLACE) == both

    run(town, story)


def test_somebody_who_joined_for_good_decides_it_with_its_sentence_and_end_and_has_one_vote(town):
    made = town.open()
    people = town.hall.people
    person, word = people.join(people.invite("wearer", None), Joining(WearerClass.ADULT))

    async def story():
        (first, _), (second, _) = await town.come(person, word), await town.come(person, word)
        town.tell(first, wire.Join(made.code))
        town.tell(second, wire.Join(made.code))
        await town.settle()
        await town.frames(20)
        assert town.rooms.enter(made.code).members == 1
        held = [each for each in town.hall.terms.of(person.id) if each.audience is Audience.GATHERING]
        assert {each.until_ms for each in held} == {made.plan.until}
        assert second.state["gathering"]["name"] == "Night swim"
        [event] = [each for each in town.hall.terms.history(person.id) if each.choice.audience is Audience.GATHERING]
        assert "gathering" in event.sentence.text.lower()
        town.hall.terms.withdraw(person.id, Audience.GATHERING)  # on the page `me`
        for _ in range(40):
            await town.frames(2)
            await asyncio.sleep(0.01)
        assert first.state["gathering"] is None and town.loop.worn.group[first.guest.row.index] == -1

    run(town, story)


def test_one_that_ends_lets_everybody_go_and_another_rhythm_reaches_all(town):
    made = town.open()

    async def story():
        visit, line = await town.come()
        town.tell(visit, wire.Join(made.code))
        await town.settle()
        town.hall.gatherings.change(made, None, rhythm=0.5)
        await town.frames(20)
        assert 0.4 < town.loop.worn.rate[visit.guest.row.index] < 0.6
        town.hall.gatherings.end(made, None)
        await town.frames(20)
        await town.settle()
        assert line.of("ack")[-1]["of"] == "part" and visit.state["gathering"] is None
        with pytest.raises(NotFound):
            town.rooms.enter(made.code)
        assert not town.loop._gathered.rules

    run(town, story)


def test_a_score_is_played_from_a_signed_moment_ahead_for_late_comers_too(town):
    made = town.open(mode=Mode.SCORE, score=SCORE)

    async def story():
        visit, _ = await town.come()
        town.tell(visit, wire.Join(made.code))
        late, _ = await town.come()
        seen = set()
        for frame in range(9 * SECOND):
            await town.frames(1)
            room = town.rooms.enter(made.code)
            await asyncio.sleep(0.001 if room.cue is None else 0)
            if frame == 2 * SECOND:
                town.tell(late, wire.Join(made.code))
            if town.wears(late) == "ripples" and frame > 2.5 * SECOND:
                seen.add("late")
        assert "late" in seen and room.cue.startswith(b"photophore cue 1\n")
        piece, begins = room.plays
        told = [room.calls(begins / SECOND + late, SECOND) for late in (1, piece.seconds)]
        assert room.calls(begins / SECOND + piece.seconds + 2 * rooms.LEAD, SECOND) == {}, "no other round came"
        assert [each["calls"] for each in told] == [["ripples"], []]
        assert told[1]["again"] == pytest.approx(rooms.LEAD, abs=0.1)
        text = room.cue.split(b"\n\n")[0].decode()
        assert f"gathering {made.id}" in text and "tick " in text
        assert note.open_(room.cue, [town.hall.seal.key]).verified

    run(town, story)


def test_virtual_smiles_are_asked_in_and_go_home_as_they_were(town, monkeypatch):
    rows, _ = town.loop.join(5, WearerClass.VIRTUAL)
    town.loop.dress(rows, group=1, rate=0.2, seed=np.arange(5))
    asked = []
    monkeypatch.setattr(town.rooms._extras, "invite", lambda count, district: asked.append((count, district)) or rows)
    made = town.open(district=1)

    async def story():
        town.rooms.heed()
        inviting = asyncio.create_task(town.rooms.invite(town.rooms.enter(made.code), 9))
        await asyncio.sleep(0)
        await town.frames(2)
        assert await inviting == 5 and asked[-1] == (9, 1)  # the hub's own had asked everybody before
        assert set(town.loop.worn.group[rows]) == {town.rooms.enter(made.code).group}
        assert len(set(town.loop.worn.rate[rows].tolist())) == 5  # each its own tempo
        town.hall.gatherings.end(made, None)
        await town.frames(20)
        assert set(town.loop.worn.group[rows]) == {1} and np.allclose(town.loop.worn.rate[rows], 0.2)

    run(town, story)


def test_a_hub_without_people_has_no_gatherings(client):
    guest = client("guest")
    guest.say(t="join", code="lusab-babad")
    assert "no gatherings" in guest.hear("error")["what"]


# --- what a host sees


def seen(free, members, **more):
    rates = np.linspace(0.97, 1.03, members).astype(np.float32)
    said = np.arange(members) < free
    return {"members": members, "order": 0.5, "psi": 0.1, "rates": rates, "said": said} | more


@pytest.mark.parametrize("members", range(hearsay.LEAST))
def test_below_five_members_nothing_is_told_of_what_people_chose(members):
    told = rooms.figures(0.3, seen(0, members))
    assert [told[name] for name in ("autonomy", "threshold", "will", "r", "sure")] == [None] * 5


def test_a_forecast_comes_from_the_crowd_s_own_tempos():
    slow, strong = rooms.figures(0.001, seen(30, 60)), rooms.figures(1.0, seen(30, 60))
    assert slow["will"] is False and strong["will"] is True and 0 < slow["threshold"] < 1
    msgspec.msgpack.encode(strong)


def test_a_mean_phase_is_told_where_three_shine_and_is_nobody_s_before(town):
    made = town.open()

    async def story():
        visits = [(await town.come())[0] for _ in range(3)]
        for visit in visits:
            town.tell(visit, wire.Join(made.code))
        await town.frames(2 * SECOND)
        room = town.rooms.enter(made.code)
        assert rooms.figures(0.3, town.rooms._look(room))["psi"] is not None
        town.tell(visits[0], wire.Dark())
        await town.frames(2 * SECOND)
        told = rooms.figures(0.3, town.rooms._look(room))
        assert told["psi"] is None and told["members"] == 3

    run(town, story)


def test_tempos_are_near_the_rhythm_each_smile_s_own_and_never_too_fast():
    plan = Plan("x", 0, HOUR, rhythm=gatherings.FASTEST)
    room = Room(gatherings.Gathering("ab" * 8, "lusab-babad", None, plan, 0, 0, None))
    rates = room.tempo(np.arange(4000))
    assert rates.max() <= FASTEST and rates.min() > 1.2 and np.array_equal(rates, room.tempo(np.arange(4000)))
    slow = Room(gatherings.Gathering("ab" * 8, "lusab-babad", None, plan._replace(rhythm=1.0), 0, 0, None))
    assert math.isclose(slow.tempo(np.arange(4000)).std(), rooms.TEMPO, rel_tol=0.05)
    assert slow.tempo(7) == pytest.approx(float(slow.tempo(np.array([7]))[0]))
