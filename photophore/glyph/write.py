"""A traced Python function -> the same tree as the text gives.

The function is called once, with symbols; its parameters are what the glyph needs, its docstring what it says.
Write glyphs in Python only for yourself: this runs the function. What strangers send is text (`read`).

    from photophore.glyph.write import amber, blend, breath, glyph, rose

    @glyph
    def hearth(ease):
        return {"colour": blend(amber, rose, by=ease), "brightness": breath(6) * (0.2 + 0.6 * ease)}
"""

import inspect
from collections.abc import Callable

from photophore.glyph import tree
from photophore.glyph.lexicon import COLOURS, WORDS, nearest
from photophore.glyph.tree import Glyph, Node
from photophore.words import BadGlyph

ASK = "A glyph cannot ask `if`: the answer differs from smile to smile"
INSTEAD = "Write blend(this, that, by) instead."


class Symbol:
    """Stands for a node while a function is traced; operators on it build the tree."""

    __slots__ = ("node",)
    __hash__ = None

    def __init__(self, node: Node):
        self.node = node

    def __add__(self, other):
        return _mixed("+", self, other)

    def __radd__(self, other):
        return _mixed("+", other, self)

    def __sub__(self, other):
        return _mixed("-", self, other)

    def __rsub__(self, other):
        return _mixed("-", other, self)

    def __mul__(self, other):
        return _mixed("*", self, other)

    def __rmul__(self, other):
        return _mixed("*", other, self)

    def __truediv__(self, other):
        return _mixed("/", self, other)

    def __rtruediv__(self, other):
        return _mixed("/", other, self)

    def __neg__(self):
        return _mixed("-", 0.0, self)

    def __pos__(self):
        return self

    def __bool__(self):
        raise BadGlyph(ASK, "", INSTEAD)

    def _cannot_compare(self, other):
        raise BadGlyph("A glyph cannot compare", "", "Write near(x, where, width) or blend(this, that, by).")

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _cannot_compare

    def __pow__(self, other):
        raise BadGlyph("A glyph has no powers", "", "Multiply, or write soft(x).")

    __rpow__ = __mod__ = __floordiv__ = __pow__

    def __float__(self):
        raise BadGlyph("A word of a glyph is not one number: it differs from smile to smile", "", INSTEAD)

    __int__ = __index__ = __float__

    def __call__(self, *args, **named):
        raise BadGlyph(f"{_name(self.node)} takes nothing", "", f"Write {_name(self.node)} alone.")


def _name(node: Node) -> str:
    return getattr(node, "word", getattr(node, "name", "This"))


def _node(value) -> Node:
    if isinstance(value, Symbol):
        return value.node
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadGlyph(f"A glyph cannot hold {type(value).__name__}", "", "Use numbers and the words of the lexicon.")
    return tree.number(value)


def _mixed(op: str, this, that) -> Symbol:
    return Symbol(tree.mix(op, _node(this), _node(that)))


def _spoken(name: str):
    """A word of the lexicon as Python: a symbol, or a function that takes what the word takes."""
    if name in COLOURS or not WORDS[name].takes:
        return Symbol(tree.use(name))
    parameters = [inspect.Parameter(slot.name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for slot in WORDS[name].takes]
    signature = inspect.Signature(parameters)

    def word(*args, **named):
        try:
            bound = signature.bind(*args, **named)
        except TypeError as error:
            raise BadGlyph(f"{name}: {error}", "", f"Write {WORDS[name].signature}.") from None
        return Symbol(tree.use(name, tuple(map(_node, bound.args))))

    word.__name__, word.__doc__, word.__signature__ = name, WORDS[name].says, signature
    return word


def slider(name: str, least: float, most: float, value: float, says: str = "") -> Symbol:
    """A number that whoever wears the glyph may move: slider("warmth", 0, 1, 0.5, "how warm it is")."""
    return Symbol(tree.slider(name, least, most, value, says))


def __getattr__(name: str):
    """Every word can be imported from here, a new one too."""
    if name in COLOURS or name in WORDS:
        return _spoken(name)
    raise AttributeError(f"there is no word {name}. {nearest(name)}")


def glyph(trace: Callable[..., dict]) -> Glyph:
    """Decorator: the glyph that a function tells. Parameters: what it needs; returns colour and brightness."""
    needs = tuple(inspect.signature(trace).parameters)
    personal = tuple(name for name, word in WORDS.items() if word.need is not None)
    for name in needs:
        if name not in personal:
            raise BadGlyph(f"A glyph cannot need {name}", trace.__name__, nearest(name, personal))
    told = trace(**{name: _spoken(name) for name in needs})
    if not isinstance(told, dict) or set(told) != {"colour", "brightness"}:
        raise BadGlyph("A glyph tells a colour and a brightness", trace.__name__,
                       'Return {"colour": ..., "brightness": ...}.')  # fmt: skip
    says = " ".join((trace.__doc__ or "").split())
    needs = tuple(name for name in personal if name in needs)
    return Glyph(trace.__name__, needs, _node(told["colour"]), _node(told["brightness"]), says=says)
