"""Text <-> tree. A stranger's text is read by an allow-list over Python's syntax tree; nothing of it is ever run.

A line begins with what it tells: glyph, by, says, needs, slider, colour or brightness. An indented line goes on with
the line above. `#` begins a comment.
"""

import ast
import re
from dataclasses import replace
from typing import NamedTuple

from photophore.glyph import tree
from photophore.glyph.lexicon import NAMES, WORDS, nearest
from photophore.glyph.tree import Glyph, Mix, Node, Number, Slider, Use
from photophore.words import BadGlyph

LENGTH = 4000  # characters of a whole text
TOKENS = 1000  # of one expression; the largest tree there may be needs no more
SIGNS_IN_A_ROW = 3
WORD = 40  # characters of a word or a number
TELLS = ("glyph", "by", "says", "needs", "slider", "colour", "brightness")
FREE = ("by ", "says ", "slider ", "by\t", "says\t", "slider\t")  # plain words: a `#` is kept
TOKEN = re.compile(r"[ \t\n]+|[A-Za-z_]\w*|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])|[-+*/(),=]", re.ASCII)
END = r"-?(?:\d++(?:\.\d++)?|\.\d++)(?:[eE][+-]?\d{1,3})?"  # never gone back into: long digits cost no more
SLIDES = re.compile(rf"(\S+)\s+({END})\.\.({END})\s+({END})(?=\s|$)\s*(.*)", re.ASCII | re.DOTALL)
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
RANK = {"+": 1, "-": 1, "*": 2, "/": 2}
INSTEAD = {  # what people try -> what to say
    ast.BinOp: "A glyph has no such sign",
    ast.IfExp: "A glyph cannot ask `if`: the answer differs from smile to smile; write blend(this, that, by)",
    ast.Compare: "A glyph cannot compare; write near(x, where, width) or blend(this, that, by)",
    ast.BoolOp: "A glyph has no `and` or `or`; multiply, or write blend(this, that, by)",
    ast.Lambda: "A glyph cannot make functions; use the words there are",
    ast.Tuple: "A comma can only stand between the things that a word takes",
}


class Told(NamedTuple):
    """One line of a glyph: where its words begin, and the words, line by line as the writer wrote them."""

    at: tuple[int, int]
    text: str


class Span(NamedTuple):
    """A word, a colour or a slider: where it stands in the text, and in `tree.to_json`."""

    line: int
    column: int
    length: int
    path: tuple[str | int, ...]  # as in ("brightness", 2, 1)


def read(text: str) -> Glyph:
    """The glyph that a text tells; BadGlyph says what is wrong and where (line, column)."""
    lines = _lines(text)
    for needed in ("glyph", "colour", "brightness"):
        if needed not in lines:
            raise BadGlyph(f"The line `{needed}` is missing", "", f"Add: {needed} {_sample(needed)}")
    name = lines["glyph"]
    needs = _needs(lines["needs"]) if "needs" in lines else ()
    sliders = _sliders([told for tell, told in lines.items() if tell.startswith("slider")])
    colour, brightness = (_expression(lines[tell], sliders) for tell in ("colour", "brightness"))
    _used(sliders, colour, brightness)
    by, says = (" ".join(lines[tell].text.split()) if tell in lines else "" for tell in ("by", "says"))
    try:
        return Glyph(name.text.strip(), needs, colour, brightness, by, says)
    except BadGlyph as error:
        at = error.at or lines.get("needs", name).at
        raise BadGlyph(error.what, f"line {at[0]}, column {at[1]}", error.try_, at) from None


def spans(text: str) -> list[Span]:
    """Every word, colour and slider of colour and brightness, in the order of the text; BadGlyph as `read`."""
    glyph = read(text)
    found = [*_spans(glyph.colour, ("colour",)), *_spans(glyph.brightness, ("brightness",))]
    return sorted(found)


def _spans(node: Node, path: tuple):
    if isinstance(node, Use | Slider):
        yield Span(*node.at, len(node.word if isinstance(node, Use) else node.name), path)
    for place, part in enumerate(tree.parts(node), 1):
        yield from _spans(part, (*path, place))


def _sample(tell: str) -> str:
    return {"glyph": "hearth", "colour": "amber", "brightness": "0.2 + 0.6 * breath(6)"}[tell]


def _lines(text: str) -> dict[str, Told]:
    if len(text) > LENGTH:
        raise BadGlyph("The text is too long", f"{len(text)} of at most {LENGTH} characters", "Say it shorter.")
    lines: dict[str, Told] = {}
    tell = None
    for count, whole in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        line = (whole if whole.startswith(FREE) else whole.split("#", 1)[0]).rstrip()
        if not line.strip():
            continue
        if line[0] in " \t":
            if tell is None:
                raise _bad("A glyph begins with the line `glyph` and its name", (count, 1), "Write: glyph hearth")
            gap = "\n" * (count - lines[tell].at[0] - lines[tell].text.count("\n"))  # keeps line numbers true
            lines[tell] = Told(lines[tell].at, lines[tell].text + gap + line)
            continue
        head, _, rest = line.replace("\t", " ").partition(" ")
        tell = head
        if tell not in TELLS:
            raise _bad(f"A line cannot begin with {head[:40]}", (count, 1), _tell_hint(head[:40]))
        if tell == "slider":
            tell = f"slider {count}"
        if tell in lines:
            raise _bad(f"The line `{tell}` stands here twice", (count, 1), "Keep one of them.")
        lines[tell] = Told((count, len(head) + 2), rest)
    return lines


def _sliders(told: list[Told]) -> dict[str, Slider]:
    """What may be moved, by name."""
    sliders: dict[str, Slider] = {}
    for one in told:
        found = SLIDES.match(one.text.replace("\t", " ").strip())
        if not found:
            raise _bad("A slider cannot be read", one.at, "Write: slider warmth 0..1 0.5 how warm it is")
        name, *ends, says = found.groups()
        if name in sliders:
            raise _bad(f"The slider {name[:40]} stands here twice", one.at, "Keep one of them.")
        try:
            made = tree.slider(name, *(min(max(float(end), -1e9), 1e9) for end in ends), " ".join(says.split()))
        except BadGlyph as error:
            raise _bad(error.what, one.at, error.try_) from None
        sliders[name] = replace(made, at=one.at)
    return sliders


def _used(sliders: dict[str, Slider], *nodes: Node) -> None:
    used = {part.name for node in nodes for part in tree.walk(node) if isinstance(part, Slider)}
    for name, one in sliders.items():
        if name not in used:
            raise _bad(f"The slider {name} moves nothing", one.at, "Use it in colour or brightness, or leave it out.")


def _tell_hint(head: str) -> str:
    return "Write: colour" if head in ("hue", "color") else nearest(head, TELLS)


def _needs(told: Told) -> tuple[str, ...]:
    asked = told.text.replace(",", " ").split()
    personal = tuple(name for name, word in WORDS.items() if word.need is not None)
    for name in asked:
        if name not in personal:
            raise _bad(f"A glyph cannot need {name[:40]}", told.at, nearest(name[:40], personal))
    return tuple(name for name in personal if name in asked)  # one order, so one true form


def _bad(what: str, at: tuple[int, int], try_: str = "") -> BadGlyph:
    return BadGlyph(what, f"line {at[0]}, column {at[1]}", try_, at)


def _expression(told: Told, sliders: dict[str, Slider]) -> Node:
    """The node that an expression tells."""
    _scan(told)
    try:
        parsed = ast.parse(f"({told.text.replace(chr(9), ' ')}\n)", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        at = _place(told, getattr(error, "lineno", 1) or 1, (getattr(error, "offset", 2) or 2) - 1)
        raise _bad("This cannot be read", at, "Check the brackets, commas and signs around here.") from None
    return _Reader(told, sliders).node(parsed, 0)


def _place(told: Told, line: int, offset: int) -> tuple[int, int]:
    """Where a place in the bracketed text stands in the writer's text."""
    last = told.at[0] + told.text.count("\n")
    if line == 1:
        return told.at[0], told.at[1] + max(offset - 1, 0)
    return min(told.at[0] + line - 1, last), offset + 1


def _scan(told: Told) -> None:
    """Every character is one that a glyph can hold, and brackets close in order."""
    place, deep, count, signs = 0, 0, 0, 0
    while place < len(told.text):
        found = TOKEN.match(told.text, place)
        before = told.text[:place]
        at = _place(told, 1 + before.count("\n"), place - (before.rfind("\n") + 1) + (0 if "\n" in before else 1))
        if not found:
            raise _bad(f"A glyph cannot hold {told.text[place]!r} here", at, "Use words, numbers, + - * / ( ) and ,.")
        deep += {"(": 1, ")": -1}.get(found[0], 0)
        if deep < 0:
            raise _bad("This bracket was never opened", at, "Take it away, or open one before it.")
        if len(found[0].strip()) > WORD:
            raise _bad(f"{found[0][:WORD]} is too long for a word or a number", at, "Use the words there are.")
        if found[0].strip():
            count, signs = count + 1, signs + 1 if found[0] in RANK else 0
        if count > TOKENS or signs > SIGNS_IN_A_ROW:  # Python's own reader would take long over those
            raise _bad(tree.TOO_LONG[0], at, tree.TOO_LONG[2])
        place = found.end()
    if not told.text.strip():
        raise _bad("This line tells nothing", told.at, "Write a word, for example breath(6).")


class _Reader:
    """Walks the syntax tree of one expression, node kind by node kind; what is not listed is refused."""

    def __init__(self, told: Told, sliders: dict[str, Slider]):
        self.told, self.sliders = told, sliders
        self.seen = 0

    def node(self, parsed: ast.expr, depth: int) -> Node:
        at = _place(self.told, parsed.lineno, parsed.col_offset)
        self.seen += 1
        if self.seen > tree.NODES or depth > tree.DEPTH:
            raise _bad(tree.TOO_LONG[0], at, tree.TOO_LONG[2])
        try:
            return self._made(parsed, at, depth + 1)
        except BadGlyph as error:
            place = error.at or at
            where = error.where or f"line {place[0]}, column {place[1]}"
            raise BadGlyph(error.what, where, error.try_, place) from None

    def _made(self, parsed: ast.expr, at, depth: int) -> Node:
        match parsed:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return tree.number(min(value, 1e9), at)
            case ast.Name(id=word) if word in self.sliders:
                return replace(self.sliders[word], at=at)
            case ast.Name(id=word) if word not in NAMES:
                raise _bad(f"There is no word {word[:40]}", at, nearest(word[:40], (*NAMES, *self.sliders)))
            case ast.Name(id=word):
                return tree.use(word, (), at)
            case ast.UnaryOp(op=ast.UAdd(), operand=of):
                return self.node(of, depth)
            case ast.UnaryOp(op=ast.USub(), operand=of):
                return tree.mix("-", tree.number(0.0, at), self.node(of, depth), at)
            case ast.BinOp(left=this, op=sign, right=that) if type(sign) in SIGNS:
                return tree.mix(SIGNS[type(sign)], self.node(this, depth), self.node(that, depth), at)
            case ast.Call(func=ast.Name(id=word), args=args, keywords=named):
                return tree.use(word, self._args(word, args, named, at, depth), at)
        raise _bad(INSTEAD.get(type(parsed), "A glyph cannot say this"), at, "Use words, numbers, + - * and /.")

    def _args(self, word: str, args, named, at, depth: int) -> tuple[Node, ...]:
        """What a word takes, in its order; names may be given, as in blend(amber, rose, by=ease)."""
        if word in self.sliders:
            raise _bad(f"{word} takes nothing", at, f"Write {word} alone.")
        if word not in NAMES:
            raise _bad(f"There is no word {word[:40]}", at, nearest(word[:40]))
        slots = [slot.name for slot in WORDS[word].takes] if word in WORDS else []
        given = {slot: self.node(arg, depth) for slot, arg in zip(slots, args, strict=False)}
        for keyword in named:
            if keyword.arg not in slots or keyword.arg in given:
                raise _bad(f"{word} cannot take {keyword.arg} here", at, f"Write {WORDS[word].signature}."
                           if slots else f"Write {word} alone.")  # fmt: skip
            given[keyword.arg] = self.node(keyword.value, depth)
        if len(given) < len(slots) or len(args) > len(slots) or not slots:
            how = WORDS[word].signature if slots else f"{word} alone"
            raise _bad(f"{word} takes {len(slots) or 'nothing'}, not {len(args) + len(named)}", at, f"Write {how}.")
        return tuple(given[slot] for slot in slots)


def say(glyph: Glyph) -> str:
    """The text of a glyph; `read(say(glyph)) == glyph`."""
    lines = {
        "glyph": glyph.name,
        "by": glyph.by,
        "says": glyph.says,
        "needs": ", ".join(glyph.needs),
        "slider": "\nslider     ".join(map(_slides, glyph.sliders)),
        "colour": phrase(glyph.colour),
        "brightness": phrase(glyph.brightness),
    }
    return "".join(f"{tell:<10} {told}\n" for tell, told in lines.items() if told)


def _slides(one: Slider) -> str:
    least, most, value = map(_plain, (one.least, one.most, one.value))
    return f"{one.name} {least}..{most} {value} {one.says}".rstrip()


def _plain(value: float) -> str:
    return repr(value).removesuffix(".0")


def phrase(node: Node, rank: int = 0) -> str:
    """One expression as text; brackets only where the meaning needs them."""
    if isinstance(node, Number):
        text = _plain(node.value)
        return f"({text})" if node.value < 0 and rank else text
    if isinstance(node, Slider):
        return node.name
    if isinstance(node, Mix):
        own = RANK[node.op]
        text = f"{phrase(node.this, own)} {node.op} {phrase(node.that, own + 1)}"
        return f"({text})" if own < rank else text
    return f"{node.word}({', '.join(map(phrase, node.args))})" if node.args else node.word
