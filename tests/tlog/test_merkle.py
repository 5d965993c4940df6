"""Trees against the published vectors, and against the definition in RFC 6962, 2.1."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.tlog import merkle
from photophore.words import BadLog

sizes = st.integers(1, 600)


def by_definition(hashes):
    """MTH(D[n]), word for word."""
    if len(hashes) < 2:
        return hashes[0] if hashes else merkle.EMPTY
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return merkle.node(by_definition(hashes[:k]), by_definition(hashes[k:]))


def leaves(count, salt=b""):
    return [merkle.leaf(salt + b"%d" % i) for i in range(count)]


def at_of(hashes):
    return lambda level, index: by_definition(hashes[index << level : (index + 1) << level])


def test_published_vectors_agree(shared):
    """Every case of transparency-dev/merkle's testdata: what shall be refused is refused."""
    files = sorted((shared / "tlog" / "merkle").rglob("*.json"))
    assert len(files) == 196
    for file in files:
        told = json.loads(file.read_text())
        proof = [base64.b64decode(each) for each in told["proof"] or ()]
        if "leafIdx" in told:
            what = (told["leafIdx"], told["treeSize"], raw(told["leafHash"]), proof, raw(told["root"]))
            agrees = holds(merkle.check_inclusion, what)
        else:
            what = (told["size1"], told["size2"], proof, raw(told["root1"]), raw(told["root2"]))
            agrees = holds(merkle.check_consistency, what)
        assert agrees != told["wantErr"], f"{file}: {told['desc']}"


def raw(text):
    return base64.b64decode(text or "")


def holds(check, what):
    try:
        check(*what)
    except BadLog:
        return False
    return True


def test_a_leaf_as_go_hashes_it(shared):
    told = json.loads((shared / "tlog" / "vectors.json").read_text())["cases"]["record_hash"]
    assert merkle.leaf(told["data"].encode()) == raw(told["leaf_hash_b64"])


@given(sizes)
def test_the_root_is_that_of_the_definition(size):
    assert merkle.root(leaves(size)) == by_definition(leaves(size))


def test_the_root_of_nothing():
    assert merkle.root([]) == merkle.EMPTY


@given(sizes, st.data())
def test_every_entry_has_a_proof_and_a_changed_one_fails(size, data):
    hashes = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion(index, size, at_of(hashes))
    root = by_definition(hashes)
    merkle.check_inclusion(index, size, hashes[index], proof, root)
    other = data.draw(st.integers(0, size - 1).filter(lambda it: it != index)) if size > 1 else 0
    if size > 1:
        assert not holds(merkle.check_inclusion, (other, size, hashes[index], proof, root))
        spoilt = [*proof]
        place = data.draw(st.integers(0, len(proof) - 1))
        spoilt[place] = bytes([spoilt[place][0] ^ 1]) + spoilt[place][1:]
        assert not holds(merkle.check_inclusion, (index, size, hashes[index], spoilt, root))
    assert not holds(merkle.check_inclusion, (index, size, hashes[index], [*proof, root], root))
    assert not holds(merkle.check_inclusion, (index, size, merkle.leaf(b"else"), proof, root))


@given(sizes, st.data())
def test_every_beginning_has_a_proof_and_a_rewritten_one_has_none(size, data):
    hashes = leaves(size)
    old = data.draw(st.integers(1, size))
    proof = merkle.consistency(old, size, at_of(hashes))
    first, second = by_definition(hashes[:old]), by_definition(hashes)
    merkle.check_consistency(old, size, proof, first, second)
    changed = data.draw(st.integers(0, old - 1))
    rewritten = [*hashes[:changed], merkle.leaf(b"rewritten"), *hashes[changed + 1 :]]
    now = merkle.consistency(old, size, at_of(rewritten))
    assert not holds(merkle.check_consistency, (old, size, now, first, by_definition(rewritten)))
    assert not holds(merkle.check_consistency, (old, size, proof, first, by_definition(rewritten)))


@given(st.integers(), st.integers(), st.lists(st.binary(max_size=40), max_size=70), st.binary(), st.binary())
def test_whatever_comes_is_refused_in_words(first, second, proof, one, other):
    holds(merkle.check_inclusion, (first, second, one, proof, other))  # no other error
    holds(merkle.check_consistency, (first, second, proof, one, other))


def test_an_empty_beginning_is_refused_where_it_is_asked_for():
    for ask in (lambda: merkle.consistency(0, 5, None), lambda: merkle.inclusion(5, 5, None)):
        with pytest.raises(BadLog):
            ask()
