"""Publishing is one story: whoever dies in it, nobody takes what was not released, and doing it again ends it."""

import contextlib

import pytest

from photophore.commons import release, release_audit, release_draft
from photophore.commons.fetch import fetch
from photophore.words import BadRelease, PhotophoreError
from tests.commons import falls
from tests.commons.logs import Falling, Fell, copy, opened
from tests.commons.makers import ANN, BOB, CLEO, DAN, DAY, Makers, ring

pytestmark = pytest.mark.usefixtures("unsynced")


@pytest.fixture
def makers(tmp_path):
    made = Makers(tmp_path / "makers")
    made.begin()
    return made


def test_what_is_published_is_signed_listed_and_newer(makers):
    assert release.publish(makers.shelf, makers.log) == (1, 1, 1, 2, 0)
    made = makers.add(says="the first light")
    assert makers.out(BOB) == (1, 2, 2, 3, 1)
    assert makers.log.find(made.entry) == 1
    assert makers.reader().look().releases == [made]
    assert not list(makers.shelf.drafts.iterdir())


def test_the_hub_signs_the_time_anew_and_the_snapshot_before_it_is_old(makers):
    assert [release.publish(makers.shelf, makers.log).snapshot for _ in range(3)] == [1, 1, 1]
    makers.late = 6 * DAY
    assert release.publish(makers.shelf, makers.log).snapshot == 1
    makers.late = 8 * DAY
    assert release.publish(makers.shelf, makers.log).snapshot == 2


def test_what_expired_is_not_published_until_its_people_renew_it(makers):
    makers.late = 200 * DAY
    with pytest.raises(BadRelease, match="targets 1 lasts no longer.*rotate"):
        release.publish(makers.shelf, makers.log)
    makers.rotate()
    assert makers.out(ANN, BOB)[:2] == (2, 2)


def test_another_log_than_roots_is_not_used(makers, tmp_path):
    other = opened(tmp_path / "other")
    makers.add()
    release_draft.sign(makers.shelf, [BOB])
    with pytest.raises(BadRelease, match="another log"):
        release.publish(makers.shelf, other)
    assert other.size == 0
    makers.rotate(log=tuple(other.vkeys))
    makers.log, old = other, makers.log
    makers.out(ANN, BOB)
    assert (makers.reader().get("firmware/lamp").index, old.size) == (0, 1)
    other.close()


def test_a_file_that_is_gone_from_the_draft_is_named(makers):
    made = makers.add()
    (makers.shelf.drafts / made.digest.hex()).unlink()
    with pytest.raises(BadRelease, match=r"is gone \(firmware/lamp/1\)"):
        makers.out(BOB)
    assert makers.log.size == 1


def test_a_proof_that_was_lost_is_made_again_and_listed_once(makers):
    made = makers.give()
    path = makers.shelf.targets / f"{made.file}.tlog-proof"
    for torn in (b"", path.read_bytes()[:-40]):
        path.write_bytes(torn)
        assert release.publish(makers.shelf, makers.log).listed == 0
        assert makers.reader().get(made.path).data == b"light 1"


def test_a_public_list_that_was_changed_is_not_signed_for(makers):
    makers.give()
    path = makers.shelf.metadata / "2.targets.json"
    path.write_bytes(path.read_bytes().replace(b'"length":7', b'"length":8'))
    with pytest.raises(BadRelease, match="0 of 1 signatures"):
        release.publish(makers.shelf, makers.log)


def test_what_was_withdrawn_is_gone_and_stands_in_the_log(makers):
    made = makers.give()
    release_draft.withdraw(makers.shelf, made.path)
    assert makers.out(BOB).listed == 1
    assert not (makers.shelf.targets / made.file).exists()
    found = release_audit.audit(makers.reader().look(), fetch(str(makers.log.public)))
    assert (found.wrong, found.listed) == ((), 1)


# --- falls


def ready(folder):
    """A lamp's second firmware, a first one that is withdrawn, new keys for all: drafted, and signed by all."""
    makers = Makers(folder)
    makers.begin()
    makers.give(b"light 1")
    makers.reader().look()
    makers.add("firmware/band", b"band 1")
    release_draft.withdraw(makers.shelf, "firmware/lamp/1")
    makers.rotate(root=ring(ANN, CLEO, DAN, of=2), targets=ring(CLEO), online=True)
    makers.add("firmware/lamp", b"light 2")
    release_draft.sign(makers.shelf, [ANN, CLEO, DAN])
    makers.log.close()
    return folder


def seen(makers):
    """What a taker of before is given: before, after, or nothing and a sentence."""
    copy(makers.folder / "taker", makers.folder / "again")
    try:
        reader = makers.reader(name="again")
        return tuple(held.data for held in reader.all())
    except PhotophoreError:
        return None


BEFORE, AFTER = (b"light 1",), (b"band 1", b"light 2")


def mended(makers):
    """It is done again, and all holds, for takers of before and new ones; nothing is listed twice."""
    release.publish(makers.shelf, makers.log)
    assert seen(makers) == AFTER
    known = makers.reader(name="new").look()
    assert release_audit.audit(known, fetch(str(makers.log.public)))._replace(size=0) == (0, 3, 2, ())
    assert makers.log.size == 6  # two roots, three releases, one withdrawal
    assert not list(makers.shelf.drafts.iterdir())
    assert len(list(makers.shelf.private.glob("online-*"))) == 1
    assert not list(makers.public.rglob("*light*"))


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    return ready(tmp_path_factory.mktemp("ready"))


@pytest.fixture(scope="module")
def steps(drafted, tmp_path_factory):
    disk = Falling(1000)
    makers = Makers(copy(drafted, tmp_path_factory.mktemp("steps") / "makers"), disk)
    release.publish(makers.shelf, makers.log)
    makers.log.close()
    return disk.steps


def test_a_step_that_is_torn_is_mended_by_doing_it_again(drafted, steps, tmp_path):
    for at in range(steps):
        makers = Makers(copy(drafted, tmp_path / "makers"), Falling(at, "within"))
        with pytest.raises(Fell):
            release.publish(makers.shelf, makers.log)
        makers.log.close()
        makers = Makers(makers.folder)
        mended(makers)
        makers.log.close()


def test_kill_9_after_any_step_is_mended_by_doing_it_again(drafted, steps, tmp_path):
    lines = [[copy(drafted, tmp_path / str(at)), at] for at in range(steps)]
    assert falls.run("releasing", lines) == [falls.FELL] * steps
    told = []
    for folder, _ in lines:
        makers = Makers(folder)
        told.append(seen(makers))
        mended(makers)
        makers.log.close()
    assert set(told) == {BEFORE, None, AFTER}
    assert told == sorted(told, key=[BEFORE, None, AFTER].index), "from before, by way of nothing, to after"


def deeds(makers):
    yield lambda: release_draft.begin(makers.shelf, ring(ANN, BOB, of=2), ring(BOB), tuple(makers.log.vkeys))
    yield lambda: makers.out(ANN, BOB)
    yield makers.add
    yield lambda: makers.rotate(targets=ring(CLEO), online=True)
    yield lambda: makers.out(ANN, BOB, CLEO)


@pytest.mark.parametrize("how", ["within", "after"])
def test_a_fall_in_a_draft_is_mended_by_drafting_again(tmp_path, how):
    makers = Makers(tmp_path / "makers")
    for deed in deeds(makers):
        for at in (0, 1, 2, 1000):
            makers.shelf.disk = Falling(at, how)
            with contextlib.suppress(Fell, BadRelease):  # what was done already says so
                deed()
    found = makers.reader()
    assert found.look()[:2] == (2, 2)
    assert {held.data for held in found.all()} == {b"light 1"}
    makers.log.close()
