"""A wearer's own page as JSON: what is in force, what to decide, who looked, take out, be erased.

All of it is about the session's own person. No id stands in any path or body, so there is nothing to guess: a record's
name is looked for among one's own, and a person who may be named goes by a word that only this wearer is given.
"""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Stream

from photophore.commons import archive, record, sentence
from photophore.commons.record import State
from photophore.hub import known
from photophore.hub import mine as telling
from photophore.hub.mine import Line, LookedAt, Me, Mine, Step, Told
from photophore.hub.offers import AudienceName, PurposeName, SignalName, Wish, choice_of, purposes_of
from photophore.words import Audience, BadRequest, NotFound, NotKnown, Signal

ZIP = "application/zip"
BODY = 4096  # bytes of a request
LETTER = 500  # looks that the page is told of at once; the archive holds all
PAGE = 500  # events of the history at once


class Decision(Wish, forbid_unknown_fields=True):
    """A choice, and the sentence that stood on the screen."""

    language: str = "en"
    sentence: str = ""


class Asked(Wish, forbid_unknown_fields=True):
    """A choice that is looked at before it is made."""

    language: str = "en"


class TakeBack(msgspec.Struct, forbid_unknown_fields=True):
    """What to take back: one record, or whatever fits; nothing named means everything."""

    record: str | None = None
    audience: AudienceName | None = None
    signal: SignalName | None = None
    purposes: tuple[PurposeName, ...] | None = None


class Sure(msgspec.Struct, forbid_unknown_fields=True):
    """Said after the page told what will happen."""

    sure: bool


class Here(msgspec.Struct):
    """Whether anybody is here."""

    here: bool


class Gone(msgspec.Struct):
    """A receipt of having been erased: commitment in the log = HMAC-SHA256(salt, record)."""

    at: int  # milliseconds UTC
    log_entry: int
    salt: str
    record: str


def routes(mine: Mine) -> list[HTTPRouteHandler]:
    """The handlers; each asks who is there first, and what changes something, whether a page of ours asks."""
    return [*_seeing(mine), *_deciding(mine), *_past(mine), *_leaving(mine)]


def _seeing(mine: Mine) -> list[HTTPRouteHandler]:
    @get("/api/me", sync_to_thread=True)
    def me(request: Request, lang: FromQuery[str | None] = None) -> Response[Me]:
        """Who I am here, what is in force, what I could begin, and what this place allows."""
        person = known.person(request)
        return _private(telling.me(mine, person, telling.voice(mine, lang or person.language)))

    @post("/api/me/say", status_code=200, guards=[known.ours], request_max_body_size=BODY, sync_to_thread=True)
    def say(request: Request, data: Annotated[Asked, Body()]) -> Line:
        """The sentence of a choice, before it is made; nothing changes."""
        person = known.person(request)
        choice = record.checked(choice_of(data, telling.whom(mine, person, data.named)), mine.terms.now())
        seen = telling.view(mine, person, telling.voice(mine, data.language), mine.terms.held(person.id))
        return telling.line(seen, choice)

    @get("/api/me/here", sync_to_thread=True)
    def here(request: Request) -> Response[Here]:
        """Whether this device is somebody's, so that a page need not knock to know."""
        try:
            known.person(request)
        except NotKnown:
            return _private(Here(False))
        return _private(Here(True))

    return [me, say, here]


def _deciding(mine: Mine) -> list[HTTPRouteHandler]:
    @post("/api/me/decide", status_code=200, guards=[known.ours], request_max_body_size=BODY, sync_to_thread=True)
    def decide(request: Request, data: Annotated[Decision, Body()]) -> Told:
        """Let a choice come into force, in the words that stood on the screen."""
        person = known.person(request)
        choice = record.checked(choice_of(data, telling.whom(mine, person, data.named)), mine.terms.now())
        voice = telling.voice(mine, data.language)
        said = sentence.of(choice, voice, telling.name_of(mine, choice))
        if data.sentence != said:
            raise BadRequest("the sentence has changed", "sentence", "read it again, then decide")
        return telling.told(mine.terms.decide(person.id, choice, said, voice.language))

    @post("/api/me/withdraw", status_code=200, guards=[known.ours], request_max_body_size=BODY, sync_to_thread=True)
    def withdraw(request: Request, data: Annotated[TakeBack, Body()]) -> Told:
        """Take back. It is dark before this answers, also where the answer is that the disk is full."""
        person = known.person(request)
        if data.record is not None:
            return telling.told(_end(mine, person.id, data.record))
        audience = Audience[data.audience.upper()] if data.audience else None
        signal = Signal[data.signal.upper()] if data.signal else None
        purposes = purposes_of(data.purposes) if data.purposes else None
        return telling.told(mine.terms.withdraw(person.id, audience, signal, purposes))

    @post("/api/me/dark", status_code=200, guards=[known.ours], request_max_body_size=BODY, sync_to_thread=True)
    def dark(request: Request) -> Told:
        """Everything dark, now."""
        return telling.told(mine.terms.dark(known.person(request).id))

    @post("/api/me/light", status_code=200, guards=[known.ours], request_max_body_size=BODY, sync_to_thread=True)
    def light(request: Request) -> Told:
        """Back to what is in force."""
        return telling.told(mine.terms.light(known.person(request).id))

    return [decide, withdraw, dark, light]


def _past(mine: Mine) -> list[HTTPRouteHandler]:
    @get("/api/me/history", sync_to_thread=True)
    def history(request: Request, before: FromQuery[int | None] = None) -> Response[list[Step]]:
        """Every event, the newest first; `before`: only those earlier than this moment."""
        events = mine.terms.history(known.person(request).id)
        newest = [event for event in reversed(events) if before is None or event.at < before]
        return _private([telling.step(event) for event in newest[:PAGE]])

    @get("/api/me/receipts/{file:str}", sync_to_thread=True)
    def receipt(request: Request, file: FromPath[str]) -> Response[dict[str, Any]]:
        """A record of mine: NAME.json by ISO/IEC TS 27560, NAME.fhir.json as FHIR R5 Consent."""
        person = known.person(request)
        form = ".fhir.json" if file.endswith(".fhir.json") else ".json"
        name = file.removesuffix(form)
        told = mine.terms.fhir(person.id, name) if form == ".fhir.json" else mine.terms.receipt(person.id, name)
        kind = "application/fhir+json" if form == ".fhir.json" else "application/json"
        return _private(told, kind, f"photophore-{told_at(told)}{form}")

    @get("/api/me/looked", sync_to_thread=True)
    def looked(request: Request) -> Response[list[LookedAt]]:
        """Who looked, the newest first."""
        looks = []
        for each in mine.looked.of(known.person(request).id):
            looks.append(telling.look(each))
            if len(looks) == LETTER:
                break
        return _private(looks)

    return [history, receipt, looked]


def _leaving(mine: Mine) -> list[HTTPRouteHandler]:
    @get("/api/me/export", sync_to_thread=True)
    def export(request: Request) -> Response:
        """Everything that the hub holds of me, as one archive; a part of it where a Range is asked for."""
        person = known.person(request)
        wanted, match = request.headers.get("range"), request.headers.get("if-range")
        path = (mine.takeout.ready(person.id) if wanted else None) or mine.takeout.export(person.id)
        part = archive.asked(path, wanted, match)
        headers = part.headers | {"etag": archive.tag(path), "cache-control": "no-store",
                                  "content-disposition": 'attachment; filename="photophore.zip"'}  # fmt: skip
        return Stream(archive.blocks(path, part), status_code=part.status, headers=headers, media_type=ZIP)

    @post("/api/me/erase", status_code=200, guards=[known.ours], request_max_body_size=BODY, sync_to_thread=True)
    def erase(request: Request, data: Annotated[Sure, Body()]) -> Response[Gone]:
        """Remove everything that the hub holds of me. It cannot be undone; the receipt is shown once."""
        person = known.person(request)
        if not data.sure:
            raise BadRequest("nothing was erased", "sure", "say that you are sure")
        done = mine.erasing.erase(person.id)
        answer = _private(Gone(done.at, done.entry, done.salt.hex(), done.record.hex()))
        answer.set_cookie(known.cookie(request.scope, None))
        return answer

    return [export, erase]


def _end(mine: Mine, person_id: str, name: str):
    """End one sentence. What is not in force any more is taken back already: asking again does no harm."""
    held = next((each for each in mine.terms.held(person_id) if each.record == name), None)
    if held is None:
        events = [event for event in mine.terms.history(person_id) if event.record == name]
        if not events:
            raise NotFound("there is no such record", "record", "your records stand on /me")
        return mine.terms.nothing(State.WITHDRAWN)
    choice = held.choice
    return mine.terms.withdraw(person_id, choice.audience, choice.signal, choice.purposes, choice.named)


def told_at(told: dict[str, Any]) -> str:
    """The day of a receipt, for the name of its file."""
    return told["date"] if "date" in told else told["events"][0]["event_time"][:10]


def _private(content, kind: str = "application/json", file: str = "") -> Response:
    headers = {"cache-control": "no-store"}
    if file:
        headers["content-disposition"] = f'attachment; filename="{file}"'
    return Response(content, media_type=kind, headers=headers)

