"""Files come whole, or not at all, and in time, whoever serves them."""

import http.server
import os
import socket
import threading
from contextlib import contextmanager

import pytest
from tuf.api.exceptions import DownloadError, DownloadHTTPError, DownloadLengthMismatchError, SlowRetrievalError

from photophore.commons import release_fetch
from photophore.words import BadRelease, NotFound
from tests.commons.makers import served


def bound(path):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "metadata").mkdir()
    (tmp_path / "metadata" / "a").write_bytes(b"x" * 200_000)
    return tmp_path


def test_a_file_is_the_same_from_a_folder_and_from_the_web(folder):
    with served(folder) as address:
        for where in (str(folder), address):
            fetch = release_fetch.fetcher(where)
            assert fetch.download_bytes(f"{where}/metadata/a", 200_000) == b"x" * 200_000
            with pytest.raises(DownloadLengthMismatchError):
                fetch.download_bytes(f"{where}/metadata/a", 199_999)
            with pytest.raises(DownloadHTTPError) as caught:
                fetch.download_bytes(f"{where}/metadata/b", 10)
            assert caught.value.status_code == 404


@pytest.mark.parametrize("make", [
    os.mkfifo, lambda path: path.symlink_to("/dev/zero"), lambda path: path.symlink_to(path), bound,
    lambda path: path.write_bytes(b"a") and path.chmod(0),
])  # fmt: skip
def test_only_a_plain_file_that_may_be_read_is_taken(folder, make):
    make(path := folder / "metadata" / "b")
    if path.is_file() and os.access(path, os.R_OK):
        pytest.skip("whoever runs this may read everything")
    with pytest.raises(release_fetch.Unreadable, match="metadata/b"):
        release_fetch.Folder().download_bytes(str(path), 10)


def test_a_folder_is_no_file(folder):
    with pytest.raises(DownloadHTTPError):
        release_fetch.Folder().download_bytes(str(folder / "metadata"), 10)


def test_what_is_no_place_of_releases_is_refused(tmp_path):
    for where, error in [("ftp://x/y", BadRelease), ("file:///etc", BadRelease), (str(tmp_path), NotFound)]:
        with pytest.raises(error):
            release_fetch.fetcher(where)


@contextmanager
def answering(write):
    """A server whose every answer is written by `write(file)`."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            write(self.wfile)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/a"
        server.shutdown()


def test_whoever_drips_byte_by_byte_is_left():
    """Each byte is one second, by the clock that it is told."""
    seconds = iter(range(10_000))
    go = threading.Event()

    def drip(file):
        file.write(b"HTTP/1.0 200 OK\r\ncontent-length: 9000\r\n\r\n")
        while not go.wait(0.001):
            try:
                file.write(b"x")
                file.flush()
            except OSError:
                return

    with answering(drip) as address:
        with pytest.raises(SlowRetrievalError, match="bytes in"):
            release_fetch.Web(lambda: next(seconds)).download_bytes(address, 9000)
        go.set()


@pytest.mark.parametrize("answer", [
    b"HTTP/1.0 200 OK\r\ncontent-length: 9000\r\n\r\nhalf",
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    b"junk\r\n\r\n",
    b"",
    b"HTTP/1.0 500 Oh\r\n\r\n",
    b"HTTP/1.0 301 Oh\r\nlocation: ftp://x/\r\n\r\n",
])  # fmt: skip
def test_half_an_answer_is_none(answer):
    with answering(lambda file: file.write(answer)) as address, pytest.raises(DownloadError):
        release_fetch.Web().download_bytes(address, 9000)
