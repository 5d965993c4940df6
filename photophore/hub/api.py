"""The JSON API: the hub, the city, who is missing, the gallery, and OpenAPI; nothing about a person."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
import structlog
from litestar import Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.params import Body

from photophore import __version__
from photophore.devices import wled
from photophore.glyph import read, tree
from photophore.glyph.prove import prove
from photophore.glyph.tree import Glyph
from photophore.hub import lan, metrics, wire
from photophore.place.place import Place, geojson
from photophore.words import BadGlyph, NoRoom, NotAllowed, NotFound, NotKnown, PhotophoreError

log = structlog.get_logger()

STILL = 2000  # milliseconds without a frame after which the hub is not well
ONE_CHECKS, CHECKS = (12, 24), (40, 120)  # glyph checks a second, and at once; from one address, for all
TEXT = 16 * 1024  # bytes of a request's body
NEWEST = 100  # published designs that the gallery tells; /api/designs has them all
STATUS = {NotKnown: 401, NotAllowed: 403, NotFound: 404, NoRoom: 503}  # of our own errors; any other is 400


class Reach(msgspec.Struct, frozen=True):
    """Who can reach this hub."""

    on: bool  # anybody on the same network
    urls: list[str]
    sentence: str


class HubFacts(msgspec.Struct):
    """What a page needs to know of the hub before it says hello."""

    name: str  # the city's
    version: str
    protocol: int  # of /live
    zone: str  # IANA, defines the hub's days
    day: str
    hub_ms: int
    fps: int
    tick: int
    smiles: int  # rows that are taken
    sockets: int
    lan: Reach
    secure: bool  # a browser lets this page use every sense; false on plain HTTP from another machine


class Published(msgspec.Struct):
    """Who published a design here, and how it may be used."""

    hash: str  # wear it by this; see /api/designs
    version: int
    licence: str
    credit: str
    at: int  # ms UTC


class GlyphFacts(msgspec.Struct):
    """A design of the gallery."""

    name: str
    text: str
    says: str
    by: str
    needs: list[str]
    signals: list[str]  # what a wearer must grant to show it
    tree: dict[str, Any]
    tree_hash: str
    proof: dict[str, Any]
    published: Published | None = None  # None: it comes with Photophore, and is worn by its name


class GlyphText(msgspec.Struct):
    """A design in words."""

    text: str


class Checked(msgspec.Struct, omit_defaults=True):
    """A design that was read: what it is, or what is wrong and where (line, column)."""

    ok: bool
    glyph: GlyphFacts | None = None
    spans: list[read.Span] | None = None  # where each word stands: [line, column, length, path into the tree]
    what: str = ""
    where: str = ""
    try_: str = msgspec.field(default="", name="try")
    at: tuple[int, int] | None = None


class Trouble(msgspec.Struct):
    """Any error of this API."""

    what: str
    where: str
    try_: str = msgspec.field(name="try")


class Health(msgspec.Struct):
    """Whether light flows."""

    ok: bool
    tick: int
    behind: int
    age_ms: int  # since the newest frame


def facts(glyph: Glyph, text: str) -> GlyphFacts:
    """A design as the API tells it."""
    signals = [signal.name.lower() for signal in glyph.signals]
    proof = msgspec.to_builtins(prove(glyph)._asdict())
    return GlyphFacts(glyph.name, text, glyph.says, glyph.by, list(glyph.needs), signals, tree.to_json(glyph),
                      glyph.hash, proof)  # fmt: skip


def check(text: str) -> Checked:
    """Read and prove a stranger's design; nothing of it is run."""
    try:
        glyph = read.read(text)
        return Checked(True, facts(glyph, text), read.spans(text))
    except BadGlyph as error:
        return Checked(False, what=error.what, where=error.where, try_=error.try_, at=error.at)


def city(place: Place) -> dict[str, Any]:
    """The city as pages draw it; `tiles` in the order of the `city` message."""
    digits = 3 if place.projection == "planar" else 5
    return {
        "name": place.name,
        "zone": place.zone,
        "projection": place.projection,
        "money": place.money,
        "box": [round(edge, digits) for edge in place.box],
        "source": place.source,
        "people": place.people,
        "districts": geojson(place),
        "tiles": {
            "xy": [[round(float(x), digits), round(float(y), digits)] for x, y in place.tiles.xy],
            "district": place.tiles.district.tolist(),
            "people": [round(float(people), 1) for people in place.tiles.people],
            "size": float(place.tiles.size),
        },
    }


def routes(live, place: Place, missing, reach: Reach, texts: dict[str, str]) -> list:
    """The handlers. `missing()`: the lens *Who is missing?*; `texts`: the gallery's, by name."""
    designs = _glyphs(live.gallery, texts, lambda: live.guests.designs)
    return [*_hub(live, place, reach), *_places(place, missing), *designs, *_operator(live)]


def _hub(live, place: Place, reach: Reach) -> list:
    @get("/api/hub", sync_to_thread=False)
    def hub(request: Request) -> HubFacts:
        """The hub: its clock, its city, who can reach it."""
        clock = live.clock
        local = request.url.hostname in ("localhost", "127.0.0.1", "::1")
        return HubFacts(
            place.name, __version__, wire.VERSION, place.zone, clock.day(), clock.ms(), live.loop.fps, clock.tick,
            live.loop.smiles, len(live.sessions), reach, local or request.url.scheme == "https",
        )  # fmt: skip

    @get("/api/qr.svg", media_type="image/svg+xml", sync_to_thread=False)
    def qr(request: Request) -> bytes:
        """The hub's address as a QR code, for a phone's camera."""
        origin = f"{request.url.scheme}://{request.url.netloc}"
        return lan.qr_svg(f"{reach.urls[0] if reach.urls else origin}/smile")

    return [hub, qr]


def _places(place: Place, missing) -> list:
    drawn = msgspec.json.encode(city(place))

    @get("/api/city", media_type="application/json", sync_to_thread=False)
    def the_city() -> bytes:
        """The city: districts, coast and streets as GeoJSON, and the tiles that light comes in."""
        return drawn

    @get("/api/missing", sync_to_thread=False)
    def who_is_missing() -> dict[str, Any]:
        """People without nanobots, by district and by income fifth; with source and uncertainty."""
        return missing()

    return [the_city, who_is_missing]


def _glyphs(gallery: dict[str, Glyph], texts: dict[str, str], designs: Callable = lambda: None) -> list:
    told = [facts(glyph, texts.get(name, read.say(glyph))) for name, glyph in gallery.items()]
    new = Newest()

    @get("/api/glyphs", sync_to_thread=True)
    def glyphs() -> list[GlyphFacts]:
        """The gallery: what comes with Photophore, then what artists of this hub published, newest first."""
        return [*told, *(new.told(published) if (published := designs()) else ())]

    return [glyphs, *_reading()]


def _reading() -> list:
    """What is done with a design that somebody is writing."""
    gates, slots = wire.Gates(ONE_CHECKS, CHECKS), asyncio.Semaphore(2)

    async def read_by(reader: Callable, text: str, request: Request):
        if not gates.take(wire.whence(request.scope)):
            raise HTTPException(status_code=429, detail="Too many designs at once. Try again in a second.")
        async with slots:
            return await asyncio.to_thread(reader, text)

    @post("/api/glyphs/check", status_code=200, request_max_body_size=TEXT)
    async def check_glyph(data: Annotated[GlyphText, Body()], request: Request) -> Checked:
        """Read and prove a design, without wearing it."""
        return await read_by(check, data.text, request)

    @post("/api/glyphs/wled", status_code=200, request_max_body_size=TEXT)
    async def for_wled(data: Annotated[GlyphText, Body()], request: Request) -> dict[str, Any]:
        """A design as presets.json of WLED lamps; 400 says why where WLED cannot say it."""
        return await read_by(lambda text: wled.preset(read.read(text)), data.text, request)

    return [check_glyph, for_wled]


class Newest:
    """The newest published designs as the gallery tells them; each is read and proved once."""

    def __init__(self):
        self._known: dict[str, GlyphFacts] = {}

    def told(self, designs) -> list[GlyphFacts]:
        """designs: commons.designs.Designs."""
        found = designs.all()[:NEWEST]
        kept, self._known = self._known, {}
        for each in found:
            self._known[each.hash] = kept.get(each.hash) or facts(read.read(each.text), each.text)
        return [msgspec.structs.replace(self._known[each.hash], published=Published(
            each.hash, each.version, each.licence, each.credit, each.at)) for each in found]  # fmt: skip


def _operator(live) -> list:
    collector = metrics.Collector(live.loop, live)

    @get("/api/health", sync_to_thread=False)
    def health() -> Response[Health]:
        """Whether light flows; 503 where it does not."""
        age = live.clock.ms() - live.clock.heard_ms
        well = age < STILL
        return Response(Health(well, live.clock.tick, live.loop.stats.behind, age), status_code=200 if well else 503)

    @get("/metrics", media_type="text/plain; version=0.0.4", sync_to_thread=False)
    def prometheus() -> bytes:
        """For Prometheus."""
        return metrics.text(collector)

    return [health, prometheus]


def sorry(request: Request, error: Exception) -> Response:
    """Any failure in words: yours with what to try, ours without a trace."""
    if isinstance(error, PhotophoreError):
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
        return _trouble(status, error.what, error.where, error.try_)
    if isinstance(error, UnicodeDecodeError):  # msgspec's, for JSON that is not UTF-8
        return _trouble(400, "this is not text in UTF-8", request.url.path, "See /schema")
    if isinstance(error, RecursionError):
        return _trouble(400, "this is nested too deeply to be read", request.url.path, "See /schema")
    if isinstance(error, HTTPException):
        why = {404: "Look at /schema for what there is", 429: ""}.get(error.status_code, "See /schema")
        return _trouble(error.status_code, error.detail or "This cannot be done", request.url.path, why)
    log.error("a request failed", path=request.url.path, exc_info=error)
    return _trouble(500, "Something went wrong on our side", request.url.path, "Please tell us what you did")


def _trouble(status: int, what: str, where: str, try_: str) -> Response:
    return Response(Trouble(what, where, try_), status_code=status, media_type="application/json")
