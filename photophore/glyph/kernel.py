"""Tree -> compiled kernel: emitted from the checked tree only, compiled in a child process, kept on disk by its hash.

The plain account (draw.py) draws until a kernel is ready, and for ever where none can be made. A kernel gives the
same light to the bit. This is the one module of a pure floor that starts a process and writes to a folder.
"""

import contextlib
import faulthandler
import hashlib
import importlib.util
import inspect
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import numba
import numpy as np

from photophore import __version__, chance, formula, turns
from photophore.glyph import lexicon
from photophore.glyph.lexicon import COLOURS, INPUTS, WORDS, Kind
from photophore.glyph.tree import Glyph, Mix, Node, Number, Slider

try:
    import resource
except ImportError:  # Windows: the child is held by its time limit alone
    resource = None

SECONDS = 60  # that one kernel may take to compile; most take two
MOST = 512  # kernels in one process; a flood of strangers' glyphs is drawn plainly
MEMORY = 4 << 30  # bytes that the child may ask for
SIGNATURE = "void(float32[:, ::1], uint32[::1], uint32[::1], float32[:, :, ::1])"
STILL, SMILE, TOOTH, BOTH = range(4)  # what a value depends on, as bits

Shade = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray], None]

HEAD = '''"""Made by photophore.glyph.kernel from a checked tree. Never edited: it is made again when it is gone."""

import numba
import numpy as np

from photophore import chance, turns
from photophore.glyph import lexicon

F = np.float32
TOOTH, SIDE, JAW, KEY = lexicon.TOOTH, lexicon.SIDE, lexicon.JAW, lexicon.KEY
'''
BODY = '''

@numba.njit(nogil=True, cache=True, error_model="numpy")
def shade(inputs, seed, clocks, lab):
    m = seed.shape[0]
    kept = np.empty(({kept}, m), np.float32)
    own = np.empty({own}, np.uint32)
{still}
    for i in range(m):
{smile}
    for t in range({teeth}):
{tooth}
        for i in range(m):
{both}
'''


class _Writer:
    """Writes one statement for each node that differs, in the loop where it need be done least often."""

    def __init__(self, glyph: Glyph):
        self.rates = glyph.rates
        self.lines: dict[int, list[str]] = {STILL: [], SMILE: [], TOOTH: [], BOTH: []}
        self.known: dict[object, list[tuple[str, int]]] = {}
        self.kept: dict[str, str] = {}  # a value of a smile -> its row, for the inner loop
        self.own = False

    def name(self, text: str, level: int) -> tuple[str, int]:
        """A new variable for a statement."""
        made = f"x{len(self.lines[STILL] + self.lines[SMILE] + self.lines[TOOTH] + self.lines[BOTH])}"
        self.lines[level].append(f"{made} = {text}")
        return made, level

    def inner(self, values: Iterable[tuple[str, int]], level: int) -> list[str]:
        """The values' names as they are called in a loop of this level."""
        return [self.keep(name) if level == BOTH and own == SMILE else name for name, own in values]

    def keep(self, name: str) -> str:
        if name not in self.kept:
            self.kept[name] = f"kept[{len(self.kept)}, i]"
            self.lines[SMILE].append(f"{self.kept[name]} = {name}")
        return self.kept[name]

    def leaf(self, leaf: str, node: Node) -> tuple[str, int]:
        """What a formula reads."""
        if leaf in INPUTS:
            return self.once(leaf, f"inputs[{INPUTS.index(leaf)}, i]", SMILE)
        if leaf == "turn":
            rate = node.args[0].value
            own, _ = self.leaf_own()
            phase = f"np.uint32({own} + clocks[{self.rates.index(rate)}])"
            return self.once(("turn", rate), f"turns.to_turns({phase})", SMILE)
        if leaf == "own":
            self.leaf_own()
            self.own = True
            return "own[i]", SMILE | BOTH
        return self.once(leaf, f"{leaf.upper()}[t]", TOOTH)

    def leaf_own(self) -> tuple[str, int]:
        return self.once("own", "chance.stir(seed[i])", SMILE)

    def once(self, key, text: str, level: int) -> tuple[str, int]:
        if key not in self.known:
            self.known[key] = [self.name(text, level)]
        return self.known[key][0]

    def values(self, node: Node) -> list[tuple[str, int]]:
        """A node's value: one variable and its level, or three of a colour."""
        if node not in self.known:
            self.known[node] = self._values(node)
        return self.known[node]

    def _values(self, node: Node) -> list[tuple[str, int]]:
        if isinstance(node, Number | Slider):
            return [(f"F({node.value!r})", STILL)]
        if isinstance(node, Mix):
            this, that = self.values(node.this), self.values(node.that)
            pairs = zip(this * (len(that) // len(this) or 1), that * (len(this) // len(that) or 1), strict=True)
            return [self.said(f"{{}} {node.op} {{}}", pair) for pair in pairs]
        if node.word in COLOURS:
            return [(f"F({part!r})", STILL) for part in COLOURS[node.word]]
        word = WORDS[node.word]
        reads = [self.leaf(leaf, node) for leaf in word.reads]
        args = [self.values(arg) for arg in node.args]
        if word.name in ("ease", "energy", "sure", "tooth", "side", "jaw", "feeling"):
            return reads
        call = f"lexicon.{word.name}({', '.join(['{}'] * (len(reads) + len(args)))})"
        if word.gives is None:
            return [self.said(call, (this, that, args[2][0])) for this, that in zip(args[0], args[1], strict=True)]
        flat = [*reads, *(arg[0] for arg in args)]
        if word.gives is Kind.COLOUR:
            whole = self.said(call, flat)
            return [(f"{whole[0]}[{part}]", whole[1]) for part in range(3)]
        return [self.said(call, flat)]

    def said(self, text: str, values: Iterable[tuple[str, int]]) -> tuple[str, int]:
        values = list(values)
        level = STILL
        for _, other in values:
            level |= other
        return self.name(text.format(*self.inner(values, level)), level)


def source(glyph: Glyph) -> str:
    """A kernel's Python: numbers, and names out of the lexicon's table; never a word of the writer's text."""
    writer = _Writer(glyph)
    power = writer.said("lexicon.clamp({})", writer.values(glyph.brightness))
    light = [writer.said("{} * {}", (part, power)) for part in writer.values(glyph.colour)]
    for channel, value in enumerate(light):
        writer.lines[BOTH].append(f"lab[t, {channel}, i] = {writer.inner([value], BOTH)[0]}")
    if writer.own:
        writer.lines[SMILE].append(f"own[i] = {writer.known['own'][0][0]}")
    text = {level: _indented(lines, 8 if level in (SMILE, TOOTH) else 12 if level == BOTH else 4)
            for level, lines in writer.lines.items()}  # fmt: skip
    return HEAD + BODY.format(
        kept=max(1, len(writer.kept)), own="m" if writer.own else "1", still=text[STILL], smile=text[SMILE],
        tooth=text[TOOTH], both=text[BOTH], teeth=len(lexicon.TOOTH),
    )  # fmt: skip


def _indented(lines: list[str], by: int) -> str:
    return "\n".join(" " * by + line for line in lines or ["pass"])


_MADE = "".join(map(inspect.getsource, (chance, formula, turns, lexicon)))


def key(glyph: Glyph) -> str:
    """A kernel's name on disk: its light, and everything that the compiled code depends on."""
    made = (glyph.hash, __version__, sys.version, numba.__version__, np.__version__, source(glyph), SIGNATURE, _MADE)
    return "glyph_" + hashlib.sha256("\0".join(made).encode()).hexdigest()[:40]


class Forge:
    """Makes kernels in a child process, a batch at a time, and hands them out when they are ready."""

    def __init__(self, folder: Path, seconds: int = SECONDS):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.seconds = seconds
        self._waiting: dict[str, str] = {}  # hash -> key; in the order of asking
        self._batch: list[str] = []  # keys that the child has been given
        self._child: subprocess.Popen | None = None
        self._ready: dict[str, Shade] = {}
        self._failed: dict[str, str] = {}

    def order(self, glyph: Glyph) -> None:
        """Ask for a kernel; returns at once. Asking again costs nothing. Beyond MOST, glyphs stay plain."""
        self._enlist(glyph)
        self._poll()

    def _enlist(self, glyph: Glyph) -> None:
        if glyph.hash in self._waiting or self._settled(glyph):
            return
        if len(self._waiting) + len(self._ready) >= MOST:
            return
        name = key(glyph)
        path = self.folder / f"{name}.py"
        try:
            if not path.exists():
                _write(path, source(glyph))
        except OSError as error:  # a full disk: the plain account goes on
            self._give_up(glyph.hash, f"its kernel cannot be kept on disk: {error}")
            return
        self._waiting[glyph.hash] = name

    def _settled(self, glyph: Glyph) -> bool:
        return glyph.hash in self._ready or glyph.hash in self._failed

    def ready(self, glyph: Glyph) -> Shade | None:
        """The kernel, or None while there is none. shade(inputs, seed, clocks, lab) writes lab[:, :, :m].

        inputs (8, m or more) float32, seed (m,) uint32, clocks (k,) uint32, lab (32, 3, m or more) float32; all
        contiguous. It holds no lock of Python's.
        """
        if glyph.hash in self._ready:
            return self._ready[glyph.hash]
        if glyph.hash in self._waiting:
            self._poll()
        name = self._waiting.get(glyph.hash)
        if name is not None:
            if (self.folder / f"{name}.done").exists():
                self._take(glyph.hash, name)
            elif (self.folder / f"{name}.failed").exists():
                self._give_up(glyph.hash, (self.folder / f"{name}.failed").read_text("utf-8", "replace"))
        return self._ready.get(glyph.hash)

    def failed(self, glyph: Glyph) -> str | None:
        """Why there will be no kernel; None while there may be one."""
        return self._failed.get(glyph.hash)

    def wait(self, glyphs: Iterable[Glyph], timeout: float = 300) -> bool:
        """Order and wait until each is ready or has failed; False after `timeout` seconds of one child's work."""
        glyphs = list(glyphs)
        for glyph in glyphs:
            self._enlist(glyph)
        self._poll()
        while any(self.ready(glyph) is None and glyph.hash in self._waiting for glyph in glyphs):
            try:
                if self._child is not None:
                    self._child.wait(timeout)
            except subprocess.TimeoutExpired:
                return False
        return True

    def close(self) -> None:
        """Stop the child, if there is one."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _take(self, hash_: str, name: str) -> None:
        try:
            shade = _load(self.folder / f"{name}.py").shade
            shade._compiler.compile = _never  # from disk or not at all: strangers' trees do not compile here
            shade.compile(SIGNATURE)
            shade.disable_compile()
            self._ready[hash_] = shade
            del self._waiting[hash_]
        except Exception as error:  # whatever is wrong on disk, the plain account goes on
            (self.folder / f"{name}.done").unlink(missing_ok=True)  # the next start makes it again
            self._give_up(hash_, f"the kernel on disk cannot be used: {error}")

    def _give_up(self, hash_: str, why: str) -> None:
        self._failed[hash_] = why
        self._waiting.pop(hash_, None)

    def _poll(self) -> None:
        """See to the child: where it fell, its work is blamed and the rest is given to the next."""
        if self._child is not None:
            if self._child.poll() is None:
                return
            code, self._child = self._child.returncode, None
            fallen = [name for name in self._batch if not self._ended(name)]
            if fallen:
                why = f"it took more than {self.seconds} seconds or too much memory to compile (code {code})"
                self._blame(fallen[0], why)
        self._batch = [name for name in self._waiting.values() if not self._ended(name)]
        if not self._batch:
            return
        try:
            self._child = _start([self.folder / f"{name}.py" for name in self._batch], self.seconds)
        except OSError as error:
            self._blame(self._batch[0], f"no process can be started: {error}")

    def _blame(self, name: str, why: str) -> None:
        """Given up until the next start, when the machine may be less busy."""
        for hash_ in [hash_ for hash_, waiting in self._waiting.items() if waiting == name]:
            self._give_up(hash_, why)

    def _ended(self, name: str) -> bool:
        return any((self.folder / f"{name}.{end}").exists() for end in ("done", "failed"))


def _never(*_):
    raise RuntimeError("it was compiled for another machine")


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(text, "utf-8")
    part.replace(path)  # fall here: the old file or the new one stands, never half of one


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # the compiled code finds its constants by this name
    spec.loader.exec_module(module)
    return module


def _start(paths: list[Path], seconds: int) -> subprocess.Popen:
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-c", "from photophore.glyph import kernel; kernel.child()", str(seconds)]
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command + [str(path) for path in paths], stdin=nowhere, stdout=nowhere, stderr=nowhere,
                            env=environment)  # fmt: skip


def child() -> None:
    """What the child process does: compile each file that it is told, and leave `.done` or `.failed` beside it."""
    seconds = int(sys.argv[1])
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)  # the loop comes first
    if resource is not None:
        _hold(resource.RLIMIT_AS, MEMORY)
    for path in map(Path, sys.argv[2:]):
        faulthandler.dump_traceback_later(seconds, exit=True)  # ends the child even where Python is stuck
        if resource is not None:
            used = resource.getrusage(resource.RUSAGE_SELF)
            _hold(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds)
        try:
            _load(path).shade.compile(SIGNATURE)
            _write(path.with_suffix(".done"), "")
        except MemoryError:
            raise  # fall here: the parent blames this file and starts another child for the rest
        except Exception as error:
            _write(path.with_suffix(".failed"), f"it does not compile: {error}"[:1000])


def _hold(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
