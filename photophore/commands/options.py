"""What all commands share: options, where things are kept, and how figures are told."""

import contextlib
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from photophore.words import NoRoom

HOUSE = Path(__file__).parent.parent
MOST_SMILES = 2_000_000
HOME = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "photophore"

Data = Annotated[Path, Parameter(help="Where everything that a hub keeps is kept.")]
Smiles = Annotated[int, Parameter(help="Virtual smiles that live in the city.")]
Seed = Annotated[int, Parameter(help="The same seed, the same city and the same light.")]


def checked(smiles: int) -> int:
    if not 1 <= smiles <= MOST_SMILES:
        raise NoRoom(f"a city has 1 to {MOST_SMILES:,} smiles, not {smiles:,}", "--smiles", "try 10000")
    return smiles


def folder(path: Path) -> Path:
    with saying_where(path):
        path.mkdir(parents=True, exist_ok=True)
    return path


@contextlib.contextmanager
def saying_where(path: Path):
    """What the disk refuses, as a sentence."""
    try:
        yield
    except OSError as error:
        raise NoRoom(f"this cannot be written: {error.strerror}", str(path), "choose another place") from None


def keep_compiled(data: Path) -> Path:
    """Keep compiled loops under the data folder, in one whose name is a digest of the sources they came from."""
    import numba

    floors = (".", "light", "sense", "glyph", "devices")
    sources = sorted(path for floor in floors for path in (HOUSE / floor).glob("*.py"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    numba.config.CACHE_DIR = str(kept := folder(data / "compiled" / digest))
    import photophore.devices.fast_sink
    import photophore.light.fast
    import photophore.light.fast_mural  # noqa: F401  the loops find their place while they are imported

    numba.config.CACHE_DIR = ""  # glyphs' kernels lie beside their own sources
    return kept.resolve()


@contextlib.contextmanager
def telling(what: str, quiet: bool):
    """A bar of progress for whoever watches; nothing where a machine reads."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), TextColumn("{task.completed}/{task.total}"), TimeRemainingColumn())
    with Progress(*columns, disable=quiet or not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def table(figures: dict) -> str:
    return "\n".join(f"{name:15} {value:,}" if isinstance(value, int | float) else f"{name:15} {value}"
                     for name, value in figures.items())  # fmt: skip


def tell(machine, as_json: bool, person: str) -> None:
    print(json.dumps(machine, indent=2, ensure_ascii=False) if as_json else person)
