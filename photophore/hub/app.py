"""The hub put together: routes behind the shield, the loop in its own thread, and an end that leaves nothing lit."""

import asyncio
import contextlib
import errno
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import NamedTuple

import structlog
import uvicorn
from litestar import Litestar
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from photophore import __version__
from photophore.hub import api, certificates, civic, films, guardhouse, journal, known, lan, live, metrics, wire
from photophore.hub.between import Answer, Window
from photophore.hub.civic import Commons
from photophore.hub.clock import Clock
from photophore.hub.direct import Direct
from photophore.hub.paint import Painter
from photophore.hub.shield import shield
from photophore.hub.standing import Standing
from photophore.hub.tls import Secure
from photophore.place.place import Place
from photophore.words import Frame, NoRoom

log = structlog.get_logger()

PORT = 8800
ENDING = 5.0  # seconds in which the loop's thread must end
LARGE, GIVES_WAY = 100_000, 5  # rows from which on a loop takes all cores there are; by how much it then gives way
PINGS = 5.0  # seconds between the server's own pings, and for their answer


class Handed(NamedTuple):
    """What the hub is given by whoever puts it together (cli)."""

    place: Place
    standing: Standing  # who stands where: the crowd at home
    missing: Callable[[], dict]  # the lens *Who is missing?*
    gallery: dict  # name -> glyph; the first is what a guest wears first
    texts: dict  # name -> text
    routes: list = []  # pages
    inline: list = []  # hashes of the pages' inline blocks, for the content-security policy
    meter: list[str] = []  # the command that judges a film
    certifier: certificates.Maker | None = None  # how designs are measured; None: nobody measures here
    commons: Commons | None = None  # people and what they decide; None: everybody is a guest
    fleet: object | None = None  # what a hub sees of its smiles (city.fleet.Fleet); None: nobody is watched
    secure: Secure | None = None  # by which way it is encrypted; None: plain HTTP


def make(loop, handed: Handed, port: int = PORT, on_lan: bool = False):
    """The hub as an ASGI application; the loop beats in its own thread from start-up to shut-down."""
    found = lan.addresses() if on_lan else []
    address = handed.secure.address(port, on_lan) if handed.secure else None
    urls = [address] if address else lan.urls(port, found)
    reach = api.Reach(on_lan, urls, lan.sentence(on_lan, port, found, address))
    clock = Clock(handed.place.zone)
    talks = live.Live(loop, handed.standing, clock, handed.gallery, Painter(loop, handed.standing))
    invite = getattr(getattr(handed, "fleet", None), "invite", None)
    guard = guardhouse.room(loop, talks, handed)
    app = Litestar(
        [*api.routes(talks, handed.place, handed.missing, reach, handed.texts), live.route(talks),
         *films.routes(handed.meter), *certificates.routes(handed.gallery, _published(handed), handed.certifier),
         *(civic.routes(handed.commons, reach.urls) if handed.commons else ()),
         *(civic.meeting(handed.commons, talks, reach.urls, invite) if handed.commons else ()),
         *guardhouse.routes(guard),
         *handed.routes],
        lifespan=[lambda _: beating(loop, talks, handed.commons), lambda _: guardhouse.watching(guard, talks)],
        state=State({"people": handed.commons.hall.people} if handed.commons else {}),
        before_send=[known.carry],
        exception_handlers={Exception: api.sorry},
        openapi_config=OpenAPIConfig(
            "Photophore", __version__, path="/schema", render_plugins=[JsonRenderPlugin()],
            description="A city of glowing smiles. The live light is at /live: msgpack over one WebSocket.",
        ),
        request_max_body_size=api.TEXT,
        logging_config=None,
    )  # fmt: skip
    names = [*(lan.names(found) if on_lan else ()), *(handed.secure.names if handed.secure else ())]
    return shield(app, names, handed.inline)


def _published(handed: Handed) -> Callable[[], list]:
    """The designs that were published here, as glyphs, newest first."""
    designs = handed.commons.hall.designs if handed.commons else None
    return lambda: [designs.worn(each.hash) for each in designs.all()[: certificates.NEWEST]] if designs else []


@contextlib.asynccontextmanager
async def beating(loop, talks: live.Live, commons: Commons | None = None):
    """The loop beats in its own thread, and its frames reach the sockets; the hall is tended beside it."""
    here = asyncio.get_running_loop()
    if commons:
        talks.guests.let_in(commons.joined())
        commons.hall.beats(lambda: loop.tick)
        commons.hall.start()

    def seen(frame: Frame, answers: list[Answer]) -> None:  # on the loop's thread
        here.call_soon_threadsafe(talks.seen, frame, answers, metrics.latest(loop.stats))

    window = Window(talks.between, seen)
    thread = Beat(loop)
    loop.attach(window)
    thread.start()
    sending = asyncio.create_task(talks.run())
    try:
        yield
    finally:
        talks.guests.close()
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sending
        await asyncio.to_thread(thread.end)
        loop.detach(window)


class Beat:
    """The thread in which the loop runs."""

    def __init__(self, loop):
        self._loop = loop
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="photophore-loop", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    def end(self) -> None:
        """Twice is fine."""
        with contextlib.suppress(RuntimeError):  # the thread has ended by itself
            self._events.call_soon_threadsafe(self._task.cancel)
        self._thread.join(ENDING)
        if self._thread.is_alive():
            log.error("the loop does not end", seconds=ENDING)

    def _run(self) -> None:
        if self._loop.grants.n >= LARGE and sys.platform == "linux":  # there a thread, and its own, can give way
            os.setpriority(os.PRIO_PROCESS, 0, GIVES_WAY)  # to sockets, and to a page on the same machine
        with asyncio.Runner() as runner:
            self._events = runner.get_loop()
            self._task = self._events.create_task(self._loop.run())
            self._ready.set()
            try:
                self._events.run_until_complete(self._task)
            except asyncio.CancelledError:
                pass
            except Exception:  # every cue expires by itself: whatever breaks, no smile gets brighter
                log.exception("the loop has stopped")


def serve(app, host: str = "127.0.0.1", port: int = PORT, secure: Secure | None = None) -> None:
    """Serve until SIGINT or SIGTERM, then end cleanly. NoRoom where the port is taken."""
    journal.begin()
    with door(host, port) as sock, calm():
        uvicorn.Server(config_of(app, secure)).run(sockets=[sock])


def config_of(app, secure: Secure | None = None) -> uvicorn.Config:
    """How uvicorn serves the hub. This WebSocket side waits for slow readers; pictures are not worth deflating."""
    ways = {"proxy_headers": False} | (secure.uvicorn() if secure else {})  # no stranger's word for who comes
    return uvicorn.Config(
        app, lifespan="on", log_config=None, access_log=False, server_header=False, **ways,
        ws=Direct, ws_max_size=4 * wire.LARGEST, ws_per_message_deflate=False,
        ws_ping_interval=PINGS, ws_ping_timeout=PINGS, timeout_graceful_shutdown=3, backlog=1024,
    )  # fmt: skip


def door(host: str, port: int) -> socket.socket:
    """A socket that listens; NoRoom says what to try where it cannot."""
    if not 0 <= port <= 65535:
        raise NoRoom(f"there is no port {port}", "--port", "ports are 1 to 65535; try 8800")
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":  # there it would let two programs have one port
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(1024)
        return sock
    except OSError as error:
        sock.close()
        raise NoRoom(*_why(error, host, port)) from None


def _why(error: OSError, host: str, port: int) -> tuple[str, str, str]:
    where = f"{host}:{port}"
    if error.errno == errno.EADDRINUSE:
        return "the port is taken by another program", where, f"stop it, or choose another: --port {port + 1}"
    if error.errno == errno.EACCES:
        return "this port may not be used", where, f"choose one above 1023: --port {PORT}"
    return f"the hub cannot listen: {error.strerror}", where, "choose another address or port: --port"


@contextlib.contextmanager
def calm():
    """uvicorn ends cleanly on a signal and then raises it once more; that second one is swallowed here."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kinds = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(kind, lambda *_: None) for kind in kinds]
    try:
        yield
    finally:
        for kind, handler in zip(kinds, before, strict=True):
            signal.signal(kind, handler)
