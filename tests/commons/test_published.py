"""A published design in the log: made from what is stored, or from the note alone, it is the same entry."""

from types import SimpleNamespace

import pytest

from photophore.commons import imprint, published
from photophore.commons.log import Log
from photophore.commons.published import State, design_of, ended, entries, lists
from photophore.tlog import entry
from photophore.tlog.note import Kind, Signer
from tests.commons.test_imprint import signed


def row(**other):
    made = imprint.open_(signed(parents=("1" * 64, "2" * 64)))
    fields = {
        "hash": made.imprint.hash, "name": "dusk", "version": 1, "key": made.key, "licence": "CC0-1.0",
        "parents": " ".join(made.imprint.parents), "sha256": made.sha256, "note": made.note, "at": 1, "entry": 5,
        "withdrawn": None, "withdrawn_entry": None, "unsafe": None, "unsafe_entry": None, "why": None,
    }  # fmt: skip
    return made, SimpleNamespace(**fields | other)


def test_whoever_has_the_note_finds_its_entry(tmp_path):
    made, stored = row()
    log = Log.open(tmp_path / "log", tmp_path / "private", "hub.test/log")
    assert published.entry_of(made) == entries(stored)[0][1]
    log.append([entry.public("policy", {}), published.entry_of(made)])
    assert published.listed(str(tmp_path / "log"), made) == 1
    assert published.listed(str(tmp_path / "log"), row()[0]._replace(note=made.note + b" ")) is None
    log.close()


def test_an_entry_tells_hash_licence_parents_and_key_and_nothing_of_the_artist():
    made, stored = row()
    said = entry.read(entries(stored)[0][1])
    assert said.kind == "design" and set(said.facts) == {"do", "hash", "licence", "parents", "key", "note"}
    assert b"artist-" not in entries(stored)[0][1]


@pytest.mark.parametrize(
    ("fields", "state", "open_"),
    [
        ({"entry": None}, State.WAITING, True),
        ({}, State.PUBLISHED, False),
        ({"withdrawn": 7, "note": None}, State.WITHDRAWN, True),
        ({"withdrawn": 7, "withdrawn_entry": 8, "note": None}, State.WITHDRAWN, False),
        ({"unsafe": 7, "why": "it hurts"}, State.UNSAFE, True),
        ({"withdrawn": 7, "withdrawn_entry": 8, "unsafe": 9, "unsafe_entry": 10}, State.UNSAFE, False),
    ],
)
def test_where_it_stands_and_whether_the_log_knows(fields, state, open_):
    _, stored = row(**fields)
    assert design_of(stored, "").state is state and lists(stored) is open_
    assert design_of(stored, "").text == ("" if stored.note is None else imprint.open_(stored.note).imprint.text)


def test_ends_are_read_from_the_log_and_nothing_else_is():
    _, stored = row(withdrawn=7, unsafe=8, why="it hurts")
    assert [ended(said) and ended(said)["do"] for _, said in entries(stored)] == [None, "withdraw", "unsafe"]
    strange = Signer("a", Kind.ED25519, bytes(32)).key.public
    assert ended(b"") is None and ended(b"\x02" + strange) is None and ended(entry.public("policy", {})) is None
