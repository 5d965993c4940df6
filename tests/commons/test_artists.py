"""A key is one person's, and a name stands beside it while they wish."""

import pytest

from photophore.commons import artists
from photophore.commons.people import Joining
from photophore.words import BadRequest, NotAllowed, NotFound, Role, WearerClass


@pytest.fixture
def two(hub):
    return [hub.join(hub.invite(Role.ARTIST, None), Joining(WearerClass.ADULT))[0].id for _ in range(2)]


def test_a_key_is_one_persons(store, two):
    for _ in range(2):
        store.write(lambda connection: artists.bind(connection, two[0], b"a" * 32, 1))
    with pytest.raises(NotAllowed):
        store.write(lambda connection: artists.bind(connection, two[1], b"a" * 32, 1))
    store.write(lambda connection: artists.bind(connection, two[0], b"b" * 32, 2))
    with store.read() as connection:
        assert artists.keys_of(connection, two[0]) == [b"a" * 32, b"b" * 32] and not artists.keys_of(connection, two[1])
        assert artists.person_of(connection, b"b" * 32) == two[0] and artists.person_of(connection, b"c" * 32) is None


def test_there_is_an_end_to_keys(store, two):
    for n in range(artists.KEYS):
        store.write(lambda connection, n=n: artists.bind(connection, two[0], bytes([n]) * 32, n))
    with pytest.raises(NotAllowed, match="20 keys"):
        store.write(lambda connection: artists.bind(connection, two[0], b"z" * 32, 99))


def test_names_of_keys_cannot_be_matched_and_a_credit_opens_with_its_persons_key_alone(store, keys, hub, two):
    names = [artists.signer(hub, person) for person in two]
    assert names[0] != names[1] and two[0].split(".")[1] not in names[0]
    for person, key in zip(two, (b"a" * 32, b"b" * 32), strict=True):
        sealed = artists.sealed(keys, person, f"Name of {key[:1].decode()}")

        def do(connection, person=person, key=key, sealed=sealed):
            artists.bind(connection, person, key, 1)
            artists.credit(connection, person, sealed)

        store.write(do)
    with store.read() as connection:
        assert artists.credits_(connection, keys) == {b"a" * 32: "Name of a", b"b" * 32: "Name of b"}
    keys.shred(two[0])
    with store.read() as connection:
        assert artists.credits_(connection, keys) == {b"b" * 32: "Name of b"}
    with pytest.raises(NotFound):
        artists.sealed(keys, two[0], "Ann")


@pytest.mark.parametrize("name", ["x" * 81, " a", "a  b", "a\nb", "a\u202eb"])
def test_what_cannot_be_a_name_is_refused(keys, two, name):
    with pytest.raises(BadRequest):
        artists.sealed(keys, two[0], name)


def test_no_name_is_none(keys, two):
    assert artists.sealed(keys, two[0], "") is None
