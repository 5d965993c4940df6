"""Being erased: nothing of a person is found in any byte, whatever was cut off where; the log still verifies."""

import hmac
import shutil
from pathlib import Path

import cbor2
import pytest
from sqlalchemy import Text, insert, select

from photophore.commons.erasing import FACT, NAMED
from photophore.commons.log import Log
from photophore.commons.looked import Look
from photophore.commons.rollup import Span
from photophore.commons.schema import erasures, metadata
from photophore.commons.wears import Wears
from photophore.tlog import checkpoint, note, proof
from photophore.words import Audience, BadLog, NoRoom, NotFound, Role, Signal
from tests.commons import falls
from tests.commons.artist import Artist, text
from tests.commons.taken_out import Hub
from tests.commons.test_takeout import lived

STEPS = ["dark", "begun", "renamed", "catalogued", "history", "rows", "shredded", "emptied", "listed", "done"]


@pytest.fixture
def hub(tmp_path):
    made = Hub(tmp_path / "hub")
    yield made
    made.close()


def told_of(hub, person) -> list[bytes]:
    """Everything by which somebody could be found: id, name, and every pseudonym, as text and as bytes."""
    own = person.id.split(".")[1]
    uses = ("history", "consent", "export", "looks", "reader/x")
    names = [hub.people.pseudonym(person.id, use) for use in uses]
    told = [person.id, own, own.upper(), hub.people.name(person.id)]
    words = [word.encode() for word in told if word] + [word.encode("utf-16-le") for word in told if word]
    return words + [bytes.fromhex(own)] + names + [name.hex().encode() for name in names]


def found(folder: Path, words: list[bytes]) -> list[str]:
    """Which of these words stand in which file, under any name; Parquet is looked into as well."""
    there = []
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        there += [f"{path.name}: {word!r}" for word in words if word in data or word in str(path).encode()]
    return there


def rows_of(hub, person) -> list[str]:
    """Tables in which the id stands, in whatever column."""
    there = []
    with hub.store.read() as connection:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Text):
                    same = connection.execute(select(column).where(column.contains(person.id))).first()
                    there += [str(column)] if same else []
    return there


def remembered(hub, person) -> int:
    return int(hub.history.read(person.id, Signal.FEELING, Span(0, 2**53 - 1)).count[:, 0].sum())


def test_what_an_artist_published_stays_under_its_licence_and_names_nobody(hub):
    artist = Artist(hub.people)
    made = hub.designs.publish(artist.person, artist.sign(text()), "Ann Example")
    hub.designs.keep_worn(artist.person.id, Wears("text", text("secret", 0.5), "tide"))
    words = [b"Ann Example", artist.person.id.encode(), artist.person.id.split(".")[1].encode(), b"secret"]
    hub.erasing.erase(artist.person.id)
    kept = hub.designs.find(made.hash)
    assert (kept.text, kept.credit, kept.licence) == (text(), "", "CC-BY-4.0")
    assert hub.designs.worn(made.hash).name == "dusk" and rows_of(hub, artist.person) == []
    assert found(hub.folder, words) == []
    assert hub.designs.of(artist.person.id) == []


def check_log(hub) -> None:
    """Every entry is proven under the newest checkpoint, by the public keys alone."""
    for index in range(hub.log.size):
        read = proof.read(hub.log.proof(index))
        opened = note.open_(read.checkpoint, [note.read_key(vkey) for vkey in hub.log.vkeys])
        assert checkpoint.read(opened.text).size == hub.log.size


def test_nothing_of_a_person_is_found_in_any_byte(hub):
    person, other = lived(hub), lived(hub, "Bob Other")
    words = told_of(hub, person)
    hub.history.tend()
    hub.takeout.export(person.id)
    assert found(hub.folder, words)  # the scan can fail
    before = hub.log.size
    erased = hub.erasing.erase(person.id)
    assert found(hub.folder, words) == [] and rows_of(hub, person) == []
    hub.close()
    assert found(hub.folder, words) == []
    again = Hub(hub.folder, hub.clock)
    assert found(hub.folder, words) == []
    check_log(again)
    assert again.log.size >= before + 1
    with again.store.read() as connection:
        (row,) = connection.execute(select(erasures)).all()
    assert row.entry == erased.entry and row.at == erased.at
    with pytest.raises(NotFound):
        again.people.get(person.id)
    assert again.people.name(other.id) == "Bob Other"
    assert remembered(again, other) == 100
    assert next(iter(again.looked.of(other.id))).look.who == "clinic: Sol"
    again.close()


def test_the_same_on_every_database(tmp_path, database):
    hub = Hub(tmp_path / "hub", database=database)
    person, other = lived(hub), lived(hub, "Bob Other")
    words = told_of(hub, person)
    hub.looked.saw(person.id, Look("clinic: Sol", Signal.HEART, Audience.CLINIC, 8, "Again", 1))
    hub.looked.lit([person.id, other.id], Audience.PUBLIC, Signal.FEELING, 12)
    assert [each.look.kind for each in hub.looked.of(person.id)].count("light") == 1
    hub.looked.retire()
    hub.clock.ms += 3 * 3_600_000
    hub.history.tend()
    hub.takeout.export(person.id)
    assert hub.store.scrub()
    hub.erasing.erase(person.id)
    assert rows_of(hub, person) == [] and found(tmp_path, words) == []
    assert remembered(hub, other) == 100 and hub.erasing.mend() == 0
    hub.close()
    hub = Hub(tmp_path / "hub", hub.clock, database)
    assert remembered(hub, other) == 100
    hub.close()


def test_parquet_of_others_holds_no_row_of_theirs(hub):
    person, other = lived(hub), lived(hub, "Bob Other")
    who = hub.history.pseudonym(person.id).hex()
    hub.history.flush()
    hub.erasing.erase(person.id)
    files = [str(path) for path in (hub.folder / "history").rglob("*.parquet")]
    assert files
    there = hub.history.segments.ask("select distinct replace(who::varchar, '-', '') from read_parquet($at)", at=files)
    assert (who,) not in there and (hub.history.pseudonym(other.id).hex(),) in there


def test_the_receipt_shows_it_and_nothing_else_does(hub):
    person = lived(hub)
    erased = hub.erasing.erase(person.id)
    listed = hub.log.read(erased.entry)
    assert cbor2.loads(erased.record) == {"erased": person.id, "day": erased.at // 86_400_000}
    assert cbor2.loads(listed[1:]) == {"kind": "erasure", "digest": hmac.digest(erased.salt, erased.record, "sha256")}
    assert not found(hub.folder, [erased.salt, erased.salt.hex().encode()])


@pytest.fixture(scope="module")
def fallen(tmp_path_factory):
    """The same erasure, fallen at each of STEPS -> top folder, words, size of the log before, and the two people."""
    top = tmp_path_factory.mktemp("falls")
    hub = Hub(top / "whole")
    person, other = lived(hub), lived(hub, "Bob Other")
    hub.takeout.export(person.id)
    hub.history.flush()
    words, size = told_of(hub, person), hub.log.size
    hub.close()
    for step in STEPS:
        shutil.copytree(top / "whole", top / step)
    ends = falls.run("leaving", [[top / step, person.id, step] for step in STEPS])
    assert ends == [falls.FELL] * len(STEPS)
    return top, words, size, person, other


@pytest.mark.parametrize("step", STEPS)
def test_kill_9_between_any_two_steps_ends_the_same(fallen, step):
    top, words, size, person, other = fallen
    hub = Hub(top / step)
    assert hub.erasing.mend() == int(step not in ("dark", "done"))
    if step == "dark":
        assert hub.people.get(person.id).dark and hub.people.devices(person.id) == []
        hub.erasing.erase(person.id)
    assert found(top / step, words) == [] and rows_of(hub, person) == [] and not hub.keys.has(person.id)
    kinds = [cbor2.loads(hub.log.read(index)[1:])["kind"] for index in range(size, hub.log.size)]
    assert kinds.count("erasure") == 1  # listed once, whatever was cut off
    with hub.store.read() as connection:
        assert len(connection.execute(select(erasures)).all()) == 1
    check_log(hub)
    assert remembered(hub, other) == 100
    assert hub.erasing.mend() == 0
    hub.close()


def test_a_full_disk_is_no_way_back(hub, monkeypatch):
    """It is begun, it is told, nobody sees them any more; and with room it ends."""
    person = lived(hub)
    words = told_of(hub, person)

    def full(entries):
        raise NoRoom("the disk is full")

    monkeypatch.setattr(hub.log, "append", full)
    with pytest.raises(NoRoom):
        hub.erasing.erase(person.id)
    assert hub.people.session("x") is None
    with pytest.raises(NotFound):
        hub.people.get(person.id)
    with pytest.raises(NoRoom):
        hub.erasing.erase(person.id)
    monkeypatch.undo()
    hub.erasing.erase(person.id)
    assert found(hub.folder, words) == []
    with pytest.raises(NotFound):
        hub.erasing.erase(person.id)


def test_a_log_that_cannot_be_written_darkens_all_the_same(hub, monkeypatch):
    person = lived(hub)

    def broken(entries):
        raise BadLog("broken")

    monkeypatch.setattr(hub.log, "append", broken)
    with pytest.raises((BadLog, NoRoom)):
        hub.erasing.erase(person.id)
    assert hub.people.devices(person.id) == [] and hub.store.fact(FACT) is None
    monkeypatch.undo()
    assert hub.erasing.mend() == 1


def test_their_name_goes_from_what_they_did_for_others(hub):
    operator, _ = hub.join("Olga Operator")
    other, _ = hub.join("Oscar Other")
    hub.people.grant_role(operator.id, Role.OPERATOR, None)
    hub.people.grant_role(other.id, Role.OPERATOR, None)
    operator = hub.people.get(operator.id)
    hub.people.grant_role(other.id, Role.ARTIST, operator)
    hub.people.invite(Role.WEARER, operator)
    hub.store.write(lambda connection: connection.execute(insert(metadata.tables["policies"]).values(
        name="p", version=1, text="", sha256=b"", at=1, by=operator.id, urgent=False)) and None)  # fmt: skip
    words = told_of(hub, operator)
    hub.erasing.erase(operator.id)
    assert rows_of(hub, operator) == [] and found(hub.folder, words) == []
    assert Role.ARTIST in hub.people.get(other.id).roles
    hub.people.revoke_role(other.id, Role.ARTIST, None)
    said = [cbor2.loads(hub.log.read(index)[1:]) for index in range(hub.log.size)]
    artist = [each["facts"]["whose"] for each in said if each.get("facts", {}).get("role") == "artist"]
    assert len(artist) == 2 and artist[0] == artist[1]  # the end of a role is told by the commitment of its grant
    assert {column.table.name for column in NAMED} == {"links", "roles", "policies"}


def test_samples_that_come_meanwhile_are_gone_too(hub):
    person = lived(hub)
    words = told_of(hub, person)
    hub.erasing.fall = lambda step: hub.live(person.id, 3) if step == "history" else None
    hub.erasing.erase(person.id)
    hub.history.flush()
    assert found(hub.folder, words) == []


def test_looks_that_wait_are_gone_too(hub):
    person = lived(hub)
    words = told_of(hub, person)
    look = Look("clinic: Sol", Signal.HEART, Audience.CLINIC, 8, "Late")
    hub.erasing.fall = lambda step: hub.looked.saw(person.id, look) if step in ("rows", "shredded") else None
    hub.erasing.erase(person.id)
    hub.looked.flush()
    assert found(hub.folder, words) == [] and rows_of(hub, person) == []


def test_who_keeps_something_is_told(hub):
    told: list[str] = []
    hub.erasing.caches.append(told.append)
    person = lived(hub)
    hub.erasing.erase(person.id)
    assert told == [person.id]


def test_nobody_is_nobody(hub):
    for name in ("hub.nobody", "../..", ""):
        with pytest.raises(NotFound):
            hub.erasing.erase(name)


def test_the_log_is_the_same_log_for_whoever_kept_an_old_checkpoint(hub):
    person = lived(hub)
    old, entries = hub.log.checkpoint, [hub.log.read(index) for index in range(hub.log.size)]
    hub.erasing.erase(person.id)
    assert [hub.log.read(index) for index in range(len(entries))] == entries
    assert old != hub.log.checkpoint
    hub.log.close()
    log = Log.open(hub.folder / "log", hub.folder / "log-private", "hub.test/log", hub.clock)
    assert log.size > len(entries)
    log.close()
