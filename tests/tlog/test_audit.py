"""A stranger's check finds whatever was changed, anywhere."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.tlog import audit, entry, grow, note
from photophore.tlog.checkpoint import Checkpoint
from photophore.tlog.note import Kind, Signer
from photophore.words import BadLog, NotFound

SIGNER = Signer("hub.example/log", Kind.ED25519, bytes(32))
ENTRIES = [entry.commitment("grant", b"%032d" % i) if i % 3 else entry.public("policy", {"n": i}) for i in range(700)]


def files_of(entries):
    edge, files = grow.grow(grow.NOTHING, entries)
    return edge, {spot.path: data for spot, data in files.items()}


EDGE, FILES = files_of(ENTRIES)
SAID = Checkpoint("hub.example/log", EDGE.size, EDGE.root)


def bring(files):
    def fetch(path):
        if path not in files:
            raise NotFound("it is not there", path)
        return files[path]

    return fetch


def signed(said):
    return note.join(said.text, [SIGNER.sign(said.text)])


def test_a_whole_log_is_told_by_kinds():
    steps = []
    found = audit.audit(SAID, bring(FILES), lambda done, of: steps.append((done, of)))
    assert found.kinds == Counter(grant=466, policy=234)
    assert (found.tiles, found.bytes) == (4, sum(map(len, ENTRIES)))
    assert steps == [(256, 700), (512, 700), (700, 700)]


def test_an_empty_log_and_a_strangers_entries():
    assert audit.audit(Checkpoint("a", 0, grow.NOTHING.root), bring({})).kinds == {}
    edge, files = files_of([b"anything"])
    assert audit.audit(Checkpoint("a", 1, edge.root), bring(files)).kinds == {audit.STRANGE: 1}


@settings(max_examples=60)
@given(st.data())
def test_any_changed_byte_is_found(data):
    path = data.draw(st.sampled_from(sorted(FILES)))
    place = data.draw(st.integers(0, len(FILES[path]) - 1))
    spoilt = bytearray(FILES[path])
    spoilt[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((BadLog, NotFound)):
        audit.audit(SAID, bring(FILES | {path: bytes(spoilt)}))


@pytest.mark.parametrize("path", sorted(FILES))
def test_any_lost_file_is_found(path):
    with pytest.raises((BadLog, NotFound)):
        audit.audit(SAID, bring({name: data for name, data in FILES.items() if name != path}))


def test_another_root_or_size_is_found():
    for said in (SAID._replace(root=bytes(32)), SAID._replace(size=699), SAID._replace(size=2**62)):
        with pytest.raises((BadLog, NotFound)):
            audit.audit(said, bring(FILES))


@pytest.mark.parametrize("size", [1, 255, 256, 512, 699, 700])
def test_a_kept_checkpoint_proves_that_nothing_was_rewritten(size):
    before = files_of(ENTRIES[:size])[0]
    old = signed(Checkpoint("hub.example/log", size, before.root))
    assert audit.extends(old, [SIGNER.key], SAID, bring(FILES)).size == size
    forged = signed(Checkpoint("hub.example/log", size, bytes(32)))
    with pytest.raises(BadLog):
        audit.extends(forged, [SIGNER.key], SAID, bring(FILES))


def test_a_log_that_became_smaller_or_another_is_told():
    for old, why in ((SAID._replace(size=701), "smaller"), (SAID._replace(origin="else"), "another log")):
        with pytest.raises(BadLog, match=why):
            audit.extends(signed(old), [], SAID, bring(FILES))
    assert audit.extends(signed(SAID._replace(size=0, root=grow.NOTHING.root)), [], SAID, bring(FILES)).size == 0
    with pytest.raises(BadLog, match="none can have"):
        audit.extends(signed(SAID._replace(size=0)), [], SAID, bring(FILES))
