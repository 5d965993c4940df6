"""Taking everything out: all of it, one's own alone, provable by a stranger, in little memory, also when cut off."""

import base64
import hashlib
import hmac
import json
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import cbor2
import duckdb
import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import insert

from photophore.commons import archive
from photophore.commons.looked import Look
from photophore.commons.record import Choice
from photophore.commons.schema import looks, metadata
from photophore.commons.takeout import KEPT, readme
from photophore.commons.wears import Wears
from photophore.words import Audience, NoRoom, NotFound, Purpose, Role, Signal
from tests.commons.artist import Artist, text
from tests.commons.past import NOON
from tests.commons.taken_out import Hub

ROOT = Path(__file__).resolve().parents[2]
CARE = Choice(Audience.CLINIC, Signal.HEART, Purpose.CARE)


@pytest.fixture
def hub(tmp_path):
    made = Hub(tmp_path / "hub")
    yield made
    made.close()


def lived(hub, name="Ann Example"):
    """Somebody about whom the hub holds something of every kind."""
    person, _ = hub.join(name)
    hub.terms.decide(person.id, CARE, "My clinic may read my heart.", "en")
    hub.terms.withdraw(person.id, Audience.CLINIC)
    hub.terms.decide(person.id, CARE, "My clinic may read my heart.", "en")
    hub.people.grant_role(person.id, Role.ARTIST, None)
    hub.people.revoke_role(person.id, Role.ARTIST, None)
    hub.people.invite_back(person.id, person)
    hub.live(person.id)
    hub.live(person.id, 30, Signal.HEART)
    hub.history.keep(person.id, Signal.FEELING, 90)
    hub.looked.record(person.id, Look("clinic: Sol", Signal.HEART, Audience.CLINIC, 8, "Your check", 1))
    key = {"id": b"key of " + person.id.encode(), "person": person.id, "public_key": b"public", "count": 3, "made": 1}
    hub.store.write(lambda connection: connection.execute(insert(metadata.tables["passkeys"]).values(key)) and None)
    return person


def opened(path) -> tuple[zipfile.ZipFile, dict]:
    zipped = zipfile.ZipFile(path)
    assert zipped.testzip() is None
    return zipped, json.loads(zipped.read("me.json"))


def test_everything_is_in_it(hub):
    person = lived(hub)
    zipped, me = opened(hub.takeout.export(person.id))
    assert me["person"]["name"] == "Ann Example" and me["person"]["id"] == person.id
    assert len(me["decisions"]) == 3 and len(me["in_force"]) == 1 and len(me["receipts"]) >= 1
    assert {each["role"] for each in me["roles"]} == {"wearer", "artist"}
    assert me["devices"][0]["device"] == "a phone" and len(me["links"]) == 1
    key = (b"key of " + person.id.encode()).hex()
    assert me["passkeys"] == [{"id": key, "public_key": b"public".hex(), "count": 3, "made": 1}]
    assert me["looked"][0]["who"] == "clinic: Sol" and me["looked"][0]["why"] == "Your check"
    assert me["history"]["kept_days"]["feeling"] == {"sample": 7, "minute": 90, "hour": 90}
    assert {"history/feeling-sample.parquet", "history/heart-sample.parquet", "README.txt"} <= set(zipped.namelist())
    zipped.close()


def test_what_an_artist_published_is_in_it_with_its_proofs_and_what_they_wear(hub):
    artist, other = Artist(hub.people), Artist(hub.people, 2)
    made = hub.designs.publish(artist.person, artist.sign(text()), "Ann")
    hub.designs.publish(other.person, other.sign(text("dawn", 0.5)), "Bob Other")
    gone = hub.designs.publish(artist.person, artist.sign(text("noon", 0.75)))
    hub.designs.withdraw(gone.hash, artist.person)
    hub.designs.keep_worn(artist.person.id, Wears("hash", made.hash, "tide"))
    zipped, me = opened(hub.takeout.export(artist.person.id))
    assert me["wears"] == {"how": "hash", "what": made.hash, "fallback": "tide"}
    assert [(key["name"], key["credit"]) for key in me["artist"]] == [(artist.signer.key.name, "Ann")]
    told = {each["name"]: each for each in me["designs"]}
    assert set(told) == {"dusk", "noon"} and told["noon"]["note"] is None
    assert told["dusk"]["note"].encode() == artist.sign(text())
    for place in (made.entry, gone.entry, told["noon"]["withdrawn_log_entry"]):
        stranger(zipped.read(f"proofs/{place}.tlog-proof"), zipped.read(f"proofs/{place}.entry"),
                 zipped.read("proofs/vkeys.txt").decode().splitlines()[0])  # fmt: skip
    assert b"Bob" not in b"".join(zipped.read(name) for name in zipped.namelist())
    zipped.close()


def test_no_word_that_opens_a_door_is_in_it(hub):
    person, token = hub.join("Ann")
    code = hub.people.invite_back(person.id, person)
    path = hub.takeout.export(person.id)
    zipped, me = opened(path)
    every = b"".join(zipped.read(name) for name in zipped.namelist())
    for word in (token, code, hashlib.sha256(token.encode()).hexdigest(), hashlib.sha256(code.encode()).hexdigest()):
        assert word.encode() not in every
    zipped.close()


def test_it_is_ones_own_alone(hub):
    ann, bob = lived(hub), lived(hub, "Bob Other")
    zipped, me = opened(hub.takeout.export(ann.id))
    every = b"".join(zipped.read(name) for name in zipped.namelist())
    assert b"Bob Other" not in every and bob.id.encode() not in every and bob.id.split(".")[1].encode() not in every
    assert hub.people.pseudonym(bob.id, "history") not in every
    zipped.close()


def test_the_history_is_a_table_that_anybody_opens(hub, tmp_path):
    person = lived(hub)
    with zipfile.ZipFile(hub.takeout.export(person.id)) as zipped:
        zipped.extract("history/feeling-sample.parquet", tmp_path)
    rows = duckdb.sql(f"select * from '{tmp_path}/history/feeling-sample.parquet' order by at_ms").fetchnumpy()
    assert sorted(rows) == ["at_ms", "n", "x", "y"]
    assert int(rows["n"].sum()) == 100 and rows["at_ms"].max() == NOON
    assert np.array_equal(rows["x"], -rows["y"])


def test_a_stranger_checks_every_decision_with_nothing_but_the_readme(hub):
    """Steps 1 to 4 of README.txt, by hashlib, hmac and one signature; none of our own code."""
    person = lived(hub)
    zipped, me = opened(hub.takeout.export(person.id))
    vkey = zipped.read("proofs/vkeys.txt").decode().splitlines()[0]
    for told in [*me["decisions"], *me["roles"]]:
        entry = zipped.read(f"proofs/{told['log_entry']}.entry")
        said = cbor2.loads(entry[1:])
        if "salt" in told:
            canonical = bytes.fromhex(told["canonical_cbor"])
            digest = hmac.digest(bytes.fromhex(told["salt"]), canonical, "sha256")
            assert digest.hex() == told["commitment"] and cbor2.loads(canonical) == told["told"]
            assert (entry[0], said["digest"]) == (1, digest)
        else:
            assert entry[0] == 2 and said["facts"]["whose"].hex() == told["commitment"]
        stranger(zipped.read(f"proofs/{told['log_entry']}.tlog-proof"), entry, vkey)
    zipped.close()


def stranger(proof: bytes, entry: bytes, vkey: str) -> None:
    """RFC 6962 and C2SP by hand."""
    head, _, note = proof.partition(b"\n\n")
    lines = head.decode().split("\n")
    index, hashes = int(lines[1].removeprefix("index ")), [base64.b64decode(line) for line in lines[2:]]
    text, _, signatures = note.rpartition(b"\n\n")
    _, size, root = text.decode().split("\n")[:3]
    node, at, last = hashlib.sha256(b"\0" + entry).digest(), index, int(size) - 1
    for other in hashes:
        if at % 2 or at == last:
            node = hashlib.sha256(b"\1" + other + node).digest()
            while at and not at % 2:
                at, last = at // 2, last // 2
        else:
            node = hashlib.sha256(b"\1" + node + other).digest()
        at, last = at // 2, last // 2
    assert node == base64.b64decode(root) and last == 0
    name, _, key = vkey.split("+", 2)
    public = base64.b64decode(key)[1:]
    line = next(line for line in signatures.decode().splitlines() if line.split(" ")[1] == name)
    Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(line.split(" ")[2])[4:], text + b"\n")


def test_nobody_is_nobody(hub):
    with pytest.raises(NotFound):
        hub.takeout.export("hub.nobody")
    with pytest.raises(NotFound):
        hub.takeout.export("../../etc")


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "a/b", "C:\\Windows", "👄 ünïcode", "'; drop table people; --", "\u200b"]
)
def test_a_hostile_name_stands_in_the_json_and_nowhere_else(hub, name):
    person, _ = hub.join()
    hub.people._store.write(lambda connection: connection.execute(metadata.tables["people"].update().values(
        name=hub.keys.seal(person.id, name.encode()))) and None)  # fmt: skip
    before = {path for path in hub.folder.parent.rglob("*")}
    zipped, me = opened(hub.takeout.export(person.id))
    assert me["person"]["name"] == name
    assert all(archive.NAME.fullmatch(each) for each in zipped.namelist())
    new = {path for path in hub.folder.parent.rglob("*")} - before
    assert all((hub.folder / "exports") in (path, *path.parents) or "history" in path.parts for path in new)
    zipped.close()


def test_the_archive_is_private_and_goes_after_a_short_time(hub):
    person = lived(hub)
    path = hub.takeout.export(person.id)
    assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0
    assert hub.takeout.ready(person.id) == path and hub.takeout.ready(hub.join()[0].id) is None
    assert [each for each in path.parent.iterdir()] == [path]
    hub.clock.ms += KEPT + 1
    assert hub.takeout.ready(person.id) is None and not path.exists()
    path = hub.takeout.export(person.id)
    hub.clock.ms -= 2 * KEPT  # it must not stay for as long as a clock ran ahead
    assert hub.takeout.ready(person.id) is None and not path.exists()


def test_it_can_be_laid_elsewhere(hub, tmp_path):
    person = lived(hub)
    path = hub.takeout.export(person.id, tmp_path / "ann.zip")
    opened(path)[0].close()
    assert path == tmp_path / "ann.zip" and path.stat().st_mode & 0o077 == 0
    assert not list((hub.folder / "exports").iterdir())
    with pytest.raises(NoRoom, match="another place"):
        hub.takeout.export(person.id, tmp_path / "no" / "such.zip")


def test_an_export_that_was_cut_off_goes_on(hub):
    person = lived(hub)
    made = []

    def fall(step):
        made.append(step)
        if step == "packed":
            raise KeyboardInterrupt

    hub.takeout.fall = fall
    with pytest.raises(KeyboardInterrupt):
        hub.takeout.export(person.id)
    assert made == ["feeling-sample", "heart-sample", "packed"] and hub.takeout.ready(person.id) is None
    hub.takeout.fall = made.append
    opened(hub.takeout.export(person.id))[0].close()
    assert made[3:] == ["packed"]  # the parts were there


def test_a_full_disk_is_told_and_leaves_no_half_archive(hub, monkeypatch):
    person = lived(hub)
    hub.history.flush()

    def full(*told, **named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.zipfile.ZipFile, "open", full)
    with pytest.raises(NoRoom, match="No space left"):
        hub.takeout.export(person.id)
    assert not list((hub.folder / "exports").glob("*.zip*"))


def test_a_damaged_file_is_told_and_the_rest_is_taken_out(hub):
    person = lived(hub)
    hub.history.flush()
    next((hub.folder / "history").rglob("heart*.parquet")).write_bytes(b"torn")
    zipped, me = opened(hub.takeout.export(person.id))
    assert len(me["history"]["damaged"]) == 1 and "history/feeling-sample.parquet" in zipped.namelist()
    zipped.close()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_readme_tells_in_ones_own_language_how_it_is_checked(hub, language):
    text = readme(language)
    words = ("HMAC-SHA256", "proofs/N.entry", "proofs/N.tlog-proof", "RFC 6962", "C2SP", "photophore log note")
    assert all(word in text for word in words)
    assert max(map(len, text.splitlines())) <= 120
    person, _ = hub.join(language=f"{language}-XX" if language == "en" else language)
    with zipfile.ZipFile(hub.takeout.export(person.id)) as zipped:
        assert zipped.read("README.txt").decode() == text


def test_many_looks_stay_out_of_memory(hub):
    """3,000 looks are a JSON of 1 MB; they pass through a few hundred at a time."""
    person, _ = hub.join()
    sealed = hub.looked._row(person.id, Look("clinic", Signal.HEART, Audience.CLINIC, 8, "x" * 200), 0).sealed
    row = {"person": person.id, "first": 1, "times": 1, "sealed": sealed}
    rows = [row | {"what": f"read/a/{i}", "last": i} for i in range(3_000)]
    hub.store.write(lambda connection: connection.execute(insert(looks), rows) and None)
    rows.clear()
    hub.takeout.export(person.id)
    tracemalloc.start()
    path = hub.takeout.export(person.id)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    with zipfile.ZipFile(path) as zipped:
        assert zipped.getinfo("me.json").file_size > 1_200_000
    assert peak < 2_500_000


@pytest.mark.slow
def test_the_memory_of_an_export_has_a_bound(tmp_path):
    """Of a child process, at its largest. DuckDB takes up to segments.MEMORY, and sorts on the disk what needs more."""
    for millions in (1, 10):
        told = [sys.executable, "-m", "tests.commons.large", str(tmp_path / str(millions)), str(millions)]
        child = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, timeout=170, check=True)
        rows, size, peak, seconds = json.loads(child.stdout)
        print(f"{rows:,} rows: an archive of {size / 1e6:.0f} MB, {peak} MB at most, {seconds:.1f} s")
        assert rows == millions * 1_000_000 and peak < 600
