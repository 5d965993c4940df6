"""Whoever takes releases is lied to in every way that TUF names, and in the one that it leaves to the log."""

import hashlib
import json
import shutil

import pytest
from tuf.api.metadata import Metadata
from tuf.ngclient import Updater

from photophore.commons import release, release_draft
from photophore.commons import release_roles as roles
from photophore.commons.release_get import Reader
from photophore.commons.release_roles import Release
from photophore.tlog import proof
from photophore.words import BadRelease, NotFound, PhotophoreError
from tests.commons.logs import copy, opened
from tests.commons.makers import ANN, BOB, CLEO, DAN, DAY, Makers, ring, served

pytestmark = pytest.mark.usefixtures("unsynced")

EVIL = b"evil"


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """Two releases of a lamp's firmware are public."""
    makers = Makers(tmp_path_factory.mktemp("makers"))
    makers.begin()
    makers.give(b"light 1")
    copy(makers.public, makers.folder / "before")
    makers.give(b"light 2")
    makers.log.close()
    return makers.folder


@pytest.fixture
def makers(begun, tmp_path):
    copy(begun, tmp_path / "makers")
    return Makers(tmp_path / "makers")


@pytest.fixture
def taker(makers):
    made = makers.reader()
    assert made.get("firmware/lamp").data == b"light 2"
    return made


def before(makers, *names):
    """These files of the metadata, as they were one release ago."""
    for name in names:
        shutil.copy(makers.folder / "before" / "metadata" / name, makers.shelf.metadata / name)


def forge(makers, targets=None, times=(99, 99), own=None):
    """Times of a thief who has the hub's own key, over this list."""
    own = own or makers.shelf.own(makers.shelf.root().signed)
    targets = targets or makers.shelf.listed()
    write = makers.shelf.metadata
    (write / f"{targets.signed.version}.targets.json").write_bytes(targets.to_bytes())
    snapshot = roles.snapshot(targets.to_bytes(), times[0], makers.shelf.now())
    (write / f"{times[0]}.snapshot.json").write_bytes(roles.sign(snapshot, own))
    stamp = roles.timestamp(snapshot.to_bytes(), times[1], makers.shelf.now())
    (write / "timestamp.json").write_bytes(roles.sign(stamp, own))


def evil(makers, *people, path="firmware/lamp/3"):
    """A list that these people signed, with a file that no log knows."""
    release_ = Release(path, len(EVIL), hashlib.sha256(EVIL).digest(), "")
    targets = makers.shelf.listed()
    targets.signed.version += 1
    targets.signed.targets[path] = roles.file_of(release_)
    roles.sign(targets, people)
    (makers.shelf.targets / release_.file).parent.mkdir(parents=True, exist_ok=True)
    (makers.shelf.targets / release_.file).write_bytes(EVIL)
    return targets, release_


def refused(reader, match, name="firmware/lamp"):
    with pytest.raises(BadRelease, match=match):
        reader.get(name)


# --- what holds


def test_tufs_own_client_takes_it_from_a_server(makers, tmp_path):
    first = (makers.shelf.metadata / "1.root.json").read_bytes()
    with served(makers.public) as address:
        for folder in ("metadata", "targets"):
            (tmp_path / folder).mkdir()
        updater = Updater(str(tmp_path / "metadata"), f"{address}/metadata", str(tmp_path / "targets"),
                          f"{address}/targets", bootstrap=first)  # fmt: skip
        updater.refresh()
        info = updater.get_targetinfo("firmware/lamp/2")
        path = updater.download_target(info)
        updater._fetcher._proxy_env._pool_managers.clear()
    with open(path, "rb") as file:
        assert file.read() == b"light 2"


def test_a_release_holds_with_its_proof_from_a_folder_and_from_the_web(makers):
    held = makers.reader().get("firmware/lamp/1")
    assert (held.data, held.origin) == (b"light 1", "hub.example/log")
    assert makers.log.read(held.index) == held.release.entry
    with served(makers.public) as address:
        web = makers.reader(address, "web")
        assert web.get("firmware/lamp/1") == held
        assert [each.data for each in web.all()] == [b"light 1", b"light 2"]


def test_what_is_not_released_or_withdrawn_is_not_found(makers, taker):
    for name in ("firmware/lamp/9", "firmware", "glyph/x", "../lamp"):
        with pytest.raises(NotFound, match="no such thing is released"):
            taker.get(name)
    release_draft.withdraw(makers.shelf, "firmware/lamp/2")
    makers.out(BOB)
    with pytest.raises(NotFound, match="was withdrawn"):
        taker.get("firmware/lamp/2")
    assert taker.get("firmware/lamp").data == b"light 1"


def test_keys_that_changed_are_followed_root_by_root(makers, taker):
    makers.rotate(root=ring(ANN, CLEO, DAN, of=2), targets=ring(DAN), online=True)
    makers.out(ANN, CLEO, DAN)
    makers.rotate(root=ring(CLEO, DAN, of=2))
    makers.out(CLEO, DAN)
    assert (taker.look().root, taker.get("firmware/lamp").data) == (3, b"light 2")
    targets, _ = evil(makers, BOB)  # whose key signs no more
    forge(makers, targets)
    refused(taker, "too few of the keys")


# --- the rule that TUF has not


def test_signed_and_not_in_the_log_is_no_release(makers, taker):
    targets, _ = evil(makers, BOB)
    forge(makers, targets)
    refused(taker, "not shown to stand in the log")
    assert taker.get("firmware/lamp/2").data == b"light 2"


def test_a_proof_must_be_of_this_release_in_the_log_that_root_names(makers, taker, tmp_path):
    targets, release_ = evil(makers, BOB)
    forge(makers, targets)
    path = makers.shelf.targets / f"{release_.file}.tlog-proof"
    other = opened(tmp_path / "other")  # under the same name, with other keys
    (place,) = other.append([release_.entry])
    theirs = next(path.parent.glob("*.2.tlog-proof")).read_bytes()
    index = proof.read(theirs)
    for lie in (theirs, other.proof(place), b"", theirs[:-50], proof.write(index._replace(index=index.index + 1))):
        path.write_bytes(lie)
        refused(taker, "its proof does not hold")
    other.close()


def test_in_the_log_and_not_signed_is_no_release(makers, taker):
    _, release_ = evil(makers, BOB)
    (place,) = makers.log.append([release_.entry])
    (makers.shelf.targets / f"{release_.file}.tlog-proof").write_bytes(makers.log.proof(place))
    with pytest.raises(NotFound, match="no such thing is released"):
        taker.get(release_.path)


def test_what_is_said_of_a_release_is_part_of_what_is_listed(makers, taker):
    targets = makers.shelf.listed()
    targets.signed.version += 1
    targets.signed.targets["firmware/lamp/2"].unrecognized_fields["custom"]["says"] = "it cures"
    roles.sign(targets, [BOB])
    forge(makers, targets)
    refused(taker, "its proof does not hold")


def test_without_a_log_in_root_nothing_counts(makers, taker):
    root = makers.shelf.root()
    root.signed.version += 1
    del root.signed.unrecognized_fields[roles.LOG]
    (makers.shelf.metadata / "2.root.json").write_bytes(roles.sign(root, [ANN, BOB]))
    refused(taker, "name no log")


# --- what TUF refuses, told in words


def test_too_few_signatures(makers, taker):
    for people in ((), (DAN,), (ANN, CLEO)):
        targets, _ = evil(makers, *people)
        forge(makers, targets)
        refused(taker, "too few of the keys")


def test_a_root_of_one_thief(makers, taker):
    root = makers.shelf.root()
    root.signed.version += 1
    roles.tell_rings(root.signed, {"root": ring(ANN), "targets": ring(ANN)})
    (makers.shelf.metadata / "2.root.json").write_bytes(roles.sign(root, [ANN]))
    refused(taker, "too few of the keys")
    assert Metadata.from_file(str(makers.folder / "taker" / "metadata" / "root.json")).signed.version == 1


def test_times_signed_by_a_stranger(makers, taker):
    forge(makers, own=[DAN])
    refused(taker, "too few of the keys")


def test_what_was_seen_is_never_followed_by_something_older(makers, taker):
    before(makers, "timestamp.json")
    refused(taker, "older than what was seen")


@pytest.mark.parametrize("what", ["snapshot", "targets"])
def test_nor_by_a_thief_with_the_hubs_own_key(makers, taker, what):
    old = roles.read_targets((makers.shelf.metadata / "2.targets.json").read_bytes(), "")
    if what == "snapshot":
        forge(makers, times=(2, 99))  # a newer time for a snapshot of before
    else:
        forge(makers, old, times=(99, 99))  # a newer snapshot for a list of before
    refused(taker, "older than what was seen")


@pytest.mark.parametrize(("role", "days"), [("timestamp", 3), ("snapshot", 15), ("targets", 181), ("root", 366)])
def test_what_is_held_back_lasts_no_longer(begun, tmp_path, role, days):
    makers = Makers(tmp_path)
    makers.late = -days * DAY
    makers.begin()
    if role != "root":
        makers.late = 0 if role == "targets" else makers.late
    if role == "targets":  # the hub goes on signing what its people let expire
        forge(makers)
    elif role != "timestamp":
        makers.late = 0
        own = makers.shelf.own(makers.shelf.root().signed)
        stamp = roles.timestamp((makers.shelf.metadata / "1.snapshot.json").read_bytes(), 9, makers.shelf.now())
        (makers.shelf.metadata / "timestamp.json").write_bytes(roles.sign(stamp, own))
    with pytest.raises(BadRelease, match=f"lasts no longer.*{role}"):
        makers.reader().look()


def test_a_time_far_ahead_is_outlived_by_a_new_key(makers, taker):
    forge(makers, times=(2**31, 2**31))
    taker.look()
    forge(makers, times=(100, 100))
    refused(taker, "older than what was seen")
    makers.rotate(online=True)
    makers.out(ANN, BOB)
    assert taker.get("firmware/lamp").data == b"light 2"


def test_files_of_two_days_do_not_fit_together(makers, taker):
    makers.give(b"light 3")
    now = makers.shelf.metadata
    kept = {name: (now / name).read_bytes() for name in ("4.snapshot.json", "4.targets.json")}
    (now / "4.targets.json").write_bytes((now / "3.targets.json").read_bytes())
    refused(taker, "not the one that was signed|longer than was signed|older than")
    (now / "4.targets.json").write_bytes(kept["4.targets.json"])
    (now / "4.snapshot.json").write_bytes((now / "3.snapshot.json").read_bytes())
    refused(makers.reader(name="other"), "not the one that was signed|longer than was signed|older than")


def test_another_file_and_a_longer_one(makers, taker):
    release_ = roles.newest(taker.look().releases, "firmware/lamp")
    path = makers.shelf.targets / release_.file
    for lie, match in [(b"light 3", "not the one that was signed"), (b"x" * 9_000_000, "longer than was signed"),
                       (b"", "not the one that was signed")]:  # fmt: skip
        path.write_bytes(lie)
        refused(taker, match)
    path.unlink()
    refused(taker, "is not there")
    assert sorted(each.name for each in (makers.folder / "taker").iterdir()) == ["anchor.json", "lock", "metadata"]


@pytest.mark.parametrize("path", ["../../evil", "/etc/evil", "policy/x/1", "firmware/lamp/03"])
def test_a_list_with_a_path_that_is_not_ours(makers, taker, path):
    targets, _ = evil(makers, BOB)
    targets.signed.targets[path] = targets.signed.targets.pop("firmware/lamp/3")
    targets.signed.targets[path].path = path
    roles.sign(targets, [BOB])
    forge(makers, targets)
    refused(taker, "not known here", "firmware/lamp/1")


@pytest.mark.parametrize("name", ["timestamp.json", "3.snapshot.json", "3.targets.json", "2.root.json"])
@pytest.mark.parametrize("junk", [b"", b"{}", b"[" * 20_000, b"\xff" * 99, b'{"signed": {}, "signatures": []}'])
def test_junk_is_refused_in_words(makers, name, junk):
    (makers.shelf.metadata / name).write_bytes(junk)
    with pytest.raises(PhotophoreError) as caught:
        makers.reader().get("firmware/lamp")
    assert len(str(caught.value)) < 600
    assert str(caught.value).isprintable()


def test_what_a_stranger_writes_cannot_speak_to_a_terminal(makers, taker):
    told = json.loads((makers.shelf.metadata / "timestamp.json").read_bytes())
    told["signed"]["_type"] = "\x1b[2J"
    (makers.shelf.metadata / "timestamp.json").write_text(json.dumps(told))
    with pytest.raises(BadRelease) as caught:
        taker.look()
    assert str(caught.value).isprintable()


# --- the folder of trust


def test_trust_begins_with_a_root_that_was_given(makers):
    reader = Reader(str(makers.public), makers.folder / "new")
    with pytest.raises(BadRelease, match="no root is trusted here yet"):
        reader.look()
    with pytest.raises(BadRelease, match="not signed by its own keys"):
        reader.trust(roles.sign(makers.shelf.root(), [ANN]))
    with pytest.raises(BadRelease, match="no root file"):
        reader.trust(b"{}")


def test_another_root_is_not_taken_over_the_first(makers, taker, tmp_path):
    first = (makers.shelf.metadata / "1.root.json").read_bytes()
    other = Makers(tmp_path / "other")
    other.late = 1000 * 60
    other.begin()
    with pytest.raises(BadRelease, match="another root is trusted here"):
        taker.trust((other.shelf.metadata / "1.root.json").read_bytes())
    makers.rotate()
    makers.out(ANN, BOB)
    taker.look()
    for root in (first, (makers.shelf.metadata / "2.root.json").read_bytes()):
        taker.trust(root)  # both are known here
    assert taker.look().root == 2


def test_a_torn_memory_heals(makers, taker):
    memory = makers.folder / "taker" / "metadata"
    for path in sorted(memory.glob("*.json")):
        kept = path.read_bytes()
        path.write_bytes(kept[: len(kept) // 2])
        assert taker.get("firmware/lamp").data == b"light 2"
    (memory / "root.json").unlink()  # as a fall between two steps of TUF's client leaves it
    assert taker.get("firmware/lamp").data == b"light 2"


def test_nobody_there(makers, tmp_path):
    reader = makers.reader("http://127.0.0.1:1", "web")
    with pytest.raises(BadRelease, match="do not answer"):
        reader.look()
    for where, error in [("ftp://x", BadRelease), (str(tmp_path / "nowhere"), NotFound), ("", NotFound)]:
        with pytest.raises(error):
            Reader(where, tmp_path / "trust")


def test_a_release_goes_out_again_without_being_asked(makers, taker):
    """What the hub signs anew each day changes nothing but the time."""
    old = taker.look()
    told = release.publish(makers.shelf, makers.log)
    assert (taker.look(), told.listed, told.snapshot) == (old, 0, 3)
