"""A policy's text, read before anybody believes it: which rules stand in it, what each says, and what they may name.

The words are a list of what is allowed, a part of Cedar; what is not on it is refused with its line. So a text can
speak of nothing but audiences, purposes, signals, kinds of wearer, places and bands. Cedar itself parses with recursion
and falls with the whole process where brackets are many deep (tried with cedarpy 4.12): depth is counted here first.
"""

import difflib
import hashlib
import re
import unicodedata
from typing import NamedTuple

from photophore.words import Audience, BadPolicy, Band, Purpose, Signal, Venue, WearerClass

LONGEST = 6000  # characters of a text; a log entry holds 65,535 bytes (tlog-tiles), a character is 4 at most
RULES = 32  # in one text
WORDS = 400  # in one rule
DEPTH = 12  # brackets in brackets

NAMES = {  # what a text may name, by Cedar's name of its kind
    "Audience": [audience.name.lower() for audience in Audience],
    "Action": [purpose.name.lower() for purpose in Purpose],
    "Signal": [signal.name.lower() for signal in Signal],
    "Wearer": [wearer.name.lower() for wearer in WearerClass],
    "Place": [str(venue) for venue in Venue],
    "Band": [band.name.lower() for band in Band],
}
KEYWORDS = {*"permit forbid when unless principal action resource context in is has if then else true false".split(),
            *"contains containsAny containsAll wearer place band".split()}  # fmt: skip
PARTS = re.compile(
    r"""(?P<space>[ \t\n]+)|(?P<comment>//[^\n]*)|(?P<word>[A-Za-z_]\w*)|(?P<text>"[^"\n]*")"""
    r"""|(?P<mark>::|==|!=|&&|\|\||[!@(){}\[\],;.])""",
    re.ASCII,
)
OPENS, CLOSES = "([{", ")]}"


class Rule(NamedTuple):
    """One rule of a text."""

    line: int  # where it begins, from 1
    says: str  # the sentence that its author wrote above it; "" where there is none
    text: str  # Cedar


class Word(NamedTuple):
    kind: str  # "comment", "word", "text" or "mark"
    text: str
    line: int
    start: int
    end: int


def read(text: str) -> list[Rule]:
    """The rules of a text, in their order; BadPolicy says the line, what is wrong, and what to try."""
    words = _words(_checked(text))
    _closed(words)
    rules, begun = [], []
    for word in words:
        begun.append(word)
        if word.text == ";":
            rules.append(_rule(begun, text))
            begun = []
    left = [word for word in begun if word.kind != "comment"]
    if left:
        raise BadPolicy("this rule has no end", f"line {left[0].line}", "put a ; after it")
    if not rules:
        raise BadPolicy("there is no rule in this text", "line 1", "begin with: forbid (principal, action, resource)")
    if len(rules) > RULES:
        raise BadPolicy(f"{len(rules)} rules are too many to read", f"line {rules[RULES].line}", f"{RULES} at most")
    return rules


def clean(text: str) -> str:
    """The one form in which a text is kept: lines end in LF, and the last one ends."""
    return text.replace("\r\n", "\n").rstrip("\n") + "\n"


def digest(text: str) -> bytes:
    """SHA-256 of a text, as its entry in the log names it."""
    return hashlib.sha256(text.encode()).digest()


def _checked(text: str) -> str:
    if len(text) > LONGEST:
        raise BadPolicy("this text is too long to be read by everybody", f"{len(text):,} characters",
                        f"{LONGEST:,} at most: split it into several policies")  # fmt: skip
    for number, line in enumerate(text.split("\n"), 1):
        for sign in line:
            if sign != "\t" and unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
                raise BadPolicy(f"a sign that cannot be seen stands in this text: U+{ord(sign):04X}", f"line {number}",
                                "write the line anew")  # fmt: skip
    return text


def _words(text: str) -> list[Word]:
    words, at, line = [], 0, 1
    while at < len(text):
        found = PARTS.match(text, at)
        if found is None:
            raise BadPolicy(*_strange(text, at, line))
        if found.lastgroup != "space":
            words.append(_allowed(Word(found.lastgroup, found[0], line, at, found.end()), words))
        line += found[0].count("\n")
        at = found.end()
    return words


def _strange(text: str, at: int, line: int) -> tuple[str, str, str]:
    where, sign = f"line {line}", text[at]
    if sign.isdigit() or sign in "<>+-*":
        return "a policy counts nothing", where, f"take {text[at:].split()[0][:20]!r} out: there are no numbers here"
    if sign == "=":
        return "a single = means nothing in Cedar", where, "write == for: is the same as"
    if sign == '"':
        return "a name has no end", where, 'close it with " on the same line'
    if sign == "?":
        return "a policy has no gaps to be filled", where, "name whom it speaks of"
    return f"the sign {sign!r} means nothing in a policy", where, "see docs/policies.md for the few that do"


def _allowed(word: Word, before: list[Word]) -> Word:
    """The word, if it may stand behind those before it."""
    last = [each.text for each in before[-4:]]
    where = f"line {word.line}"
    if word.kind == "text":
        if last[-1:] == ["::"] and len(last) > 1:
            _named(last[-2], word.text[1:-1], where)
        elif not (last[-1:] == ["("] and last[-3:-2] == ["@"]):
            raise BadPolicy("free text decides nothing in a policy", where,
                            f"name a kind before it, as in Signal::{word.text}")  # fmt: skip
    elif word.kind == "word" and word.text not in KEYWORDS and last[-1:] != ["@"] and word.text not in NAMES:
        near = difflib.get_close_matches(word.text, [*KEYWORDS, *NAMES], 1, 0.5)
        raise BadPolicy(f"a policy knows no word {word.text[:40]!r}", where,
                        f"try {near[0]}" if near else "see docs/policies.md for its words")  # fmt: skip
    return word


def _named(kind: str, name: str, where: str) -> None:
    known = NAMES.get(kind)
    if known is None or name in known:
        return
    near = difflib.get_close_matches(name, known, 1, 0.5)
    raise BadPolicy(f'there is no {kind}::"{name[:40]}"', where,
                    f'try {kind}::"{near[0]}"' if near else f"there are: {', '.join(known)}")  # fmt: skip


def _closed(words: list[Word]) -> None:
    """Every bracket is closed by its own kind, and not too many stand in each other."""
    opened: list[Word] = []
    for word in words:
        if word.kind == "mark" and word.text in OPENS:
            opened.append(word)
            if len(opened) > DEPTH:
                raise BadPolicy(f"more than {DEPTH} brackets stand in each other", f"line {word.line}",
                                "say it in several rules")  # fmt: skip
        elif word.kind == "mark" and word.text in CLOSES:
            if not opened or OPENS.index(opened.pop().text) != CLOSES.index(word.text):
                raise BadPolicy(f"this {word.text} closes nothing", f"line {word.line}", "look for its other half")
    if opened:
        raise BadPolicy(f"this {opened[-1].text} is never closed", f"line {opened[-1].line}",
                        f"close it with {CLOSES[OPENS.index(opened[-1].text)]}")  # fmt: skip


def _rule(words: list[Word], text: str) -> Rule:
    said, meant = _told(words, text)
    if len(meant) > WORDS:
        raise BadPolicy(f"this rule has {len(meant)} words and marks", f"line {meant[0].line}",
                        f"{WORDS} at most: say it in several rules")  # fmt: skip
    return Rule(meant[0].line, said, text[meant[0].start : meant[-1].end])


def _told(words: list[Word], text: str) -> tuple[str, list[Word]]:
    """The sentence right above a rule, with no empty line between, and the words of the rule."""
    meant = [word for word in words if word.kind != "comment"]
    above, line = [], meant[0].line
    for word in reversed([word for word in words if word.kind == "comment" and word.start < meant[0].start]):
        if word.line != line - 1:
            break
        above.insert(0, word.text.removeprefix("//").strip())
        line = word.line
    return " ".join(above), meant
