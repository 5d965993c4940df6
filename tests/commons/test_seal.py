"""A hub's own key: made at its first use, told in the log, the same after a start, and never the log's."""

import pytest
from council import PlainLog

from photophore.commons.seal import FILE, Seal
from photophore.tlog import entry, note
from photophore.words import BadLog, NoRoom


class Log(PlainLog):
    origin = "hub.test/log"


@pytest.fixture
def log():
    return Log()


def test_it_is_made_and_listed_once_when_it_is_first_used(tmp_path, log):
    seal = Seal(tmp_path, log)
    assert not seal.made and not (tmp_path / FILE).exists() and not log.entries
    signed = seal.sign(b"photophore test v1\n")
    assert seal.made and Seal(tmp_path, log).made
    key = Seal(tmp_path, log).key
    assert key == seal.key and note.open_(signed, [key]).text == b"photophore test v1\n"
    assert [entry.read(each).facts["vkey"] for each in log.entries] == [str(key)]
    assert (tmp_path / FILE).stat().st_mode & 0o77 == 0, "nobody else reads it"


def test_a_key_that_nobody_was_told_of_signs_nothing_until_it_is(tmp_path, log):
    append, log.append = log.append, lambda entries: (_ for _ in ()).throw(NoRoom("full"))
    seal = Seal(tmp_path, log)
    with pytest.raises(NoRoom):
        seal.sign(b"photophore test v1\n")
    made = (tmp_path / FILE).read_bytes()
    log.append = append
    assert str(seal.key) in str(entry.read(log.entries[0]).facts)
    assert (tmp_path / FILE).read_bytes() == made


@pytest.mark.parametrize("text", ["", "x", "PRIVATE+KEY+a+00000000+AA==", "\xff"])
def test_a_key_that_cannot_be_read_is_said_to_be_so(tmp_path, log, text):
    (tmp_path / FILE).write_bytes(text.encode("latin-1"))
    with pytest.raises(BadLog, match="cannot be read"):
        Seal(tmp_path, log).key  # noqa: B018
