"""A film on the page: judged by a process of its own, never kept, and never in the way."""

import concurrent.futures
import io
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

from photophore.hub import films

OURS = [sys.executable, "-c", "from photophore.cli import main; main()",
        *"light check --mode wcag --json --brief".split()]  # fmt: skip
TYPE = {"content-type": films.KIND}


def saying(program: str) -> list[str]:
    """A meter made up: a program whose first word is the film's path."""
    return [sys.executable, "-c", f"import sys, time, pathlib; path = pathlib.Path(sys.argv[1]); {program}"]


def array(turning=True) -> bytes:
    frames = np.zeros((40, 20, 30, 3), np.uint8)
    if turning:
        frames[::2] = 255
    file = io.BytesIO()
    np.save(file, frames)
    return file.getvalue()


@pytest.fixture
def web(handed, spoken, tmp_path, monkeypatch):
    """A function: a hub with this meter, spoken to by a browser; films lie in tmp_path while they are judged."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield lambda command: spoken(handed._replace(meter=command))
    assert not list(tmp_path.glob("photophore-film-*")), "a film was kept"


def test_a_film_is_judged_by_the_command_itself(web, tmp_path):
    client = web([*OURS, "--data", str(tmp_path / "data")])
    told = client.post("/api/light/check?name=a.npy&fps=20", content=array(), headers=TYPE)
    assert told.status_code == 200, told.text
    verdict = told.json()
    assert verdict["result"] == "fail" and verdict["iris"]["result"] == "fail" and verdict["frames"] == 40
    assert len(verdict["line"]["seconds"]) == 40 and verdict["wcag"]["picture"]["cells"]
    bad = client.post("/api/light/check?name=a.npy", content=array(), headers=TYPE)
    assert bad.status_code == 400 and "--fps" in bad.json()["what"] and str(tmp_path) not in bad.text
    bad = client.post("/api/light/check?name=../../x.mp4", content=b"no film", headers=TYPE)
    assert bad.status_code == 400 and bad.json()["what"].startswith("This is no video that can be read. ")


def test_it_says_what_it_can_judge(web):
    told = web([]).get("/api/light").json()
    assert isinstance(told["videos"], bool) and told["largest"] == films.LARGEST and told["longest"] == films.LONGEST


def test_without_a_meter_it_says_so(web):
    answer = web([]).post("/api/light/check", content=array(), headers=TYPE)
    assert answer.status_code == 503 and "no light meter" in answer.json()["what"]


def test_another_site_cannot_post(web):
    client = web(saying("print('{}')"))
    for kind in ("text/plain", "multipart/form-data", "application/x-www-form-urlencoded", ""):
        assert client.post("/api/light/check", content=b"x", headers={"content-type": kind}).status_code >= 400
    stranger = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    asked = client.options("/api/light/check", headers=stranger)
    assert "access-control-allow-origin" not in asked.headers


def test_one_film_at_a_time(web):
    client = web(saying("time.sleep(1.5); print('{\"verdict\": {}}')"))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        post = [pool.submit(client.post, "/api/light/check", content=array(), headers=TYPE) for _ in range(2)]
        codes = sorted(each.result().status_code for each in post)
    assert codes == [200, 429]
    assert client.post("/api/light/check", content=array(), headers=TYPE).status_code == 200, "and then the next"


def test_films_too_large_too_long_or_broken_are_refused_in_words(web, monkeypatch):
    monkeypatch.setattr(films, "LARGEST", 10_000)
    monkeypatch.setattr(films, "LONGEST", 0.5)
    client = web(saying("time.sleep(9)"))
    large = client.post("/api/light/check", content=bytes(20_000), headers=TYPE)
    assert large.status_code in (400, 413) and large.json().keys() == {"what", "where", "try"}

    def pieces():
        yield from (bytes(1000) for _ in range(20))

    assert client.post("/api/light/check", content=pieces(), headers=TYPE).status_code in (400, 413)
    late = client.post("/api/light/check", content=b"x", headers=TYPE)
    assert late.status_code == 400 and "longer than" in late.json()["what"]


@pytest.mark.parametrize("program", ["sys.exit(3)", "print('no json')", "print('[]')", "print('{}')", "1 / 0"])
def test_a_meter_that_fails_tells_nothing_of_itself(web, program):
    answer = web(saying(program)).post("/api/light/check", content=b"x", headers=TYPE)
    assert answer.status_code == 400 and "meter stopped" in answer.json()["what"] and "Error" not in answer.text


def test_the_film_has_a_name_of_ours(web):
    client = web(saying("print('{\"verdict\": {\"n\": ' + repr(path.name).replace(chr(39), chr(34)) + '}}')"))
    names = {"a.MP4": "film.mp4", "../etc/passwd": "film.bin", "x.sh": "film.bin", "a.b.npy": "film.npy"}
    for name, kept in names.items():
        told = client.post("/api/light/check", params={"name": name}, content=b"x", headers=TYPE)
        assert told.json() == {"n": kept}


def test_the_hub_beats_on_meanwhile(web, loop):
    client = web(saying("[x for x in range(10**7)]; print('{\"verdict\": {}}')"))
    before = loop.stats.frames
    assert client.post("/api/light/check", content=array(), headers=TYPE).status_code == 200
    assert loop.stats.frames > before


def test_nothing_of_a_film_is_left_where_its_sender_goes_away(web, tmp_path):
    client = web(saying("time.sleep(0.2); print('{\"verdict\": {}}')"))

    def breaking():
        yield bytes(1000)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        client.post("/api/light/check", content=breaking(), headers=TYPE)
    for _ in range(50):  # until the hub has seen that nobody sends any more
        told = client.post("/api/light/check", content=b"x", headers=TYPE)
        if told.status_code != 429:
            break
        time.sleep(0.1)
    assert told.status_code == 200
    assert not list(Path(tmp_path).glob("photophore-film-*"))
