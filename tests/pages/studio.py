"""The studio in a real browser, answered from here as a hub would answer: no hub, no light path."""

import json
from collections.abc import Callable

import msgspec

from photophore import pages
from photophore.glyph.gallery import gallery, texts
from photophore.hub import api
from photophore.pages import messages, render
from tests.pages.modules import KINDS, STATIC

PLACE = "http://localhost/"
QUOTE = "'"
HUB = {"lan": {"on": True, "urls": ["http://10.0.0.7:8765"], "sentence": ""}}


class Hub:
    """What the page asks for. `checks` are the texts that were read; `others` answer for paths of their own."""

    def __init__(self):
        self.checks: list[str] = []
        self.others: dict[str, Callable] = {}
        self.down = self.full = False

    def __call__(self, route):
        path, _, query = route.request.url.removeprefix(PLACE).partition("?")
        file = STATIC / path.removeprefix("static/")
        if path in self.others:
            self.others[path](route)
        elif path == "studio":
            language = query.removeprefix("lang=") or "en"
            ours = pages.inline_hashes()[0].strip(QUOTE)
            policy = f"default-src 'self'; script-src 'self' '{ours}'; style-src 'self'; img-src 'self' data: blob:"
            html = render.page("studio", language, language if query else None)
            route.fulfill(body=html, content_type="text/html", headers={"content-security-policy": policy})
        elif path == "api/glyphs/check":
            self.check(route)
        elif path == "api/glyphs":
            text = texts()
            told = [api.facts(glyph, text[name]) for name, glyph in gallery().items()]
            route.fulfill(body=msgspec.json.encode(told), content_type="application/json")
        elif path == "api/hub":
            route.fulfill(json=HUB)
        elif path.startswith("messages/"):
            route.fulfill(body=messages.text(path[9:-4]), content_type="text/plain; charset=utf-8")
        elif path.startswith("static/") and file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=KINDS.get(file.suffix, "application/octet-stream"))
        else:
            route.fulfill(status=404, body=json.dumps({"what": path, "where": "", "try": ""}))

    def check(self, route):
        if self.down:
            return route.abort()
        if self.full:
            return route.fulfill(status=429, json={"what": "Too many", "where": "", "try": ""})
        text = json.loads(route.request.post_data)["text"]
        self.checks.append(text)
        return route.fulfill(body=msgspec.json.encode(api.check(text)), content_type="application/json")
