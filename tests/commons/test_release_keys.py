"""A key is made once, kept from others, and read from what was typed."""

import pytest

from photophore.commons import release_keys
from photophore.words import BadRelease, NotFound
from tests.commons.makers import ANN


def test_a_key_is_written_once_for_its_owner_only(tmp_path):
    key = release_keys.make("ann", b"a" * 32, tmp_path / "ann.key")
    assert key == ANN.key
    assert (tmp_path / "ann.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(BadRelease, match="may be somebody's key"):
        release_keys.make("bob", b"b" * 32, tmp_path / "ann.key")
    person = release_keys.read(str(tmp_path / "ann.key"))
    assert (person.key, person.signer.key) == (ANN.key, ANN.key)


def test_a_public_key_is_read_from_a_file_or_as_it_is(tmp_path):
    (tmp_path / "ann.pub").write_text(f"{ANN.key}\n")
    for told in (str(tmp_path / "ann.pub"), str(ANN.key)):
        assert release_keys.read(told) == (ANN.key, None)
    both = [release_keys.read(str(ANN.key)), release_keys.Person(ANN.key, ANN), release_keys.Person(ANN.key, ANN)]
    assert release_keys.signers(both) == [ANN]


def test_a_public_key_with_slashes_is_no_path():
    told = "cleo+06d4522a+AUPOoyYwm/8z4GdONyxxM6vbAzGNDyZZjG5N25MGPh/9"
    assert release_keys.read(told).key.name == "cleo" and str(release_keys.read(told).key) == told
    with pytest.raises(BadRelease) as caught:
        release_keys.read("PRIVATE+KEY+ann+00000000+c2VjcmV0/9")
    assert "c2VjcmV0" not in str(caught.value)
    with pytest.raises(BadRelease):
        release_keys.read(f"ann+12345678+{'A' * 3000}")  # longer than any file's name


@pytest.mark.parametrize("name", ["a b", "a+b", "", "\x1b", "a" * 61])
def test_a_name_that_cannot_be_shown_is_refused(tmp_path, name):
    with pytest.raises(BadRelease):
        release_keys.make(name, b"a" * 32, tmp_path / "key")
    assert not (tmp_path / "key").exists()


def test_what_is_no_key_is_refused_without_telling_it(tmp_path):
    (tmp_path / "torn").write_text("PRIVATE+KEY+ann+00000000+c2VjcmV0")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for told in (str(tmp_path / "torn"), str(tmp_path / "bytes"), "ann+12345678+AAAA"):
        with pytest.raises(BadRelease) as caught:
            release_keys.read(told)
        assert "c2VjcmV0" not in str(caught.value)
    for told in (str(tmp_path / "nowhere"), str(tmp_path)):
        with pytest.raises(NotFound, match="cannot be read"):
            release_keys.read(told)
