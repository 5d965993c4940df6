"""Joining, leaving, links, roles and passkeys over HTTP. Nothing here says more of anybody than it must."""

from typing import Annotated, Any, NamedTuple

from litestar import Request, Response, delete, get, post
from litestar.exceptions import HTTPException
from litestar.params import Body, FromPath
from litestar.router import Router
from msgspec import Meta, Struct

from photophore.commons import door, passkey
from photophore.commons.passkey import Passkeys
from photophore.commons.people import Joining, People, Person
from photophore.hub import lan, wire
from photophore.hub.known import Way, carry, cookie, ours, person, token_of, way, with_role
from photophore.words import BadRequest, Brightness, NotAllowed, Role, WearerClass

__all__ = ["carry", "ours", "person", "routes", "with_role"]

SMALL = 2048  # bytes of a body
CREDENTIAL = 16 * 1024  # bytes of a passkey's answer
JOINS, JOINS_AT_ONCE = 1.0, 40  # a second and at once, from one address: a school stands behind one
ALL_JOINS, ALL_AT_ONCE = 10.0, 200  # the same for everybody together
CLASSES = {"adult": WearerClass.ADULT, "teen": WearerClass.TEEN, "child": WearerClass.CHILD}
LIGHTS = {"bright": Brightness.BRIGHT_ONLY, "all": Brightness.ALL, "gesture": Brightness.GESTURE}
BROWSERS = (("Firefox", "Firefox"), ("Edg", "Edge"), ("OPR", "Opera"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
           ("Linux", "Linux"))  # fmt: skip
Code = Annotated[str, Meta(min_length=1, max_length=64)]
Id = Annotated[str, Meta(min_length=1, max_length=80)]
Age = Annotated[str, Meta(pattern="^(adult|teen|child)$")]


class Join(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody says who joins for good. `code`: of a link; left out where the hub is open."""

    age: Age
    light: Annotated[str, Meta(pattern="^(bright|all|gesture)$")] = "bright"
    language: Annotated[str, Meta(max_length=35)] = "en"
    name: Annotated[str, Meta(max_length=60)] = ""
    code: Code | None = None


class Word(Struct, frozen=True, forbid_unknown_fields=True):
    """The code of a link."""

    code: Code


class Leave(Struct, frozen=True, forbid_unknown_fields=True):
    """Leave on this device, or everywhere."""

    everywhere: bool = False


class NewLink(Struct, frozen=True, forbid_unknown_fields=True):
    """A link for somebody new with a role, or (`person`) for somebody who comes back or brings another device."""

    role: Role = Role.WEARER
    person: Id | None = None
    seconds: Annotated[int, Meta(ge=1, le=door.LONGEST)] = door.LIFE


class NewRole(Struct, frozen=True, forbid_unknown_fields=True):
    role: Role
    on: bool


class NewAge(Struct, frozen=True, forbid_unknown_fields=True):
    age: Age


class NewDoor(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether anybody may join without a link."""

    open: bool


class DoorFacts(Struct):
    """What a page must know before somebody joins."""

    open: bool  # without a link
    way: Way
    joins: bool  # whether somebody can join for good by this way
    passkeys: bool
    address: str | None  # where this hub is reached securely; null where it is not
    here: bool  # somebody is signed in on this device
    roles: list[Role]  # theirs


class LinkFacts(Struct):
    """What a link is for."""

    role: Role
    back: bool  # it brings somebody back who is here already
    until: int  # ms UTC
    code: str | None = None  # only where it was just made
    url: str | None = None
    by_phone: bool | None = None  # whether somebody can join by it from another machine


class PersonFacts(Struct):
    """Somebody, as an operator sees them: nothing else is shown."""

    id: str
    age: str
    roles: list[Role]


def hurry(gates: wire.Gates, request: Request) -> None:
    """HTTPException 429 where too many come at once: all together, or from one address."""
    if not gates.take(wire.whence(request.scope)):
        raise HTTPException(status_code=429, detail="Many people come at once. Try again in a minute.")


class Parts(NamedTuple):
    """What the handlers speak with."""

    people: People
    passkeys: Passkeys
    address: str | None  # where the hub is reached securely, as https://hub.example:8800
    urls: list[str]  # where it is reached on the network
    gates: wire.Gates


def routes(people: People, passkeys: Passkeys, address: str | None = None, urls: list[str] | None = None) -> list:
    """The handlers. `address`: where the hub is reached securely, and `urls`: where on the network, if it is."""
    parts = Parts(people, passkeys, address, urls or [], wire.Gates((JOINS, JOINS_AT_ONCE), (ALL_JOINS, ALL_AT_ONCE)))
    found = [*_joining(parts), *_links(parts), *_others(parts), *_passkeys(parts), *_signing_in(parts)]
    return [Router("/", route_handlers=found, guards=[ours], request_max_body_size=SMALL)]


def _joining(parts: Parts) -> list:
    people = parts.people

    @get("/api/door", sync_to_thread=True)
    def the_door(request: Request) -> DoorFacts:
        """Whether one can join, by which way, and what this way allows."""
        token, found = token_of(request), way(request)
        here = people.session(token) if token else None
        roles = _facts(here).roles if here else []
        joins, named = found is not Way.PLAIN, _site(request) is not None
        return DoorFacts(people.open, found, joins, named, parts.address, here is not None, roles)

    @post("/api/join", status_code=201, sync_to_thread=True)
    def join(request: Request, data: Annotated[Join, Body()]) -> Response[PersonFacts]:
        """Join for good; or, by a link that is for you, come back. Whoever is here takes what the link offers."""
        hurry(parts.gates, request)
        _not_readable(request, parts)
        token = token_of(request)
        if token and (here := people.session(token)):
            found, new = people.accept(data.code, here.id) if data.code else here, people.renewed(token)
            return Response(_facts(found), cookies=[cookie(request.scope, new)] if new else None)
        said = Joining(CLASSES[data.age], data.language, LIGHTS[data.light], data.name.strip(), device(request))
        found, token = people.join(data.code, said)
        return Response(_facts(found), cookies=[cookie(request.scope, token)])

    @post("/api/leave", status_code=200, sync_to_thread=True)
    def leave(request: Request, data: Annotated[Leave, Body()]) -> Response[dict[str, bool]]:
        """This device is a stranger from now on; or every device is."""
        if data.everywhere:
            people.leave_all(person(request).id)
        elif token := token_of(request):
            people.leave(token)
        return Response({"left": True}, cookies=[cookie(request.scope, None)])

    @get("/api/devices", sync_to_thread=True)
    def devices(request: Request) -> list[dict[str, Any]]:
        """Where you are signed in: what device, since when, last used (ms UTC)."""
        return people.devices(person(request).id)

    return [the_door, join, leave, devices]


def _links(parts: Parts) -> list:
    people = parts.people
    may_invite = with_role(Role.OPERATOR, Role.ORGANISER)

    @post("/api/links", status_code=201, sync_to_thread=True)
    def make(request: Request, data: Annotated[NewLink, Body()]) -> LinkFacts:
        """A link that lets one person in, once. Everybody may make one for the own next device."""
        me = person(request)
        if data.person is not None:
            code = people.invite_back(me.id if data.person == "me" else data.person, me, data.seconds)
        else:
            code = people.invite(data.role, may_invite(request), data.seconds)
        found = people.look(code)
        url, reached = _url(request, parts, code)
        return LinkFacts(found.role, found.person is not None, found.until, code, url, reached)

    @post("/api/links/read", status_code=200, sync_to_thread=True)
    def read(request: Request, data: Annotated[Word, Body()]) -> LinkFacts:
        """What a link is for, while it can be used."""
        hurry(parts.gates, request)
        found = people.look(data.code)
        return LinkFacts(found.role, found.person is not None, found.until)

    @get("/api/links/{code:str}/qr.svg", media_type="image/svg+xml", sync_to_thread=True)
    def qr(request: Request, code: FromPath[str]) -> Response[bytes]:
        """A link as a QR code, for a phone's camera."""
        person(request)
        people.look(code)
        drawn = lan.qr_svg(_url(request, parts, code)[0])
        return Response(drawn, media_type="image/svg+xml", headers={"cache-control": "no-store"})

    return [make, read, qr]


def _others(parts: Parts) -> list:
    people, operator = parts.people, with_role(Role.OPERATOR)

    @get("/api/people", sync_to_thread=True)
    def everybody(request: Request) -> list[PersonFacts]:
        """Who is here: ids, ages, roles, nothing else. For operators."""
        operator(request)
        return [_facts(each) for each in people.everyone()]

    @post("/api/people/{who:str}/roles", status_code=200, sync_to_thread=True)
    def role(request: Request, who: FromPath[str], data: Annotated[NewRole, Body()]) -> PersonFacts:
        """Give or take a role; it is listed in the log. `me`: lay down one of your own."""
        me = person(request)
        whom = me.id if who == "me" else who
        if whom != me.id:  # nobody learns by guessing whether somebody is here
            with_role(Role.OPERATOR, Role.ORGANISER)(request)
        return _facts((people.grant_role if data.on else people.revoke_role)(whom, data.role, me))

    @post("/api/people/{who:str}/age", status_code=200, sync_to_thread=True)
    def age(request: Request, who: FromPath[str], data: Annotated[NewAge, Body()]) -> PersonFacts:
        """Set somebody's age right."""
        return _facts(people.grown(who, CLASSES[data.age], operator(request)))

    @post("/api/door", status_code=200, sync_to_thread=True)
    def open_(request: Request, data: Annotated[NewDoor, Body()]) -> dict[str, bool]:
        """Let everybody join who comes by a secure way, or only those with a link."""
        people.set_open(data.open, operator(request))
        return {"open": people.open}

    return [everybody, role, age, open_]


def _passkeys(parts: Parts) -> list:
    keys = parts.passkeys

    @get("/api/passkeys", sync_to_thread=True)
    def mine(request: Request) -> list[dict[str, Any]]:
        """Your passkeys."""
        return keys.of(person(request).id)

    @post("/api/passkeys/offer", status_code=200, sync_to_thread=True)
    def offer(request: Request) -> dict[str, Any]:
        """What your browser needs to make a passkey (WebAuthn creation options)."""
        return keys.offer(person(request).id, _named(request))

    @post("/api/passkeys", status_code=201, request_max_body_size=CREDENTIAL, sync_to_thread=True)
    def register(request: Request, data: Annotated[dict[str, Any], Body()]) -> list[dict[str, Any]]:
        """Keep the passkey that your browser made."""
        me = person(request)
        keys.register(me.id, data, _named(request))
        return keys.of(me.id)

    @delete("/api/passkeys/{key:str}", status_code=200, sync_to_thread=True)
    def remove(request: Request, key: FromPath[str]) -> list[dict[str, Any]]:
        """Let a passkey go."""
        me = person(request)
        keys.remove(me.id, key)
        return keys.of(me.id)

    return [mine, offer, register, remove]


def _signing_in(parts: Parts) -> list:
    keys = parts.passkeys

    @post("/api/passkeys/ask", status_code=200, sync_to_thread=True)
    def ask(request: Request) -> dict[str, Any]:
        """What your browser needs to show who you are (WebAuthn request options)."""
        hurry(parts.gates, request)
        return keys.ask(_named(request))

    @post("/api/passkeys/login", status_code=200, request_max_body_size=CREDENTIAL, sync_to_thread=True)
    def login(request: Request, data: Annotated[dict[str, Any], Body()]) -> Response[PersonFacts]:
        """Come back with a passkey."""
        hurry(parts.gates, request)
        found, token = keys.login(data, _named(request), device(request))
        return Response(_facts(found), cookies=[cookie(request.scope, token)])

    return [ask, login]


def _facts(who: Person) -> PersonFacts:
    return PersonFacts(who.id, who.wearer_class.name.lower(), sorted(who.roles, key=list(Role).index))


def _not_readable(request: Request, parts: Parts) -> None:
    """Joining for good gives a word that must not be read on the way."""
    if way(request) is Way.PLAIN:
        where = f"open {parts.address}/join" if parts.address else "join at the hub's own screen, or as a guest"
        raise NotAllowed("others on this network could read along, so nobody joins for good this way", "join", where)


def _url(request: Request, parts: Parts, code: str) -> tuple[str, bool]:
    """A link's address, and whether somebody can join by it from another machine. The code stands behind the #, which
    no browser sends and no log keeps.
    """
    here = f"{request.url.scheme}://{request.url.netloc}"
    secure = parts.address or (here if way(request) is Way.SECURE else None)
    return f"{secure or (parts.urls or [here])[0]}/join#{code}", secure is not None


def _site(request: Request) -> passkey.Site | None:
    if way(request) is Way.PLAIN:
        return None
    return passkey.site(f"{request.url.scheme}://{request.headers.get('host', '')}")


def _named(request: Request) -> passkey.Site:
    site = _site(request)
    if site is None:
        raise BadRequest("browsers make passkeys only where a hub has a name and is encrypted", request.url.path,
                         "use localhost, or: photophore tls")  # fmt: skip
    return site


def device(request: Request) -> str:
    """What a device is, as far as it says: "Firefox on Android"."""
    agent = request.headers.get("user-agent", "")[:400]
    browser = next((name for word, name in BROWSERS if word in agent), "a browser")
    system = next((name for word, name in SYSTEMS if word in agent), "a device")
    return f"{browser} on {system}"



