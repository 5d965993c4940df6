"""A case goes from its alarm to its end, each step in the log; whatever it is, no smile and no person is named."""

import json

import pytest

from photophore.commons import resting
from photophore.commons.openly import FEW, HELD_BACK
from photophore.commons.resting import Whom
from photophore.commons.rests import About
from photophore.hub.case import ASKED, MENDED, PATIENCE, WORDS, Case, called, whom_of
from photophore.tlog import entry
from photophore.watch.explain import CAUSES, Ground
from photophore.watch.monitor import Alarm
from photophore.words import PhotophoreError
from tests.hub import guarded
from tests.hub.guarded import Thinker, found

STEPS = ["detected", "contained", "explained", "told", "mended", "closed"]


def steps(house):
    return [str(each.step) for each in house.hall.incidents.all()[0].steps]


def test_every_cause_has_its_words():
    assert {*CAUSES, "unknown"} == set(WORDS)
    assert set(MENDED) == set(ASKED) == set(CAUSES) - {"none"}


def test_groups_are_called_as_people_call_them():
    assert [called(each) for each in ("lot 7", "hub Gull Steps hub", "Old Harbour")] == [
        "lot 7", "Gull Steps hub", "Old Harbour"]  # fmt: skip


def test_a_bad_lot_from_the_alarm_to_the_end(tmp_path):
    with guarded.house(tmp_path) as house:
        house.seconds(3)
        house.post.plant("lot")
        house.until("contained")
        assert house.loop.asleep[:234:3].all() and house.loop.asleep.sum() == 80, "the whole lot, and nobody else"
        at = {str(each.step): each for each in house.hall.incidents.all()[0].steps}
        assert at["contained"].at - at["detected"].at < 3000 and not house.post.case.explained, "before anybody knows"
        house.post.case.heard(house.post, [Alarm("district", "West", 15.0, 12.0, 30, 0.1)])
        assert not house.hall.rests.now(), "a lot is felt in districts, which are not behind it"
        assert "made-up smiles of lot 7" in at["contained"].sentence and "Asked" not in at["contained"].sentence
        house.until("closed")
        assert steps(house) == STEPS and house.post.case is None and house.fleet.mended == 1
        house.seconds(1)
        assert not house.loop.asleep.any()
        incident = house.hall.incidents.all()[0]
        assert incident.facts["drill"] is True and incident.facts["name"] == "7"
        assert {each.to for each in incident.answers} == {"Saltglass Foundry"}
        listed = [entry.read(house.hall.log.read(each.entry)).kind for each in incident.steps[1:]]
        assert listed == ["incident"] * 5
        chain = house.hall.incidents.report(incident.number)["chain"]
        assert [each["did"] for each in chain][:3] == ["made", "signed", "sold"]


def test_after_one_case_the_next_is_heard_as_soon(tmp_path):
    with guarded.house(tmp_path) as house:
        house.seconds(3)
        for count in (1, 2):
            house.post.plant("lot")
            for _ in range(10):
                house.seconds(1)
            assert len(house.hall.incidents.all()) == count
            house.until("closed")


@pytest.mark.parametrize("cause", ["release", "glyph"])
def test_what_is_taken_is_taken_no_more(tmp_path, cause):
    with guarded.house(tmp_path, Thinker(found(cause, "4.0"))) as house:
        house.seconds(3)
        house.post.plant(cause)
        house.until("told")
        assert house.fleet.stopped == [(cause, "4.0")]


def test_light_that_rests_by_a_case_wakes_at_its_end_whatever_happens(tmp_path):
    with guarded.house(tmp_path, Thinker(PhotophoreError("gone"))) as house:
        house.seconds(3)
        house.post.plant("lot")
        house.until("contained")
        house.clock.ms = house.post.case.until - 1
        house.quiet.turn()
        assert house.loop.asleep.sum() == 80
        house.clock.ms += 1
        house.quiet.turn()
        assert not house.loop.asleep.any()


def test_what_the_alarm_named_and_is_not_behind_it_shines_again(tmp_path):
    with guarded.house(tmp_path, Thinker(found("release", "4.0"))) as house:
        house.seconds(3)
        house.post.plant("lot")
        house.until("contained")
        assert house.loop.asleep.sum() == 80
        house.until("mended")
        said = [each.sentence for each in house.hall.incidents.one(1).steps if str(each.step) == "contained"]
        assert len(said) == 2 and "not behind this: lot 7." in said[1]
        assert house.post.case.levels == [("release", "4.0")]


def test_an_order_that_is_refused_is_told_as_refused(tmp_path, monkeypatch):
    with guarded.house(tmp_path, Thinker(found("contact", "1003", 1003))) as house:
        monkeypatch.setattr(resting, "DRILLS", 0)
        house.seconds(3)
        house.post.plant("contact")
        house.until("told")
        said = " ".join(each.sentence for each in house.hall.incidents.one(1).steps)
        assert "West could not be let rest: a hub lets light rest 0 times a day at most" in said
        assert "smiles of West" not in said and "None" not in said and not house.hall.rests.now()


def test_a_drill_stays_open_until_it_is_mended(tmp_path):
    with guarded.house(tmp_path) as house:
        house.seconds(3)
        house.post.plant("lot", stay=True)
        house.until("told")
        house.seconds(40)
        assert house.post.case and "mended" not in steps(house)
        house.post.mend()
        house.seconds(59)
        assert house.post.case, "whoever mended it can look at it"
        house.until("closed", 5)
        house.post.plant("lot", stay=True)
        house.seconds(8)
        house.clock.ms = house.post.case.until
        house.until("mended", 5)


def test_what_an_operator_lets_rest_in_a_drill_ends_with_it(tmp_path):
    with guarded.house(tmp_path) as house:
        house.seconds(3)
        house.post.plant("lot", stay=True)
        house.until("told")
        house.hall.rests.order(["East"], house.operator, 15, (), About("", Whom.VIRTUAL))
        house.post.rested("East", virtual=True)
        assert "An operator let rest the made-up smiles of East" in house.hall.incidents.one(1).steps[-1].sentence
        house.hall.rests.order(["West"], house.operator)
        house.post.mend()
        assert [order.districts for order in house.hall.rests.now()] == [("West",)], "an order for people is people's"


def test_no_small_count_and_no_smile_is_in_the_evidence(tmp_path):
    odds = Ground("cause", {"cause": "contact", "level": "", "percent": 99.0})
    first = Ground("first", {"percent": 98, "smile": 1003})
    grounds = (odds, first, Ground("alone", {"faults": 3, "all": 12}))
    told = found("contact", "1003", 1003)._replace(evidence=grounds)
    with guarded.house(tmp_path, Thinker(told)) as house:
        house.seconds(3)
        house.post.plant("contact")
        house.until("explained")
        explained = next(each for each in house.hall.incidents.one(1).steps if str(each.step) == "explained")
        first, alone = explained.facts["evidence"]
        assert first == {"kind": "first", "percent": 98, "smile": HELD_BACK}
        assert alone == {"kind": "alone", "faults": FEW, "all": FEW}
        assert "1003" not in json.dumps(explained.facts)


def test_contact_lets_its_district_rest_and_names_no_smile(tmp_path):
    with guarded.house(tmp_path, Thinker(found("contact", "1003", 1003))) as house:
        house.seconds(3)
        house.post.plant("contact")
        house.until("told")
        [order] = house.hall.rests.now()
        assert order.districts == ("West",) and order.whom is Whom.VIRTUAL and order.by == "hub"
        assert house.post.case.district == "West"
        told = json.dumps([house.hall.incidents.one(1).steps, house.hall.incidents.report(1)], default=str)
        assert "1003" not in told
        house.until("closed")
        assert house.hall.rests.now() == [], "the order is over once it is mended"


def test_what_nobody_can_explain_is_told_so_after_a_while(tmp_path):
    thinker = Thinker(found("unknown", None, sure=0.6))
    with guarded.house(tmp_path, thinker) as house:
        house.seconds(3)
        house.post.plant("lot")
        house.until("detected")
        house.seconds(PATIENCE // 1000 - 2)
        assert steps(house) == STEPS[:2] and len(thinker.asked) > 5, "asked again while it is not sure"
        house.until("closed")
        assert list(dict.fromkeys(steps(house))) == STEPS, "districts rest, too, once it is told that nobody knows"
        assert house.hall.incidents.one(1).steps[2].facts["cause"] == "unknown"


def test_a_clerk_that_fails_is_asked_again(tmp_path):
    with guarded.house(tmp_path, Thinker(PhotophoreError("gone"), found())) as house:
        house.seconds(3)
        house.post.plant("lot")
        house.until("explained")


def test_a_clerk_that_never_answers_holds_nothing_up(tmp_path):
    with guarded.house(tmp_path, Thinker(PhotophoreError("gone"))) as house:
        house.seconds(3)
        house.post.plant("lot")
        house.until("closed")
        assert house.hall.incidents.one(1).steps[2].facts["cause"] == "unknown"


def test_an_operator_may_mend_before_anybody_knows(tmp_path):
    with guarded.house(tmp_path, Thinker(found("unknown", None, sure=0.5))) as house:
        house.seconds(3)
        house.post.plant("lot")
        house.until("detected")
        house.post.mend()
        assert steps(house) == STEPS[:5]


def test_without_leave_nothing_rests_by_itself(tmp_path):
    with guarded.house(tmp_path, Thinker(found("place", "West")), by_itself=False) as house:
        house.seconds(3)
        house.post.plant("place")
        house.until("explained")
        house.seconds(30)
        assert not house.loop.asleep.any() and house.post.case.proposes == ["West"]
        house.hall.rests.order(["West"], house.operator)
        house.post.rested("West", virtual=False)
        house.seconds(1)
        assert house.loop.asleep[:200].all() and "contained" in steps(house)


def test_what_a_fall_left_open_is_closed(tmp_path):
    with guarded.house(tmp_path) as house:
        house.seconds(3)
        house.post.plant("lot")
        house.until("explained")
        Case.resume(house.post.parts, 1).finish("The hub began anew.")
        assert set(STEPS) == set(steps(house)) and house.hall.incidents.one(1).over


@pytest.mark.parametrize(("books", "who"), [({}, ""), ({"made": 5}, ""), ({"made": {"by": 7}}, ""), ({"made": []}, ""),
                                            ({"made": [{"by": "A"}]}, "A"), ({"made": {"by": "B"}}, "B")])  # fmt: skip
def test_who_answers_is_read_from_the_books(books, who):
    assert whom_of(books, "maker") == who
