"""The pages' own JavaScript modules in an empty page of a browser, without a hub."""

import json
from pathlib import Path

from photophore.pages import inline_hashes, messages, render

STATIC = Path(__file__).resolve().parents[2] / "photophore" / "pages" / "static"
PLACE = "http://photophore.test/"  # a plain HTTP name: not a secure context
SAFE = "http://localhost/"  # a secure one
KINDS = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css"}


def answer(route, path: str) -> None:
    """What any hub answers at this path, without its first stroke: the pages' files and their sentences; else 404."""
    file = STATIC / path.removeprefix("static/")
    if path.startswith("messages/"):
        route.fulfill(body=messages.text(path[9:-4]), content_type="text/plain; charset=utf-8")
    elif path.startswith("static/") and file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=KINDS.get(file.suffix, "application/octet-stream"))
    else:
        route.fulfill(status=404, body=json.dumps(path))


def html(route, name: str, query: str, images: str = "'self'") -> None:
    """A page as a hub serves it, under its policy; query: "" or "lang=es"."""
    language = query.removeprefix("lang=") or "en"
    policy = f"default-src 'self'; script-src 'self' {inline_hashes()[0]}; img-src {images}"
    body = render.page(name, language, language if query else None)
    route.fulfill(body=body, content_type="text/html", headers={"content-security-policy": policy})


def load(page, *names: str, place: str = PLACE, head: str = "", language: str = "en"):
    """A page whose `window.told` holds everything that these modules export."""
    imports = (STATIC / "vendor" / "importmap.json").read_text("utf-8")
    lines = "\n".join(f"import * as m{at} from '/static/{name}';" for at, name in enumerate(names))
    told = ", ".join(f"...m{at}" for at in range(len(names)))
    stroke = (
        f'<!doctype html><html lang="{language}"><head><script type="importmap">{imports}</script>{head}</head><body>'
        f'<script type="module">{lines}\nwindow.told = {{ {told} }};</script></body></html>'
    )

    def reply(route):
        path = route.request.url.removeprefix(place).split("?")[0]
        answer(route, path) if path else route.fulfill(body=stroke, content_type="text/html")

    page.route(f"{place}**", reply)
    page.goto(place)
    page.wait_for_function("window.told")
    return page
