"""Checks records while tests run: the comment beside each array is what jaxtyping holds it to.

`# (2, n) float32 believed valence ...` is read as Float32[ndarray, "2 n"]; a letter means the same number in the
whole record, a name in capitals is the module's own constant. So a comment that lies fails a test, and nothing
is paid for it in production. Plain functions of `sense`, `place` and `light` are held to
their annotations by beartype.
"""

import ast
import functools
import importlib
import inspect
import pkgutil
import re
import types
from pathlib import Path

import jaxtyping
import numpy as np
from beartype import BeartypeConf, beartype

HOUSE = Path(__file__).resolve().parent.parent / "photophore"
FLOORS = ("words", "sense", "glyph", "place", "watch", "light", "city", "commons")  # whose records are checked
# whose functions are checked; not glyph's: they meet whatever a stranger sends, and are called inside generators, where
# hypothesis forbids the dice with which beartype looks into a list
PURE = ("sense", "place", "watch", "light")
KINDS = "float32 float64 uint8 uint16 uint32 uint64 int8 int16 int32 int64 bool complex64"
NAMES = {kind: kind.replace("uint", "UInt").replace("int", "Int").capitalize() for kind in KINDS.split()} | {
    kind: "UInt" + kind[4:] for kind in KINDS.split() if kind.startswith("uint")
}
TOLD = re.compile(r"^\(([\w\s,/*+.-]*)\)\s*,?\s*(?:(\w+)\b)?")


def install() -> None:
    """Puts the checks in place, for every module of the floors."""
    for module in modules(FLOORS):
        for record in (it for it in vars(module).values() if inspect.isclass(it) and it.__module__ == module.__name__):
            facts = {field: fact for field, fact in told(record).items() if fact is not None}
            if facts:
                _hold(record, facts)
    for module in modules(PURE):
        for name in plain_functions(module):
            setattr(module, name, beartype(conf=BeartypeConf(is_pep484_tower=True))(getattr(module, name)))


def modules(floors) -> list[types.ModuleType]:
    """Every module of these floors that can be imported; a broken one is for its own tests to tell."""
    names = [f"photophore.{floor}" for floor in floors]
    for floor in floors:
        names += [f"photophore.{floor}.{it.name}" for it in pkgutil.iter_modules([str(HOUSE / floor)])]
    return [module for module in map(_module, names) if module]


def _module(name: str) -> types.ModuleType | None:
    try:
        return importlib.import_module(name)
    except (ImportError, SyntaxError):
        return None


def told(record: type) -> dict:
    """Field -> array type, as the comments of a record tell it; None where a comment tells no shape."""
    lines = inspect.getsource(record).splitlines()
    facts = {}
    for line in lines:
        field = re.match(r"\s+(?:self\.)?(\w+)(?:: np\.ndarray| = \1)\s*#\s*(.*)$", line)
        if field:
            facts[field[1]] = meaning(field[2], vars(inspect.getmodule(record)))
    return facts


def meaning(comment: str, names: dict):
    """The array type that a comment tells; None where it tells none."""
    found = TOLD.match(comment)
    if not found:
        return None
    axes = [_axis(axis.strip(), names) for axis in found[1].split(",") if axis.strip()]
    kind = getattr(jaxtyping, NAMES.get(found[2] or "", "Shaped"))
    return kind[np.ndarray, " ".join(axes)]


def plain_functions(module: types.ModuleType) -> list[str]:
    """Functions of a module that are neither decorated nor compiled, and have annotations."""
    tree = ast.parse(inspect.getsource(module))
    plain = [it.name for it in tree.body if isinstance(it, ast.FunctionDef) and not it.decorator_list]
    return [name for name in plain if isinstance(vars(module).get(name), types.FunctionType)]


def _axis(axis: str, names: dict) -> str:
    number = names.get(axis)
    if isinstance(number, int) and axis.isupper():
        return str(number)
    return axis if re.fullmatch(r"\d+|[a-z]\w*", axis) else "_"


def _hold(record: type, facts: dict) -> None:
    """Replaces the record's maker by one that looks at what was made."""
    maker = "__new__" if issubclass(record, tuple) else "__init__"
    plain = getattr(record, maker)

    @functools.wraps(plain)
    def checked(self, *values, **named):
        made = plain(self, *values, **named)
        look(made if maker == "__new__" else self, facts)
        return made

    setattr(record, maker, checked)


def look(made, facts: dict) -> None:
    """Fails where an array of a record is not what its comment tells."""
    with jaxtyping.jaxtyped("context"):
        for field, fact in facts.items():
            value = getattr(made, field)
            if isinstance(value, np.ndarray) and not isinstance(value, fact):
                name = f"{type(made).__name__}.{field}"
                rest = {other: np.shape(getattr(made, other)) for other in facts}
                it = f"{name} is {value.dtype}{list(value.shape)}"
                raise TypeError(f"{it}; its comment tells {fact.__name__}: {rest}")
