"""The pages' own JavaScript modules in an empty page of a browser, without a hub."""

import json
from pathlib import Path

from photophore.pages import messages

STATIC = Path(__file__).resolve().parents[2] / "photophore" / "pages" / "static"
PLACE = "http://photophore.test/"  # a plain HTTP name: not a secure context
SAFE = "http://localhost/"  # a secure one
KINDS = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css"}


def load(page, *names: str, place: str = PLACE, head: str = ""):
    """A page whose `window.told` holds everything that these modules export."""
    imports = (STATIC / "vendor" / "importmap.json").read_text("utf-8")
    lines = "\n".join(f"import * as m{at} from '/static/{name}';" for at, name in enumerate(names))
    told = ", ".join(f"...m{at}" for at in range(len(names)))
    html = (
        f'<!doctype html><html lang="en"><head><script type="importmap">{imports}</script>{head}</head><body>'
        f'<script type="module">{lines}\nwindow.told = {{ {told} }};</script></body></html>'
    )

    def answer(route):
        path = route.request.url.removeprefix(place).split("?")[0]
        file = STATIC / path.removeprefix("static/")
        if not path:
            route.fulfill(body=html, content_type="text/html")
        elif path.startswith("messages/"):
            route.fulfill(body=messages.text(path[9:-4]), content_type="text/plain; charset=utf-8")
        elif path.startswith("static/") and file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=KINDS.get(file.suffix, "application/octet-stream"))
        else:
            route.fulfill(status=404, body=json.dumps(path))

    page.route(f"{place}**", answer)
    page.goto(place)
    page.wait_for_function("window.told")
    return page
