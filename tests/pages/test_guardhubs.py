"""A real browser on /guard, with other hubs: a note is drafted, signed elsewhere by another key, and ordered here."""

import pytest

from photophore.commons import resting
from photophore.commons.partners import introduce, signing
from photophore.commons.resting import HubKind, Order, Whom
from photophore.hub import known, orders
from photophore.tlog import note
from photophore.tlog.note import Kind, Signer
from photophore.words import Role
from tests.hub import guarded
from tests.pages.guards import served

CLINIC, SCHOOL = (Signer(f"hub.{name}/log", Kind.ED25519, name[:1].encode() * 32) for name in ("clinic", "school"))
COPIES = {"permissions": ["clipboard-read", "clipboard-write"]}
NOTES = """async (text) => (await import('/static/guardhubs.js')).notes(text)"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A hub with two districts, for which a clinic's signature counts, and a school's not yet."""
    with guarded.house(tmp_path_factory.mktemp("guard")) as made, pytest.MonkeyPatch.context() as patch:
        rests = made.hall.rests
        for signer, kind, day in ((CLINIC, HubKind.CLINIC, 0), (SCHOOL, HubKind.SCHOOL, resting.DAY)):
            patch.setattr("photophore.commons.partners.DAY", day)
            rests.know(introduce(signing(signer), signer.key, kind, rests._seal.key, made.clock()), made.operator)
        guarded.with_council(made)
        with served(made, *orders.routes(rests)):
            yield made


@pytest.fixture
def visit(opened, house):
    """A page of /guard, where what needs other hubs stands open."""

    def go(path="/guard", role=Role.OPERATOR, **options):
        page = opened(house.address, quiet=("Failed to load",), **options)
        page.context.add_cookies([{"name": known.COOKIE, "value": house.tokens[role], "url": house.address}])
        page.goto(house.address + path)
        if role is not Role.ARTIST:
            page.locator("photo-guardhubs summary").click()
        return page

    return go


def theirs(house, why="Lot 7.", name="ab" * 16):
    """A note that the clinic drafted."""
    since = house.clock()
    order = Order(name, CLINIC.key.name, ("Luz", "Sol"), since, since + 300_000, Whom.ALL, "operator", why, 0)
    text = resting.write(order)
    return order, note.join(text, [CLINIC.sign(text)]).decode()


def drafted(page):
    """The note, as it stands to be copied."""
    for district in ("West", "East"):
        page.get_by_label(district, exact=True).check()
    page.get_by_label("For how many minutes").select_option("5")
    page.get_by_label("Why? One line").fill("Lot 7 flickers.")
    page.get_by_role("button", name="Draft it").click()
    page.get_by_text("The draft is ready").wait_for()
    return page.get_by_label("The signed note", exact=True).input_value()


def test_several_districts_rest_once_another_hub_has_signed(visit, house):
    page, rests = visit(**COPIES), house.hall.rests
    page.get_by_text("Signatures that count here: hub.clinic/log (clinic).").wait_for()
    assert "hub.school/log (school) counts from" in page.locator(".counts").inner_text()
    assert page.get_by_role("button", name="Draft it").is_disabled(), "nothing is chosen"
    text = drafted(page)
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == text
    told = page.locator(".asks").inner_text()
    assert "all smiles in East and West rest for 5 minutes, until" in told and "Why: Lot 7 flickers." in told
    assert not rests.now(), "a draft darkens nobody"

    page.get_by_label("Paste the signed notes here").fill(text)
    page.get_by_role("button", name="Let them rest now").click()
    page.get_by_text("2 hubs of 2 kinds must sign").wait_for()
    assert not rests.now()

    signed = resting.cosign(text.encode(), CLINIC).decode()
    page.get_by_label("Paste the signed notes here").fill(f"Here you are:\n\n{signed}\nUntil soon")
    page.get_by_text("Signed in the name of photophore/test and hub.clinic/log").wait_for()
    page.get_by_role("button", name="Let them rest now").click()
    page.get_by_text("East and West rest now, until").wait_for()
    assert [each.districts for each in rests.now()] == [("East", "West")]
    assert page.get_by_label("The signed note", exact=True).count() == 0, "a note is used once"
    rests.end(rests.now()[0].name, house.operator)


def test_another_hubs_note_is_told_in_plain_words_and_signed(visit, house):
    page, (order, asked) = visit(role=Role.COUNCIL), theirs(house)
    page.get_by_label("Paste their note here").fill(asked)
    told = page.locator(".asks").inner_text()
    assert "hub.clinic/log asks that all smiles in Luz and Sol rest for 5 minutes" in told and "Why: Lot 7." in told
    page.get_by_role("button", name="Sign it").click()
    page.get_by_text("Bring this note back, unchanged, to hub.clinic/log").wait_for()
    given = page.get_by_label("The signed note", exact=True).input_value().encode()
    ours = note.read_key(house.hall.rests.key)
    assert {each.key for each in note.open_(given, [ours, CLINIC.key]).verified} == {ours, CLINIC.key}
    assert resting.read(note.split(given)[0]) == order


def test_what_cannot_be_read_or_comes_late_is_said(visit, house):
    page, (_, asked) = visit(), theirs(house)
    paste, back = page.get_by_label("Paste their note here"), page.get_by_label("Paste the signed notes here")
    for text in ("hello", asked.replace("districts [", "districts "), asked[: asked.index("\u2014")]):
        paste.fill(text)
        page.get_by_text("This is no whole note").wait_for()
        assert page.get_by_role("button", name="Sign it").count() == 0
    back.fill(asked + theirs(house, name="cd" * 16)[1])
    page.get_by_text("These notes are of different drafts").wait_for()
    paste.fill(asked)
    assert page.get_by_role("button", name="Sign it").is_enabled()
    house.clock.ms += 301_000
    page.get_by_text("Ask for a new draft").wait_for()
    assert page.get_by_role("button", name="Sign it").is_disabled()


def test_the_page_reads_what_hubs_sign_and_nothing_else(visit, house):
    page, (order, asked) = visit(), theirs(house, why='"Luz" \u2026 \\ 7')
    (read,) = page.evaluate(NOTES, asked.replace("\n", " \r\n"))
    assert read["note"] == asked and read["signers"] == [CLINIC.key.name]
    assert {name: read[name] for name in Order._fields} == order._asdict() | {"districts": ["Luz", "Sol"]}
    assert page.evaluate(NOTES, f"{asked}\n{asked}") == [read, read] and page.evaluate(NOTES, "") == []
    for one, other in (("since 1", "since 91"), ("why ", "wry "), ('["Luz", "Sol"]', "[7]"), ("[", ""),
                       ('hub "', 'hub "you and '), ('whom "all"', 'whom "some"')):  # fmt: skip
        assert page.evaluate(NOTES, asked.replace(one, other)) == [None]


def test_what_is_written_outlasts_a_look_at_a_report(visit):
    page = visit()
    page.get_by_label("Paste their note here").fill("half a note")
    page.evaluate("location.hash = 'incident-99'")
    page.get_by_role("link", name="Back to now").click()
    assert page.get_by_label("Paste their note here").input_value() == "half a note"


def test_nobody_else_is_offered_it(visit):
    page = visit(role=Role.ARTIST)
    page.locator("canvas").first.wait_for()
    page.wait_for_function("document.querySelector('photo-guardroom').roles.length")
    assert page.locator("photo-guardhubs").count() == 0


@pytest.mark.parametrize("width", [320, 1440])
def test_nothing_overflows_and_all_is_said_in_spanish(visit, house, width):
    page = visit("/guard?lang=es", viewport={"width": width, "height": 844})
    page.get_by_label("Pega aquí su nota").fill(theirs(house)[1])
    page.get_by_text("pide que todas las sonrisas de Luz y Sol descansen 5 minutos").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "guardroom-" not in page.locator("photo-guardroom").inner_text()
