"""The report follows the cause to who made, signed, paid and knew, and whoever has the log's keys can check it."""

import base64
import json

import pytest
from falling_incidents import Small

from photophore.commons import account
from photophore.commons.timeline import Step
from photophore.tlog import entry, note, proof
from photophore.words import BadLog

PROVENANCE = {
    "kind": "lot", "id": "7", "made": {"by": "Noctiluca Cooperative", "on": "2031-03-04"},
    "signed": [{"by": "release desk", "on": "2031-03-07"}, {"by": "makers' guild", "on": "2031-03-08"}],
    "sold": [{"from": "Noctiluca Cooperative", "to": "City Health", "pieces": 900, "sum": 9_900}],
    "paid": 9_900, "knew": [{"who": "the test desk", "what": "saw it fail", "on": "2031-03-10"}],
}  # fmt: skip


@pytest.fixture
def hub(tmp_path, unsynced):
    made = Small(tmp_path / "hub", lambda: 1_795_000_000_000)
    yield made
    made.close()


@pytest.fixture
def report(hub):
    held = hub.held
    number = held.begin("flicker", {"district": "Sol", "touched": 7}, "Smiles flicker in Sol.")
    held.step(number, Step.CONTAINED, {"districts": ["Sol"]}, "Light rests.")
    held.step(number, Step.EXPLAINED, {"cause": "unknown", "odds": {"lot": 0.5, "place": 0.5}})
    found = {"cause": "lot", "id": "7", "odds": {"lot": 0.99}, "evidence": ["12 of 14"], "provenance": PROVENANCE}
    held.step(number, Step.EXPLAINED, found, "Lot 7 failed.")
    for step in ("mended", "told", "closed"):
        held.step(number, step, {}, f"It is {step}.")
    held.owe(number, "Who knew of it?", "the makers", 1_795_000_000_000 + 1)
    held.owe(number, "What was paid back?", "City Health", 2**50)
    held.answer(number, 2, "All of it.")
    return held.report(number)


def test_it_follows_the_cause_to_who_made_signed_paid_and_knew(report):
    assert report["cause"]["cause"] == "lot" and report["cause"]["id"] == "7", "the last word on it"
    assert [(each["did"], each.get("by") or each.get("from") or each.get("who")) for each in report["chain"]] == [
        ("made", "Noctiluca Cooperative"), ("signed", "release desk"), ("signed", "makers' guild"),
        ("sold", "Noctiluca Cooperative"), ("paid", None), ("knew", "the test desk")]  # fmt: skip
    assert {each["entry"] for each in report["chain"]} == {report["cause"]["entry"]}
    assert [each["step"] for each in report["timeline"]] == [
        "detected", "contained", "explained", "explained", "mended", "told", "closed"]  # fmt: skip
    assert report["told"] == "It is told." and report["closed"] and not report["invented"]


def test_it_lists_the_answers_owed_with_their_dates(report, hub):
    assert (report["owed"], report["overdue"]) == (1, 0)
    later = account.report(hub.held.one(1), hub.log, 1_795_000_000_001)
    assert (later["owed"], later["overdue"]) == (1, 1)
    first, second = later["answers"]
    assert first["overdue"] and not second["overdue"] and second["answer"] == "All of it."


def test_every_line_can_be_checked_with_the_log_s_keys_alone(report):
    keys = [note.read_key(each) for each in report["log"]["vkeys"]]
    proven = {}
    for each in report["entries"]:
        said = base64.b64decode(each["entry"])
        proof.check(proof.read(each["proof"].encode()), said, keys)
        proven[each["index"]] = entry.read(said).facts
    for step in report["timeline"]:
        assert proven[step["entry"]]["what"] == step["facts"] and proven[step["entry"]]["sentence"] == step["sentence"]
    for answer in report["answers"]:
        assert proven[answer["entry"]]["due"] == answer["due"]
    assert proven[report["answers"][1]["answer_entry"]]["answer"] == "All of it."
    forged = base64.b64decode(report["entries"][1]["entry"]).replace(b"Sol", b"Luz")
    with pytest.raises(BadLog):
        proof.check(proof.read(report["entries"][1]["proof"].encode()), forged, keys)


def test_it_is_plain_json_and_names_no_small_group(report):
    text = json.dumps(report)
    assert json.loads(text) == report
    assert '"touched": "fewer than 50"' in text and '"touched": 7' not in text


def test_an_incident_with_no_cause_or_no_steps_has_a_report_too(hub):
    number = hub.held.begin("flicker", {})
    told = hub.held.report(number)
    assert told["cause"]["cause"] == "unknown" and told["chain"] == [] and not told["closed"]


@pytest.mark.parametrize("strange", [None, 7, "x", [], {}, {"made": None}, {"other": 1}])
def test_a_provenance_that_says_nothing_makes_no_chain(strange):
    assert account.chain(strange) == []


def test_names_and_sums_are_told_apart():
    assert account.chain({"made": "Ama", "paid": [3, {"sum": 4}]}) == [
        {"did": "made", "who": "Ama", "entry": None}, {"did": "paid", "sum": 3, "entry": None},
        {"did": "paid", "sum": 4, "entry": None}]  # fmt: skip
