"""A log from a folder and from the web: the same files, and no more than a log can have."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from photophore.commons import judge
from photophore.commons.fetch import fetch
from photophore.commons.judge import Asked
from photophore.words import BadLog, NotFound
from tests.commons.logs import opened


@pytest.fixture
def web(tmp_path):
    """An address under which a folder lies; `answers` replaces single files by (status, headers, body)."""
    answers = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            path = tmp_path / "public" / self.path.lstrip("/")
            file = path.read_bytes() if path.is_file() else b""
            status, headers, body = answers.get(self.path, (200 if path.is_file() else 404, {}, file))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", answers
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def log(tmp_path):
    made = opened(tmp_path)
    made.append([b"\x05%d" % i for i in range(600)])
    made.close()
    return made


def test_the_web_and_the_folder_say_the_same(web, log):
    address, _ = web
    there, here = judge.verify(f"{address}/", Asked([])), judge.verify(str(log.public), Asked([]))
    assert there._replace(where="") == here._replace(where="")


def test_compressed_bundles_are_read(web, log):
    address, answers = web
    body = gzip.compress((log.public / "tile/entries/000").read_bytes())
    answers["/tile/entries/000"] = (200, {"content-encoding": "gzip"}, body)
    assert judge.verify(address, Asked([])).audit.kinds == {"?": 600}


@pytest.mark.parametrize(("answer", "error"), [
    ((500, {}, b""), BadLog), ((404, {}, b""), NotFound), ((200, {}, b""), BadLog), ((200, {}, b"x" * 90), BadLog),
    ((200, {"content-encoding": "gzip"}, b"no gzip"), BadLog),
    ((200, {"content-encoding": "gzip"}, gzip.compress(bytes(40_000_000))), BadLog),
])  # fmt: skip
def test_answers_that_no_log_gives(web, log, answer, error):
    address, answers = web
    answers["/tile/0/000"] = answer
    with pytest.raises(error):
        judge.verify(address, Asked([]))


def test_nobody_answers():
    with pytest.raises(BadLog, match="does not answer"):
        fetch("http://127.0.0.1:1/log")("checkpoint")
    with pytest.raises(NotFound, match="no log"):
        fetch("/nowhere/at/all")


def test_a_folder_where_a_file_should_be(tmp_path):
    (tmp_path / "checkpoint").mkdir()
    with pytest.raises(NotFound):
        fetch(str(tmp_path))("checkpoint")
