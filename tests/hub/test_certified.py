"""Certificates on disk and under signatures: made again where they were hurt, refused where they were forged."""

import pytest

from photophore.hub import certified
from photophore.light import certificate
from photophore.tlog import checkpoint
from photophore.tlog.note import Kind, Signer
from photophore.words import BadLog, NotFound
from tests.hub.small import WHOLE

DIGEST, SOURCES = "ab" * 32, "12" * 8


@pytest.fixture
def told() -> dict:
    return WHOLE | {"name": "hearth", "hash": DIGEST, "analyser": {"program": "photophore 1", "sources": SOURCES}}


@pytest.fixture
def signer() -> Signer:
    return Signer("hub.example/log", Kind.ED25519, bytes(range(32)))


def test_what_was_kept_is_found_by_its_design_and_its_judge(tmp_path, told):
    assert certified.found(tmp_path, DIGEST, SOURCES) is None
    certified.keep(tmp_path / "kept", told)
    assert certified.found(tmp_path / "kept", DIGEST, SOURCES) == told
    assert certified.found(tmp_path / "kept", "cd" * 32, SOURCES) is None
    assert certified.found(tmp_path / "kept", DIGEST, "34" * 8) is None


def test_a_new_judge_replaces_the_old_one(tmp_path, told):
    certified.keep(tmp_path, told)
    certified.keep(tmp_path, told | {"analyser": told["analyser"] | {"sources": "34" * 8}})
    certified.keep(tmp_path, told | {"hash": "cd" * 32})
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    "hurt", [lambda raw: raw[:-5], lambda raw: b"", lambda raw: raw.replace(b'ab"', b'ac"'), lambda raw: raw * 2000]
)
def test_what_was_hurt_on_disk_was_never_made(tmp_path, told, hurt):
    certified.keep(tmp_path, told)
    (path,) = tmp_path.iterdir()
    path.write_bytes(hurt(path.read_bytes()))
    assert certified.found(tmp_path, DIGEST, SOURCES) is None


def test_a_hash_is_no_way_out_of_the_folder(tmp_path):
    for digest in ("../../etc/passwd", "", DIGEST + "/x", DIGEST.upper()):
        with pytest.raises(BadLog, match="no hash"):
            certified.found(tmp_path, digest, SOURCES)


def test_a_signature_holds_and_a_forged_one_does_not(told, signer):
    signed = certified.sign(told, signer)
    assert certified.check(signed, [signer.key]) == (told, ("hub.example/log",))
    stranger = Signer("hub.example/log", Kind.ED25519, bytes(32))
    with pytest.raises(BadLog, match="none of these keys"):
        certified.check(signed, [stranger.key])
    with pytest.raises(BadLog, match="signature is wrong"):
        certified.check(signed.replace(b"hearth", b"hearts"), [signer.key])
    with pytest.raises(BadLog, match="no signed note"):
        certified.check(certificate.text(told), [signer.key])


def test_a_signature_under_half_a_record_makes_no_certificate_of_it(told, signer):
    for name in ("leaving", "written", "area", "hash", "name", "profile", "calm", "analyser"):
        half = {key: value for key, value in told.items() if key != name}
        with pytest.raises(BadLog, match="lacks what one must say"):
            certified.check(certified.sign(half, signer), [signer.key])


def test_no_log_takes_it_for_a_checkpoint(told, signer):

    with pytest.raises(BadLog):
        checkpoint.read(certificate.text(told))


def test_keys_are_found_in_files_and_never_told(tmp_path, signer):
    path = tmp_path / "keys"
    with pytest.raises(NotFound, match="cannot be read"):
        certified.signer_in(path)
    path.write_text(f"\n{signer.secret()}\n")
    assert certified.signer_in(path).key == signer.key
    path.write_text("")
    with pytest.raises(BadLog, match="no Ed25519 key"):
        certified.signer_in(path)
    path.write_text("PRIVATE+KEY+secret-stuff")
    with pytest.raises(BadLog) as wrong:
        certified.signer_in(path)
    assert "stuff" not in str(wrong.value)
