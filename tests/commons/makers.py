"""Makers of releases: three people with keys, a hub with a log, and whoever takes what they release."""

import functools
import http.server
import threading
from contextlib import contextmanager
from pathlib import Path

from photophore.commons import release, release_draft
from photophore.commons.release_draft import Change
from photophore.commons.release_get import Reader
from photophore.commons.release_roles import Ring
from photophore.commons.release_shelf import Shelf
from photophore.commons.store import now_ms
from photophore.tlog.note import Kind, Signer
from tests.commons.logs import opened

ANN, BOB, CLEO, DAN = (Signer(name, Kind.ED25519, name[:1].encode() * 32) for name in ("ann", "bob", "cleo", "dan"))
DAY = 86_400_000  # ms


def ring(*people: Signer, of: int = 1) -> Ring:
    return Ring(tuple(each.key for each in people), of)


class Makers:
    """Ann, Bob and Cleo hold root, two of three; Bob holds targets. Their clock is the world's, plus `late`."""

    def __init__(self, folder: Path, disk=None):
        self.folder, self.late = folder, 0
        self.shelf = Shelf(folder / "releases", lambda: now_ms() + self.late, disk)
        self.log = opened(folder / "log", None, lambda: now_ms())

    @property
    def public(self) -> Path:
        return self.shelf.public

    def begin(self):
        release_draft.begin(self.shelf, ring(ANN, BOB, CLEO, of=2), ring(BOB), tuple(self.log.vkeys))
        return self.out(ANN, BOB)

    def add(self, name="firmware/lamp", data=b"light 1", says=""):
        return release_draft.add(self.shelf, name, data, says)

    def rotate(self, **change):
        release_draft.rotate(self.shelf, Change(**change))

    def out(self, *people: Signer):
        """Signed by these, and public."""
        for each in people:
            release_draft.sign(self.shelf, [each])
        return release.publish(self.shelf, self.log)

    def give(self, data=b"light 1", name="firmware/lamp"):
        """Added, signed, public."""
        made = self.add(name, data)
        self.out(BOB)
        return made

    def reader(self, where=None, name="taker") -> Reader:
        made = Reader(str(where or self.public), self.folder / name)
        made.trust((self.public / "metadata" / "1.root.json").read_bytes())
        return made


@contextmanager
def served(folder: Path):
    """The folder, on a port of this machine -> its address."""
    handler = functools.partial(Silent, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass
