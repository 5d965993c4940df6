"""Reads the sources of the house for tests/test_architecture.py: who makes a gate's type, how long, how wide."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "photophore"

# what passes a gate -> the one file that may make it
GATES = {
    "Given": "commons/consent.py",
    "Shown": "light/consent.py",
    "Frame": "light/guard.py",
    "Cue": "light/guard.py",
}
TWIN = "light/fast.py"
ASKS = {"isinstance", "issubclass", "cast", "Annotated"}  # calls that may be told a type: they make nothing
COPIES = {"copy", "deepcopy", "replace", "_replace", "__replace__", "__copy__", "__deepcopy__", "__reduce_ex__"}
COMPILED = {"formula", "njit", "jit", "vectorize", "guvectorize", "cfunc", "register_jitable", "compiled"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def names() -> list[str]:
    """Every Python file of the house, as in "light/guard.py"."""
    return [path.relative_to(HOUSE).as_posix() for path in sorted(HOUSE.rglob("*.py"))]


def read(name: str) -> str:
    return (HOUSE / name).read_text(encoding="utf-8")


def makers(text: str) -> list[tuple[int, str, str]]:
    """(line, gate type, how) of everything that makes, copies, changes or hands on the maker of a gate's type."""
    tree = ast.parse(text)
    types = _names_of_types(tree)
    things = _names_of_things(tree, types)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found += _made_by_call(node, types, things)
        elif isinstance(node, ast.ClassDef):
            found += [(node.lineno, gate, "is a base class") for base in node.bases if (gate := _gate(base, types))]
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Delete):
            targets = node.targets if isinstance(node, ast.Assign | ast.Delete) else [node.target]
            found += [(node.lineno, gate, "is changed") for it in targets if (gate := _changed(it, things))]
    return found


def _made_by_call(node: ast.Call, types: dict, things: dict) -> list:
    told = [*node.args, *(keyword.value for keyword in node.keywords)]
    call = node.func
    if gate := _gate(call, types):
        return [(node.lineno, gate, "is made")]
    name = _named(call)
    if isinstance(call, ast.Attribute) and (gate := _gate(call.value, types)):
        return [(node.lineno, gate, f"is made by {name}")]  # Frame.__new__(...), Frame._make(...)
    if name in COPIES:
        owner = call.value if isinstance(call, ast.Attribute) else None
        return [(node.lineno, gate, f"is made by {name}") for it in [owner, *told] if (gate := _thing(it, things))]
    if _is_type_of(call, things):
        return [(node.lineno, _is_type_of(call, things), "is made by its own type")]
    if name in ("getattr", "__getattribute__", "attrgetter"):
        named = [it.value for it in told if isinstance(it, ast.Constant) and it.value in GATES]
        return [(node.lineno, gate, "is reached by a string") for gate in named]
    if name in ("setattr", "__setattr__", "delattr", "__delattr__"):
        return [(node.lineno, gate, f"is changed by {name}") for it in told if (gate := _thing(it, things))]
    if name in ASKS:
        return []
    return [(node.lineno, gate, f"its maker is handed to {name}") for it in told if (gate := _gate(it, types))]


def _names_of_types(tree: ast.AST) -> dict[str, str]:
    """Name in this file -> gate type; follows `import ... as` and `Other = Frame`, wherever it stands."""
    types = {gate: gate for gate in GATES}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            types |= {it.asname: it.name for it in node.names if it.asname and it.name in GATES}
    for _ in range(3):  # aliases of aliases
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and (gate := _gate(node.value, types)):
                types |= {it.id: gate for it in node.targets if isinstance(it, ast.Name)}
    return types


def _names_of_things(tree: ast.AST, types: dict[str, str]) -> dict[str, str]:
    """Name in this file -> gate type of what it holds: `frame`, or any argument or variable annotated as one."""
    things = {gate.lower(): gate for gate in GATES}
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation is not None and (gate := _gate(node.annotation, types)):
            things[node.arg] = gate
        if isinstance(node, ast.AnnAssign) and (gate := _gate(node.annotation, types)):
            things[node.target.id if isinstance(node.target, ast.Name) else getattr(node.target, "attr", "")] = gate
    return things


def _gate(node: ast.AST | None, types: dict[str, str]) -> str | None:
    """The gate type that an expression names: `Frame`, `words.Frame`, an alias, a string annotation."""
    if isinstance(node, ast.Attribute):
        return node.attr if node.attr in GATES else None
    if isinstance(node, ast.Name):
        return types.get(node.id)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return types.get(node.value)
    return None


def _thing(node: ast.AST | None, things: dict[str, str]) -> str | None:
    """The gate type of what an expression holds: `frame`, `self.frame`."""
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None)
    return things.get(name)


def _changed(target: ast.AST, things: dict[str, str]) -> str | None:
    """The gate type of the thing of which an assignment changes a part: `frame.light = ...`, `frame.light[0] = ...`."""
    while isinstance(target, ast.Subscript):
        target = target.value
    return _thing(target.value, things) if isinstance(target, ast.Attribute) else None


def _is_type_of(call: ast.AST, things: dict[str, str]) -> str | None:
    """`type(frame)(...)` and `frame.__class__(...)`, also of a thing whose name tells nothing."""
    if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "type" and len(call.args) == 1:
        return _thing(call.args[0], things) or "something"
    if isinstance(call, ast.Attribute) and call.attr == "__class__":
        return _thing(call.value, things) or "something"
    return None


def dice(text: str) -> list[tuple[int, str]]:
    """(line, what) of chance from a generator, and of writing to disk."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and node.attr == "random" and _named(node.value) in ("np", "numpy"):
            found.append((node.lineno, "np.random"))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("numpy"):
            parts = {*node.module.split("."), *(it.name for it in node.names)}
            found += [(node.lineno, "numpy.random")] if "random" in parts else []
        if isinstance(node, ast.Call):
            name = _named(node.func)
            if name in WRITES or (name == "open" and set(_mode(node)) & set("wax+")):
                found.append((node.lineno, name))
    return found


WRITES = {"write_text", "write_bytes", "mkdir", "unlink", "rename", "touch", "rmdir", "tofile", "save", "savez"}


def _mode(call: ast.Call) -> str:
    """The mode of `open(path, mode)` or `path.open(mode)`; "r" where it is not told."""
    place = 1 if isinstance(call.func, ast.Name) else 0
    told = [*call.args[place : place + 1], *(it.value for it in call.keywords if it.arg == "mode")]
    return next((str(it.value) for it in told if isinstance(it, ast.Constant)), "r")


def _named(node: ast.AST) -> str:
    """The last word of a name: `open` of `path.open`."""
    return getattr(node, "attr", getattr(node, "id", ""))


def functions(text: str) -> Iterator[tuple[str, Function, int]]:
    """(name with its class, node, lines without docstring) of every function, nested ones on their own as well."""
    def walk(node: ast.AST, prefix: str) -> Iterator:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, Function):
                yield prefix + child.name, child, length(child)
            inner = f"{prefix}{child.name}." if isinstance(child, Function | ast.ClassDef) else prefix
            yield from walk(child, inner)

    yield from walk(ast.parse(text), "")


def length(function: Function) -> int:
    """Lines from `def` to the end, without the docstring and without the decorators."""
    first = function.body[0]
    docstring = isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str)
    return function.end_lineno - function.lineno + 1 - (first.end_lineno - first.lineno + 1 if docstring else 0)


def parameters(function: Function) -> int:
    """How many things it must be told; the moment and the place to write, which maxim 4 makes arguments, are free."""
    told = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return len([it for it in told if it.arg not in ("self", "cls", "tick", "out")])


def compilers(text: str) -> set[str]:
    """Names in this file that compile a function: numba's own, and `compiled = njit(nogil=True)`."""
    given = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Assign)]
    return COMPILED | {_named(it) for node in given if _decorator(node.value) in COMPILED for it in node.targets}


def is_compiled(function: Function, compilers: set[str]) -> bool:
    return bool(compilers & {_decorator(it) for it in function.decorator_list})


def is_record_maker(name: str, text: str) -> bool:
    """Whether "Class.__init__" only lays its arguments down: `self.light = light` or `self._light = light`."""
    function = next(node for other, node, _ in functions(text) if other == name)
    return function.name == "__init__" and all(
        isinstance(it, ast.Assign) and str(_named(it.targets[0])).lstrip("_") == getattr(it.value, "id", None)
        for it in function.body
    )


def deferred(text: str) -> list[int]:
    """Lines of imports inside functions."""
    return [
        node.lineno
        for _, function, _ in functions(text)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def wide(text: str, names: dict) -> list[tuple[int, str]]:
    """(line, what) of every float in a compiled function that is not told its width: it would make the rest float64.

    names: what the module's own names hold; a constant of the module that is a plain float counts as well.
    """
    found, with_ = [], compilers(text)
    for _, function, _ in functions(text):
        if is_compiled(function, with_):
            found += _wide_inside(function, names, _own_names(function))
    return found


def loose(text: str) -> list[tuple[int, str]]:
    """(line, word) of fastmath, parallel loops, and anything else that lets a compiler change the light."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.keyword) and node.arg in ("fastmath", "parallel"):
            if not (isinstance(node.value, ast.Constant) and node.value.value is False):
                found.append((node.value.lineno, node.arg))
        name = _named(node)
        if name == "prange":
            found.append((node.lineno, name))
    return found


def _wide_inside(node: ast.AST, names: dict, own: set[str]) -> Iterator[tuple[int, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and _named(child.func) in WIDTHS:
            continue
        if isinstance(child, ast.Assign | ast.AugAssign) and _into_an_array(child):
            continue  # what is stored takes the width of the array
        if isinstance(child, ast.Constant) and isinstance(child.value, float):
            yield child.lineno, repr(child.value)
        if isinstance(child, ast.Name) and child.id not in own and type(names.get(child.id)) is float:
            yield child.lineno, child.id
        yield from _wide_inside(child, names, own)


WIDTHS = {"F", "float32", "float64"}  # float64 is said on purpose, for sums


def _into_an_array(node: ast.Assign | ast.AugAssign) -> bool:
    """`sums[:] = 0.0`, `sums[i] += 1.0 if here else 0.0`: nothing but numbers, into a place of an array."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    values = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
    return all(isinstance(it, ast.Subscript) for it in targets) and all(isinstance(it, ast.Constant) for it in values)


def _own_names(function: Function) -> set[str]:
    stored = {it.id for it in ast.walk(function) if isinstance(it, ast.Name) and isinstance(it.ctx, ast.Store)}
    return stored | {it.arg for it in ast.walk(function) if isinstance(it, ast.arg)}


def _decorator(node: ast.AST) -> str:
    return _named(node.func if isinstance(node, ast.Call) else node)
