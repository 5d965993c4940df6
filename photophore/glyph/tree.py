"""What a glyph is: four kinds of node, one normal form, and the checks that every glyph has passed.

Build nodes with `number`, `slider`, `use` and `mix`: they fold constants and check kinds, so that whatever way a
glyph is written, the same light is the same tree.
"""

import hashlib
import json
import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from photophore.glyph.lexicon import COLOURS, NAMES, WORDS, Kind, Slot, nearest
from photophore.words import BadGlyph, Signal

NODES = 200  # in one glyph, so that its kernel stays small
DEPTH = 100  # of nested nodes; a chain of sums is deep, so nodes are the real limit
LARGEST = 1000.0  # of any number
SMALLEST_DIVISOR = 0.001
SAYS, BY = 200, 80  # characters
SLIDERS = 4  # in one glyph: as many as a hand can try
TOO_LONG = ("The glyph is too long", "", f"Use at most {NODES} words, numbers and signs.")
NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}\Z")
SLIDER = re.compile(r"[a-z][a-z0-9_]{0,19}\Z")

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
class Slider:
    """A number that whoever wears the glyph may move between two ends; it is drawn as its value."""

    name: str
    least: float
    most: float
    value: float
    at: At = field(default=None, compare=False)
    says: str = ""  # what it changes, in plain words
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


Node = Number | Slider | Use | Mix


def number(value: float, at: At = None) -> Number:
    """A number from -1000 to 1000."""
    value = float(value) + 0.0  # never -0.0: one true form
    if not abs(value) <= LARGEST:
        raise BadGlyph("A number is too large", "", f"Stay between -{LARGEST:g} and {LARGEST:g}.", at)
    return Number(value, at)


def slider(name: str, least: float, most: float, value: float, says: str = "") -> Slider:
    """A number from `least` to `most` that begins at `value`; BadGlyph where there is none, or the name is taken."""
    if not SLIDER.match(name) or keyword.iskeyword(name):
        raise BadGlyph("A slider's name is not right", repr(name[:40]), "Use at most 20 small letters, digits and _.")
    if name in NAMES:
        raise BadGlyph(f"A slider cannot be called {name}", "", f"{name} is a word already; choose another.")
    least, most, value = (number(end).value for end in (least, most, value))
    if not least < most:
        raise BadGlyph(f"The slider {name} has no room", "", "Write the smaller end first, as in 0..1.")
    _within(Slider(name, least, most, value), value)
    if not _is_line(says, BY):
        raise BadGlyph(f"The words of the slider {name} are not right", "", f"Use one line of at most {BY} characters.")
    return Slider(name, least, most, value, says=says)


def _within(of: Slider, value: float) -> float:
    if not of.least <= value <= of.most:
        raise BadGlyph(f"The slider {of.name} cannot stand at {value:g}", "",
                       f"Choose {of.least:g} to {of.most:g}.", of.at)  # fmt: skip
    return value


def _is_line(text: str, most: int) -> bool:
    return len(text) <= most and text.isprintable() and text == " ".join(text.split())


def ends(node: Node) -> tuple[float, float] | None:
    """The least and most that a plain number or a slider can be; None of anything that changes by itself."""
    if isinstance(node, Number):
        return node.value, node.value
    return (node.least, node.most) if isinstance(node, Slider) else None


def mix(op: str, this: Node, that: Node, at: At = None) -> Node:
    """this op that; two numbers become one."""
    if op not in ("+", "-", "*", "/"):
        raise BadGlyph(f"A glyph cannot use {op}", "", "Use +, -, * and /.", at)
    if op == "/" and not _divides(that):
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


def _divides(node: Node) -> bool:
    """A plain number or a slider that is never 0."""
    low, high = ends(node) or (0.0, 0.0)
    return low >= SMALLEST_DIVISOR or high <= -SMALLEST_DIVISOR


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
    if not slot.fixed:
        return
    reach = ends(arg)
    if reach is None:
        raise BadGlyph(f"{word} needs a plain number for {slot.name}", "",
                       "It cannot change with time; a slider may stand here.", arg.at)  # fmt: skip
    if not (slot.least <= reach[0] and reach[1] <= slot.most):
        told = f"{arg.value:g}" if isinstance(arg, Number) else f"{reach[0]:g} to {reach[1]:g}"
        raise BadGlyph(f"{word} cannot have {slot.name} {told}", "",
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
            if not _is_line(text, most):
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
        _agree(self.sliders)

    @cached_property
    def sliders(self) -> tuple[Slider, ...]:
        """What may be moved, each once, in the order of first use."""
        nodes = [*walk(self.colour), *walk(self.brightness)]
        return tuple(dict.fromkeys(node for node in nodes if isinstance(node, Slider)))

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


def _agree(sliders: tuple[Slider, ...]) -> None:
    """A name means one slider, and there are not too many."""
    named: dict[str, Slider] = {}
    for one in sliders:
        if named.setdefault(one.name, one) != one:
            raise BadGlyph(f"The slider {one.name} is two different ones", "", "Give one of them another name.", one.at)
    if len(named) > SLIDERS:
        raise BadGlyph("There are too many sliders", "", f"Use at most {SLIDERS}.", sliders[SLIDERS].at)


def _timed(word: str) -> bool:
    return word in WORDS and WORDS[word].timed


def _needs_line(read: tuple[str, ...]) -> str:
    return f"Write: needs {', '.join(read)}." if read else "Leave the line `needs` out."


def reads(*nodes: Node) -> tuple[str, ...]:
    """The words about the wearer that nodes read, in the lexicon's order."""
    used = {part.word for node in nodes for part in walk(node) if isinstance(part, Use)}
    return tuple(name for name, word in WORDS.items() if word.need is not None and name in used)


def set_(glyph: Glyph, values: Mapping[str, float]) -> Glyph:
    """The glyph with its sliders at these values; BadGlyph where one is unknown, or would stand outside its ends."""
    known = {one.name: one for one in glyph.sliders}
    for name, value in values.items():
        if name not in known:
            hint = nearest(name[:40], tuple(known)) if known else "It has no sliders."
            raise BadGlyph(f"{glyph.name} has no slider {name[:40]}", "", hint)
        _within(known[name], number(value).value)
    moved = {name: replace(one, value=number(values.get(name, one.value)).value) for name, one in known.items()}
    return replace(glyph, colour=_moved(glyph.colour, moved), brightness=_moved(glyph.brightness, moved))


def _moved(node: Node, sliders: dict[str, Slider]) -> Node:
    if isinstance(node, Slider):
        return replace(sliders[node.name], at=node.at)
    if isinstance(node, Use):
        return replace(node, args=tuple(_moved(arg, sliders) for arg in node.args))
    if isinstance(node, Mix):
        return replace(node, this=_moved(node.this, sliders), that=_moved(node.that, sliders))
    return node


def to_json(glyph: Glyph) -> dict:
    """As phones read it: numbers, and lists that begin with a word or a sign; `sliders` holds their plain words."""
    words = {one.name: one.says for one in glyph.sliders if one.says}
    return ({"sliders": words} if words else {}) | {
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
    if isinstance(node, Slider):
        return ["slider", node.name, node.least, node.most, node.value]
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
    words = tree.get("sliders", {})
    if not isinstance(words, dict) or not all(isinstance(text, str) for text in words.values()):
        raise BadGlyph("The words of a glyph's sliders are not text")
    colour, brightness = _node(tree.get("colour"), words, 0), _node(tree.get("brightness"), words, 0)
    return Glyph(texts[0], tuple(map(str, needs[:9])), colour, brightness, texts[1], texts[2])


def _node(tree, words: dict[str, str], depth: int) -> Node:
    """words: what each slider says."""
    if depth > DEPTH:
        raise BadGlyph("The glyph is nested too deeply", "", "Use fewer brackets.")
    if _is_number(tree):
        return number(tree if abs(tree) <= LARGEST else float("inf"))
    if isinstance(tree, list) and len(tree) == 5 and tree[0] == "slider":
        return _slider(tree[1:], words)
    if not isinstance(tree, list) or not tree or not isinstance(tree[0], str) or len(tree) > 4:
        raise BadGlyph("A glyph holds only numbers, and lists that begin with a word")
    args = tuple(_node(part, words, depth + 1) for part in tree[1:])
    if tree[0] in "+-*/" and len(args) == 2:
        return mix(tree[0], *args)
    return use(tree[0], args)


def _slider(told: list, words: dict[str, str]) -> Slider:
    if not isinstance(told[0], str) or not all(_is_number(end) and abs(end) <= LARGEST for end in told[1:]):
        raise BadGlyph("A slider holds a name, two ends and where it stands")
    return slider(*told, words.get(told[0], ""))


def _is_number(tree) -> bool:
    return isinstance(tree, int | float) and not isinstance(tree, bool)
