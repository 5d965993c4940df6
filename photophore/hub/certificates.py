"""Light certificates over HTTP: measured in a process of its own when somebody first asks, one at a time; then kept.

Measuring draws some forty thousand mouths and takes seconds: the child steps back for the hub's own light, and a design
that was measured once costs nothing again. Of the gallery's designs certificates are kept on disk, and they come first;
a stranger's is remembered for a while, and never written. One address has one design in the line, and a minute for it.
"""

import asyncio
import contextlib
import heapq
import itertools
import tempfile
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import msgspec
import structlog
from litestar import Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body, FromPath

from photophore.glyph import read
from photophore.glyph.tree import Glyph
from photophore.hub import certified, child, wire
from photophore.tlog.note import Signer
from photophore.words import NoRoom, NotFound

log = structlog.get_logger()

WAIT = 20.0  # seconds that an answer waits for the measuring; then 202, and it goes on
BRIEF = 60.0  # seconds of one measuring for a stranger: the gallery waits meanwhile
LONGEST = 900.0  # seconds of one measuring; ten of a processor are enough, and a busy machine has few to give
REST = 600.0  # seconds until a design that could not be measured is tried again by itself
QUEUE = 40  # designs that may wait to be measured
STRANGERS = 4  # of them that may be strangers'
REMEMBERED = 256  # certificates in memory, and designs that could not be measured
ONE_READS, READS = (2, 10), (10, 40)  # texts a second, and at once; from one address, for all
NEWEST = 100  # published designs whose certificates are told
TEXT = 16 * 1024  # bytes of a request's body
MANY = "Other designs are being measured. Try again in a minute."
AGAIN = {"retry-after": "5"}


class Maker(NamedTuple):
    """How certificates are made and signed here."""

    command: list[str]  # prints the certificate of the design whose path is added, as JSON
    folder: Path  # where those of the gallery are kept
    sources: str  # of whom we believe: a digest of the judges' own sources
    signer: Signer | None = None  # the hub's own key


class Mark(msgspec.Struct, frozen=True):
    """What a card of the gallery shows of a certificate."""

    calm: bool
    held: bool  # the guard has something to do
    profile: str  # calm, show, none


class Marks(msgspec.Struct):
    """What is known of the gallery, by the design's hash, and how many are being measured still."""

    marks: dict[str, Mark]
    waiting: int


class DesignText(msgspec.Struct):
    """A design in words."""

    text: str


class Line:
    """One at a time; the gallery's own before strangers', and among equals whoever came first."""

    def __init__(self):
        self._busy, self._count = False, itertools.count()
        self._waiting: list[tuple[bool, int, asyncio.Future]] = []

    @contextlib.asynccontextmanager
    async def turn(self, stranger: bool):
        if self._busy:
            mine = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (stranger, next(self._count), mine))
            try:
                await mine
            except asyncio.CancelledError:
                if not mine.cancelled():  # it was our turn already
                    self._next()
                raise
        self._busy = True
        try:
            yield
        finally:
            self._next()

    def _next(self) -> None:
        while self._waiting:
            *_, first = heapq.heappop(self._waiting)
            if not first.done():
                first.set_result(None)
                return
        self._busy = False


class Desk:
    """Certificates by the hash of a design: remembered, kept, or measured."""

    def __init__(self, maker: Maker):
        self._maker, self._line, self._memory = maker, Line(), threading.Lock()
        self._known: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._tasks: dict[str, asyncio.Task] = {}
        self._strangers: dict[str, str] = {}  # whose design it is that waits, by its hash
        self._failed: dict[str, float] = {}  # of the gallery
        self._refused: OrderedDict[str, tuple[float, BaseException]] = OrderedDict()  # of strangers

    @property
    def waiting(self) -> int:
        return len(self._tasks)

    def may(self, digest: str) -> bool:
        """Whether it makes sense to measure it by itself: somebody measures here, and it did not fail just now."""
        failed = self._failed.get(digest, -REST)
        return bool(self._maker.command) and asyncio.get_running_loop().time() - failed >= REST

    def known(self, digest: str) -> dict[str, Any] | None:
        """The certificate, if it was made."""
        told = self._known.get(digest) or certified.found(self._maker.folder, digest, self._maker.sources)
        if told is not None:
            self._remember(told)
        return told

    def begin(self, glyph: Glyph, stranger: str | None = None) -> asyncio.Task:
        """Measure it, once; HTTPException 429 where too many wait, or the stranger's other design does.

        stranger: the network that asks for a design that is not the gallery's.
        """
        if glyph.hash in self._tasks:
            return self._tasks[glyph.hash]
        if not self._maker.command:
            raise NoRoom("this hub measures no light", "", "photophore glyph certify FILE does")
        if stranger is not None:
            self._let_in(glyph.hash, stranger)
        elif len(self._tasks) - len(self._strangers) >= QUEUE:
            raise HTTPException(status_code=429, detail=MANY)
        task = self._tasks[glyph.hash] = asyncio.create_task(self._measure(glyph, stranger is not None))
        task.add_done_callback(lambda done: self._ended(glyph.hash, done))
        return task

    def _let_in(self, digest: str, stranger: str) -> None:
        at, why = self._refused.get(digest, (-REST, None))
        if why is not None and asyncio.get_running_loop().time() - at < REST:
            raise why.with_traceback(None)
        if stranger in self._strangers.values():
            raise HTTPException(status_code=429, detail="Your other design is being measured still. Try again then.")
        if len(self._strangers) >= STRANGERS:
            raise HTTPException(status_code=429, detail=MANY)
        self._strangers[digest] = stranger

    async def of(self, glyph: Glyph, stranger: str | None = None) -> dict[str, Any] | None:
        """The certificate under this design's name; None while it is being measured. stranger: as in `begin`."""
        told = await asyncio.to_thread(self.known, glyph.hash)
        if told is None:
            task = self.begin(glyph, stranger)
            await asyncio.wait({task}, timeout=WAIT)
            if not task.done():
                return None
            told = task.result()
        return told | {"name": glyph.name}

    def signed(self, told: dict[str, Any]) -> dict[str, Any]:
        """With the hub's signature, as `glyph certify --json` tells it."""
        signer = self._maker.signer
        signed = certified.sign(told, signer).decode() if signer else None
        return told | {"note": signed, "key": str(signer.key) if signer else None}

    async def _measure(self, glyph: Glyph, stranger: bool) -> dict[str, Any]:
        async with self._line.turn(stranger):
            with tempfile.TemporaryDirectory(prefix="photophore-glyph-") as folder:
                path = Path(folder) / "design.glyph"
                path.write_text(read.say(glyph), encoding="utf-8")
                brief, longest = (["--no-keep"], BRIEF) if stranger else ([], LONGEST)
                told = await _measured([*self._maker.command, *brief, str(path)], longest)
        told = {name: value for name, value in told.items() if name not in ("note", "key")}
        if told.get("hash") != glyph.hash:
            raise NoRoom("this design could not be measured", "", "photophore glyph certify FILE says why")
        self._remember(told)
        return told

    def _remember(self, told: dict[str, Any]) -> None:
        with self._memory:
            self._known[told["hash"]] = told
            self._known.move_to_end(told["hash"])
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)

    def _ended(self, digest: str, task: asyncio.Task) -> None:
        self._tasks.pop(digest, None)
        stranger = self._strangers.pop(digest, None)
        if not task.cancelled() and (error := task.exception()):
            now = asyncio.get_running_loop().time()
            if stranger is None:
                self._failed[digest] = now
            else:
                self._refused[digest] = now, error
                while len(self._refused) > REMEMBERED:
                    self._refused.popitem(last=False)
            log.error("a design could not be measured", hash=digest, why=str(error))


async def _measured(command: list[str], longest: float) -> dict[str, Any]:
    """What the command prints, as JSON; NoRoom where it prints none in time (seconds)."""
    try:
        ended = await child.run(command, longest)
    except TimeoutError:
        raise NoRoom(f"measuring took longer than {longest:g} seconds, and was ended", "",
                     "photophore glyph certify FILE takes all the time it needs") from None  # fmt: skip
    with contextlib.suppress(msgspec.DecodeError, msgspec.ValidationError):
        return msgspec.json.decode(ended.told, type=dict[str, Any])
    why = ended.why[-2000:].decode("utf-8", "replace")
    log.error("the measuring of a design failed", status=ended.status, told=why)
    raise NoRoom("this design could not be measured: the meter stopped", "", "photophore glyph certify FILE says why")


def routes(gallery: dict[str, Glyph], published, maker: Maker | None) -> list[HTTPRouteHandler]:
    """The handlers. published: function that gives the published designs as a list, newest first."""
    desk = Desk(maker or Maker([], Path(), "0" * 16))

    def every() -> dict[str, Glyph]:
        return {glyph.hash: glyph for glyph in [*published(), *gallery.values()]}

    return [_marks(desk, every), *_single(desk, every, gallery)]


def _marks(desk: Desk, every) -> HTTPRouteHandler:
    @get("/api/certificates")
    async def marks() -> Marks:
        """The marks of the gallery's cards; what was never measured is measured now, one after another."""
        found = {}
        for glyph in (await asyncio.to_thread(every)).values():
            told = await asyncio.to_thread(desk.known, glyph.hash)
            if told is not None:
                found[glyph.hash] = Mark(told["calm"], told["held"], told["profile"])
            elif desk.may(glyph.hash):
                with contextlib.suppress(HTTPException):  # too many wait: the next question begins the rest
                    desk.begin(glyph)
        return Marks(found, desk.waiting)

    return marks


def _single(desk: Desk, every, gallery: dict[str, Glyph]) -> list[HTTPRouteHandler]:
    gates = wire.Gates(ONE_READS, READS)

    async def answer(glyph: Glyph, stranger: str | None = None) -> Response:
        told = await desk.of(glyph, stranger)
        if told is None:
            return Response({"state": "measuring", "waiting": desk.waiting}, status_code=202, headers=AGAIN)
        return Response(await asyncio.to_thread(desk.signed, told))

    @get("/api/glyphs/{name:str}/certificate")
    async def of_name(name: FromPath[str]) -> Response:
        """The light certificate of a design that comes with Photophore; 202 while it is being measured."""
        if name not in gallery:
            raise NotFound("there is no design of this name", name[:60], "see /api/glyphs")
        return await answer(gallery[name])

    @get("/api/certificates/{digest:str}")
    async def of_hash(digest: FromPath[str]) -> Response:
        """The light certificate of a design of the gallery, published ones too, by its hash."""
        glyph = (await asyncio.to_thread(every)).get(digest)
        if glyph is None:
            raise NotFound("there is no design of this hash here", digest[:80], "see /api/glyphs")
        return await answer(glyph)

    @post("/api/certificates", status_code=200, request_max_body_size=TEXT)
    async def of_text(data: Annotated[DesignText, Body()], request: Request) -> Response:
        """The light certificate of any design, for whoever is writing it; it is not kept. 202 while it is measured."""
        whence = wire.whence(request.scope)
        if not gates.take(whence):
            raise HTTPException(status_code=429, detail="Too many designs at once. Try again in a second.")
        glyph = await asyncio.to_thread(read.read, data.text)
        ours = glyph.hash in await asyncio.to_thread(every)  # nobody takes the gallery's turn by copying from it
        return await answer(glyph, None if ours else wire.network(whence))

    return [of_name, of_hash, of_text]
