"""Keys of the people who release, as they keep them: a file of a secret key, or the public one to hand around."""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from photophore.commons.disk import telling
from photophore.commons.release_roles import Ring
from photophore.tlog import note
from photophore.tlog.note import Key, Kind, Signer
from photophore.words import BadLog, BadRelease, NotFound

LARGEST = 10_000  # bytes of a file of one key
LETTERS = 60  # of an owner's name, at most


class Person(NamedTuple):
    """Somebody's key; the secret half only where its file was given."""

    key: Key
    signer: Signer | None


def make(name: str, seed: bytes, out: Path) -> Key:
    """Write a new secret key, readable by its owner only; BadRelease where a file is there already."""
    if not name.isprintable() or len(name) > LETTERS:
        raise BadRelease(f"an owner's name has at most {LETTERS} letters that can be read", repr(name)[:80])
    signer = _ours(lambda: Signer(name, Kind.ED25519, seed), name)
    with telling("this key"):
        try:
            descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise BadRelease("a file is there already, and may be somebody's key", str(out), "choose another") from None
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(signer.secret() + "\n")
    return signer.key


def read(told: str) -> Person:
    """A key from what was typed: a file of a secret or a public key, or a public key itself."""
    path = Path(told)
    if "+" in told and not os.path.isfile(told):  # a key's base64 has / of its own; isfile takes names of any length
        return Person(_ours(lambda: note.read_key(told), ""), None)
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST).decode()
    except OSError as error:
        raise NotFound(f"this key cannot be read: {error.strerror}", told[:80], "give a file, or the key") from None
    except UnicodeDecodeError:
        raise BadRelease("this is no file of a key", told[:80]) from None
    with contextlib.suppress(BadLog):
        signer = note.read_signer(text)
        return Person(signer.key, signer)
    return Person(_ours(lambda: note.read_key(text), told), None)


def ring(people: Iterable[Person], threshold: int) -> Ring:
    return Ring(tuple(each.key for each in people), threshold)


def signers(people: Iterable[Person]) -> list[Signer]:
    """Those whose secret half is here, each once."""
    return list({each.key.public: each.signer for each in people if each.signer}.values())


def _ours(made, where: str):
    try:
        return made()
    except BadLog:
        raise BadRelease("this is no key that can be used here", where[:80], "make one: photophore release key NAME"
                         ) from None  # fmt: skip
