"""All sentences that people read: one Fluent catalogue, read by the server and, as the same text, by the pages.

Catalogues stand in `messages/`: `en.ftl`, `es.ftl`, and for single pages `<page>.en.ftl`, `<page>.es.ftl`.
"""

from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, FluentSerializer
from fluent.syntax.ast import TextElement
from fluent.syntax.visitor import Transformer

LANGUAGES = ("en", "es")  # the first is what a page speaks when it knows nothing of its reader
PSEUDO = "en-XA"  # English made strange, so that a sentence outside the catalogue is seen at once
SPOKEN = (*LANGUAGES, PSEUDO)
NAMES = {"en": "English", "es": "Español"}
STRANGE = str.maketrans("aeiounycAEIOUNYC", "áéíóúñýçÁÉÍÓÚÑÝÇ")


@cache
def text(language: str) -> str:
    """The whole catalogue of a language as Fluent text."""
    if language == PSEUDO:
        return _strange(text("en"))
    folder = files(__package__) / "messages"
    ours = (f"{language}.ftl", f".{language}.ftl")
    found = [file for file in folder.iterdir() if file.name == ours[0] or file.name.endswith(ours[1])]
    return "\n".join(file.read_text("utf-8") for file in sorted(found, key=lambda file: file.name))


@cache
def bundle(language: str) -> FluentBundle:
    """The catalogue of a language, ready to speak."""
    made = FluentBundle(["en" if language == PSEUDO else language], use_isolating=False)
    made.add_resource(FluentResource(text(language)))
    return made


def say(language: str, name: str, **values) -> str:
    """The sentence of this name; KeyError where the catalogue has none, ValueError where it cannot be filled."""
    spoken = bundle(language)
    identifier, _, attribute = name.partition(".")
    if not spoken.has_message(identifier):
        raise KeyError(f"no message {identifier!r} in {language}.ftl")
    message = spoken.get_message(identifier)
    pattern = message.attributes.get(attribute) if attribute else message.value
    if pattern is None:
        raise KeyError(f"no message {name!r} in {language}.ftl")
    sentence, errors = spoken.format_pattern(pattern, values)
    if errors:
        raise ValueError(f"message {name!r} in {language}.ftl cannot be filled: {errors[0]}")
    return sentence


def choose(wish: str | None, accepted: str | None) -> str:
    """The language to speak: what was asked for by hand, else the first known one that the browser accepts."""
    if wish in SPOKEN:
        return wish
    for _, language in sorted(_accepted(accepted or ""), key=lambda pair: -pair[0]):
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def _accepted(header: str):
    """'es-MX,en;q=0.8' -> (1.0, 'es'), (0.8, 'en'); what cannot be read is left out (RFC 9110, 12.5.4)."""
    for part in header.split(",")[:16]:
        tag, _, weight = part.strip().partition(";q=")
        try:
            yield float(weight or 1.0), tag.split("-")[0].lower()
        except ValueError:
            continue


class _Strange(Transformer):
    def visit_TextElement(self, node):  # the name is the visitor's
        words = node.value.translate(STRANGE)
        return TextElement(f"{words}{'·' * (len(words.strip()) // 4)}" if words.strip() else words)


def _strange(english: str) -> str:
    """The same catalogue with accents everywhere and a quarter longer, as a long-winded language would be."""
    return FluentSerializer().serialize(_Strange().visit(FluentParser().parse(english)))
