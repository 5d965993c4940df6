"""Pages from templates: one page is one template and one element, in the reader's language, without inline code."""

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from photophore import __version__
from photophore.pages import messages
from photophore.words import PhotophoreError


class Page(NamedTuple):
    """What stands at a path: templates/<name>.html, which holds the element of static/<name>.js."""

    path: str
    name: str


PAGES = (Page("/", "first"), Page("/city", "city"), Page("/smile", "smile"), Page("/join", "join"), Page("/me", "me"),
         Page("/policies", "policies"), Page("/gather", "gather"), Page("/glyphs", "glyphs"), Page("/studio", "studio"),
         Page("/light", "light"), Page("/guard", "guardroom"), Page("/log", "log"),
         Page("/fidelity", "fidelity"))  # fmt: skip


@cache
def import_map() -> str:
    """The one inline block of every page: which file each JavaScript library's name means."""
    file = files(__package__) / "static" / "vendor" / "importmap.json"
    if not file.is_file():
        raise PhotophoreError("the pages' JavaScript libraries are not installed", str(file), "run `make up`")
    told = json.dumps(json.loads(file.read_text("utf-8")), separators=(",", ":"), sort_keys=True)
    return told.replace("<", "\\u003c")


def inline_hashes() -> list[str]:
    """Sources for `script-src` that allow the import map and nothing else inline: "'sha256-...'" (CSP 3, 2.3.1)."""
    digest = hashlib.sha256(import_map().encode()).digest()
    return [f"'sha256-{base64.b64encode(digest).decode()}'"]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("photophore.pages"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(name: str, language: str, wish: str | None = None, origin: str = "") -> str:
    """A page's HTML. `wish` is the language chosen by hand: links then carry it on. `origin` as in https://hub.lan."""

    def say(message: str, **values) -> str:
        return messages.say(language, message, **values)

    def to(path: str) -> str:
        return f"{path}?lang={language}" if wish == language else path

    here = next(each.path for each in PAGES if each.name == name)
    return _environment().get_template(f"{name}.html").render(
        say=say,
        to=to,
        name=name,
        here=here,
        origin=origin,
        language=language,
        languages=messages.NAMES,
        import_map=Markup(import_map()),  # ours, and `<` is escaped
        version=__version__,
    )
