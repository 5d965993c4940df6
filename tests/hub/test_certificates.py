"""Certificates on the hub: measured once, in a process of its own, signed, and never in the way."""

import asyncio
import concurrent.futures
import json
import sys
import time

import pytest
from litestar.exceptions import HTTPException

from photophore.glyph import read as design
from photophore.glyph.gallery import gallery, texts
from photophore.hub import certificates
from photophore.hub import certified as kept
from photophore.tlog.note import Kind, Signer
from tests.hub import small

SOURCES = "12" * 8
SIGNER = Signer("hub.example/log", Kind.ED25519, bytes(range(32)))
MADE = """
import json, sys, pathlib, time
from photophore.glyph.read import read
glyph = read(pathlib.Path(sys.argv[-1]).read_text())
with open({log!r}, 'a') as file: file.write(glyph.name + ' ' + str('--no-keep' in sys.argv) + chr(10))
time.sleep({pause})
print(json.dumps({whole!r} | {{"name": "made", "hash": glyph.hash, "note": "not ours", "key": None,
    "analyser": {{"program": "photophore 1", "sources": {sources!r}}}}}))
"""


@pytest.fixture
def few(handed):
    """Three designs are enough of a gallery."""
    designs = gallery()
    return handed._replace(gallery={name: designs[name] for name in ("tide", "hearth", "pulse")})


@pytest.fixture
def web(few, spoken, tmp_path):
    """A function: a hub with this command, spoken to by a browser."""

    def start(command, signer=SIGNER):
        maker = certificates.Maker(command, tmp_path / "kept", SOURCES, signer) if command is not None else None
        return spoken(few._replace(certifier=maker))

    return start


def making(tmp_path, pause=0.0) -> list[str]:
    """A meter made up, which notes whom it measured."""
    told = {"log": str(tmp_path / "log"), "pause": pause, "sources": SOURCES, "whole": small.WHOLE}
    return [sys.executable, "-c", MADE.format(**told)]


def measured(tmp_path) -> list[str]:
    return (tmp_path / "log").read_text().split("\n")[:-1] if (tmp_path / "log").exists() else []


def test_a_design_is_measured_once_and_signed_by_the_hub(web, tmp_path):
    client = web(making(tmp_path))
    told = client.get("/api/glyphs/tide/certificate")
    assert told.status_code == 200, told.text
    found = told.json()
    assert found["name"] == "tide" and found["key"] == str(SIGNER.key)
    checked = kept.check(found["note"].encode(), [SIGNER.key])
    assert checked.certificate == {name: value for name, value in found.items() if name not in ("note", "key")}
    assert client.get(f"/api/certificates/{gallery()['tide'].hash}").json() == found
    assert measured(tmp_path) == ["tide False"]


def test_what_was_kept_costs_nothing(web, tmp_path):
    told = small.WHOLE | {"name": "other", "hash": gallery()["tide"].hash, "held": True,
                          "analyser": {"program": "photophore 1", "sources": SOURCES}}  # fmt: skip
    kept.keep(tmp_path / "kept", told)
    client = web([sys.executable, "-c", "raise SystemExit(1)"], None)
    found = client.get("/api/glyphs/tide/certificate").json()
    assert found == told | {"name": "tide", "note": None, "key": None}


def test_marks_come_one_after_another(web, tmp_path):
    client = web(making(tmp_path))
    first = client.get("/api/certificates").json()
    assert first == {"marks": {}, "waiting": 3}
    end = time.monotonic() + 40
    while (told := client.get("/api/certificates").json())["waiting"]:
        assert time.monotonic() < end
        time.sleep(0.3)
    assert told["marks"][gallery()["tide"].hash] == {"calm": True, "held": False, "profile": "calm"}
    assert sorted(measured(tmp_path)) == ["hearth False", "pulse False", "tide False"]


def text(name: str) -> str:
    """A design that is nobody's but a stranger's; its hash is its name's."""
    return f"glyph {name}\ncolour amber\nbrightness 0.{sum(map(ord, name))}"


def test_a_strangers_design_is_measured_and_not_kept(web, tmp_path):
    client = web(making(tmp_path))
    told = client.post("/api/certificates", json={"text": text("mine")})
    assert told.status_code == 200 and told.json()["name"] == "mine", told.text
    assert measured(tmp_path) == ["mine True"]
    assert client.post("/api/certificates", json={"text": texts()["hearth"]}).status_code == 200
    assert measured(tmp_path) == ["mine True", "hearth False"], "the gallery's own is nobody's"
    bad = client.post("/api/certificates", json={"text": "glyph bad\nbrightness eese"})
    assert bad.status_code == 400 and bad.json().keys() == {"what", "where", "try"}
    assert client.post("/api/certificates", json={"text": "x" * 20_000}).status_code == 413


def test_what_takes_long_is_told_and_goes_on(web, tmp_path, monkeypatch):
    monkeypatch.setattr(certificates, "WAIT", 0.2)
    client = web(making(tmp_path, pause=1.0))
    told = client.get("/api/glyphs/tide/certificate")
    assert (
        told.status_code == 202 and told.json() == {"state": "measuring", "waiting": 1} and told.headers["retry-after"]
    )
    end = time.monotonic() + 20
    while client.get("/api/glyphs/tide/certificate").status_code != 200:
        assert time.monotonic() < end
    assert measured(tmp_path) == ["tide False"]


def test_strangers_cannot_fill_the_queue(web, tmp_path, monkeypatch):
    monkeypatch.setattr(certificates, "STRANGERS", 1)
    client = web(making(tmp_path, pause=1.0))
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        posts = [pool.submit(client.post, "/api/certificates", json={"text": text(name)})
                 for name in ("one", "two", "three")]  # fmt: skip
        assert sorted(each.result().status_code for each in posts) == [200, 429, 429]


def test_one_address_has_one_place_in_the_line(web, tmp_path):
    client = web(making(tmp_path, pause=1.0))
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        posts = [pool.submit(client.post, "/api/certificates", json={"text": text(name)})
                 for name in ("one", "two", "three")]  # fmt: skip
        assert sorted(each.result().status_code for each in posts) == [200, 429, 429]
    assert any("Your other design" in each.result().text for each in posts)
    assert client.post("/api/certificates", json={"text": text("two")}).status_code == 200, "its place is free again"


def test_texts_are_read_only_so_often(web, tmp_path, monkeypatch):
    monkeypatch.setattr(certificates, "ONE_READS", (0.001, 3))
    client = web(making(tmp_path))
    found = [client.post("/api/certificates", json={"text": "glyph bad\nbrightness eese"}) for _ in range(5)]
    assert [each.status_code for each in found] == [400, 400, 400, 429, 429]


def test_a_strangers_measuring_is_ended_and_told(web, tmp_path, monkeypatch):
    monkeypatch.setattr(certificates, "BRIEF", 1.0)
    client = web(making(tmp_path, pause=50.0))
    begun = time.monotonic()
    for _ in range(2):  # the second time nothing begins anew
        told = client.post("/api/certificates", json={"text": text("mine")})
        assert told.status_code == 503 and "longer than 1 seconds, and was ended" in told.json()["what"]
    assert time.monotonic() - begun < 30 and len(measured(tmp_path)) <= 1
    assert client.get("/api/certificates").json()["waiting"] == 3, "the line is free"


@pytest.mark.parametrize("gone", [False, True])
def test_the_gallery_comes_first_and_whoever_leaves_holds_up_nobody(gone):
    done = []

    async def wait(line, name, stranger):
        async with line.turn(stranger):
            done.append(name)
            await asyncio.sleep(0)

    async def all_():
        line = certificates.Line()
        tasks = [asyncio.create_task(wait(line, name, name[0] == "s")) for name in ("s1", "s2", "s3", "g1", "g2")]
        await asyncio.sleep(0)
        if gone:
            tasks[3].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await wait(line, "last", True)

    asyncio.run(all_())
    assert done == ["s1", *([] if gone else ["g1"]), "g2", "s2", "s3", "last"]


def test_strangers_of_several_addresses_leave_the_gallery_its_places(tmp_path):
    async def all_():
        desk = certificates.Desk(certificates.Maker(making(tmp_path), tmp_path, SOURCES))
        for at in range(certificates.STRANGERS):
            desk.begin(design.read(text(f"a{at}")), f"192.0.2.{at}")
        with pytest.raises(HTTPException, match="Other designs"):
            desk.begin(design.read(text("more")), "192.0.2.99")
        with pytest.raises(HTTPException, match="Your other design"):
            desk.begin(design.read(text("more")), "192.0.2.1")
        tasks = [desk.begin(glyph) for glyph in list(gallery().values())[:3]]
        assert (await tasks[0])["calm"]
        assert sum(name.endswith("True") for name in measured(tmp_path)) <= 1, "one was being measured already"
        for task in list(desk._tasks.values()):
            task.cancel()
        await asyncio.gather(*list(desk._tasks.values()), return_exceptions=True)

    asyncio.run(all_())


@pytest.mark.parametrize("program", ["raise SystemExit(3)", "print('no json')", "print('[]')", "print('{}')", "1 / 0"])
def test_a_meter_that_fails_tells_nothing_of_itself(web, program):
    client = web([sys.executable, "-c", program])
    answer = client.get("/api/glyphs/tide/certificate")
    assert answer.status_code == 503 and "could not be measured" in answer.json()["what"]
    assert "Error" not in answer.text
    assert client.get("/api/certificates").json()["waiting"] == 2, "what failed is not tried again at once"


def test_what_is_not_there_says_so(web, tmp_path):
    client = web(making(tmp_path))
    assert client.get("/api/glyphs/none/certificate").status_code == 404
    for digest in ("ab" * 32, "..%2F..%2Fetc", "x"):
        assert client.get(f"/api/certificates/{digest}").status_code == 404
    nobody = web(None)
    answer = nobody.get("/api/glyphs/tide/certificate")
    assert answer.status_code == 503 and "measures no light" in answer.json()["what"]
    assert nobody.get("/api/certificates").json() == {"marks": {}, "waiting": 0}
    assert json.loads(answer.text)["try"]
