"""The hall opens what stands in a folder, follows policies and the clock, and counts on over every restart."""

import contextlib
import shutil
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from photophore.commons import backup
from photophore.commons import hall as hall_module
from photophore.commons.consent import Grants
from photophore.commons.hall import Hall, Setting
from photophore.commons.people import Joining
from photophore.commons.record import Choice
from photophore.commons.resting import Whom
from photophore.commons.rests import About
from photophore.words import BLOCK, Audience, BadLog, Band, NoRoom, Purpose, Signal, Tick, Venue, WearerClass

ROWS = np.array([3])


def ms(wall: str, zone: str = "Europe/Madrid") -> int:
    return round(datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def opened(folder, grants, wall="2026-11-23T12:00"):
    return contextlib.closing(Hall.open(folder, grants, Setting("Europe/Madrid", None, lambda: ms(wall))))


def test_the_city_s_policies_hold_from_the_first_moment(tmp_path):
    grants = Grants(BLOCK)
    with opened(tmp_path, grants):
        grants.settle(ROWS, [1], WearerClass.CHILD)
        for audience in Audience:
            grants.grant(ROWS, audience, Signal.FEELING, Purpose.LIGHT)
        assert not grants.may(3, Audience.PUBLIC, Signal.FEELING)
        assert grants.may(3, Audience.NEAR, Signal.FEELING)
        grants.settle(ROWS, [2], WearerClass.ADULT)
        grants.grant(ROWS, Audience.PUBLIC, Signal.FEELING, Purpose.LIGHT)
        assert grants.may(3, Audience.PUBLIC, Signal.FEELING)


def test_the_clock_on_the_wall_turns_the_bands(tmp_path):
    grants, clock = Grants(BLOCK), [ms("2026-11-20T21:59")]
    with contextlib.closing(Hall.open(tmp_path, grants, Setting("Europe/Madrid", None, lambda: clock[0]))) as hall:
        assert grants.now_band is Band.WEEK_EVENING
        clock[0] = ms("2026-11-21T00:00")
        hall.tend()
        assert grants.now_band is Band.REST_NIGHT


def test_the_count_of_changes_never_falls_over_restarts_and_crashes(tmp_path):
    reached = 0
    for _ in range(3):
        grants = Grants(BLOCK)
        with opened(tmp_path, grants) as hall:
            assert grants.epoch > reached or not reached
            for _ in range(5):
                grants.choose(ROWS, 1)
            hall.tend()
            reached = grants.epoch
    grants = Grants(BLOCK)
    with opened(tmp_path, grants) as hall:
        grants.since(reached + 3 * hall_module.AHEAD)  # a busy hub: more changes than were reserved
        hall.tend()
        reached = grants.epoch
        # and a crash: nothing more is written
    grants = Grants(BLOCK)
    with opened(tmp_path, grants):
        assert grants.epoch > reached


def test_promise_7_old_copies_of_both_log_folders_are_refused(tmp_path):
    with opened(tmp_path / "hub", Grants(BLOCK)):
        pass
    for folder in ("log", "log-private"):
        shutil.copytree(tmp_path / "hub" / folder, tmp_path / "kept" / folder)
    with opened(tmp_path / "hub", Grants(BLOCK)) as hall:
        hall.log.append([b"one more"])
        hall.tend()
    for folder in ("log", "log-private"):
        shutil.rmtree(tmp_path / "hub" / folder)
        shutil.copytree(tmp_path / "kept" / folder, tmp_path / "hub" / folder)
    with pytest.raises(BadLog, match="once had"):
        Hall.open(tmp_path / "hub", Grants(BLOCK))


def test_one_program_at_a_time(tmp_path):
    with opened(tmp_path, Grants(BLOCK)), pytest.raises(NoRoom, match="another program"):
        Hall.open(tmp_path, Grants(BLOCK))


def test_a_mask_that_is_not_the_policy_goes_dark_and_opens_an_incident(tmp_path):
    grants = Grants(BLOCK)
    with opened(tmp_path, grants) as hall:
        grants.settle(np.arange(BLOCK), np.ones(BLOCK), WearerClass.CHILD)
        for audience in Audience:
            for signal in Signal:
                grants.grant(np.arange(BLOCK), audience, signal, Purpose.LIGHT)
        wrong = hall.policies.tensor.copy()
        wrong[WearerClass.CHILD, Venue.NEIGHBOURHOOD.place] = 0xFFFF  # as if something had changed the bits
        grants.rule(wrong)
        assert grants.may(3, Audience.PUBLIC, Signal.FEELING)
        before = hall.log.size
        for _ in range(200):
            hall.tend()
        assert not grants.may(3, Audience.PUBLIC, Signal.FEELING) and hall.log.size > before


def test_only_what_its_wearer_lets_be_remembered_is(tmp_path):
    with opened(tmp_path, Grants(BLOCK)) as hall:
        kinds = (WearerClass.ADULT, WearerClass.ADULT, WearerClass.CHILD)
        yes, no, child = (hall.people.join(hall.people.invite("wearer", None), Joining(kind))[0].id for kind in kinds)
        for person in (yes, child):
            hall.terms.decide(person, Choice(Audience.SELF, Signal.FEELING, Purpose.REMEMBER), "words", "en")
        assert hall.remembers(yes, Signal.FEELING) and not hall.remembers(yes, Signal.HEART)
        assert not hall.remembers(no, Signal.FEELING)
        assert hall.remembers(child, Signal.FEELING)  # for themselves alone; the policy for minors says so
        hall.terms.withdraw(yes)
        assert not hall.remembers(yes, Signal.FEELING)


def test_what_ends_by_the_clock_ends_in_the_very_frame(tmp_path):
    grants = Grants(BLOCK)
    with opened(tmp_path, grants) as hall:
        hall.beats(lambda: Tick(600))
        person = hall.people.join(hall.people.invite("wearer", None), Joining(WearerClass.ADULT))[0].id
        hall.terms.settle(person, ROWS, [1])
        grants.given(600)
        soon = Choice(Audience.NEAR, Signal.PLACE, Purpose.LIGHT, until_ms=hall.setting.now() + 2000)
        hall.terms.decide(person, soon, "words", "en")
        assert grants.given(659).present[3] and not grants.given(660).present[3]


def test_what_a_backup_or_a_restore_left_that_was_cut_off_is_gone(tmp_path):
    home, half = tmp_path / "commons", tmp_path / "commons.half"
    left = home / ".backup-left"
    for folder in (left, half):
        folder.mkdir(parents=True)
        (folder / "keys.sqlite").write_bytes(b"everybody")
    with backup.working(home) as running:
        with opened(home, Grants(BLOCK)) as hall:
            assert not left.exists() and not half.exists()
            assert running.is_dir()
            left.mkdir()
            ana, _ = hall.people.join(hall.people.first_link(), Joining(WearerClass.ADULT))
            hall.erasing.erase(ana.id)
            assert not left.exists() and running.is_dir()
    assert not running.exists()


def test_archives_that_nobody_fetched_go_by_themselves(tmp_path, monkeypatch):
    clock = [ms("2026-11-20T12:00")]
    setting = Setting("Europe/Madrid", None, lambda: clock[0])
    with contextlib.closing(Hall.open(tmp_path, Grants(BLOCK), setting)) as hall:
        ana, _ = hall.people.join(hall.people.first_link(), Joining(WearerClass.ADULT))
        one = hall.takeout.export(ana.id)
        hall.tend()
        assert one.is_file()
        clock[0] += 16 * 60_000
        hall.tend()
        assert not one.exists()
        two = hall.takeout.export(ana.id)
    clock[0] += 16 * 60_000
    with contextlib.closing(Hall.open(tmp_path, Grants(BLOCK), setting)) as hall:
        assert not two.exists()

        def refuse(self):
            raise PermissionError("the disk says no")

        monkeypatch.setattr(type(hall.takeout), "sweep", refuse)
        clock[0] += 60_000
        hall.tend()


def test_an_age_that_is_set_right_darkens_what_a_child_may_not_show(tmp_path):
    grants = Grants(BLOCK)
    with opened(tmp_path, grants) as hall:
        person = hall.people.join(hall.people.invite("wearer", None), Joining(WearerClass.ADULT))[0].id
        hall.terms.settle(person, ROWS, [1])
        hall.terms.decide(person, Choice(Audience.PUBLIC, Signal.PLACE, Purpose.LIGHT), "words", "en")
        before = grants.given(0)
        assert before.present[3] & Audience.PUBLIC.bit
        told = []
        hall.terms.pushes.append(told.append)
        hall.people.grown(person, WearerClass.CHILD, None)
        assert not grants.given(0).present[3] & Audience.PUBLIC.bit
        assert before.taken.since(before.epoch)[3] & Audience.PUBLIC.bit and told == [person]


def test_incidents_and_orders_to_rest_outlive_a_restart_and_end_by_the_clock(tmp_path):
    drill = About("A drill.", Whom.VIRTUAL, 1)
    with opened(tmp_path, Grants(BLOCK)) as hall:
        assert hall.incidents.begin("flicker", {"district": "Sol"}) == 1
        order = hall.rests.order(["Sol"], None, 10, about=drill)
        size, key = hall.log.size, hall.seal.key
    with opened(tmp_path, Grants(BLOCK), "2026-11-23T12:09") as hall:
        assert hall.rests.now() == [order] and hall.log.size == size and hall.seal.key == key
        assert [each.number for each in hall.incidents.open()] == [1]
    with opened(tmp_path, Grants(BLOCK), "2026-11-23T12:10") as hall:
        assert not hall.rests.now() and hall.rests.all()[0]["ended"] == order.until
        assert hall.log.size == size + 1, "that it is over stands in the log, too"
