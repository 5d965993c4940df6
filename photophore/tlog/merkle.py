"""Merkle trees as in RFC 6962, section 2.1: hashes, roots, proofs that an entry is there and nothing was rewritten.

A proof is a list of 32-byte hashes. `at(level, index)` gives the hash of the whole subtree over the entries
index * 2^level to (index + 1) * 2^level.
"""

import hashlib
from collections.abc import Callable, Sequence

from photophore.words import BadLog

HASH = 32  # bytes, SHA-256
EMPTY = hashlib.sha256(b"").digest()  # root of a tree without entries
At = Callable[[int, int], bytes]

_sha256 = hashlib.sha256


def leaf(entry: bytes) -> bytes:
    """The hash of an entry."""
    return _sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees, the left one full."""
    return _sha256(b"\x01" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """The root over these subtrees, all of one size but for the last, which may be smaller; EMPTY where none."""
    row = list(hashes)
    while len(row) > 1:
        odd = row[-1:] if len(row) % 2 else []
        row = [node(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)] + odd
    return row[0] if row else EMPTY


def inclusion(index: int, size: int, at: At) -> list[bytes]:
    """The proof that entry `index` stands in the tree of this size: siblings from the leaf upwards."""
    if not 0 <= index < size:
        raise BadLog(f"there is no entry {index} among {size}", try_=f"the first is 0, the last {size - 1}")
    proof, low, high = [], 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            proof.append(span(middle, high, at))
            high = middle
        else:
            proof.append(span(low, middle, at))
            low = middle
    return proof[::-1]


def consistency(old: int, new: int, at: At) -> list[bytes]:
    """The proof that the tree of `old` entries is the beginning of the tree of `new` ones; empty where equal."""
    if not 0 < old <= new:
        raise BadLog(f"a tree of {old} entries is not the beginning of one of {new}")
    proof, low, high, whole = [], 0, new, True
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            proof.append(span(middle, high, at))
            high = middle
        else:
            proof.append(span(low, middle, at))
            low, whole = middle, False
    return (proof if whole else [*proof, span(low, high, at)])[::-1]


def span(low: int, high: int, at: At) -> bytes:
    """The root over the entries low to high, where they are a part of a tree."""
    count = high - low
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return at(level, low >> level)
    middle = low + _split(count)
    return node(span(low, middle, at), span(middle, high, at))


def root_of(index: int, size: int, entry: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that this proof leads to from the hash of entry `index`; BadLog where it cannot be a proof of that."""
    if not 0 <= index < size:
        raise BadLog(f"there is no entry {index} among {size}", try_="the first is 0, the last is one below the size")
    inner = (index ^ (size - 1)).bit_length()  # steps until the way joins the right edge of the tree
    _must_have(inner + (index >> inner).bit_count(), proof)
    if len(entry) != HASH:
        raise BadLog(f"the hash of an entry has {HASH} bytes, not {len(entry)}")
    return _rightwards(_upwards(entry, proof[:inner], index), proof[inner:])


def check_inclusion(index: int, size: int, entry: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """BadLog unless the entry of this hash stands at `index` in the tree of this size and root."""
    if root_of(index, size, entry, proof) != root:
        raise BadLog("this proof leads to another root", f"entry {index} among {size}", "it is another entry's")


def check_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """BadLog unless the tree of `old` entries is the beginning of the one of `new`. An empty old tree proves nothing,
    and is refused.
    """
    if old < 1 or new < old:
        raise BadLog(f"a tree of {old} entries proves nothing about one of {new}")
    if old == new:
        _must_have(0, proof)
        if old_root != new_root:
            raise BadLog("two trees of one size have different roots", f"size {old}", "one of them was rewritten")
        return
    first, second = _both_roots(old, new, proof, old_root)
    if first != old_root or second != new_root:
        raise BadLog("the larger tree does not begin with the smaller one", f"sizes {old}, {new}", "one was rewritten")


def _both_roots(old: int, new: int, proof: Sequence[bytes], old_root: bytes) -> tuple[bytes, bytes]:
    inner = ((old - 1) ^ (new - 1)).bit_length()
    border = ((old - 1) >> inner).bit_count()
    shift = (old & -old).bit_length() - 1
    inner -= shift
    whole = old == 1 << shift  # the old tree is one full subtree: its root need not be in the proof
    _must_have(inner + border + (not whole), proof)
    seed, rest = (old_root, proof) if whole else (proof[0], proof[1:])
    way = (old - 1) >> shift
    lefts = [each for step, each in enumerate(rest[:inner]) if way >> step & 1]
    first = _rightwards(_rightwards(seed, lefts), rest[inner:])
    return first, _rightwards(_upwards(seed, rest[:inner], way), rest[inner:])


def _must_have(count: int, proof: Sequence[bytes]) -> None:
    if len(proof) != count:
        raise BadLog(f"this proof has {len(proof)} hashes, and would need {count}")
    if any(len(each) != HASH for each in proof):
        raise BadLog(f"a hash of this proof is not of {HASH} bytes")


def _upwards(found: bytes, proof: Sequence[bytes], way: int) -> bytes:
    for sibling in proof:
        pair = sibling + found if way & 1 else found + sibling
        found = _sha256(b"\x01" + pair).digest()
        way >>= 1
    return found


def _rightwards(found: bytes, lefts: Sequence[bytes]) -> bytes:
    for left in lefts:
        found = _sha256(b"\x01" + left + found).digest()
    return found


def _split(count: int) -> int:
    """The largest power of two below count."""
    return 1 << (count - 1).bit_length() - 1
