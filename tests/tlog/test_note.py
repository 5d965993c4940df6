"""Notes as Go reads and writes them, as C2SP tells them, and as strangers would like them to be."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.tlog import note
from photophore.tlog.checkpoint import Checkpoint
from photophore.tlog.note import Kind, Signer
from photophore.words import BadLog

TEXT = Checkpoint("hub.example/log", 7, bytes(32)).text
SEEDS = {kind: bytes([kind]) * 32 for kind in Kind}


@pytest.fixture(scope="module")
def vectors(shared):
    return json.loads((shared / "tlog" / "vectors.json").read_text())["cases"]


def signers(name="hub.example/log"):
    return [Signer(name, kind, SEEDS[kind]) for kind in Kind]


def test_the_note_of_the_specification(vectors):
    told = vectors["signed_note_c2sp"]
    opened = note.open_(told["note"].encode(), [note.read_key(told["vkey"])])
    assert opened.text == b"This is an example message.\n"
    assert [each.key.name for each in opened.verified] == ["example.com/foo"]


def test_the_cases_of_go(vectors):
    told = vectors["signed_note_go"]
    keys = {name: note.read_key(vkey) for name, vkey in told["vkeys"].items()}
    names = {key: name for name, key in keys.items()}
    for case in told["cases"]:
        known = [keys[name] for name in case["known"]]
        if "error" in case:
            with pytest.raises(BadLog):
                note.open_(case["note"].encode(), known)
            continue
        opened = note.open_(case["note"].encode(), known)
        assert opened.text.decode() == told["text"], case["name"]
        assert [names[each.key] for each in opened.verified] == case["verified"], case["name"]
        unknown = [names[key] for each in opened.unknown for key in names if key[:2] == each[:2]]
        assert unknown == case["unverified"], case["name"]


def test_bad_text_and_bad_keys_of_go(vectors):
    told = vectors["signed_note_go"]
    with pytest.raises(BadLog, match="UTF-8"):
        note.open_(bytes.fromhex(told["bad_utf8_hex"]), [note.read_key(told["vkeys"]["peter"])])
    for vkey in told["bad_vkeys"]:
        with pytest.raises(BadLog):
            note.read_key(vkey)


def test_signing_as_go_signs(vectors):
    told = vectors["signed_note_go"]["sign"]
    signer = note.read_signer(told["skey"])
    text = told["text"].encode()
    assert note.join(text, [signer.sign(text)]) == told["note"].encode()
    assert signer.secret() == told["skey"]


@pytest.mark.parametrize("kind", Kind)
def test_what_is_signed_verifies_and_says_when(kind):
    signer = Signer("witness.example", kind, SEEDS[kind])
    signed = note.join(TEXT, [signer.sign(TEXT, 1_700_000_000)])
    opened = note.open_(signed, [note.read_key(str(signer.key))])
    assert opened.verified[0].seconds == (None if kind == Kind.ED25519 else 1_700_000_000)
    assert note.read_signer(signer.secret()).key == signer.key
    for place in (len(TEXT) - 3, 1):
        changed = bytearray(signed)
        changed[place] ^= 1
        with pytest.raises(BadLog):
            note.open_(bytes(changed), [signer.key])


@pytest.mark.parametrize("kind", [Kind.COSIGNER, Kind.MLDSA])
def test_the_time_of_a_cosignature_is_signed_too(kind):
    signer = Signer("witness.example", kind, SEEDS[kind])
    signature = signer.sign(TEXT, 1_700_000_000)
    later = signature._replace(raw=(1_700_000_001).to_bytes(8) + signature.raw[8:])
    with pytest.raises(BadLog, match="signature is wrong"):
        note.open_(note.join(TEXT, [later]), [signer.key])
    beyond = signature._replace(raw=(2**63).to_bytes(8) + signature.raw[8:])
    with pytest.raises(BadLog, match="signature is wrong"):
        note.open_(note.join(TEXT, [beyond]), [signer.key])


def test_a_cosignature_in_the_bytes_that_the_specification_tells():
    signer = Signer("w", Kind.MLDSA, SEEDS[Kind.MLDSA])
    said = note.message(signer.key, TEXT, 5)
    assert said == (
        b"subtree/v1\n\0\x01w" + (5).to_bytes(8) + b"\x0fhub.example/log" + bytes(8) + (7).to_bytes(8) + bytes(32)
    )
    timed = Signer("w", Kind.COSIGNER, SEEDS[Kind.COSIGNER]).key
    assert note.message(timed, TEXT, 5) == b"cosignature/v1\ntime 5\n" + TEXT


def test_one_known_signature_that_fails_refuses_the_whole_note():
    good, bad = signers()[0], Signer("other", Kind.ED25519, bytes(32))
    forged = bad.sign(b"another text\n")
    signed = note.join(TEXT, [good.sign(TEXT), forged])
    with pytest.raises(BadLog, match="whole note"):
        note.open_(signed, [good.key, bad.key])
    assert note.open_(signed, [good.key]).unknown == (forged,)


def test_a_note_that_nobody_known_signed_can_be_looked_at_and_not_opened():
    signed = note.join(TEXT, [signers()[0].sign(TEXT)])
    assert note.look(signed, []).text == TEXT
    with pytest.raises(BadLog, match="none of these keys"):
        note.open_(signed, [])


def test_text_and_signatures_are_parted_by_the_last_empty_line():
    text = "caf\u00e9\n\n\u2014 not a signature\n".encode()
    signer = signers()[0]
    opened = note.open_(note.join(text, [signer.sign(text)]), [signer.key])
    assert opened.text == text


def test_at_least_sixteen_signatures_are_read_and_more_than_a_hundred_are_not():
    many = [Signer(f"w{i}", Kind.ED25519, bytes([i]) * 32) for i in range(101)]
    signatures = [signer.sign(TEXT) for signer in many]
    keys = [signer.key for signer in many]
    assert len(note.open_(note.join(TEXT, signatures[:100]), keys).verified) == 100
    with pytest.raises(BadLog, match="at most 100"):
        note.open_(note.join(TEXT, signatures), keys)


def test_a_key_survives_the_plus_signs_in_its_base64():
    keys = [Signer("n", Kind.ED25519, bytes([i]) * 32).key for i in range(64)]
    assert any("+" in str(key).split("+", 2)[2] for key in keys)
    assert [note.read_key(str(key)) for key in keys] == keys


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\nb", "a\x07b"])
def test_names_that_cannot_be(name):
    with pytest.raises(BadLog):
        Signer(name, Kind.ED25519, bytes(32))


@pytest.mark.parametrize("line", [
    "\u2014 name", "\u2014 name ", "\u2014 name AAAA", "\u2014  AAAAAAAA", "- name AAAAAAAA", "\u2014 name AAAAAAA",
    "\u2014name AAAAAAAA", "\u2014 name AAAA AAAA", "\u2014 na+me AAAAAAAA", "\u2014 name AAAAAAAA ",
    "\u2014 name AAAA\tAAAA",
])  # fmt: skip
def test_lines_that_are_no_signature(line):
    with pytest.raises(BadLog):
        note.look(TEXT + b"\n" + line.encode() + b"\n", [])


@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda it: f"{it}\n\n\u2014 {it}\n".encode()))
def test_whatever_comes_is_refused_in_words(data):
    for ask in (lambda: note.look(data, []), lambda: note.read_key(data.decode("latin-1")),
                lambda: note.read_signer(data.decode("latin-1"))):  # fmt: skip
        with pytest.raises(BadLog):
            ask()


@given(st.sampled_from(Kind), st.binary(max_size=80))
def test_a_key_of_the_wrong_length_is_refused(kind, public):
    raw = bytes([kind]) + public
    text = f"n+{note.key_id('n', kind, public).hex()}+{base64.b64encode(raw).decode()}"
    if len(public) != note.LENGTHS[kind][0]:
        with pytest.raises(BadLog, match="bytes"):
            note.read_key(text)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=72, max_size=72))
def test_no_stray_signature_holds(public, raw):
    """Also keys that are no point of the curve are told in words."""
    for kind in (Kind.ED25519, Kind.COSIGNER):
        key = note.key_of("n", kind, public)
        with pytest.raises(BadLog):
            note.verify(key, TEXT, raw[: note.LENGTHS[kind][1]])
