"""Designs are signed, stored, listed and worn in this order; what ends is dark first, and stays so whatever falls."""

import shutil
import sqlite3

import pytest

from photophore.commons import designs as module
from photophore.commons.designs import Designs
from photophore.commons.published import State
from photophore.commons.wears import Wears
from photophore.glyph.gallery import gallery
from photophore.tlog import entry, note
from photophore.words import BadGlyph, BadLog, BadRequest, NoRoom, NotAllowed, NotFound, Role
from tests.commons import falls
from tests.commons.artist import Artist, text
from tests.commons.falling_designs import Small

GALLERY = gallery()


@pytest.fixture
def shelf(store, keys, hub, plain_log):
    """Designs on SQLite and on PostgreSQL."""
    return Designs(store, keys, hub, plain_log, GALLERY)


@pytest.fixture
def artist(hub):
    return Artist(hub)


@pytest.fixture
def small(tmp_path):
    made = Small(tmp_path / "hub")
    yield made
    made.close()


def told_of(log) -> list[dict]:
    """What the log was told of designs."""
    found = [entry.read(log.read(place)) for place in range(log.size)]
    return [each.facts for each in found if each.kind == "design"]


# --- the way of a design


def test_it_is_stored_listed_and_only_then_worn(shelf, artist, plain_log):
    before = len(plain_log.entries)
    plain_log.full = True
    with pytest.raises(NoRoom, match="kept, but not published yet"):
        shelf.publish(artist.person, artist.sign(text()))
    [waiting] = shelf.of(artist.person.id)
    assert waiting.state is State.WAITING and not shelf.all()
    with pytest.raises(BadGlyph):
        shelf.worn(waiting.hash)
    with pytest.raises(NotFound):
        shelf.find(waiting.hash)
    shelf.tend()  # the disk is full still
    plain_log.full = False
    shelf.tend()
    assert shelf.worn(waiting.hash).name == "dusk" and len(plain_log.entries) == before + 1
    facts = entry.read(plain_log.entries[-1]).facts
    assert facts["key"] == artist.signer.key.public.hex() and artist.person.id not in str(facts)


@pytest.mark.parametrize("by_hand", [False, True])
def test_what_waits_is_not_published_once_its_artist_is_none_any_more(shelf, artist, hub, plain_log, by_hand):
    kept = shelf.publish(artist.person, artist.sign(text("kept", 0.7)))
    plain_log.full = True
    with pytest.raises(NoRoom, match="kept, but not published yet"):
        shelf.publish(artist.person, artist.sign(text()))
    plain_log.full = False
    hub.revoke_role(artist.person.id, Role.ARTIST, None)
    size = len(plain_log.entries)
    if by_hand:
        waiting = next(each for each in shelf.of(artist.person.id) if each.state is State.WAITING)
        assert shelf.withdraw(waiting.hash, artist.person).state is State.WITHDRAWN
    shelf.tend()
    assert [each.hash for each in shelf.of(artist.person.id)] == [kept.hash] and len(plain_log.entries) == size
    assert shelf.state(kept.hash) is State.PUBLISHED  # what was published stays
    other = Artist(hub, 2)
    shelf.publish(other.person, other.sign(text()))  # nobody's light was taken by what nobody saw


def test_what_was_listed_before_a_fall_stays_listed_whatever_became_of_the_role(shelf, artist, hub, store, plain_log):
    made = shelf.publish(artist.person, artist.sign(text()))
    store.write(lambda connection: connection.exec_driver_sql("UPDATE designs SET entry = NULL"))
    hub.revoke_role(artist.person.id, Role.ARTIST, None)
    shelf.mend()
    assert shelf.find(made.hash).entry == made.entry and shelf.state(made.hash) is State.PUBLISHED


def test_the_same_note_once_more_changes_nothing(shelf, artist, plain_log):
    first = shelf.publish(artist.person, artist.sign(text()), "Ann")
    size = len(plain_log.entries)
    assert shelf.publish(artist.person, artist.sign(text())) == first
    assert len(plain_log.entries) == size


def test_versions_of_a_name_are_counted_and_a_name_is_ones_own(shelf, artist, hub):
    assert [shelf.publish(artist.person, artist.sign(text("dusk", share))).version for share in (0.1, 0.2)] == [1, 2]
    other = Artist(hub, 2)
    with pytest.raises(BadGlyph, match="Another artist's design is called dusk"):
        shelf.publish(other.person, other.sign(text("dusk", 0.3)))


def test_the_very_same_light_is_published_once_whatever_its_name(shelf, artist, hub):
    first = shelf.publish(artist.person, artist.sign(text()))
    other = Artist(hub, 2)
    with pytest.raises(BadGlyph, match="is here already, as dusk"):
        shelf.publish(other.person, other.sign(text("mine")))
    with pytest.raises(BadGlyph, match="is here already"):
        shelf.publish(artist.person, artist.sign(text("renamed")))
    assert shelf.find(first.hash).name == "dusk"


def test_nobody_takes_the_light_or_the_name_of_what_comes_with_photophore(shelf, artist):
    hearth = "glyph mine\n" + "".join(line + "\n" for line in said("hearth") if not line.startswith(("glyph", "by")))
    with pytest.raises(BadGlyph, match="comes with Photophore"):
        shelf.publish(artist.person, artist.sign(hearth))
    with pytest.raises(BadGlyph, match="hearth comes with Photophore"):
        shelf.publish(artist.person, artist.sign(text("hearth")))
    assert shelf.worn(GALLERY["hearth"].hash) is GALLERY["hearth"]


def said(name):
    from_file = module.read.say(GALLERY[name])
    return from_file.splitlines()


# --- who signs


def test_what_another_signed_is_refused_under_every_name(shelf, artist, hub):
    """Replayed by somebody else; with another's key; under another's name with the own key."""
    other = Artist(hub, 2)
    with pytest.raises(NotAllowed, match="another name"):
        shelf.publish(other.person, artist.sign(text()))
    borrowed = Artist.__new__(Artist)
    borrowed.person, borrowed.signer = artist.person, note.Signer(artist.signer.key.name, note.Kind.ED25519, other.seed)
    shelf.publish(other.person, other.sign(text("theirs", 0.5)))
    with pytest.raises(NotAllowed, match="belongs to somebody else"):
        shelf.publish(artist.person, borrowed.sign(text()))
    assert [each.name for each in shelf.all()] == ["theirs"]


def test_a_forged_signature_is_refused(shelf, artist, hub):
    signed, other = artist.sign(text()), Artist(hub, 2).sign(text())
    forged = signed.rpartition("\u2014".encode())[0] + b"\xe2\x80\x94" + other.rpartition("\u2014".encode())[2]
    changed = [signed.replace(b"0.3", b"0.9"), signed.replace(b"CC-BY-4", b"CC0-1"), signed[:-6] + b"AAAA=\n"]
    for wrong in (forged, *changed):
        with pytest.raises((BadLog, BadGlyph)):
            shelf.publish(artist.person, wrong)
    assert not shelf.all()


def test_who_is_no_artist_any_more_publishes_nothing(shelf, artist, hub):
    hub.revoke_role(artist.person.id, Role.ARTIST, None)
    with pytest.raises(NotAllowed, match="only artists"):
        shelf.publish(artist.person, artist.sign(text()))


def test_parents_are_known_and_their_licence_is_kept(shelf, artist):
    first = shelf.publish(artist.person, artist.sign(text(), "CC-BY-SA-4.0"))
    with pytest.raises(NotFound):
        shelf.publish(artist.person, artist.sign(text("a", 0.5), parents=["0" * 64]))
    with pytest.raises(NotAllowed, match="asks for more"):
        shelf.publish(artist.person, artist.sign(text("a", 0.5), parents=[first.hash]))
    with pytest.raises(NotAllowed, match="tide is under Apache-2.0"):
        shelf.publish(artist.person, artist.sign(text("a", 0.5), "CC0-1.0", [GALLERY["tide"].hash]))
    second = shelf.publish(artist.person, artist.sign(text("a", 0.5), "CC-BY-SA-4.0", [first.hash]))
    assert shelf.forks(first.hash) == [second.hash] and shelf.forks(second.hash) == []


# --- who ends


def test_only_its_artist_takes_a_design_back_and_only_the_council_rules(shelf, artist, hub):
    made, other = shelf.publish(artist.person, artist.sign(text())), Artist(hub, 2)
    with pytest.raises(NotAllowed):
        shelf.withdraw(made.hash, other.person)
    for nobody in (artist.person, other.person):
        with pytest.raises(NotAllowed):
            shelf.rule(made.hash, nobody, "no")
    with pytest.raises(BadRequest):
        shelf.rule(made.hash, None, " ")
    told = []
    shelf.tell.append(lambda *ended: told.append(ended))
    council = Artist(hub, 3, Role.COUNCIL)
    ruled = shelf.rule(made.hash, council.person, "it hurts eyes")
    assert (ruled.state, ruled.why, ruled.text) == (State.UNSAFE, "it hurts eyes", text()) and (made.hash, True) in told
    assert shelf.withdraw(made.hash, artist.person).state is State.UNSAFE
    with pytest.raises(BadGlyph, match="unsafe"):
        shelf.safe(made.hash)
    shelf.safe(module.read.read(text().replace("0.3", "0.3 + 0 * breath(6)")).hash)  # another tree
    with pytest.raises(BadGlyph, match="unsafe"):
        shelf.publish(artist.person, artist.sign(text()))


def test_what_is_taken_back_is_kept_no_longer_and_does_not_return(shelf, artist, store):
    made = shelf.publish(artist.person, artist.sign(text()))
    gone = shelf.withdraw(made.hash, artist.person)
    assert (gone.state, gone.note, gone.text) == (State.WITHDRAWN, None, "")
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM designs WHERE note IS NOT NULL").scalar() == 0
    with pytest.raises(BadGlyph, match="taken back"):
        shelf.worn(made.hash)
    with pytest.raises(BadGlyph, match="taken back"):
        shelf.publish(artist.person, artist.sign(text()))
    shelf.safe(made.hash)  # whoever writes the same words wears their own


def test_dark_comes_before_any_disk_and_stays_while_it_is_full(shelf, artist, store, monkeypatch):
    made, told = shelf.publish(artist.person, artist.sign(text())), []
    shelf.tell.append(lambda hash_, unsafe: told.append(shelf.state(hash_)))

    def full(do):
        assert told == [State.WITHDRAWN]  # everybody was told before the disk was asked
        raise NoRoom("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(store, "write", full)
        with pytest.raises(NoRoom, match="nobody wears the design, but that is not written yet"):
            shelf.withdraw(made.hash, artist.person)
        shelf.tend()
        assert shelf.state(made.hash) is State.WITHDRAWN and not shelf.all()
        with pytest.raises(BadGlyph):
            shelf.worn(made.hash)
    shelf.tend()
    again = Designs(store, shelf._keys, shelf._people, shelf._log, GALLERY)
    assert again.state(made.hash) is State.WITHDRAWN


@pytest.mark.parametrize("full_still", [True, False])
def test_a_ruling_keeps_a_withdrawal_that_waits(shelf, artist, store, plain_log, monkeypatch, full_still):
    made = shelf.publish(artist.person, artist.sign(text()))

    def full(do):
        raise NoRoom("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(store, "write", full)
        with pytest.raises(NoRoom):
            shelf.withdraw(made.hash, artist.person)
        assert shelf.state(made.hash) is State.WITHDRAWN
        if full_still:
            with pytest.raises(NoRoom):
                shelf.rule(made.hash, None, "it hurts eyes")
    if not full_still:
        shelf.rule(made.hash, None, "it hurts eyes")
    assert shelf.state(made.hash) is State.UNSAFE
    shelf.tend()
    found = Designs(store, shelf._keys, shelf._people, shelf._log, GALLERY).find(made.hash)
    assert (found.state, found.why, found.note) == (State.UNSAFE, "it hurts eyes", None)
    told = [entry.read(each) for each in plain_log.entries]
    assert [each.facts["do"] for each in told if each.kind == "design"] == ["publish", "withdraw", "unsafe"]


def test_another_program_sees_what_changed(shelf, artist, store, keys, hub, plain_log):
    other, told = Designs(store, keys, hub, plain_log, GALLERY), []
    other.tell.append(lambda *ended: told.append(ended))
    made = shelf.publish(artist.person, artist.sign(text()), "Ann")
    assert other.state(made.hash) is None
    other.tend()
    assert other.find(made.hash).credit == "Ann" and not told
    shelf.withdraw(made.hash, artist.person)
    other.tend()
    assert told == [(made.hash, False)]
    other.tend()
    assert told == [(made.hash, False)]


# --- names


def test_a_name_stands_beside_while_its_artist_wishes(shelf, artist):
    shelf.publish(artist.person, artist.sign(text()), "Ann")
    shelf.publish(artist.person, artist.sign(text("dawn", 0.5)))
    assert {each.credit for each in shelf.all()} == {"Ann"}
    shelf.name(artist.person, "")
    assert {each.credit for each in shelf.all()} == {""}
    for wrong in ("a" * 81, "a\u202eb", " a", "a\nb"):
        with pytest.raises(BadRequest):
            shelf.name(artist.person, wrong)


# --- floods


def test_a_thousand_designs_in_a_flood_are_twelve(shelf, artist, clock, plain_log):
    done = refused = 0
    size = len(plain_log.entries)
    for n in range(1000):
        try:
            shelf.publish(artist.person, artist.sign(text(f"d{n}", n / 1000)))
            done += 1
        except NotAllowed:
            refused += 1
        if refused > 30:  # the others would fare the same
            break
    assert done == module.AN_HOUR == len(shelf.all()) == len(plain_log.entries) - size
    clock.after(3601)
    shelf.publish(artist.person, artist.sign(text("later", 0.9999)))


def test_there_is_an_end_to_what_is_kept(shelf, artist, monkeypatch, clock):
    monkeypatch.setattr(module, "STANDING", 2)
    first = shelf.publish(artist.person, artist.sign(text("a", 0.1)))
    shelf.publish(artist.person, artist.sign(text("b", 0.2)))
    with pytest.raises(NoRoom, match="2 designs at most"):
        shelf.publish(artist.person, artist.sign(text("c", 0.3)))
    shelf.withdraw(first.hash, artist.person)
    shelf.publish(artist.person, artist.sign(text("c", 0.3)))
    monkeypatch.setattr(module, "MOST", 2)
    monkeypatch.setattr(module, "STANDING", 9)
    with pytest.raises(NoRoom, match="a hub keeps 2"):
        shelf.publish(artist.person, artist.sign(text("d", 0.4)))


def test_what_somebody_wears_is_kept_for_them(shelf, artist):
    assert shelf.kept_worn(artist.person.id) is None
    shelf.keep_worn(artist.person.id, Wears("name", "tide", "tide"))
    assert shelf.kept_worn(artist.person.id) == Wears("name", "tide", "tide")


# --- falls


@pytest.fixture(scope="module")
def fallen(tmp_path_factory):
    """A hub for each deed and step, in which kill -9 fell there -> (folder, hash) by (deed, step)."""
    root, made, lines = tmp_path_factory.mktemp("fallen"), {}, []
    hub = Small(root / "hub")
    artist = Artist(hub.people)
    hash_ = hub.designs.publish(artist.person, artist.sign(text())).hash
    other = artist.imprint(text("dawn", 0.5))
    (root / "note").write_bytes(artist.sign(text("dawn", 0.5)))
    hub.close()
    for deed, steps in (("publish", ("stored", "listed")), ("withdraw", ("dark", "ended", "listed")),
                        ("rule", ("dark", "ended", "listed"))):  # fmt: skip
        for step in steps:
            folder = root / f"{deed}-{step}"
            shutil.copytree(root / "hub", folder)
            made[deed, step] = folder, other.hash if deed == "publish" else hash_
            lines.append([folder, deed, artist.person.id, root / "note" if deed == "publish" else hash_, step])
    assert falls.run("falling_designs", lines) == [falls.FELL] * len(lines)
    return made


@pytest.mark.parametrize("step", ["stored", "listed"])
def test_kill_9_while_publishing_leaves_it_published_once(fallen, step):
    folder, hash_ = fallen["publish", step]
    hub = Small(folder)
    assert hub.designs.state(hash_) is State.WAITING
    hub.designs.tend()
    assert hub.designs.find(hash_).state is State.PUBLISHED
    assert [each["do"] for each in told_of(hub.log)] == ["publish", "publish"]
    hub.close()


@pytest.mark.parametrize("deed", ["withdraw", "rule"])
@pytest.mark.parametrize("step", ["dark", "ended", "listed"])
def test_kill_9_while_ending_leaves_it_ended_unless_nobody_was_told(fallen, deed, step):
    folder, hash_ = fallen[deed, step]
    hub = Small(folder)
    hub.designs.tend()
    state = hub.designs.state(hash_)
    if step == "dark":  # nothing was stored, and nobody was told that it was done: it can be asked for again
        assert state is State.PUBLISHED
        hub.designs.withdraw(hash_, None) if deed == "withdraw" else hub.designs.rule(hash_, None, "why")
    assert hub.designs.state(hash_) is (State.WITHDRAWN if deed == "withdraw" else State.UNSAFE)
    assert [each["do"] for each in told_of(hub.log)] == ["publish", "withdraw" if deed == "withdraw" else "unsafe"]
    hub.close()


def test_an_old_copy_of_the_store_brings_nothing_back(small, tmp_path):
    artist = Artist(small.people)
    gone, unsafe = (small.designs.publish(artist.person, artist.sign(text(name, share)))
                    for name, share in (("gone", 0.1), ("unsafe", 0.2)))  # fmt: skip
    with sqlite3.connect(tmp_path / "old.sqlite") as old, sqlite3.connect(tmp_path / "hub" / "hub.sqlite") as now:
        now.backup(old)
    since = small.log.size
    small.designs.withdraw(gone.hash, artist.person)
    small.designs.rule(unsafe.hash, None, "it hurts eyes")
    small.close()
    for path in (tmp_path / "hub").glob("hub.sqlite*"):
        path.unlink()
    shutil.copy(tmp_path / "old.sqlite", tmp_path / "hub" / "hub.sqlite")
    again = Small(tmp_path / "hub")
    assert again.designs.state(gone.hash) is State.PUBLISHED
    again.designs.heed(since)
    again.designs.tend()
    assert again.designs.state(gone.hash) is State.WITHDRAWN
    assert again.designs.state(unsafe.hash) is State.UNSAFE and again.designs.find(unsafe.hash).why == "it hurts eyes"
    assert [each["do"] for each in told_of(again.log)] == ["publish", "publish", "withdraw", "unsafe"]
    again.close()
