import time
from types import SimpleNamespace

import httpx
import pytest

from photophore.glyph.gallery import texts
from photophore.hub import api


@pytest.fixture
def web(hub):
    with httpx.Client(base_url=f"http://127.0.0.1:{hub}", timeout=10) as client:
        yield client


def test_the_hub_says_what_it_is(web):
    told = web.get("/api/hub").json()
    assert told["name"] == "Smallville" and told["protocol"] == 1 and told["fps"] == 30
    assert told["lan"] == {"on": False, "urls": [], "sentence": told["lan"]["sentence"]}
    assert told["secure"] is True


def test_the_city_comes_with_its_tiles_in_order(web, place):
    told = web.get("/api/city").json()
    assert told["tiles"]["xy"] == place.tiles.xy.tolist()
    assert told["tiles"]["district"] == [0] * 4 + [1] * 4
    assert [f["properties"]["name"] for f in told["districts"]["features"]] == ["West", "East"]
    assert told["box"] == [0, 0, 4, 2]


def test_the_lens_is_handed_in(web):
    assert web.get("/api/missing").json() == {"districts": []}


def test_the_gallery_has_text_tree_proof_and_needs(web):
    told = {glyph["name"]: glyph for glyph in web.get("/api/glyphs").json()}
    assert told.keys() == texts().keys()
    tide = told["tide"]
    assert tide["text"] == texts()["tide"] and tide["tree"]["v"] == 1 and "feeling" in tide["signals"]
    assert tide["proof"]["says"] and len(tide["proof"]["luminance"]) == 2


def test_a_design_is_checked_without_being_worn(web, loop):
    good = web.post("/api/glyphs/check", json={"text": texts()["tide"]}).json()
    assert good["ok"] is True and good["glyph"]["name"] == "tide"
    line, column, length, path = good["spans"][0]
    lines = texts()["tide"].splitlines()
    assert lines[line - 1][column - 1 : column - 1 + length] == "feeling" and path == ["colour"]
    bad = web.post("/api/glyphs/check", json={"text": "glyph x\ncolour ambr\nbrightness 1"}).json()
    assert bad["ok"] is False and bad["at"][0] == 2 and "amber" in bad["try"]
    assert loop.worn == {}


def test_a_design_becomes_a_preset_for_wled_where_it_can(web):
    told = web.post("/api/glyphs/wled", json={"text": texts()["moonjelly"]})
    assert told.status_code == 200 and told.json()["1"]["n"].startswith("moonjelly")
    refused = web.post("/api/glyphs/wled", json={"text": texts()["tide"]})
    assert refused.status_code == 400 and "WLED" in refused.json()["what"]
    assert web.post("/api/glyphs/wled", json={"text": "glyph x"}).status_code == 400


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"text": 5}', b'{"text": null}', b"\xff" * 100, b'{"text": "' + b"x" * 20_000 + b'"}'],
)
def test_garbage_is_answered_in_words(web, body):
    answer = web.post("/api/glyphs/check", content=body, headers={"content-type": "application/json"})
    assert 400 <= answer.status_code < 500
    assert answer.json().keys() == {"what", "where", "try"}


def test_too_many_checks_are_put_off(web):
    codes = [web.post("/api/glyphs/check", json={"text": ""}).status_code for _ in range(api.ONE_CHECKS[1] + 30)]
    assert 429 in codes and codes[0] == 200 and codes.count(200) < api.CHECKS[1]  # others have their own


def test_what_is_not_there_is_said_so(web):
    answer = web.get("/api/nothing")
    assert answer.status_code == 404 and answer.json()["where"] == "/api/nothing"
    assert web.get("/").headers["content-security-policy"]  # even then


def test_a_failure_of_ours_shows_no_trace():
    request = SimpleNamespace(url=SimpleNamespace(path="/x"))
    answer = api.sorry(request, ZeroDivisionError("secret"))
    assert answer.status_code == 500 and "secret" not in str(answer.content)


def test_health_follows_the_frames(web, loop):
    assert web.get("/api/health").json()["ok"] is True
    loop.pause = 3600
    time.sleep(api.STILL / 1000 + 0.3)
    answer = web.get("/api/health")
    assert answer.status_code == 503 and answer.json()["ok"] is False


def test_metrics_and_schema_are_there(web):
    assert "photophore_ticks_total" in web.get("/metrics").text
    paths = web.get("/schema/openapi.json").json()["paths"]
    assert {"/api/hub", "/api/city", "/api/missing", "/api/glyphs", "/api/glyphs/check", "/api/health"} <= paths.keys()


def test_the_code_for_phones_is_a_picture(web):
    answer = web.get("/api/qr.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml") and b"<svg" in answer.content
    assert b"/smile" in answer.content
