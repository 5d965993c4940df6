"""The log over HTTP: its files as any static server would give them, and nothing else that lies in the folder."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from photophore.commons import judge
from photophore.hub import api
from photophore.hub import log as hub
from photophore.tlog import checkpoint, note, proof
from photophore.words import NotFound
from tests.commons.logs import Clock, opened, some

DAY = 86_400_000


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    clock = Clock()
    made = opened(tmp_path_factory.mktemp("log"), now=clock)
    for count in (5, 300, 7):
        made.append(some(count, count))
        clock.ms += DAY
    yield made
    made.close()


@pytest.fixture(scope="module")
def client(log):
    app = Litestar(hub.routes(log), exception_handlers={Exception: api.sorry}, openapi_config=None)
    with TestClient(app) as made:
        yield made


def test_the_facts(client, log):
    told = client.get("/api/log").json()
    assert told == {
        "origin": log.origin, "size": 312, "vkeys": log.vkeys,
        "rings": [{"day": f"2023-11-{day}", "size": size} for day, size in ((14, 5), (15, 305), (16, 312))],
    }  # fmt: skip


def test_a_stranger_verifies_over_the_wire(client, log):
    def bring(path):
        answer = client.get(f"/log/{path}")
        if answer.status_code == 404:
            raise NotFound("gone", path)
        return answer.content

    said = checkpoint.read(note.open_(bring("checkpoint"), judge.keys_in(bring("vkey"))).text)
    assert judge.audit.audit(said, bring).kinds == {"?": 312}
    ring = note.open_(bring("day/2023-11-15"), judge.keys_in(bring("vkey")))
    assert checkpoint.read(ring.text).size == 305


def test_what_never_changes_is_kept_and_what_changes_is_not(client):
    assert "immutable" in client.get("/log/tile/0/000").headers["cache-control"]
    answer = client.get("/log/checkpoint")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert client.get("/log/tile/0/000").headers["content-type"] == "application/octet-stream"


def test_a_proof_to_take_home(client, log):
    answer = client.get("/api/log/9/proof")
    assert "entry-9.tlog-proof" in answer.headers["content-disposition"]
    keys = [note.read_key(vkey) for vkey in log.vkeys]
    assert proof.check(proof.read(answer.content), log.read(9), keys).checkpoint.size == 312


@pytest.mark.parametrize("path", [
    "/log/keys", "/log/../log-private/keys", "/log/%2e%2e/private/keys", "/log/..%2fprivate%2fkeys", "/log/tile",
    "/log/day", "/log/tile/0/999", "/log/tile/0/000.p/300", "/log/day/2023-11-99", "/log/day/20231114", "/log/day/..",
    "/log/.checkpoint.new", "/log//checkpoint/x", "/log/tile/entries/000/..", "/log/tile/0/000%00", "/log/tile/9/000",
    f"/api/log/{'9' * 5000}/proof", "/api/log/x/proof", "/api/log/312/proof", "/api/log/-1/proof", "/log/tile/0/x001",
    "/log/day/2023-11-14/x",
])  # fmt: skip
def test_nothing_else_is_given_out(client, path):
    answer = client.get(path)
    assert answer.status_code in (400, 404)
    assert "what" in answer.json()
    assert "PRIVATE" not in answer.text


def test_a_torn_ring_is_left_out(tmp_path):
    clock = Clock()
    log = opened(tmp_path, now=clock)
    for _ in range(3):
        log.append(some(2))
        clock.ms += DAY
    rings = hub.Rings(log)
    assert [ring.size for ring in rings.read()] == [2, 4, 6]
    (log.public / "day" / "2023-11-15").write_bytes(b"")
    (log.public / "day" / "note.txt").write_bytes(b"x")
    assert [ring.size for ring in rings.read()] == [2, 6]
    log.append(some(1))
    assert [ring.day for ring in rings.read()] == ["2023-11-14", "2023-11-16", "2023-11-17"]
    log.close()
