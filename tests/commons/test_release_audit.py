"""The log and what is released say the same, or it is told what is hidden, or stands for two things."""

import pytest

from photophore.commons import release_audit, release_draft
from photophore.commons.fetch import fetch
from photophore.commons.release_roles import Release
from photophore.tlog import entry
from photophore.words import BadRelease
from tests.commons.logs import opened
from tests.commons.makers import BOB, Makers

pytestmark = pytest.mark.usefixtures("unsynced")


@pytest.fixture
def makers(tmp_path):
    made = Makers(tmp_path)
    made.begin()
    made.give(b"light 1")
    made.give(b"light 2")
    release_draft.withdraw(made.shelf, "firmware/lamp/1")
    made.out(BOB)
    return made


def audited(makers):
    return release_audit.audit(makers.reader().look(), fetch(str(makers.log.public)))


def test_all_holds(makers):
    makers.log.append([b"\x05a stranger's", entry.public("policy", {"name": "x"})] * 200)
    assert audited(makers) == (makers.log.size, 2, 1, ())


def test_listed_and_not_released(makers):
    makers.log.append([Release("firmware/lamp/\x1b7", 3, bytes(32), "").entry])
    (wrong,) = audited(makers).wrong
    assert wrong.startswith("firmware/lamp/\\u001b7 stands in the log, and is not released")


def test_hidden_and_not_withdrawn_where_everybody_sees_it(makers):
    known = makers.reader().look()
    wrong = release_audit.audit(known._replace(withdrawn={}), fetch(str(makers.log.public))).wrong
    assert [line.split()[0] for line in wrong] == ["firmware/lamp/1"]


def test_one_path_two_contents_and_two_roots(makers):
    makers.log.append([Release("firmware/lamp/2", 3, bytes(32), "").entry])
    makers.log.append([entry.public("release-root", {"version": 1, "sha256": bytes(32)})])
    wrong = audited(makers).wrong
    assert wrong[0] == "firmware/lamp/2 stands in the log twice, with different contents"
    assert wrong[1] == "root 1 stands in the log twice, with different contents"


def test_another_log_is_not_audited_for_it(makers, tmp_path):
    other = opened(tmp_path / "other")
    other.append([b"\x05a"])
    with pytest.raises(BadRelease, match="not the log of these releases"):
        release_audit.audit(makers.reader().look(), fetch(str(other.public)))
    other.close()
