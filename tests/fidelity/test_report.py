"""A record of every claim: failures are failures, no data is no pass, and the page of docs is the record."""

import json
from pathlib import Path

import pytest

from photophore import pages
from photophore.fidelity import report
from photophore.fidelity.report import Asked, Claim
from photophore.words import BadRecording, Check, NoRoom
from tests import house

RECORD = Path(pages.__file__).parent / "static" / "fidelity.json"
GOOD, BAD = Check("X1", "what | how", "who", "1", "1", True), Check("X2", "more", "who", "2", "3", False)


def broken(asked, folder):
    raise BadRecording("a row is missing", "file.csv, row 3", "mend it")


def claim(run, needs=None):
    return Claim("made", "A made claim", "photophore made", ("X1", "X2"), needs, run)


def gathered(run, needs=None, **asked):
    return report.gather(Asked(**asked), claims=(claim(run, needs),))


def test_what_was_found_is_told_with_its_command():
    (part,) = gathered(lambda asked, folder: [GOOD, BAD])
    assert part["command"] == "photophore made"
    found = report.record([part], "2030-01-02", "a machine")
    assert (found["passed"], found["failed"], found["not_judged"]) == (1, 1, 0)
    assert json.loads(json.dumps(found)) == found
    told = report.markdown(found)
    assert told.index("**FAIL**") < told.index("## A made claim")
    assert "what \\| how" in told
    assert report.text(found).startswith("FAIL  X2")


def incomplete(asked, folder):
    return [GOOD, (folder / "lost.csv").read_text(encoding="utf-8")]


@pytest.mark.parametrize(
    ("run", "needs"), [(broken, "nowhere"), (broken, None), (broken, "made"), (incomplete, "made")]
)
def test_no_data_and_bad_data_are_no_pass(tmp_path, run, needs):
    (tmp_path / "made").mkdir()
    (part,) = gathered(run, needs, data=tmp_path)
    assert [check["pass"] for check in part["checks"]] == [None, None]
    assert all(check["measured"].startswith("not measured: ") for check in part["checks"])


def test_data_is_looked_for_in_its_folder(tmp_path):
    (tmp_path / "made").mkdir()
    (part,) = gathered(lambda asked, folder: [GOOD._replace(measured=folder.name), BAD], "made", data=tmp_path)
    assert part["checks"][0]["measured"] == "made"


def test_a_fault_of_ours_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        gathered(lambda asked, folder: [1 / 0])


def test_a_claim_that_is_not_there_is_said():
    with pytest.raises(NoRoom, match="there are signals, fusion, feelings"):
        report.gather(Asked(only="dreams"))


@pytest.mark.parametrize("claim", [it for it in report.CLAIMS if it.needs], ids=lambda claim: claim.name)
def test_without_data_every_key_is_there_and_nothing_passes(claim):
    (part,) = report.gather(Asked(only=claim.name))
    assert tuple(check["id"] for check in part["checks"]) == claim.keys
    assert {check["pass"] for check in part["checks"]} == {None}
    assert all(check["check"] for check in part["checks"])


def test_colours_give_the_keys_that_the_registry_has():
    (part,) = report.gather(Asked(only="colours"))
    keys = next(it.keys for it in report.CLAIMS if it.name == "colours")
    assert tuple(check["id"] for check in part["checks"]) == keys


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(BadRecording, match="no such folder"):
        report.gather(Asked(tmp_path / "none"))


# --- what is kept


def test_the_page_of_docs_is_the_record_and_has_every_key():
    found = json.loads(RECORD.read_text(encoding="utf-8"))
    assert (house.ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8") == report.markdown(found)
    kept = {part["name"]: tuple(check["id"] for check in part["checks"]) for part in found["parts"]}
    assert kept == {claim.name: claim.keys for claim in report.CLAIMS}, "run `photophore fidelity` again, with all data"


def test_the_record_names_no_place_and_no_machine():
    told = RECORD.read_text(encoding="utf-8")
    assert not [word for word in ("/home", "/tmp", "/root", "\\\\", "localhost") if word in told]


def test_a_record_is_kept_as_itself_and_as_a_page(tmp_path):
    found = report.record(gathered(lambda asked, folder: [GOOD, BAD]))
    report.write(found, (tmp_path / "a.json", tmp_path / "a.md"))
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == found
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == report.markdown(found)
    with pytest.raises(NoRoom, match="cannot be written"):
        report.write(found, (tmp_path / "nowhere" / "a.md",))
