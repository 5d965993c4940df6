"""A hub with policies, people and pages, and nothing that beats: in a thread, for a browser."""

import contextlib
import socket
import threading
import time
from pathlib import Path

import uvicorn
from litestar import Litestar
from litestar.datastructures import State

from photophore import pages
from photophore.commons.compiler import Compiler
from photophore.commons.keys import Keys
from photophore.commons.people import Joining, People
from photophore.commons.policy import Policies
from photophore.commons.store import Store
from photophore.hub import api, known, people, policies, shield
from photophore.pages import messages
from photophore.words import Role, WearerClass
from tests.commons.council import PlainLog


class Log(PlainLog):
    vkeys = ("hub.test+0a1b2c3d+AQ==",)


class Served:
    """Where it is, what it holds, and the cookie of a member of its council."""

    def __init__(self, address: str, held: Policies, token: str):
        self.address, self.policies = address, held
        self.cookie = {"name": known.COOKIE, "value": token, "url": address}


@contextlib.contextmanager
def serving(folder: Path):
    """-> Served."""
    store, keys, log = Store.open(folder / "hub.sqlite"), Keys.open(folder / "keys.sqlite"), Log()
    everybody = People(store, keys, log)
    _, token = everybody.join(everybody.invite(Role.COUNCIL, None), Joining(WearerClass.ADULT))
    held = Policies(store, log, compiler=Compiler(folder / "kept", apart=False))
    handlers = [*policies.routes(held, messages.say, messages.SPOKEN), *pages.routes()]
    app = Litestar(handlers, state=State({"people": everybody}), exception_handlers={Exception: api.sorry},
                   before_send=[people.carry], logging_config=None)  # fmt: skip
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{sock.getsockname()[1]}"
        guarded = shield.shield(app, (), pages.inline_hashes())
        server = uvicorn.Server(uvicorn.Config(guarded, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield Served(address, held, token)
        finally:
            server.should_exit = True
            thread.join(20)
            store.close()
            keys.close()
