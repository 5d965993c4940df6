"""A folder of results, in which each file is whole or not there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from photophore.words import NoRoom


class Folder:
    """Made, and tried, before long work begins, so that nobody loses a run to a folder that cannot be written."""

    def __init__(self, path: Path):
        self.path = Path(path)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with self.file(".room") as trial:
                trial.write_bytes(b"\0" * 65536)
            (self.path / ".room").unlink()
        except OSError as error:
            raise _no_room(self.path, error) from error

    @contextmanager
    def file(self, name: str) -> Iterator[Path]:
        """A path to write to; it becomes `name` when the block ends, and nothing is left of it when it fails."""
        part = self.path / f".{name}.part"
        try:
            yield part
            os.replace(part, self.path / name)  # fall here: the old file is whole, or the new one is
        except (OSError, duckdb.Error) as error:
            raise _no_room(self.path / name, error) from error
        finally:
            part.unlink(missing_ok=True)


def _no_room(path: Path, error: Exception) -> NoRoom:
    reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
    return NoRoom("the results cannot be written", f"{path}: {reason}",
                  "free some space, or name another folder with --out; nothing half-written was left")
