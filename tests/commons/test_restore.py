"""Backup and restore: what was decided since stays, who was erased stays away, and a fall at any step loses nothing."""

import contextlib
import os
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import create_engine, func, select, text

from photophore.commons import backup, merging, restore
from photophore.commons.consent import Grants
from photophore.commons.hall import Hall, Setting
from photophore.commons.people import Joining
from photophore.commons.record import Choice
from photophore.commons.rollup import Span
from photophore.commons.schema import events, links, people, sessions
from photophore.tlog import checkpoint, note
from photophore.words import BLOCK, Audience, BadLog, BadRequest, NoRoom, NotFound, Purpose, Role, Signal, WearerClass

ROOT = Path(__file__).resolve().parents[2]
CARE = Choice(Audience.CLINIC, Signal.HEART, Purpose.CARE)
SEEN = Choice(Audience.NEAR, Signal.FEELING, Purpose.LIGHT)
REMEMBERED = Choice(Audience.SELF, Signal.FEELING, Purpose.REMEMBER)


COMPILED = {}  # where policies were compiled once, for all tests


@contextlib.contextmanager
def hall(data):
    if COMPILED and not (data / "commons/policies").exists():
        shutil.copytree(COMPILED["here"], data / "commons/policies")
    with contextlib.closing(Hall.open(data / "commons", Grants(BLOCK), Setting())) as opened:
        yield opened


def somebody(here, name="Ana", role=Role.WEARER):
    person, _ = here.people.join(here.people.invite(role, None), Joining(WearerClass.ADULT, name=name))
    return person


def remember(here, person):
    here.terms.decide(person.id, REMEMBERED, "Photophore can remember your feeling.", "en")
    now = here.setting.now() - np.arange(40, 0, -1) * 1000
    assert here.history.remember(person.id, Signal.FEELING, now, np.full((40, 2), 0.5), 3) == 40
    here.history.flush()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A hub with three people, two of whom are remembered, and its archive."""
    folder = tmp_path_factory.mktemp("made")
    place = folder / "hub"
    with hall(place) as here:
        COMPILED["here"] = place / "commons/policies"
        ana, bo = somebody(here), somebody(here, "Bo", Role.COUNCIL)
        somebody(here, "Cy")
        here.terms.decide(ana.id, SEEN, "People near you can see your feeling.", "en")
        remember(here, ana)
        remember(here, bo)
        here.store.raise_fact("mine", 77)
    assert backup.make(place, folder / "hub.tar", folder / "hub.keys").people == 3
    yield folder
    COMPILED.clear()


@pytest.fixture
def data(made, tmp_path):
    shutil.copytree(made / "hub", tmp_path / "hub")
    return tmp_path / "hub"


@pytest.fixture
def kept(made, tmp_path):
    """The archive and its keys."""
    return tuple(shutil.copy2(made / name, tmp_path / name) for name in ("hub.tar", "hub.keys"))


def known(here):
    return {here.people.name(each.id): each for each in here.people.everyone()}


def size(data):
    return checkpoint.read(note.split((data / "commons/log/checkpoint").read_bytes())[0]).size


def test_onto_a_new_disk_everybody_is_back_and_dark(data, kept, tmp_path):
    with hall(data) as here:
        epoch, before = here.store.count("epoch"), known(here)
    report = restore.restore(tmp_path / "new", *kept)
    assert report == (3, 0, True, size(data))
    with hall(tmp_path / "new") as here:
        after = known(here)
        assert after == {name: each._replace(dark=True) for name, each in before.items()}
        assert here.terms.of(after["Ana"].id) == [SEEN, REMEMBERED]
        assert here.store.count("mine") == 77 and here.store.count("epoch") >= epoch + merging.JUMP
        read = here.history.read(after["Ana"].id, Signal.FEELING, Span(1, here.setting.now()))
        assert read.count.sum(axis=0).tolist() == [40, 40]
        with here.store.read() as connection:
            for table in (sessions, links):
                assert connection.scalar(select(func.count()).select_from(table)) == 0
        here.log.append([b"\x02grows on"])
    assert size(tmp_path / "new") == report.entries + 1


def test_what_was_decided_since_is_not_undone(data, kept):
    with hall(data) as here:
        ana, bo = known(here)["Ana"], known(here)["Bo"]
        here.terms.withdraw(ana.id)
        here.people.choose(ana.id, dark=True, language="es")
        here.people.revoke_role(bo.id, Role.COUNCIL, None)
        dee, token = here.people.join(here.people.invite(Role.HOST, None), Joining(WearerClass.TEEN, name="Dee"))
        here.terms.decide(dee.id, CARE, "The clinic can see your heartbeat.", "en")
        counts, before = here.store.count("epoch"), known(here)
    report = restore.restore(data, *kept)
    assert report[:3] == (4, 0, False)
    with hall(data) as here:
        assert known(here) == before and here.people.session(token) == dee
        assert here.terms.of(ana.id) == [] and here.terms.of(dee.id) == [CARE]
        assert here.store.count("epoch") > counts
        assert Role.COUNCIL not in here.people.get(bo.id).roles


def test_a_row_that_was_lost_comes_back(data, kept):
    with hall(data) as here:
        ana = known(here)["Ana"]
        gone = (people.delete().where(people.c.id == ana.id), events.delete().where(events.c.person == ana.id))
        here.store.write(lambda connection: [connection.execute(each) for each in gone] and None)
    assert restore.restore(data, *kept)[:3] == (3, 0, False)
    with hall(data) as here:
        assert known(here)["Ana"] == ana
        assert SEEN in here.terms.of(ana.id)


@pytest.mark.parametrize("lost", ["nothing", "database", "keys too", "everything but the log"])
def test_who_was_erased_stays_erased(data, kept, lost):
    """From the database, from the keys, or from the log alone: nobody comes back whom an old copy still holds."""
    with hall(data) as here:
        ana = known(here)["Ana"]
        here.erasing.erase(ana.id)
    home = data / "commons"
    for name in {"nothing": [], "database": ["hub.sqlite"], "keys too": ["hub.sqlite", "keys.sqlite"],
                 "everything but the log": ["hub.sqlite", "keys.sqlite", "history", "log-private"]}[lost]:  # fmt: skip
        for path in home.glob(name + "*") if "." in name else [home / name]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    report = restore.restore(data, *kept)
    assert report.people == 2 and report.dark is (lost != "nothing")
    with hall(data) as here:
        assert sorted(known(here)) == ["Bo", "Cy"] and not here.keys.has(ana.id)
        assert len(merging.remembered(here.store)) == 1
        assert size(data) >= report.entries
        with pytest.raises(NotFound):
            here.people.get(ana.id)
    for path in home.rglob("*"):
        assert not path.is_file() or ana.id.encode() not in path.read_bytes(), path


def test_a_role_that_ended_since_stays_ended_by_the_log_alone(data, kept):
    with hall(data) as here:
        bo = known(here)["Bo"]
        here.people.revoke_role(bo.id, Role.COUNCIL, None)
    for path in (data / "commons").glob("hub.sqlite*"):
        path.unlink()
    restore.restore(data, *kept)
    with hall(data) as here:
        assert here.people.get(bo.id).roles == {Role.WEARER}


def test_the_log_never_becomes_shorter_and_never_forks(data, kept, tmp_path):
    with hall(data) as here:
        somebody(here, "Dee")
        longer = size(data)
    assert restore.restore(data, *kept).entries == longer == size(data)
    shorter = tmp_path / "older"
    restore.restore(shorter, *kept)  # the archive's log alone: it begins like the present one
    newer, keys = tmp_path / "newer.tar", tmp_path / "newer.keys"
    backup.make(data, newer, keys)
    assert restore.restore(shorter, newer, keys).entries == longer
    forked = tmp_path / "forked"
    restore.restore(forked, *kept)
    with hall(forked) as here:
        somebody(here, "Eve")
        somebody(here, "Fay")
    before = (forked / "commons/log/checkpoint").read_bytes()
    with pytest.raises(BadLog, match="contradict"):
        restore.restore(forked, newer, keys)
    assert (forked / "commons/log/checkpoint").read_bytes() == before
    assert not (forked / restore.HALF).exists()
    with hall(forked) as here:
        assert "Fay" in known(here)


def test_an_archive_alone_is_read_by_nobody(data, kept, tmp_path):
    archive, keys = kept
    content = archive.read_bytes()
    with hall(data) as here:
        secrets_ = [word for each in here.people.everyone() for word in (each.id.encode(), each.id[9:].encode())]
    assert not any(word in content for word in [*secrets_, b"Ana", b"SQLite format", b"PAR1", b"CREATE TABLE"])
    with pytest.raises(BadRequest, match="with its keys"):
        restore.restore(tmp_path / "thief", archive)
    with hall(tmp_path / "other") as other:
        somebody(other, "Zoe")
    backup.make(tmp_path / "other", tmp_path / "other.tar", tmp_path / "other.keys")
    with pytest.raises(BadRequest, match="do not open"):
        restore.restore(tmp_path / "thief", archive, tmp_path / "other.keys")
    with pytest.raises(BadRequest):
        restore.restore(data, tmp_path / "other.tar", tmp_path / "other.keys")
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)


def test_torn_or_changed_archives_change_nothing(data, kept, tmp_path):
    archive, keys = kept
    whole, bad = archive.read_bytes(), tmp_path / "bad.tar"
    before = sorted((path, path.stat().st_mtime_ns) for path in (data / "commons/log").rglob("*"))
    rng = np.random.default_rng(1)
    torn = [whole[: int(cut)] for cut in rng.integers(1, len(whole) - 3000, 12)]
    for at in rng.integers(0, len(whole) - 12_000, 12):
        changed = bytearray(whole)
        changed[int(at)] ^= 0x55
        torn.append(bytes(changed))
    refused = 0
    for content in [b"", b"no archive", *torn]:
        bad.write_bytes(content)
        try:
            restore.restore(data, bad, keys)
        except (BadRequest, BadLog):
            refused += 1
    assert refused >= len(torn)  # a bit in what tar only fills up with, or in an owner's name, may go unseen
    assert sorted((path, path.stat().st_mtime_ns) for path in (data / "commons/log").rglob("*"))[:3] == before[:3]
    for bad_keys in (b"", whole[:5000]):
        (tmp_path / "bad.keys").write_bytes(bad_keys)
        with pytest.raises(BadRequest):
            restore.restore(tmp_path / "new", archive, tmp_path / "bad.keys")
    with pytest.raises(BadRequest, match="cannot be read"):
        restore.restore(tmp_path / "new", tmp_path / "none.tar", keys)


@pytest.mark.parametrize("name", ["../evil", "log/../../evil", "/etc/evil", "sealed/history/../../evil", "log\\evil"])
def test_an_archive_writes_nowhere_else(data, kept, tmp_path, name):
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        (tmp_path / "x").write_bytes(b"x")
        tar.add(tmp_path / "x", name)
    with pytest.raises(BadRequest):
        restore.restore(tmp_path / "new", tmp_path / "evil.tar", kept[1])
    assert not list(tmp_path.rglob("evil"))


def test_no_restore_under_a_hub_that_runs(data, kept):
    with hall(data), pytest.raises(NoRoom, match="at work"):
        restore.restore(data, *kept)


def test_a_backup_of_a_hub_that_runs(data, tmp_path):
    with hall(data) as here:
        somebody(here, "Dee")
        assert backup.make(data, tmp_path / "hub.tar", tmp_path / "hub.keys").people == 4
        somebody(here, "Eve")
    assert restore.restore(tmp_path / "new", tmp_path / "hub.tar", tmp_path / "hub.keys").people == 4
    assert not list((data / "commons").glob(".backup-*"))


class Fell(BaseException):
    pass


@pytest.mark.parametrize("step", ["half", "whole", "aside", "swapped"])
def test_a_fall_at_any_step_loses_nothing(data, kept, step, monkeypatch):
    with hall(data) as here:
        dee = somebody(here, "Dee")
    real_replace, real_finish = os.replace, restore.finish

    def fall_at(name):
        def fall(at):
            if at == name:
                raise Fell

        return fall

    def replace(one, two):
        if step == "half" and str(one).endswith(restore.HALF):
            raise Fell
        real_replace(one, two)
        if step == "whole" and str(one).endswith(restore.HALF):
            raise Fell

    monkeypatch.setattr(restore.os, "replace", replace)
    monkeypatch.setattr(restore, "finish", lambda place: real_finish(place, fall_at(step)))
    with pytest.raises(Fell):
        restore.restore(data, *kept)
    monkeypatch.undo()
    with hall(data) as here:  # the next start
        assert sorted(known(here)) == ["Ana", "Bo", "Cy", "Dee"] and known(here)["Dee"] == dee
    assert restore.restore(data, *kept).people == 4
    assert sorted(path.name for path in data.iterdir()) == ["commons"]


def test_a_full_disk_leaves_the_hub_as_it_was(data, kept, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restore.shutil, "copytree", full)
    with pytest.raises(NoRoom, match="No space"):
        restore.restore(data, *kept)
    monkeypatch.undo()
    assert not (data / restore.HALF).exists()
    monkeypatch.setattr(backup.os, "fsync", full)
    before = kept[0].read_bytes()
    with pytest.raises(NoRoom):
        backup.make(data, *kept)
    monkeypatch.undo()
    assert kept[0].read_bytes() == before and sorted(path.name for path in kept[0].parent.iterdir()) == [
        "hub", "hub.keys", "hub.tar"]  # fmt: skip
    with hall(data) as here:
        assert len(known(here)) == 3


def test_no_hub_no_backup(tmp_path):
    with pytest.raises(NotFound):
        backup.make(tmp_path, tmp_path / "hub.tar")


def test_a_hub_on_postgresql_is_kept_and_brought_back(made, postgresql, tmp_path):
    """Onto an empty database, and then, when somebody was erased, once more onto the same."""
    engine = create_engine(postgresql.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE restored"))
    engine.dispose()
    url = postgresql.format("restored")
    assert restore.restore(tmp_path, made / "hub.tar", made / "hub.keys", url)[:3] == (3, 0, True)
    shutil.copytree(COMPILED["here"], tmp_path / "commons/policies")
    with contextlib.closing(Hall.open(tmp_path / "commons", Grants(BLOCK), Setting("UTC", url))) as here:
        ana = known(here)["Ana"]
        assert here.terms.of(ana.id) == [SEEN, REMEMBERED] and ana.dark
        here.erasing.erase(ana.id)
    assert backup.make(tmp_path, tmp_path / "hub.tar", tmp_path / "hub.keys", url).people == 2
    assert restore.restore(tmp_path, made / "hub.tar", made / "hub.keys", url)[:3] == (2, 1, False)
    assert restore.restore(tmp_path / "plain", tmp_path / "hub.tar", tmp_path / "hub.keys")[:3] == (2, 0, True)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_kill_minus_nine_while_it_restores(data, kept):
    """A process of its own, killed at four moments from its first file on; then the hub starts as if nothing were."""
    program = """import sys; from pathlib import Path; from photophore.commons import restore
print(1, flush=True)
restore.restore(*map(Path, sys.argv[1:]))"""
    for wait in (0.02, 0.1, 0.25, 0.5):
        command = [sys.executable, "-c", program, *map(str, (data, *kept))]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        process.stdout.read(1)
        time.sleep(wait)
        process.kill()
        process.communicate()
        restore.finish(data)
        assert (data / "commons/hub.sqlite").is_file() and size(data) > 0
    with hall(data) as here:
        assert sorted(known(here)) == ["Ana", "Bo", "Cy"]
