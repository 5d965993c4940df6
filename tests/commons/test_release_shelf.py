"""The folder of releases: what is left over is known by its version, what is gone is said."""

import pytest

from photophore.commons import release
from photophore.commons.release_shelf import Shelf
from photophore.words import BadRelease, NotFound
from tests.commons.makers import ANN, BOB, Makers

pytestmark = pytest.mark.usefixtures("unsynced")


@pytest.fixture
def makers(tmp_path):
    made = Makers(tmp_path)
    made.begin()
    return made


def test_a_draft_that_is_public_already_waits_for_nobody(makers):
    made = makers.add()
    draft = (makers.shelf.drafts / "targets.json").read_bytes()
    makers.out(BOB)
    (makers.shelf.drafts / "targets.json").write_bytes(draft)  # as a fall before the last step leaves it
    assert makers.shelf.waiting() == []
    assert makers.add("firmware/band").path == "firmware/band/1"
    makers.out(BOB)
    assert set(makers.shelf.listed().signed.targets) == {made.path, "firmware/band/1"}


def test_only_its_owner_reads_the_hubs_own_key(makers):
    (key,) = makers.shelf.private.glob("online-*")
    assert key.stat().st_mode & 0o777 == 0o600
    assert makers.shelf.private.stat().st_mode & 0o777 == 0o700


def test_the_hubs_key_is_lost_and_another_takes_its_place(makers):
    (key,) = makers.shelf.private.glob("online-*")
    key.unlink()
    with pytest.raises(BadRelease, match=r"own key of these releases is gone.*rotate --online"):
        release.publish(makers.shelf, makers.log)
    makers.rotate(online=True)
    makers.out(ANN, BOB)
    assert makers.reader().look().root == 2


def test_a_timestamp_that_is_gone_is_not_begun_anew(makers):
    makers.give()
    (makers.shelf.metadata / "timestamp.json").unlink()
    with pytest.raises(BadRelease, match="timestamp of these releases is gone"):
        release.publish(makers.shelf, makers.log)


def test_a_torn_file_is_said(makers):
    (makers.shelf.metadata / "1.root.json").write_bytes(b"{")
    with pytest.raises(BadRelease, match=r"no root file of releases \(1.root.json\)"):
        release.publish(makers.shelf, makers.log)


def test_a_folder_without_releases_stays_as_it_was(tmp_path):
    shelf = Shelf(tmp_path / "none")
    with pytest.raises(NotFound, match="no releases here yet"), shelf.held():
        pass
    assert not (tmp_path / "none").exists()
