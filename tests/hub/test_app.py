import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from photophore.hub import app
from photophore.words import NoRoom


def test_a_busy_port_is_said_in_words():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(NoRoom) as refused:
            app.door("127.0.0.1", port)
    assert "taken" in refused.value.what and f"127.0.0.1:{port}" in refused.value.where
    assert f"--port {port + 1}" in refused.value.try_


def test_an_address_that_is_not_ours_is_said_in_words():
    with pytest.raises(NoRoom, match="cannot listen"):
        app.door("192.0.2.1", 0)


def test_the_loop_beats_while_the_hub_is_up_and_rests_afterwards(loop, handed, serving):
    with serving(app.make(loop, handed)) as port:
        assert httpx.get(f"http://127.0.0.1:{port}/api/health").status_code == 200
        assert "hub-window" in loop.drivers
    frames = loop.stats.frames
    time.sleep(0.15)
    assert loop.stats.frames == frames > 0
    assert loop.drivers == {}
    assert "photophore-loop" not in {thread.name for thread in threading.enumerate()}


def test_a_broken_loop_ends_nothing_else(loop, handed, serving):
    async def broken():
        raise ZeroDivisionError

    loop.run = broken
    with serving(app.make(loop, handed)) as port:
        assert httpx.get(f"http://127.0.0.1:{port}/api/hub").status_code == 200


def test_strangers_names_are_refused_before_any_route(hub):
    answer = httpx.get(f"http://127.0.0.1:{hub}/api/hub", headers={"host": "evil.example"})
    assert answer.status_code == 421


def test_pages_routes_are_handed_in(loop, handed, serving):
    from litestar import get

    @get("/", sync_to_thread=False)
    def first() -> str:
        return "light"

    with serving(app.make(loop, handed._replace(routes=[first], inline=["'sha256-x'"]))) as port:
        answer = httpx.get(f"http://127.0.0.1:{port}/")
    assert answer.text == "light" and "'sha256-x'" in answer.headers["content-security-policy"]


STORY = """
import sys
sys.path[:0] = {paths!r}
import small as hub_tests
from photophore.hub import app
from photophore.hub.standing import nowhere
from photophore.glyph.gallery import gallery, texts
loop = hub_tests.FakeLoop()
place = hub_tests.small_place()
handed = app.Handed(place, nowhere(place, 1), dict, gallery(), texts())
app.serve(app.make(loop, handed), "127.0.0.1", {port})
print("ended cleanly", loop.drivers)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_hub_cleanly(kind):
    with app.door("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
    here = Path(__file__).parent
    story = STORY.format(paths=[str(here), str(here.parents[1])], port=port)
    with subprocess.Popen([sys.executable, "-c", story], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as hub:
        try:
            _wait_for(port, hub)
            hub.send_signal(kind)
            told, errors = hub.communicate(timeout=15)
        finally:
            hub.kill()
    assert told.decode().strip() == "ended cleanly {}", errors.decode()
    assert hub.returncode == 0


def _wait_for(port, hub):
    end = time.monotonic() + 60
    while True:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/api/health")
        except httpx.TransportError:
            assert time.monotonic() < end and hub.poll() is None, hub.stderr.read()
            time.sleep(0.1)


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_port_that_cannot_be_is_told(port):
    with pytest.raises(NoRoom, match="there is no port"):
        app.door("127.0.0.1", port)
