"""What roles say is written and read in one form; what cannot be met, or is not ours, is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tuf.api.metadata import Metadata, Targets

from photophore.commons import release_roles as roles
from photophore.commons.release_roles import Release, Ring
from photophore.tlog import entry
from photophore.tlog.note import Kind, Signer
from photophore.words import BadRelease
from tests.commons.makers import ANN, BOB, CLEO, ring

NOON = 1_795_000_000_000  # ms UTC


def of(path="firmware/lamp/3", says="new"):
    return Release(path, 7, bytes(32), says)


def rings(**other):
    return {"root": ring(ANN, BOB, of=2), "targets": ring(BOB), "online": ring(CLEO)} | other


def test_a_release_is_listed_with_all_that_it_is():
    read = entry.read(of().entry)
    assert read.kind == "release"
    assert read.facts == {"name": "firmware/lamp/3", "length": 7, "sha256": bytes(32), "says": "new"}
    assert (of().name, of().version) == ("firmware/lamp", 3)


@given(st.text(max_size=300), st.integers(1, 2**40))
def test_a_release_is_read_back_or_refused(says, length):
    release = Release("glyph/hearth/1", length, bytes(32), says)
    fits = length <= roles.LARGEST and roles.is_said(says)
    if fits:
        assert roles.release_of(roles.file_of(release)) == release
    else:
        with pytest.raises(BadRelease):
            roles.release_of(roles.file_of(release))


@pytest.mark.parametrize("path", [
    "lamp/3", "firmware/lamp", "firmware/lamp/0", "firmware/lamp/03", "firmware/../lamp/3", "/etc/passwd", "glyph/A/1",
    "firmware/lamp/3/", "firmware/lamp/3\n", "policy/x/1", "firmware/-a/1", "firmware/lamp/9999999999", "",
])  # fmt: skip
def test_a_path_that_is_not_ours_is_refused(path):
    with pytest.raises(BadRelease, match="not known here"):
        roles.release_of(_file(path))


def _file(path):
    file = roles.file_of(of())
    file.path = path
    return file


@pytest.mark.parametrize(("count", "threshold", "least"), [(1, 2, 2), (3, 1, 2), (0, 0, 1), (3, 4, 2), (17, 2, 2)])
def test_a_threshold_that_protects_nobody_or_cannot_be_met_is_refused(count, threshold, least):
    people = [Signer(f"p{i}", Kind.ED25519, bytes([i]) * 32) for i in range(1, count + 1)]
    with pytest.raises(BadRelease):
        roles.checked(ring(*people, of=threshold), "root", least)


def test_one_key_under_two_names_counts_once():
    twin = Signer("ann-too", Kind.ED25519, b"a" * 32)
    with pytest.raises(BadRelease, match="different keys"):
        roles.checked(ring(ANN, twin, of=2), "root", 2)
    assert roles.tuf_key(twin.key).keyid == roles.tuf_key(ANN.key).keyid


def test_only_ed25519_signs_releases():
    other = Signer("a", Kind.COSIGNER, bytes(32)).key
    with pytest.raises(BadRelease, match="Ed25519"):
        roles.tuf_key(other)


def test_root_says_whose_keys_count_until_when_and_which_log():
    made = roles.first_root(rings(), ("not a key",), NOON)
    read = roles.read_root(roles.sign(made, [ANN]), "here")
    result = read.signed.get_verification_result("root", read.signed_bytes, read.signatures)
    assert not result
    assert {roles.owner(key) for key in result.unsigned.values()} == {"bob"}
    assert (read.signed.expires - roles.until("timestamp", NOON)).days == 363
    with pytest.raises(BadRelease, match="no log"):
        roles.log_keys(read.signed)
    read.signed.unrecognized_fields[roles.LOG] = [str(ANN.key)]
    assert roles.log_keys(read.signed) == [ANN.key]


@pytest.mark.parametrize("log", [None, [], "x", [1], {"a": 1}, ["a+b+c"]])
def test_a_root_that_names_no_log_lets_nothing_count(log):
    root = roles.first_root(rings(), (), NOON).signed
    root.unrecognized_fields[roles.LOG] = log
    with pytest.raises(BadRelease, match="no log"):
        roles.log_keys(root)


def test_a_key_that_stands_in_no_role_any_more_is_left_out():
    root = roles.first_root(rings(), (), NOON).signed
    roles.tell_rings(root, rings(root=Ring((ANN.key, CLEO.key), 2), targets=ring(CLEO)))
    assert {roles.owner(key) for key in root.keys.values()} == {"ann", "cleo"}


def test_an_owners_name_is_cut_to_what_can_be_read():
    key = roles.tuf_key(ANN.key)
    short = key.keyid[:8]
    for told, shown in [("\x1b[31mred", "[31mred"), (None, short), (["x"], short), ("a" * 99, "a" * 60)]:
        key.unrecognized_fields[roles.OWNER] = told
        assert roles.owner(key) == shown


def test_what_was_withdrawn_is_read_with_care():
    targets = Targets(version=1, expires=roles.until("targets", NOON))
    assert roles.withdrawn(targets) == {}
    targets.unrecognized_fields[roles.GONE] = {"firmware/lamp/1": "0" * 64, "../x": "0" * 64, "glyph/a/1": 5}
    assert roles.withdrawn(targets) == {"firmware/lamp/1": "0" * 64}
    targets.unrecognized_fields[roles.GONE] = ["firmware/lamp/1"]
    assert roles.withdrawn(targets) == {}


def test_the_newest_is_the_largest_number_not_the_last_word():
    all_ = [of(f"firmware/lamp/{n}") for n in (9, 10, 2)] + [of("firmware/lamp2/99")]
    assert roles.newest(all_, "firmware/lamp").version == 10
    assert roles.newest(all_, "firmware/lamp/2").version == 2
    assert roles.newest(all_, "firmware") is None


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode),
                 st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(
                     inner, max_size=3) | st.dictionaries(st.sampled_from(["signed", "signatures", "_type", "root",
                     "version", "keys", "roles", "expires"]), inner, max_size=4), max_leaves=12)
                 .map(lambda it: json.dumps(it).encode())))  # fmt: skip
def test_junk_is_no_file_of_releases(junk):
    for read in (roles.read_root, roles.read_targets, roles.read_snapshot, roles.read_timestamp):
        with pytest.raises(BadRelease, match="no .* file of releases"):
            read(junk, "here")


def test_one_role_is_not_taken_for_another():
    targets = Metadata(Targets(version=1, expires=roles.until("targets", NOON))).to_bytes()
    with pytest.raises(BadRelease, match="no root file"):
        roles.read_root(targets, "here")
    snapshot = roles.snapshot(targets, 4, NOON)
    said = roles.timestamp(snapshot.to_bytes(), 9, NOON).signed
    assert (said.version, said.snapshot_meta.version, said.snapshot_meta.length) == (9, 4, len(snapshot.to_bytes()))
