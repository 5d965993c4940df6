"""The house keeps its floors, its gates and its size. Each rule is also shown to find what breaks it."""

import graphlib
import importlib
import re
import shutil
import subprocess
import sys

import grimp
import pytest

from tests import house

PURE = (
    "sense/", "glyph/", "place/", "tlog/", "watch/", "light/", "words.py", "colour.py", "turns.py", "chance.py",
    "formula.py",
)  # fmt: skip
# compiles a design in a child process, and keeps it in a folder that it is given; its light is the plain account's
EXCEPTED = "glyph/kernel.py"
# every frame runs through these: one float64 constant would make a whole block float64
HOT = ("glyph/", "light/", "colour.py", "turns.py", "chance.py")
FILE, FUNCTION, PARAMETERS = 400, 40, 5  # lines, lines, things to be told; STYLE maxim 17
# functions that are long on purpose, because they tell one story from top to bottom; five at most
STORIES: set[str] = set()
DRAWERS = {"utils", "util", "common", "commonly", "helpers", "helper", "core", "base", "misc", "tools", "stuff"}


def each(rule):
    """One test for each Python file of the house, so that a failure names the file."""
    return pytest.mark.parametrize("name", house.names())(rule)


# --- floors


def lint_floors(folder) -> subprocess.CompletedProcess:
    program = "import sys; from importlinter.cli import lint_imports_command as command; sys.exit(command())"
    told = [sys.executable, "-c", program, "--no-logo", "--no-cache"]
    return subprocess.run(told, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_every_floor_imports_only_what_lies_below():
    told = lint_floors(house.ROOT)
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("light/a.py", "import photophore.loop"),
        ("glyph/a.py", "from photophore.sense import feeling"),
        ("devices/a.py", "import photophore.commons"),
        ("light/a.py", "import photophore.commons"),
        ("hub/a.py", "import photophore.pages"),
        ("light/a.py", "import time"),
        ("sense/a.py", "from random import random"),
        ("place/a.py", "import sqlite3"),
        ("attic.py", "x = 1"),  # a module that stands on no floor
    ],
)
def test_a_wrong_import_is_found(tmp_path, file, line):
    shutil.copy(house.ROOT / "pyproject.toml", tmp_path)
    for folder in "sense glyph place tlog watch light commons devices hub pages city fidelity commands".split():
        (tmp_path / "photophore" / folder).mkdir(parents=True)
        (tmp_path / "photophore" / folder / "__init__.py").touch()
    files = "__init__ words colour turns chance formula cli sense/feeling"
    for name in (*files.split(), "loop", "shards", "ground", "gathered", "players", "attached", "deck", "pace"):
        (tmp_path / "photophore" / f"{name}.py").touch()
    assert lint_floors(tmp_path).returncode == 0
    (tmp_path / "photophore" / file).write_text(line + "\n")
    told = lint_floors(tmp_path)
    assert told.returncode != 0
    assert "BROKEN" in told.stdout + told.stderr or "attic" in told.stdout + told.stderr


def test_no_import_goes_round_in_a_circle():
    graph = grimp.build_graph("photophore", cache_dir=None)
    below = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    list(graphlib.TopologicalSorter(below).static_order())  # raises CycleError, which names the circle


# --- gates


@each
def test_only_a_gate_makes_what_passes_the_gate(name):
    made = house.makers(house.read(name))
    twin = name == house.TWIN  # writes into what a gate made, as the gate does, to the bit; it makes nothing itself
    strangers = [
        f"{name}:{line}: {gate} {how}"
        for line, gate, how in made
        if house.GATES.get(gate) != name and not (twin and how.startswith("is changed"))
    ]
    assert not strangers, f"{strangers}; only {house.GATES} may"


@pytest.mark.parametrize(
    "planted",
    [
        "from photophore.words import Frame\nFrame(1, 2, 3, 4, 5)",
        "from photophore import words\nwords.Frame(1, 2, 3, 4, 5)",
        "import photophore.words as w\nw.Cue(*range(11))",
        "from photophore.words import Shown as S\nS(1, 2, 3)",
        "from photophore.words import Given\nMake = Given\nMake(1)",
        "from photophore import words\nA = words.Frame\nB = A\nB(1)",
        "from photophore.words import Frame\nFrame.__new__(Frame)",
        "from photophore.words import Frame\nobject.__new__(Frame)",
        "def f(frame):\n    return frame._replace(light=1)",
        "import dataclasses\ndef f(frame):\n    return dataclasses.replace(frame, light=1)",
        "import copy\ndef f(x: 'Frame'):\n    return copy.copy(x)",
        "from copy import deepcopy\ndef f(self):\n    return deepcopy(self.frame)",
        "def f(frame):\n    return type(frame)(1, 2)",
        "def f(anything):\n    return type(anything)(1, 2)",
        "def f(frame):\n    return frame.__class__(1, 2)",
        "from functools import partial\nfrom photophore.words import Shown\nmake = partial(Shown, 1)",
        "from photophore import words\nlist(map(words.Given, []))",
        "from photophore import words\ngetattr(words, 'Frame')(1)",
        "from photophore.words import Frame\nclass Bright(Frame):\n    pass",
        "def f(frame):\n    frame.light = 1",
        "def f(frame):\n    frame.light[0] = 255",
        "def f(given: Given):\n    given.mask |= 1",
        "def f(cue):\n    object.__setattr__(cue, 'power', 1)",
    ],
)
def test_a_hidden_maker_is_found(planted):
    assert house.makers(planted)


@pytest.mark.parametrize(
    "fair",
    [
        "from photophore.words import Frame\ndef f(frame: Frame) -> Frame:\n    return frame",
        "def f(frame):\n    return frame.light.copy()",
        "def f(frame, rows):\n    return frame.seen_by(1, rows)",
        "def f(text):\n    return text.replace('a', 'b')",
        "def f(thing: 'Frame'):\n    return isinstance(thing, Frame)",
        "def f(worn):\n    return worn._replace(teeth=1)",
        "def f(self, frame):\n    self.frame = frame",
        "def f(error):\n    return type(error).__name__",
    ],
)
def test_who_only_uses_what_passed_is_left_in_peace(fair):
    assert not house.makers(fair)


# --- no dice, no clock, no wire


@each
def test_a_pure_floor_throws_no_dice_and_writes_no_file(name):
    if name.startswith(PURE) and name != EXCEPTED:
        assert not house.dice(house.read(name))


@pytest.mark.parametrize(
    "planted",
    [
        "import numpy as np\nnp.random.default_rng(1)",
        "import numpy\nnumpy.random.seed(1)",
        "from numpy import random",
        "from numpy.random import default_rng",
        "open('a', 'w')",
        "from pathlib import Path\nPath('a').write_text('b')",
        "def f(path):\n    with path.open(mode='wb') as file:\n        pass",
    ],
)
def test_dice_and_writing_are_found(planted):
    assert house.dice(planted)


def test_reading_a_file_is_no_writing():
    assert not house.dice("open('a').read()\nopen('a', 'rb')\nopen('a', encoding='ascii')")


# --- numbers of the hot paths


@each
def test_hot_numbers_say_their_width(name):
    if name.startswith(HOT):
        names = vars(importlib.import_module(module_of(name)))
        assert not house.wide(house.read(name), names)


def test_a_wide_number_is_found():
    head = "from photophore.formula import formula\nF = np.float32\n"
    assert house.wide(head + "@formula\ndef f(x):\n    return x * 0.5", {})
    assert house.wide(head + "@njit(nogil=True)\ndef f(x):\n    return x * LIMIT", {"LIMIT": 0.5})
    assert house.wide(head + "quick = njit(nogil=True)\n@quick\ndef f(x):\n    return x * 0.5", {})
    assert house.wide(head + "@formula\ndef f(x):\n    x[0] = 0.5 * x[1]", {})
    assert not house.wide(head + "@formula\ndef f(x):\n    x[0] = 0.5", {})
    assert not house.wide(head + "@formula\ndef f(x):\n    return x * F(0.5) * np.float32(1.0 / 3)", {})
    assert not house.wide(head + "def f(x):\n    return x * 0.5", {})


@each
def test_no_compiler_may_change_the_light(name):
    assert not house.loose(house.read(name)), "fastmath removes the test for nan; parallel sums in any order"


def test_a_loose_compiler_is_found():
    assert house.loose("@njit(fastmath=True)\ndef f(): pass")
    assert house.loose("@njit(fastmath={'nnan'})\ndef f(): pass")
    assert house.loose("njit(parallel=True)(f)")
    assert house.loose("for i in numba.prange(3): pass")
    assert not house.loose("@njit(parallel=False, nogil=True)\ndef f(): pass")


# --- size


@each
def test_a_file_can_be_held(name):
    assert len(house.read(name).splitlines()) <= FILE


@pytest.mark.parametrize("folder", ["scripts", "tests", "photophore/pages/static"])
def test_other_files_can_be_held(folder):
    files = [it for kind in ("*.py", "*.js", "*.css") for it in (house.ROOT / folder).rglob(kind)]
    lengths = {str(it): len(it.read_text(encoding="utf-8").splitlines()) for it in files if "vendor" not in it.parts}
    assert not {name: lines for name, lines in lengths.items() if lines > FILE}


@each
def test_a_function_fits_on_a_screen(name):
    functions = house.functions(house.read(name))
    long = {f"{name}:{function}": lines for function, _, lines in functions if lines > FUNCTION}
    assert set(long) <= STORIES, f"{long}; split it, or make it one of five stories"


def test_there_are_five_stories_at_most():
    assert len(STORIES) <= 5


@each
def test_a_function_is_told_little(name):
    """Makers of records are excepted: they name their fields. So are compiled loops, which are told each array apart,
    and commands, whose options a person types.
    """
    if name == "cli.py" or name.startswith("commands/"):
        return
    text = house.read(name)
    compilers = house.compilers(text)
    plain = [(function, node) for function, node, _ in house.functions(text) if not house.is_compiled(node, compilers)]
    told = {function: house.parameters(node) for function, node in plain}
    many = {
        f"{name}:{function}": count
        for function, count in told.items()
        if count > PARAMETERS and not house.is_record_maker(function, text)
    }
    assert not many, f"{many}; {PARAMETERS} at most: make a record of what belongs together"


@each
def test_imports_stand_at_the_top(name):
    text = house.read(name)
    commands = name == "cli.py" or name.startswith("commands/")  # they must answer at once
    assert commands or not house.deferred(text)
    assert "from __future__ import annotations" not in text, "postponed annotations defeat the checks of shapes"


@each
def test_no_module_is_a_drawer(name):
    assert not DRAWERS & set(name.removesuffix(".py").split("/"))


@each
def test_a_module_has_a_test_of_its_name(name):
    folder, _, file = name.rpartition("/")
    if file != "__init__.py":
        wanted = house.ROOT / "tests" / folder / f"test_{file}"
        assert wanted.is_file(), f"there is no tests/{folder}/test_{file}"


def module_of(name: str) -> str:
    return "photophore." + name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


# --- what is kept


def test_what_is_kept_names_no_machine_and_leaves_no_stub():
    """Machine paths, addresses of package indexes, and notes of things to do, in all files that git keeps."""
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=house.ROOT, capture_output=True, text=True, check=False)
    if kept.returncode:
        pytest.skip("not a git working tree")
    words = [r"TO" r"DO\b", r"FIX" r"ME\b", r"/wo" r"rk/", r"/ro" r"ot/", r"/ho" r"me/\w"]
    words += [r"py" r"pi\.", r"try\.npm" "js"]  # in halves, so that this file does not hold them
    found = []
    for name in filter(None, kept.stdout.split("\0")):
        path = house.ROOT / name
        text = path.read_bytes().decode("latin-1") if path.is_file() else ""
        found += [f"{name}: {it[0]}" for it in re.finditer("|".join(words), text)]
    assert not found
