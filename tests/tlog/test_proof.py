"""Proof files: written, read back, checked, and refused where they prove something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.tlog import grow, merkle, note, proof
from photophore.tlog.checkpoint import Checkpoint
from photophore.tlog.note import Kind, Signer
from photophore.tlog.proof import Proof
from photophore.tlog.tiles import Tiles
from photophore.words import BadLog

SIGNER = Signer("hub.example/log", Kind.ED25519, bytes(32))
WITNESS = Signer("witness.example", Kind.MLDSA, bytes(32))
ENTRIES = [b"%d" % i for i in range(300)]
hashes = st.binary(min_size=32, max_size=32)


def made(index, count=300, extra=None):
    edge, files = grow.grow(grow.NOTHING, ENTRIES[:count])
    there = {spot.path: data for spot, data in files.items()}
    text = Checkpoint("hub.example/log", count, edge.root).text
    signed = note.join(text, [SIGNER.sign(text), WITNESS.sign(text, 1_700_000_000)])
    return Proof(index, tuple(merkle.inclusion(index, count, Tiles(there.__getitem__, count).at)), signed, extra)


@given(st.integers(0, 2**63 - 1), st.lists(hashes, max_size=63), st.none() | st.binary(max_size=60))
def test_what_is_written_reads_back_equal(index, found, extra):
    one = made(0)._replace(index=index, hashes=tuple(found), extra=extra)
    assert proof.read(proof.write(one)) == one


@pytest.mark.parametrize(("index", "count"), [(0, 1), (0, 300), (299, 300), (255, 256), (256, 257)])
def test_a_proof_holds_for_its_entry_alone(index, count):
    read = proof.read(proof.write(made(index, count, b"extra")))
    proven = proof.check(read, ENTRIES[index], [SIGNER.key, WITNESS.key])
    assert proven.checkpoint.size == count
    assert [each.seconds for each in proven.opened.verified] == [None, 1_700_000_000]
    other = Signer("a", Kind.ED25519, bytes(32)).key
    for entry, keys in ((b"else", [SIGNER.key]), (ENTRIES[index], []), (ENTRIES[index], [other])):
        with pytest.raises(BadLog):
            proof.check(read, entry, keys)


def test_the_form_of_the_specification():
    lines = proof.write(made(5, extra=b"hi")).split(b"\n")
    assert lines[:3] == [b"c2sp.org/tlog-proof@v1", b"extra aGk=", b"index 5"]
    assert lines[3 + 9] == b""
    assert lines[3 + 10] == b"hub.example/log"


GOOD = proof.write(made(5))


@pytest.mark.parametrize("bad", [
    b"", GOOD.replace(b"@v1", b"@v2"), GOOD.replace(b"index 5", b"index 05"), GOOD.replace(b"index 5", b"index -5"),
    GOOD.replace(b"index 5\n", b""), GOOD.replace(b"index 5", b"extra !\nindex 5"), GOOD.replace(b"index 5",
    b"index 5\nAAAA"),
    GOOD.replace(b"index 5", b"index 5\n" + b"\n".join([b"A" * 43 + b"="] * 70)), GOOD.partition(b"\n\n")[0],
    b"\xff" + GOOD,
    b"x" * 2_000_000,
])  # fmt: skip
def test_what_is_no_proof_file(bad):
    with pytest.raises(BadLog):
        proof.read(bad)


@given(st.binary(max_size=200).map(lambda it: b"c2sp.org/tlog-proof@v1\n" + it) | st.binary(max_size=50))
def test_whatever_comes_is_refused_in_words(data):
    try:
        proof.read(data)
    except BadLog:
        pass
