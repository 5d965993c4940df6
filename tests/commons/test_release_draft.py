"""Nothing that is drafted is public; nobody's signature survives a change; a path is used once."""

import pytest

from photophore.commons import release, release_draft
from photophore.words import BadGlyph, BadRelease, NotFound
from tests.commons.makers import ANN, BOB, CLEO, DAN, Makers, ring

pytestmark = pytest.mark.usefixtures("unsynced")


@pytest.fixture
def makers(tmp_path):
    made = Makers(tmp_path)
    made.begin()
    return made


def public(makers):
    return sorted(path.name for path in makers.public.rglob("*") if path.is_file())


def test_a_draft_is_not_public_and_names_who_must_sign(makers):
    before = public(makers)
    makers.add()
    assert public(makers) == before
    (waits,) = release_draft.sign(makers.shelf, [])
    assert waits == ("targets", 2, (), ("bob",), 1)
    (waits,) = release_draft.sign(makers.shelf, [BOB])
    assert waits.signed == ("bob",)


def test_a_change_takes_all_signatures_away(makers):
    makers.add()
    release_draft.sign(makers.shelf, [BOB])
    makers.add("firmware/band")
    assert makers.shelf.waiting()[0].signed == ()
    with pytest.raises(BadRelease, match=r"targets 2 has 0 of 1 signatures \(not yet: bob\)"):
        release.publish(makers.shelf, makers.log)


def test_versions_rise_and_a_withdrawn_path_is_never_used_again(makers):
    assert [makers.add(data=b"%d" % i).path for i in range(3)] == [f"firmware/lamp/{i}" for i in (1, 2, 3)]
    release_draft.withdraw(makers.shelf, "firmware/lamp/3")
    assert makers.add().path == "firmware/lamp/4"
    with pytest.raises(NotFound, match="no such version"):
        release_draft.withdraw(makers.shelf, "firmware/lamp/3")


@pytest.mark.parametrize("name", [
    "lamp", "firmware/", "policy/x", "firmware/Lamp", "firmware/../x", "firmware/a b", "firmware/a\n", "x" * 99,
])  # fmt: skip
def test_a_name_that_is_none_is_refused(makers, name):
    with pytest.raises(BadRelease, match="KIND/NAME"):
        makers.add(name)


def test_a_file_that_cannot_be_released_is_refused(makers):
    with pytest.raises(BadRelease, match="bytes"):
        makers.add(data=b"")
    with pytest.raises(BadRelease, match="one line"):
        makers.add(says="two\nlines")
    with pytest.raises(BadGlyph):
        makers.add("glyph/evil", b"import os")
    with pytest.raises(BadGlyph):
        makers.add("glyph/evil", b"\xff\xfe")
    assert makers.add("glyph/calm", b"glyph calm\ncolour rose\nbrightness 0.5\n").path == "glyph/calm/1"


def test_releases_begin_once_and_with_several_keys(makers, tmp_path):
    with pytest.raises(BadRelease, match="begun here already"):
        makers.begin()
    other = Makers(tmp_path / "other")
    keys = tuple(other.log.vkeys)
    with pytest.raises(BadRelease, match="one stolen key"):
        release_draft.begin(other.shelf, ring(ANN, BOB), ring(BOB), keys)
    with pytest.raises(BadRelease, match="no log"):
        release_draft.begin(other.shelf, ring(ANN, BOB, of=2), ring(BOB), ())
    other.begin()  # what was cut short does not stand in the way


def test_a_new_root_needs_the_old_keys_and_the_new(makers):
    makers.rotate(root=ring(ANN, CLEO, DAN, of=2), targets=ring(DAN))
    told = {each.role: (each.others, each.needed) for each in makers.shelf.waiting()}
    assert (told["root"], told["root before"]) == ((("ann", "cleo", "dan"), 2), (("ann", "bob", "cleo"), 2))
    assert told["targets"] == (("dan",), 1)
    release_draft.sign(makers.shelf, [DAN, BOB])
    with pytest.raises(BadRelease, match=r"root 2 has 1 of 2 signatures \(not yet: ann, cleo\)"):
        release.publish(makers.shelf, makers.log)
    assert makers.out(ANN)[:2] == (2, 2)


def test_who_has_no_role_cannot_sign(makers):
    makers.add()
    with pytest.raises(BadRelease, match=r"nothing waits for this key \(dan\)"):
        release_draft.sign(makers.shelf, [DAN])
    makers.out(BOB)
    with pytest.raises(BadRelease, match="nothing waits"):
        release_draft.sign(makers.shelf, [BOB])


def test_two_rotations_before_one_publication_are_one(makers):
    makers.rotate(targets=ring(CLEO))
    makers.rotate(online=True)
    makers.out(ANN, BOB, CLEO)
    root = makers.shelf.root().signed
    assert root.version == 2
    assert set(root.roles["targets"].keyids) == {release_draft.roles.tuf_key(CLEO.key).keyid}


def test_a_lost_key_is_replaced_by_those_that_are_left(makers):
    makers.rotate(root=ring(ANN, CLEO, DAN, of=2), targets=ring(CLEO))  # Bob's is lost
    assert makers.out(ANN, CLEO)[:2] == (2, 2)


def test_where_nothing_has_begun_that_is_said(tmp_path):
    makers = Makers(tmp_path)
    for deed in (makers.add, lambda: makers.rotate(online=True), makers.out, lambda: makers.out(ANN)):
        with pytest.raises(NotFound, match="no releases here yet"):
            deed()
    assert not makers.shelf.public.exists()
