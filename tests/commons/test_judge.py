"""A stranger's view: who signed, what was proved, what was not; nothing that a stranger wrote reaches a terminal."""

import json

import pytest

from photophore.commons import judge
from photophore.commons.judge import Asked
from photophore.tlog import entry, note, proof
from photophore.tlog.checkpoint import Checkpoint
from photophore.tlog.note import Kind, Signer
from photophore.words import BadLog, NotFound
from tests.commons.logs import opened

ENTRIES = [entry.public("policy", {"n": i}) for i in range(300)]
STRANGER = Signer("stranger.example", Kind.ED25519, bytes(32))


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    made = opened(tmp_path_factory.mktemp("log"))
    made.append(ENTRIES[:100])
    made.kept = made.checkpoint
    made.append(ENTRIES[100:])
    yield made
    made.close()


def ask(log, **asked):
    return judge.verify(str(log.public), Asked(**{"keys": []} | asked))


def test_a_key_that_was_given_is_told_apart_from_one_that_lay_beside(log):
    given = ask(log, keys=judge.keys_of(log.vkeys))
    beside = ask(log)
    assert (given.trust, beside.trust) == (judge.GIVEN, judge.BESIDE)
    assert "the ones that you gave" in judge.sentences(given)
    assert "trusted on first sight" in judge.sentences(beside)
    told = given.record()
    assert (told["size"], told["kinds"]) == (300, {"policy": 300})
    assert [each["kind"] for each in told["verified"]][0] == "Ed25519"
    assert json.dumps(told)


def test_several_keys_in_one_text_are_read_one_a_line(log):
    vkey = (log.public / "vkey").read_text("utf-8")  # as /log/vkey gives it
    assert len(vkey.split()) == 2
    assert judge.keys_of([vkey]) == judge.keys_of([vkey.strip()]) == judge.keys_of(log.vkeys)
    assert judge.keys_of([f"\n{log.vkeys[0]}\n"]) == judge.keys_of(log.vkeys[:1])
    for junk in (f"{vkey}junk", "\n".join(log.vkeys[:1] * 65), f"{log.vkeys[0]}\n\udcff"):
        with pytest.raises(BadLog):
            judge.keys_of([junk])


def test_without_any_key_nothing_is_proved_about_who_signed(log, tmp_path):
    for path in log.public.rglob("*"):
        if path.is_file() and path.name != "vkey":
            (tmp_path / path.relative_to(log.public)).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path.relative_to(log.public)).write_bytes(path.read_bytes())
    verdict = judge.verify(str(tmp_path), Asked([]))
    assert verdict.trust == judge.NONE
    assert "nothing was proved about who signed" in judge.sentences(verdict)
    assert not verdict.record()["verified"]


def test_a_wrong_key_is_refused(log):
    with pytest.raises(BadLog, match="none of these keys"):
        ask(log, keys=[STRANGER.key])


def test_a_kept_checkpoint_proves_that_nothing_was_rewritten(log):
    verdict = ask(log, since=log.kept)
    assert verdict.since == 100
    assert "the 100 entries of the checkpoint that you kept are its beginning" in judge.sentences(verdict)
    assert "cannot be told from one look" in judge.sentences(ask(log))
    with pytest.raises(BadLog, match="smaller"):
        ask(log, since=log.checkpoint, checkpoint=log.kept)


def test_an_older_checkpoint_is_verified_from_the_same_files(log):
    assert ask(log, checkpoint=log.kept).record()["size"] == 100


@pytest.mark.parametrize("wanted", ["7", ENTRIES[7].hex(), "FILE"])
def test_an_entry_is_proved_however_it_is_named(log, tmp_path, wanted):
    if wanted == "FILE":
        (tmp_path / "entry").write_bytes(ENTRIES[7])
        wanted = str(tmp_path / "entry")
    proven = judge.prove(str(log.public), wanted)
    assert (proven.index, proven.entry, proven.size) == (7, ENTRIES[7], 300)
    found = judge.check(proven.proof, ENTRIES[7], judge.keys_of(log.vkeys))
    assert found["kind"] == "policy"
    assert "entry      7 of 300, a policy" in judge.lines(found)
    with pytest.raises(BadLog):
        judge.check(proven.proof, ENTRIES[8], judge.keys_of(log.vkeys))
    assert judge.check(proven.proof, ENTRIES[7], [])["trust"] == judge.NONE


@pytest.mark.parametrize(("wanted", "error"), [
    ("300", NotFound), ("ff", NotFound), ("nonsense", BadLog), ("", NotFound), ("\u0663", BadLog), ("9" * 30, NotFound),
])  # fmt: skip
def test_what_is_not_there_is_told(log, wanted, error):
    with pytest.raises(error):
        judge.prove(str(log.public), wanted)


def test_a_note_says_who_signed_and_when():
    text = Checkpoint("else.example", 5, bytes(32)).text
    witness = Signer("witness.example", Kind.MLDSA, bytes(32))
    data = note.join(text, [STRANGER.sign(text), witness.sign(text, 1_700_000_000)])
    found = judge.read_note(data, [witness.key])
    told = judge.note_lines(found)
    assert "witness.example (ML-DSA-44, " in told
    assert "2023-11-14 22:13:20 UTC" in told
    assert f"unknown    stranger.example ({STRANGER.key.id.hex()}): no key was given" in told
    assert found["checkpoint"] == {"origin": "else.example", "size": 5, "root": "00" * 32}
    with pytest.raises(BadLog, match="none of these keys"):
        judge.read_note(data, [])


@pytest.mark.parametrize("seconds", [0, 2**63 - 1])
def test_times_that_no_calendar_has(seconds):
    text = Checkpoint("else.example", 5, bytes(32)).text
    witness = Signer("witness.example", Kind.COSIGNER, bytes(32))
    assert judge.note_lines(judge.read_note(note.join(text, [witness.sign(text, seconds)]), [witness.key]))


def test_nothing_that_a_stranger_wrote_speaks_to_the_terminal():
    text = "a\x9b31m\u202ebad\u2066\x7f\n".encode()
    found = judge.read_note(note.join(text, [STRANGER.sign(text)]), [STRANGER.key])
    assert judge.note_lines(found).splitlines()[0] == "a\\u009b31m\\u202ebad\\u2066\\u007f"


def test_keys_come_typed_or_in_a_file(log, tmp_path):
    (tmp_path / "keys").write_text("\n".join(log.vkeys) + "\n")
    assert judge.keys_of([str(tmp_path / "keys")]) == judge.keys_of(log.vkeys)
    assert judge.keys_of([str(log.public / "vkey")]) == judge.keys_of(log.vkeys)
    for bad in ("nothing", "a+b+c", ""):
        with pytest.raises(BadLog):
            judge.keys_of([bad])
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(BadLog):
        judge.keys_of([str(tmp_path / "empty")])


def test_a_proof_of_the_hub_is_the_one_of_its_files(log):
    assert proof.read(log.proof(5)) == proof.read(judge.prove(str(log.public), "5").proof)
