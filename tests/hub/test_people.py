"""Doors over HTTP: who gets in by which way, and what attackers get instead."""

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest

from photophore.commons.people import Joining
from photophore.words import Role, WearerClass
from tests.hub.doors import ELSEWHERE, HERE, Hub

ADULT = Joining(WearerClass.ADULT)
SECURE = "https://hub.test:8800"


@pytest.fixture
def hub(tmp_path):
    made = Hub(tmp_path)
    yield made
    made.close()


@pytest.fixture
def boss(hub):
    """A browser on the hub's own screen, in which the operator is signed in."""
    with hub.browser() as browser:
        joined = browser.post("/api/join", json={"age": "adult", "code": hub.people.first_link()})
        assert joined.status_code == 201 and joined.json()["roles"] == ["wearer", "operator"]
        yield browser


def test_somebody_joins_by_a_link_and_leaves(hub, boss):
    made = boss.post("/api/links", json={"role": "artist"}).json()
    assert made["url"] == f"http://192.168.1.2:8800/join#{made['code']}" and made["by_phone"] is False
    with hub.browser(SECURE, ELSEWHERE, **{"user-agent": "Mozilla (Android) Firefox/140"}) as phone:
        assert phone.post("/api/links/read", json={"code": made["code"]}).json()["role"] == "artist"
        joined = phone.post("/api/join", json={"age": "teen", "light": "gesture", "code": made["code"], "name": "Ines"})
        assert joined.status_code == 201 and joined.json()["roles"] == ["wearer", "artist"]
        said = joined.headers["set-cookie"].lower()
        assert all(word in said for word in ("httponly", "samesite=strict", "secure", "path=/"))
        assert phone.get("/api/devices").json()[0]["device"] == "Firefox on Android"
        again = phone.post("/api/join", json={"age": "teen", "code": made["code"]})
        assert again.status_code == 403 and "used already" in again.json()["what"]
        word = phone.cookies["photophore"]
        assert phone.post("/api/leave", json={}).json() == {"left": True}
        assert phone.get("/api/devices").status_code == 401
        phone.cookies.set("photophore", word)  # replayed
        assert phone.get("/api/devices").status_code == 401


def test_nobody_joins_for_good_where_others_read_along(hub, boss):
    code = hub.people.invite(Role.WEARER, None)
    with hub.browser("http://192.168.1.2:8800", ELSEWHERE) as phone:
        told = phone.post("/api/join", json={"age": "adult", "code": code})
        assert told.status_code == 403 and "read along" in told.json()["what"] and "own screen" in told.json()["try"]
        door = phone.get("/api/door").json()
        no = {"open": False, "joins": False, "passkeys": False, "here": False}
        assert door == no | {"way": "plain", "address": None, "roles": []}
    assert hub.people.look(code)  # it was not used up
    with hub.browser(SECURE, ELSEWHERE) as phone:
        assert phone.get("/api/door").json()["passkeys"] is True
        assert phone.post("/api/join", json={"age": "adult", "code": code}).status_code == 201


@pytest.mark.parametrize(
    ("url", "client", "headers"),
    [
        ("http://127.0.0.1:8800", ELSEWHERE, {}),  # says that it is here
        ("http://hub.test:8800", HERE, {}),  # a tunnel's end on this machine
        ("http://127.0.0.1:8800", HERE, {"x-forwarded-for": "10.1.2.3"}),  # a proxy that nobody told us of
        ("http://127.0.0.1:8800", HERE, {"forwarded": "for=10.1.2.3"}),
        ("http://127.0.0.1:8800", ELSEWHERE, {"x-forwarded-proto": "https"}),  # says that it is encrypted
    ],
)
def test_nobody_talks_themselves_onto_the_hubs_own_screen(hub, url, client, headers):
    with hub.browser(url, client, **headers) as browser:
        assert browser.get("/api/door").json()["way"] == "plain"
        assert browser.post("/api/join", json={"age": "adult", "code": hub.people.first_link()}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"x-photophore": ""},
        {"x-photophore": "0"},
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"origin": "http://["},
        {"origin": "http://127.0.0.1:8801"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_page_of_another_site_can_change_nothing(hub, boss, headers):
    before = hub.people.everyone()
    for path, body in (("/api/links", {}), ("/api/leave", {"everywhere": True}), ("/api/door", {"open": True})):
        assert boss.post(path, json=body, headers=headers).status_code == 403
    plain = {"content-type": "text/plain", "x-photophore": ""}
    form = boss.post("/api/leave", content="everywhere=true", headers=plain)
    assert form.status_code == 403
    assert hub.people.everyone() == before and boss.get("/api/devices").status_code == 200 and not hub.people.open


def test_our_own_page_says_where_it_comes_from(boss):
    fine = {"origin": "http://127.0.0.1:8800", "sec-fetch-site": "same-origin"}
    assert boss.post("/api/door", json={"open": True}, headers=fine).json() == {"open": True}


def test_a_link_used_twice_at_the_same_moment_lets_one_in(hub, boss):
    code = hub.people.invite(Role.WEARER, None)

    def come(_):
        with hub.browser() as browser:
            return browser.post("/api/join", json={"age": "adult", "code": code}).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(come, range(6))) == [201, 403, 403, 403, 403, 403]
    assert len(hub.people.everyone()) == 2


def test_a_wearer_learns_nothing_by_guessing(hub, boss):
    other = hub.people.everyone()[0].id
    with hub.browser() as browser:
        browser.post("/api/join", json={"age": "adult", "code": hub.people.invite(Role.WEARER, None)})
        for who in (other, "0a1b2c3d." + secrets.token_hex(16), "me/../x", "%00"):
            told = [browser.post(f"/api/people/{who}/roles", json={"role": "host", "on": True}),
                    browser.post(f"/api/people/{who}/age", json={"age": "child"})]  # fmt: skip
            assert {each.status_code for each in told} <= {403, 404}
            known = browser.post("/api/links", json={"person": who})
            assert known.status_code in (403, 404)
        assert browser.get("/api/people").status_code == 403
        assert browser.post("/api/links", json={"role": "wearer"}).status_code == 403
        assert browser.post("/api/links", json={"person": "me"}).status_code == 201  # the own second device


def test_an_artist_who_acts_as_council_is_refused(hub, boss):
    with hub.browser() as browser:
        code = hub.people.invite(Role.ARTIST, None)
        who = browser.post("/api/join", json={"age": "adult", "code": code}).json()["id"]
        assert browser.get("/api/council-only").status_code == 403
        for me in ("me", who):
            assert browser.post(f"/api/people/{me}/roles", json={"role": "council", "on": True}).status_code == 403
        word = browser.cookies["photophore"]
        given = boss.post(f"/api/people/{who}/roles", json={"role": "council", "on": True})
        assert given.json()["roles"] == ["wearer", "artist", "council"]
        answer = browser.get("/api/council-only")
        assert answer.text == who and browser.cookies["photophore"] != word  # a new word came along
        assert browser.get("/api/council-only").text == who
        browser.cookies.clear()
        browser.cookies.set("photophore", word)  # somebody knew the old one
        assert browser.get("/api/council-only").status_code == 403
    with hub.browser() as nobody:
        assert nobody.get("/api/council-only").status_code == 401


def test_who_brings_a_word_along_gets_another(hub):
    """Session fixation: what a device brought along is never taken over."""
    with hub.browser() as browser:
        browser.cookies.set("photophore", "planted" * 6)
        joined = browser.post("/api/join", json={"age": "adult", "code": hub.people.first_link()})
        assert joined.status_code == 201 and "planted" not in joined.headers["set-cookie"]
        assert hub.people.session("planted" * 6) is None


def test_an_open_hub_lets_anybody_join_who_comes_safely(hub, boss):
    with hub.browser(SECURE, ELSEWHERE) as phone:
        assert phone.post("/api/join", json={"age": "child"}).status_code == 403
        boss.post("/api/door", json={"open": True})
        first = phone.post("/api/join", json={"age": "child"})
        assert first.status_code == 201 and first.json()["roles"] == ["wearer"]
        assert phone.post("/api/join", json={"age": "child"}).json() == first.json()  # twice touched: still one person
    assert len(hub.people.everyone()) == 2


def test_an_operator_sees_ids_ages_and_roles_and_nothing_else(hub, boss):
    hub.people.join(hub.people.invite(Role.WEARER, None), Joining(WearerClass.CHILD, name="Ines"))
    told = boss.get("/api/people").json()
    assert [set(each) for each in told] == [{"id", "age", "roles"}] * 2 and "Ines" not in str(told)
    assert boss.post(f"/api/people/{told[1]['id']}/age", json={"age": "teen"}).json()["age"] == "teen"


def test_a_code_is_drawn_for_a_camera_and_never_kept_in_an_address(hub, boss):
    made = boss.post("/api/links", json={}).json()
    drawn = boss.get(f"/api/links/{made['code']}/qr.svg")
    assert drawn.status_code == 200 and "<svg" in drawn.text and drawn.headers["cache-control"] == "no-store"
    assert "#" in made["url"] and "?" not in made["url"]
    assert boss.get("/api/links/guess/qr.svg").status_code == 403


def test_a_secure_address_is_told_where_there_is_one(tmp_path):
    hub = Hub(tmp_path, "https://hub.test:8800")
    try:
        with hub.browser() as browser:
            browser.post("/api/join", json={"age": "adult", "code": hub.people.first_link()})
            made = browser.post("/api/links", json={}).json()
        assert made["url"].startswith("https://hub.test:8800/join#") and made["by_phone"] is True
        with hub.browser("http://192.168.1.2:8800", ELSEWHERE) as phone:
            told = phone.post("/api/join", json={"age": "adult", "code": made["code"]})
            assert "https://hub.test:8800/join" in told.json()["try"]
    finally:
        hub.close()


def test_a_flood_is_stopped(hub):
    with hub.browser(SECURE, ELSEWHERE) as phone:
        codes = [phone.post("/api/links/read", json={"code": f"guess{i}"}).status_code for i in range(60)]
    assert codes.count(429) >= 10 and codes[:40] == [403] * 40
    with hub.browser(SECURE, ("192.168.1.21", 1)) as other:
        assert other.post("/api/links/read", json={"code": "guess"}).status_code == 403


BODIES = [
    b"", b"{", b"null", b"[]", b'{"age": "old"}', b'{"age": 5}', b'{"age": "adult", "more": 1}', b"\xff\xfe",
    b'{"age": "adult", "name": "' + b"x" * 61 + b'"}', b'{"age": "adult", "language": "../../etc"}', b"[" * 100_000,
    b'{"age": "adult", "name": "a\\u202eb"}', b'{"age":"adult","code":"' + b"x" * 65 + b'"}', b"x" * 100_000,
    b'{"role": "king"}', b'{"seconds": 1e99}', b'{"open": "yes"}', b'{"response": 7}', b'{"code": ""}',
    b'{"id": {"a": [1]}, "response": {}}',
    b'{"rawId": "AA", "id": "AA", "type": "public-key", "response": {"clientDataJSON": "e30", "signature": 1}}',
]  # fmt: skip
POSTS = ["/api/join", "/api/leave", "/api/links", "/api/links/read", "/api/door", "/api/passkeys",
         "/api/passkeys/login", "/api/people/me/roles", "/api/people/x/age"]  # fmt: skip


def test_bad_bodies_get_a_sentence_and_never_a_trace(hub, boss):
    hub.people.set_open(True, None)
    for path in POSTS:
        who = hub.browser() if path == "/api/join" else boss
        for body in BODIES:
            answer = who.post(path, content=body, headers={"content-type": "application/json"})
            fine = path == "/api/leave" and not body.startswith((b"{", b"n"))
            assert 400 <= answer.status_code < 500 or fine, (path, body[:40], answer.status_code, answer.text[:200])
            assert {"what", "where", "try"} == set(answer.json()), (path, body[:40])
    assert len(hub.people.everyone()) == 1


