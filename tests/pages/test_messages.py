"""One catalogue: every sentence in every language, with the same blanks, used where it is named, and nowhere else."""

import re
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from photophore.pages import messages, render

PAGES = Path(messages.__file__).parent
SCRIPTS = sorted((PAGES / "static").glob("*.js"))
TEMPLATES = sorted((PAGES / "templates").glob("*.html"))
OWN = "glyph-"  # what a design says of itself: in English it stands in the design
NAMED = re.compile(r"""\bsay\(\s*['"]([a-z0-9.-]+)['"]""")


class Blanks(Visitor):
    def __init__(self):
        self.found = set()

    def visit_VariableReference(self, node):  # the name is the visitor's
        self.found.add(node.id.name)


@cache
def catalogue(language):
    """Name of each message -> (its blanks, its entry)."""
    resource = FluentParser().parse(messages.text(language))
    junk = [entry for entry in resource.body if isinstance(entry, fluent.Junk)]
    assert not junk, f"{language}: cannot be read: {junk[0].content[:80]!r}"
    names = [entry.id.name for entry in resource.body if isinstance(entry, fluent.Message)]
    assert len(names) == len(set(names)), f"{language}: twice: {[name for name in names if names.count(name) > 1]}"
    found = {}
    for entry in resource.body:
        if isinstance(entry, fluent.Message):
            blanks = Blanks()
            blanks.visit(entry)
            found[entry.id.name] = blanks.found
    return found


def used():
    """Names of messages that scripts and templates ask for by their whole name."""
    files = [(file.name, file.read_text("utf-8")) for file in (*SCRIPTS, *TEMPLATES)]
    return {name.split(".")[0]: file for file, text in files for name in NAMED.findall(text)}


@pytest.mark.parametrize("language", [*messages.LANGUAGES[1:], messages.PSEUDO])
def test_every_language_says_the_same(language):
    english, other = catalogue("en"), catalogue(language)
    other = {name: blanks for name, blanks in other.items() if not name.startswith(OWN)}
    assert other.keys() == english.keys()
    assert other == english, [name for name in english if other[name] != english[name]]


def test_every_sentence_that_is_asked_for_is_there():
    missing = {name: file for name, file in used().items() if name not in catalogue("en")}
    assert not missing


def test_every_sentence_is_used():
    """By its whole name, or by the beginning of a name that is put together."""
    text = "\n".join(file.read_text("utf-8") for file in (*SCRIPTS, *TEMPLATES))
    text += "\n".join(file.read_text("utf-8") for file in PAGES.glob("*.py"))
    voices = ("sentence.py", "difference.py")  # put sentences together, too
    spoken = "\n".join((PAGES.parent / "commons" / name).read_text("utf-8") for name in voices)
    text += spoken
    stems = {quoted.split("{")[0] for quoted in re.findall(r'f"([a-z]+-[^"]*\{[^"]*)"', spoken)}
    stems |= {quoted.split("$")[0] for quoted in re.findall(r"`([a-z]+-[^`]*\$\{[^`]*)`", text)}
    named = set(re.findall(r"""['"]([a-z]+(?:-[a-z]+)*)['"]""", text))
    whole = ("title", "about", "heading", "lead")
    pages = {f"{page.name}-{what}" for page in render.PAGES for what in whole}
    unused = [
        name for name in catalogue("en")
        if name not in named | pages and not any(stem and name.startswith(stem) for stem in stems)
    ]
    assert not unused


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_no_template_speaks_by_itself(file):
    """What stands between the tags comes from the catalogue."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<script.*?</script>", " ", file.read_text("utf-8"), flags=re.S)
    told = re.sub(r"<[^>]*>", " ", text)
    assert not re.search(r"[A-Za-z]{2,}", told), told.split()
    for attribute in re.findall(r'(?:aria-label|alt|title|placeholder)="([^"]*)"', text):
        assert not re.search(r"[A-Za-z]{2,}", attribute), attribute


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_no_script_speaks_by_itself(file):
    """What a Lit template puts between tags, or into an attribute that is read aloud, comes from the catalogue."""
    text = re.sub(r"//.*|/\*.*?\*/", " ", file.read_text("utf-8"))
    for told in re.findall(r">([^<>`{}$;=()]+)<", text):
        assert not re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", told), told
    assert not re.findall(r"""(?:aria-label|alt|title|placeholder)=["'][A-Z]""", text)


def test_no_sentence_names_a_user_or_a_person_as_data():
    for language in messages.LANGUAGES:
        told = messages.text(language).lower()
        assert not re.search(r"\b(user|users|submit|data subject|usuario|usuarios|enviar)\b", told)


@pytest.mark.parametrize(("language", "lamps"), [("en", "amps and walls"), ("es", "ámparas y los muros")])
def test_who_stands_on_the_map_is_told_of_lamps_and_walls_before_and_while(language, lamps):
    for name in ("smile-public-off", "smile-public-on", "smile-public-at"):
        assert lamps in messages.say(language, name, district="Salt")


def test_the_pseudo_language_changes_every_sentence_and_keeps_its_blanks():
    assert messages.say("en-XA", "first-city", city="Nova") == "Thís ís ·Nova"
    assert messages.say("en", "first-city", city="Nova") == "This is Nova"


@pytest.mark.parametrize(
    ("wish", "accepted", "language"),
    [
        (None, None, "en"),
        (None, "es-MX,es;q=0.9,en;q=0.8", "es"),
        (None, "fr,es;q=0.3,en;q=0.5", "en"),
        ("es", "en", "es"),
        ("en-XA", "es", "en-XA"),
        ("../secret", "es", "es"),
        ("", "*;q=x,,;q=2;q=3", "en"),
    ],
)
def test_the_language_is_chosen_by_hand_or_by_the_browser(wish, accepted, language):
    assert messages.choose(wish, accepted) == language


def test_a_missing_sentence_is_an_error():
    with pytest.raises(KeyError, match="no message 'nothing'"):
        messages.say("en", "nothing")
    with pytest.raises(ValueError, match="cannot be filled"):
        messages.say("en", "first-city")
