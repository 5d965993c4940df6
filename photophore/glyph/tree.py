"""What a glyph is: three kinds of node, one normal form, and the checks that every glyph has passed.

Build nodes with `number`, `use` and `mix`: they fold constants and check kinds, so that whatever way a glyph is
written, the same light is the same tree.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from photophore.glyph.lexicon import COLOURS, WORDS, Kind, Slot, nearest
from photophore.words import BadGlyph, Signal

NODES = 200  # in one glyph, so that its kernel stays small
DEPTH = 100  # of nested nodes; a chain of sums is deep, so nodes are the real limit
LARGEST = 1000.0  # of any number
SMALLEST_DIVISOR = 0.001
SAYS, BY = 200, 80  # characters
TOO_LONG = ("The glyph is too long", "", f"Use at most {NODES} words, numbers and signs.")
NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}\Z")

At = tuple[int, int] | None  # line and column in the writer's text, both from 1


@dataclass(frozen=True, slots=True)
class Number:
    """A plain number."""

    value: float
    at: At = field(default=None, compare=False)
    size: int = field(default=1, init=False, compare=False)
    depth: int = field(default=1, init=False, compare=False)
    kind: Kind = field(default=Kind.NUMBER, init=False, compare=False)


@dataclass(frozen=True, slots=True)
class Use:
    """A word or a colour of the lexicon, with what it takes."""

    word: str
    args: tuple["Node", ...] = ()
    at: At = field(default=None, compare=False)
    size: int = field(default=1, compare=False)
    depth: int = field(default=1, compare=False)
    kind: Kind = field(default=Kind.NUMBER, compare=False)


@dataclass(frozen=True, slots=True)
class Mix:
    """this + that, this - that, this * that or this / that."""

    op: str
    this: "Node"
    that: "Node"
    at: At = field(default=None, compare=False)
    size: int = field(default=1, compare=False)
    depth: int = field(default=1, compare=False)
    kind: Kind = field(default=Kind.NUMBER, compare=False)


Node = Number | Use | Mix


def number(value: float, at: At = None) -> Number:
    """A number from -1000 to 1000."""
    value = float(value) + 0.0  # never -0.0: one true form
    if not abs(value) <= LARGEST:
        raise BadGlyph("A number is too large", "", f"Stay between -{LARGEST:g} and {LARGEST:g}.", at)
    return Number(value, at)


def mix(op: str, this: Node, that: Node, at: At = None) -> Node:
    """this op that; two numbers become one."""
    if op not in ("+", "-", "*", "/"):
        raise BadGlyph(f"A glyph cannot use {op}", "", "Use +, -, * and /.", at)
    if op == "/" and not (isinstance(that, Number) and abs(that.value) >= SMALLEST_DIVISOR):
        raise BadGlyph("Only a plain number that is not 0 can stand below a /", "", "Multiply instead.", at)
    if isinstance(this, Number) and isinstance(that, Number):
        return number(_fold(op, this.value, that.value), at)
    kind = Kind.NUMBER
    if Kind.COLOUR in (this.kind, that.kind):
        kind = Kind.COLOUR
        if op != "*" or this.kind is that.kind:
            raise BadGlyph(f"A colour cannot stand beside {op} here", "", "Multiply a colour by a number, or write "
                           "blend(this, that, by).", at)  # fmt: skip
    return _measured(Mix(op, this, that, at, 1 + this.size + that.size, 1 + max(this.depth, that.depth), kind))


def _fold(op: str, this: float, that: float) -> float:
    if op == "/":
        return this / that
    return this + that if op == "+" else this - that if op == "-" else this * that


def use(word: str, args: tuple[Node, ...] = (), at: At = None) -> Use:
    """A word with what it takes."""
    if word in COLOURS:
        takes, kind = (), Kind.COLOUR
    elif word in WORDS:
        takes, kind = WORDS[word].takes, WORDS[word].gives
    else:
        raise BadGlyph(f"There is no word {word[:40]}", "", nearest(word[:40]), at)
    if len(args) != len(takes):
        how = f"Write {WORDS[word].signature}." if word in WORDS else f"Write {word} alone."
        raise BadGlyph(f"{word} takes {len(takes) or 'nothing'}, not {len(args)}", "", how, at)
    if kind is None:  # blend: both of one kind
        kind = args[0].kind
        if args[1].kind is not kind:
            raise BadGlyph(f"{word} needs two of a kind, not a number and a colour", "", "", at)
    for place, (slot, arg) in enumerate(zip(takes, args, strict=True)):
        wanted = kind if takes[0].name == "this" and place < 2 else Kind.NUMBER
        _check(word, slot, arg, wanted)
    size, depth = 1 + sum(arg.size for arg in args), 1 + max((arg.depth for arg in args), default=0)
    return _measured(Use(word, tuple(args), at, size, depth, kind))


def _check(word: str, slot: Slot, arg: Node, wanted: Kind) -> None:
    if arg.kind is not wanted:
        raise BadGlyph(f"{word} needs {wanted.value} for {slot.name}, not {arg.kind.value}", "", "", arg.at)
    if slot.fixed and not isinstance(arg, Number):
        raise BadGlyph(f"{word} needs a plain number for {slot.name}", "", "It cannot change with time.", arg.at)
    if slot.fixed and not slot.least <= arg.value <= slot.most:
        raise BadGlyph(f"{word} cannot have {slot.name} {arg.value:g}", "",
                       f"Choose {slot.least:g} to {slot.most:g}.", arg.at)  # fmt: skip


def _measured(node: Node) -> Node:
    if node.size > NODES:
        raise BadGlyph(*TOO_LONG, node.at)
    if node.depth > DEPTH:
        raise BadGlyph("The glyph is nested too deeply", "", "Use fewer brackets.", node.at)
    return node


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, each before what is inside it."""
    yield node
    for part in parts(node):
        yield from walk(part)


def parts(node: Node) -> tuple[Node, ...]:
    """What stands directly inside a node."""
    if isinstance(node, Use):
        return node.args
    return (node.this, node.that) if isinstance(node, Mix) else ()


@dataclass(frozen=True)
class Glyph:
    """A design of light. `needs` are the words about the wearer that it reads: the consent question."""

    name: str
    needs: tuple[str, ...]
    colour: Node
    brightness: Node
    by: str = ""
    says: str = ""

    def __post_init__(self):
        if not NAME.match(self.name):
            raise BadGlyph("A glyph's name is not right", repr(self.name[:40]), "Use small letters, digits, - and _.")
        for text, most, line in ((self.by, BY, "by"), (self.says, SAYS, "says")):
            if len(text) > most or not text.isprintable() or text != " ".join(text.split()):
                raise BadGlyph(f"The line `{line}` is not right", "", f"Use one line of at most {most} characters.")
        if self.colour.kind is not Kind.COLOUR:
            raise BadGlyph("colour needs a colour, not a number", "", nearest("", COLOURS), self.colour.at)
        if self.brightness.kind is not Kind.NUMBER:
            raise BadGlyph("brightness needs a number, not a colour", "", "Try breath(6).", self.brightness.at)
        if self.colour.size + self.brightness.size > NODES:
            raise BadGlyph(*TOO_LONG, self.brightness.at)
        read = reads(self.colour, self.brightness)
        if tuple(self.needs) != read:
            raise BadGlyph(f"The glyph reads {', '.join(read) or 'nothing'} but says it needs "
                           f"{', '.join(self.needs)[:80] or 'nothing'}", "", _needs_line(read))  # fmt: skip

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """What must be granted to show it, in order."""
        return tuple(sorted({WORDS[word].need for word in self.needs}))

    @cached_property
    def rates(self) -> tuple[float, ...]:
        """Times a minute of each clock it needs, in the order of first use."""
        nodes = [*walk(self.colour), *walk(self.brightness)]
        timed = [node.args[0].value for node in nodes if isinstance(node, Use) and _timed(node.word)]
        return tuple(dict.fromkeys(timed))

    @cached_property
    def hash(self) -> str:
        """sha256 of its light, in hex: name and author do not change it."""
        light = {"v": 1, "colour": _plain(self.colour), "brightness": _plain(self.brightness)}
        return hashlib.sha256(json.dumps(light, separators=(",", ":"), sort_keys=True).encode()).hexdigest()


def _timed(word: str) -> bool:
    return word in WORDS and WORDS[word].timed


def _needs_line(read: tuple[str, ...]) -> str:
    return f"Write: needs {', '.join(read)}." if read else "Leave the line `needs` out."


def reads(*nodes: Node) -> tuple[str, ...]:
    """The words about the wearer that nodes read, in the lexicon's order."""
    used = {part.word for node in nodes for part in walk(node) if isinstance(part, Use)}
    return tuple(name for name, word in WORDS.items() if word.need is not None and name in used)


def to_json(glyph: Glyph) -> dict:
    """As phones read it: numbers, and lists that begin with a word or a sign."""
    return {
        "v": 1,
        "name": glyph.name,
        "needs": list(glyph.needs),
        "colour": _plain(glyph.colour),
        "brightness": _plain(glyph.brightness),
        "by": glyph.by,
        "says": glyph.says,
    }


def _plain(node: Node):
    if isinstance(node, Number):
        return node.value
    head = node.op if isinstance(node, Mix) else node.word
    return [head, *map(_plain, parts(node))]


def from_json(tree: dict) -> Glyph:
    """The glyph again; refuses what `to_json` cannot have made."""
    if not isinstance(tree, dict) or tree.get("v") != 1:
        raise BadGlyph("This is not a glyph of version 1", "", "Ask the sender to update.")
    texts = [tree.get(key, "") for key in ("name", "by", "says")]
    needs = tree.get("needs", [])
    if not all(isinstance(text, str) for text in texts) or not isinstance(needs, list):
        raise BadGlyph("A glyph's name, by, says or needs is not text")
    colour, brightness = _node(tree.get("colour"), 0), _node(tree.get("brightness"), 0)
    return Glyph(texts[0], tuple(map(str, needs[:9])), colour, brightness, texts[1], texts[2])


def _node(tree, depth: int) -> Node:
    if depth > DEPTH:
        raise BadGlyph("The glyph is nested too deeply", "", "Use fewer brackets.")
    if isinstance(tree, int | float) and not isinstance(tree, bool):
        return number(tree if abs(tree) <= LARGEST else float("inf"))
    if not isinstance(tree, list) or not tree or not isinstance(tree[0], str) or len(tree) > 4:
        raise BadGlyph("A glyph holds only numbers, and lists that begin with a word")
    args = tuple(_node(part, depth + 1) for part in tree[1:])
    if tree[0] in "+-*/" and len(args) == 2:
        return mix(tree[0], *args)
    return use(tree[0], args)
