"""What stands before every route: names the hub answers to, pages that may open a socket, what browsers may load.

A page of a stranger must neither read this hub through the visitor's browser (host and origin checks) nor be read
into ours (content-security policy, frames refused).
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

LOCAL = ("localhost", "127.0.0.1", "::1")
STEADY = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"),
)


def policy(scripts: Iterable[str], host: str) -> str:
    """The content-security policy for pages of this host; `scripts`: sources ('sha256-...') of our inline blocks.

    The socket's address is named too: not every browser takes 'self' for ws.
    """
    inline = "".join(f" {source}" for source in scripts)
    rules = {
        "default-src": "'self'",
        "script-src": f"'self'{inline}",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "connect-src": f"'self' ws://{host} wss://{host}",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {what}" for name, what in rules.items())


def shield(app, names: Iterable[str], scripts: Iterable[str] = ()):
    """`app` (ASGI) behind the checks; `names`: hosts it answers to besides this machine's own, "*" for any."""
    names, scripts = frozenset((*LOCAL, *(name.lower() for name in names))), tuple(scripts)

    async def guarded(scope, receive, send):
        if scope["type"] == "lifespan":
            return await app(scope, receive, send)
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        why = _refused(names, host, headers.get(b"origin"), scope["type"])
        if why:
            return await _refuse(scope, receive, send, why)
        ours = (*STEADY, (b"content-security-policy", policy(scripts, host).encode("latin-1")))

        async def sending(message):
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message.get("headers", ())}
                message = {**message, "headers": [*message.get("headers", ()), *(h for h in ours if h[0] not in there)]}
            await send(message)

        return await app(scope, receive, sending)

    return guarded


def name_of(host: str) -> str | None:
    """The name in a Host header, without its port; None where it is no host at all."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    plain = parts.netloc == host and not (parts.username or parts.password) and not set(host) & set(" ;,'\"\\<>")
    return parts.hostname if plain else None


def _refused(names: frozenset[str], host: str, origin: bytes | None, kind: str) -> str | None:
    name = name_of(host)
    if name is None or not ("*" in names or name in names):
        return "This hub does not answer to that name. Try its address, or start it with --lan."
    if kind == "websocket" and origin is not None and not _of(origin.decode("latin-1"), host):
        return "A page of another site may not open a socket here."
    return None


def _of(origin: str, host: str) -> bool:
    """Whether a page of this origin is one of this host."""
    try:
        return urlsplit(origin).netloc == host
    except ValueError:  # no origin at all: "http://["
        return False


async def _refuse(scope, receive, send, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()  # the connect
        await send({"type": "websocket.close", "code": 4003, "reason": why[:100]})
        return
    body = why.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *STEADY]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    await send({"type": "http.response.body", "body": body})
