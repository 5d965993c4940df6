"""The studio in a real browser, answered from here as a hub would answer: no hub, no light path."""

import json
from collections.abc import Callable

import msgspec

from photophore.glyph.gallery import gallery, texts
from photophore.hub import api
from tests.pages import modules

HUB = {"lan": {"on": True, "urls": ["http://10.0.0.7:8765"], "sentence": ""}}


class Hub:
    """Answers what the page asks for. `checks`: the texts that were read; `others`: paths with answers of their own."""

    def __init__(self):
        self.checks: list[str] = []
        self.others: dict[str, Callable] = {}
        self.down = self.full = False

    def __call__(self, route):
        path, _, query = route.request.url.removeprefix(modules.SAFE).partition("?")
        if path in self.others:
            self.others[path](route)
        elif path == "studio":
            modules.html(route, "studio", query, "'self' data: blob:")
        elif path == "api/glyphs/check":
            self.check(route)
        elif path == "api/glyphs":
            text = texts()
            told = [api.facts(glyph, text[name]) for name, glyph in gallery().items()]
            route.fulfill(body=msgspec.json.encode(told), content_type="application/json")
        elif path == "api/hub":
            route.fulfill(json=HUB)
        else:
            modules.answer(route, path)

    def check(self, route):
        if self.down:
            return route.abort()
        if self.full:
            return route.fulfill(status=429, json={"what": "Too many", "where": "", "try": ""})
        text = json.loads(route.request.post_data)["text"]
        self.checks.append(text)
        return route.fulfill(body=msgspec.json.encode(api.check(text)), content_type="application/json")
