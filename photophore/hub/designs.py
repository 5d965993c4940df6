"""Designs that artists published, over HTTP: read by everybody, published by artists, ended by whoever may.

everybody: GET /api/designs, /api/designs/{hash}, /api/designs/{hash}/note
artists:   GET /api/artist, POST /api/artist, POST /api/designs, POST /api/designs/{hash}/withdraw
council:   POST /api/designs/{hash}/unsafe
"""

import asyncio
import functools
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body, FromPath, FromQuery
from msgspec import Meta

from photophore.commons import artists, imprint
from photophore.commons.designs import MOST, RULES, WHY, Designs
from photophore.commons.published import Design, State
from photophore.glyph import prove, read, tree
from photophore.hub import wire
from photophore.hub.known import ours, person, with_role
from photophore.hub.places import Places
from photophore.words import NotAllowed, NotFound, NotKnown, Role

BODY = 2 * imprint.LARGEST  # bytes of a request; JSON escapes what is not ASCII
A_SECOND, AT_ONCE = 1, 10  # notes of one artist that are read a second, and at once; the store counts what is published
ARTISTS = 1000  # whose notes are counted
SIDE_BY_SIDE = 2
PAGE, FORKS = 50, 100  # designs told at once, and forks of one
PROOFS, PROOFS_AT_ONCE, PROVED = 10, 100, 512  # texts that are proved a second, and at once; kept in memory


class Kin(msgspec.Struct):
    """A design that another was made from, or that was made from it."""

    hash: str
    name: str
    credit: str
    licence: str
    state: str  # "built-in", or as DesignFacts.state


class DesignFacts(msgspec.Struct):
    """A design that was published here."""

    hash: str
    name: str
    version: int  # of this name
    state: str  # "published", "withdrawn", "unsafe"; "waiting" until the log lists it
    says: str
    text: str  # as signed; "" once it was withdrawn
    needs: list[str]
    signals: list[str]  # what a wearer must grant to show it
    tree: dict[str, Any] | None  # of one that is asked for alone; null in lists
    proof: dict[str, Any] | None  # the same
    licence: str  # SPDX
    credit: str  # the artist's name; "" where they do not wish it, or have left
    key: str  # of the artist: Ed25519, hex
    parents: list[Kin]
    forks: list[Kin]
    at: int  # ms UTC
    entry: int | None  # its place in the log
    ended: int | None
    ended_entry: int | None
    why: str  # of a ruling


class Told(msgspec.Struct):
    """Some designs, newest first."""

    designs: list[DesignFacts]
    more: bool  # ask again with before= the last one's `at`
    licences: list[str]


class Artist(msgspec.Struct):
    """What the page needs to know of whoever asks."""

    may: bool  # publish
    rules: bool  # may find designs unsafe
    name: str  # that a key must bear; "" for whoever has not joined
    credit: str
    licences: list[str]
    designs: list[DesignFacts]  # their own, newest first, whatever became of them


class Publishing(msgspec.Struct, forbid_unknown_fields=True):
    """A design, signed. credit: the name beside everything of this artist; left out, it stays as it is."""

    note: Annotated[str, Meta(max_length=imprint.LARGEST)]
    credit: Annotated[str, Meta(max_length=artists.CREDIT)] | None = None


class Credit(msgspec.Struct, forbid_unknown_fields=True):
    """The name beside everything that this artist published; "" for none."""

    credit: Annotated[str, Meta(max_length=artists.CREDIT)]


class Ruling(msgspec.Struct, forbid_unknown_fields=True):
    """Why a design is unsafe, for everybody to read."""

    why: Annotated[str, Meta(min_length=1, max_length=WHY)]


def routes(designs: Designs, people) -> list[HTTPRouteHandler]:
    """The handlers. people: commons.people.People."""
    return [*_seeing(designs), *_publishing(designs, people), *_ending(designs)]


def _seeing(designs: Designs) -> list[HTTPRouteHandler]:
    proofs = Proofs()

    def some(before: int | None, name: str | None) -> Told:
        found = [each for each in designs.all() if (before is None or each.at < before) and name in (None, each.name)]
        return Told([facts(designs, each) for each in found[:PAGE]], len(found) > PAGE, list(imprint.LICENCES))

    # not sync_to_thread: Litestar wraps a handler anew for each other one at its path, and then nobody awaits it
    @get("/api/designs")
    async def everything(before: FromQuery[int | None] = None, name: FromQuery[str | None] = None) -> Told:
        """What can be worn, newest first. before: ms UTC; name: only this name's."""
        return await asyncio.to_thread(some, before, name)

    @get("/api/designs/{hash_:str}", sync_to_thread=True)
    def one(hash_: FromPath[str]) -> DesignFacts:
        """A design with what it was made from, and what was made from it."""
        return whole(designs, designs.find(hash_), proofs)

    @get("/api/designs/{hash_:str}/note", media_type="text/plain", sync_to_thread=True)
    def signed(hash_: FromPath[str]) -> Response[bytes]:
        """The design as its artist signed it: `photophore glyph verify FILE` checks it."""
        found = designs.find(hash_)
        if found.note is None or designs.state(hash_) is State.WITHDRAWN:
            raise NotFound("this design was taken back", found.name, "the log tells when")
        name = f'attachment; filename="{found.name}.design"'
        return Response(found.note, media_type="text/plain", headers={"content-disposition": name})

    return [everything, one, signed]


def _publishing(designs: Designs, people) -> list[HTTPRouteHandler]:
    buckets, slots = {}, Places(SIDE_BY_SIDE, "publishing")
    artist = with_role(Role.ARTIST)

    @get("/api/artist")
    async def me(request: Request) -> Response[Artist]:
        """Who asks, as an artist: the name that their key must bear, and what they published."""
        return _private(await asyncio.to_thread(_artist, request, designs, people))

    @post("/api/artist", status_code=200, guards=[ours], sync_to_thread=True)
    def name(request: Request, data: Annotated[Credit, Body()]) -> Response[Artist]:
        """Change the name beside everything of mine; nothing that was signed changes. Whoever once published takes the
        name back ("") as an artist or not.
        """
        designs.name(artist(request) if data.credit else person(request), data.credit)
        return _private(_artist(request, designs, people))

    @post("/api/designs", status_code=201, guards=[ours], sync_to_thread=True, request_max_body_size=BODY)
    def publish(request: Request, data: Annotated[Publishing, Body()]) -> DesignFacts:
        """Publish a design that was signed in the artist's browser; it can be worn when this answers."""
        mine = artist(request)
        if len(buckets) >= ARTISTS and mine.id not in buckets:
            buckets.clear()
        if not buckets.setdefault(mine.id, wire.Bucket(A_SECOND, AT_ONCE)).take():
            raise HTTPException(status_code=429, detail="Many designs come at once. Try again in a few seconds.")
        with slots.one():
            return facts(designs, designs.publish(mine, data.note.encode(), data.credit))

    return [me, name, publish]


def _ending(designs: Designs) -> list[HTTPRouteHandler]:
    @post("/api/designs/{hash_:str}/withdraw", status_code=200, guards=[ours], sync_to_thread=True)
    def withdraw(request: Request, hash_: FromPath[str]) -> DesignFacts:
        """Its artist takes it back: it fades from every smile, and is not kept."""
        return facts(designs, designs.withdraw(hash_, person(request)))

    @post("/api/designs/{hash_:str}/unsafe", status_code=200, guards=[ours], sync_to_thread=True)
    def unsafe(request: Request, hash_: FromPath[str], data: Annotated[Ruling, Body()]) -> DesignFacts:
        """The council or an operator: it fades from every smile, and nobody wears the same tree again."""
        return facts(designs, designs.rule(hash_, with_role(*RULES)(request), data.why))

    return [withdraw, unsafe]


def facts(designs: Designs, design: Design) -> DesignFacts:
    """A design as lists tell it."""
    state = designs.state(design.hash) or design.state
    text = "" if state is State.WITHDRAWN else design.text
    says, needs, signals = _heading(text) if text else ("", [], [])
    return DesignFacts(
        design.hash, design.name, design.version, state.value, says, text, needs, signals, None, None, design.licence,
        design.credit, design.key.hex(), [kin(designs, hash_) for hash_ in design.parents],
        [kin(designs, hash_) for hash_ in designs.forks(design.hash)[:FORKS]], design.at, design.entry, design.ended,
        design.ended_entry, design.why,
    )  # fmt: skip


def whole(designs: Designs, design: Design, proofs: "Proofs") -> DesignFacts:
    """A design with its tree and its proof."""
    told = facts(designs, design)
    tree_, proof = proofs.of(told.hash, told.text) if told.text else (None, None)
    return msgspec.structs.replace(told, tree=tree_, proof=proof)


@functools.lru_cache(MOST)
def _heading(text: str) -> tuple[str, list[str], list[str]]:
    """What a design says, what it needs, and what must be granted for it."""
    glyph = read.read(text)
    return glyph.says, list(glyph.needs), [signal.name.lower() for signal in glyph.signals]


class Proofs:
    """Trees and proofs, made once; whoever asks for many new ones waits, so that light does not."""

    def __init__(self):
        self._known: dict[str, tuple[dict, dict]] = {}
        self._bucket = wire.Bucket(PROOFS, PROOFS_AT_ONCE)

    def of(self, hash_: str, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """(tree, proof) of this text."""
        found = self._known.get(hash_)
        if found is None:
            if not self._bucket.take():
                raise HTTPException(status_code=429, detail="Many designs are asked for. Try again in a second.")
            glyph = read.read(text)
            found = tree.to_json(glyph), msgspec.to_builtins(prove.prove(glyph)._asdict())
            if len(self._known) >= PROVED:
                self._known.clear()
            self._known[hash_] = found
        return found


def kin(designs: Designs, hash_: str) -> Kin:
    """Somebody to be credited."""
    if hash_ in designs.built_in:
        glyph = designs.built_in[hash_]
        return Kin(hash_, glyph.name, glyph.by, imprint.BUILT_IN, "built-in")
    found = designs.find(hash_)
    return Kin(hash_, found.name, found.credit, found.licence, (designs.state(hash_) or found.state).value)


def _artist(request: Request, designs: Designs, people) -> Artist:
    licences = list(imprint.LICENCES)
    try:
        mine = person(request)
    except (NotKnown, NotAllowed):
        return Artist(False, False, "", "", licences, [])
    own = designs.of(mine.id)
    told = [facts(designs, each) for each in own]
    credit = next((each.credit for each in own if each.credit), "")
    return Artist(Role.ARTIST in mine.roles, bool(mine.roles & frozenset(RULES)), artists.signer(people, mine.id),
                  credit, licences, told)  # fmt: skip


def _private(content) -> Response:
    return Response(content, headers={"cache-control": "no-store"})
