"""Who asks, by which way, and whether it is really one of our own pages.

A session is a cookie that no script can read and no other site sends along (SameSite=Strict). What changes something
also demands a header that a form of another site cannot set, and an Origin that is ours.
"""

import ipaddress
from collections.abc import Callable
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.types import Message, Scope

from photophore.commons import door
from photophore.commons.people import People, Person
from photophore.hub.shield import LOCAL, name_of
from photophore.words import NotAllowed, NotKnown, Role

COOKIE = "photophore"
HEADER = "x-photophore"  # its value is 1
RENEWED = "photophore_renewed"  # where a request keeps the word that its device shall hold from now on
READS = ("GET", "HEAD", "OPTIONS")
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip", "via")


class Way(StrEnum):
    """How a page reached this hub."""

    OWN = "own"  # on the hub's own screen
    SECURE = "secure"  # encrypted
    PLAIN = "plain"  # readable for others on the way


def way(request: ASGIConnection) -> Way:
    """A proxy that nobody told us to trust makes its visitors strangers, even where it stands on this machine."""
    if request.scope["scheme"] in ("https", "wss"):
        return Way.SECURE
    here = request.scope.get("client")
    own = bool(here) and _loopback(here[0]) and name_of(request.headers.get("host", "")) in LOCAL
    return Way.OWN if own and not any(name in request.headers for name in FORWARDED) else Way.PLAIN


def person(request: ASGIConnection) -> Person:
    """Who asks; NotKnown where nobody does. It waits for the disk: call it where waiting is fine (not in `async`)."""
    token = token_of(request)
    people: People = request.app.state.people
    found = people.session(token) if token else None
    if found is None:
        raise NotKnown("this hub does not know this device", request.scope["path"], "open your link again, or join")
    if request.scope["type"] == "http" and (renewed := people.renewed(token)):
        request.scope["state"][RENEWED] = renewed  # `carry` sends it with the answer
        return people.session(renewed) or found
    return found


def with_role(*roles: Role) -> Callable[..., Person]:
    """A check that gives whoever asks; NotAllowed where they hold none of these roles. As a guard it works, too."""

    def check(request: ASGIConnection, _: Any = None) -> Person:
        found = person(request)
        if not found.roles & frozenset(roles):
            wanted = " or ".join(sorted(role.value for role in roles))
            raise NotAllowed(f"only {wanted} may do this", request.scope["path"], "ask the operator of this hub")
        return found

    return check


def ours(request: ASGIConnection, _: Any = None) -> None:
    """A guard: whatever changes something is asked for by a page of this hub; NotAllowed otherwise."""
    if request.scope["type"] == "http" and request.scope["method"] in READS:
        return
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    mine = origin is None or _same(origin, request)
    if not mine or site != "same-origin" or request.headers.get(HEADER) != "1":
        raise NotAllowed("only pages of this hub may do this", request.scope["path"], f"send the header {HEADER}: 1")


def token_of(request: ASGIConnection) -> str | None:
    """The word of the session that a device brought along."""
    return request.cookies.get(COOKIE)


def cookie(scope: Scope, token: str | None) -> Cookie:
    """What the device shall hold from now on; None: nothing any more."""
    secure = scope["scheme"] == "https"
    life = door.ABSOLUTE // door.SECOND if token else 0
    return Cookie(COOKIE, value=token or "", max_age=life, path="/", secure=secure, httponly=True, samesite="strict")


async def carry(message: Message, scope: Scope) -> None:
    """For Litestar's `before_send`: the new word of a session whose roles have changed goes out with the answer."""
    token = scope.get("state", {}).get(RENEWED)
    if token and message["type"] == "http.response.start":
        headers = list(message["headers"])
        if not any(value.startswith(f"{COOKIE}=".encode()) for name, value in headers if name.lower() == b"set-cookie"):
            message["headers"] = [*headers, cookie(scope, token).to_encoded_header()]
        # else: an answer that begins or ends the session itself has the last word


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _same(origin: str, request: ASGIConnection) -> bool:
    """The same host and port as was asked; behind a proxy that ends TLS the schemes may differ."""
    try:
        return urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower() != ""
    except ValueError:
        return False
