"""What an artist signs has one true form, and reads as what it was signed for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photophore.commons import imprint
from photophore.commons.imprint import Imprint
from photophore.glyph import read
from photophore.tlog import note
from photophore.tlog.note import Kind, Signer
from photophore.words import BadGlyph, BadLog, NotAllowed
from tests.commons.artist import text
from tests.strategies import glyphs

SIGNER = Signer("artist-" + "ab" * 16, Kind.ED25519, bytes(32))
HASH = read.read(text()).hash


def made(**other) -> Imprint:
    return Imprint("dusk", HASH, "CC0-1.0", (), str(SIGNER.key), text())._replace(**other)


def signed(**other) -> bytes:
    return imprint.sign(made(**other), SIGNER)


@settings(max_examples=40, deadline=None)
@given(glyphs(), st.sampled_from(sorted(imprint.LICENCES)), st.integers(0, imprint.PARENTS))
def test_whatever_is_signed_reads_back_equal(glyph, licence, parents):
    said = imprint.unnamed(read.say(glyph))
    if len(said) > read.LENGTH:
        return
    before = Imprint(glyph.name, glyph.hash, licence, tuple(f"{n:064x}" for n in range(parents)), str(SIGNER.key), said)
    opened = imprint.open_(imprint.sign(before, SIGNER))
    assert opened.imprint == before and opened.glyph.hash == glyph.hash
    assert (opened.key, opened.signer) == (SIGNER.key.public, SIGNER.key.name)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_a_form_is_one_or_is_refused(said):
    try:
        one = imprint.canonical(said)
    except BadGlyph:
        return
    assert imprint.canonical(one) == one and one.endswith("\n") and "\r" not in one and "\t" not in one


def bent(at: int, byte: int) -> bytes:
    """A note of which one byte is another."""
    return signed()[:at] + bytes([byte]) + signed()[at + 1 :]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300) | st.builds(bent, st.integers(0, len(signed()) - 1), st.integers(0, 255)))
def test_no_bytes_do_more_than_be_refused(data):
    try:
        opened = imprint.open_(data)
    except (BadGlyph, BadLog):
        return
    assert opened.imprint.body == imprint.open_(signed()).imprint.body


@pytest.mark.parametrize(
    "wrong",
    [
        {"hash": "0" * 64},  # signed for another light
        {"name": "dawn"},
        {"text": text("dawn")},
        {"text": text(share=0.26)},
        {"text": text() + "by Ana\n"},
        {"text": text() + "\n"},
        {"text": text().replace("slow", "sl\u200bow")},
        {"text": text() + "# \u202egnp.exe\n"},
        {"text": text().replace("0.3", "0.3 ")},
        {"text": "glyph dusk\n"},
        {"licence": "MIT-ish"},
        {"parents": ("1" * 63,)},
        {"parents": ("1" * 64, "1" * 64)},
        {"parents": (HASH,)},
        {"parents": tuple(f"{n:064x}" for n in range(9))},
        {"artist": str(Signer("someone", Kind.ED25519, bytes(32)).key)},
        {"artist": str(Signer("artist-" + "ab" * 16, Kind.COSIGNER, bytes(32)).key)},
        {"artist": str(Signer("artist-" + "ab" * 16, Kind.ED25519, b"\1" * 32).key)},
        {"artist": "nothing"},
    ],
)
def test_what_reads_as_other_than_it_was_signed_is_refused(wrong):
    with pytest.raises((BadGlyph, BadLog)):
        imprint.open_(signed(**wrong))


def test_one_artist_signs_and_nobody_else():
    second = Signer("artist-" + "cd" * 16, Kind.ED25519, b"\2" * 32)
    body = made().body
    with pytest.raises(BadLog, match="nobody else"):
        imprint.open_(note.join(body, [SIGNER.sign(body), second.sign(body)]))
    with pytest.raises(BadGlyph, match="too long"):
        imprint.open_(b"a" * 30_000)


def test_an_order_of_lines_is_one():
    lines = made().body.decode().split("\n")
    lines[1], lines[2] = lines[2], lines[1]
    with pytest.raises(BadGlyph, match="true form"):
        imprint.read("\n".join(lines).encode())


def test_a_name_is_left_out_and_nothing_else():
    said = "glyph a\nby Ana\n  Bel\n# mine\nsays by the sea\ncolour amber\nbrightness 0.5\n"
    assert imprint.unnamed(said) == "glyph a\n# mine\nsays by the sea\ncolour amber\nbrightness 0.5\n"
    assert read.read(imprint.unnamed(said)).by == ""


def test_a_fork_asks_at_least_as_much_as_what_it_is_made_from():
    for mine, mine_rank in imprint.LICENCES.items():
        for theirs, rank in imprint.LICENCES.items():
            if rank <= mine_rank:
                imprint.may_be(mine, {"theirs": theirs})
            else:
                with pytest.raises(NotAllowed, match="theirs"):
                    imprint.may_be(mine, {"mine": mine, "theirs": theirs})
