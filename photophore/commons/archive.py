"""Archives that are written as a stream: a zip of JSON lists of any length and of files, and parts of it over HTTP.

Names inside are ours and checked: nothing that a person ever wrote becomes a path. Memory stays small.
"""

import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, final

import msgspec

from photophore.commons.store import sync_folder
from photophore.words import BadRequest, NoRoom

BLOCK = 1 << 20  # bytes that are held at once
NAME = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)?", re.ASCII | re.IGNORECASE)
ONCE = (1980, 1, 1, 0, 0, 0)  # the time that stands at every member: a zip knows no zone, and me.json tells when
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@final
class Archive:
    """A zip that is being written."""

    def __init__(self, zipped: zipfile.ZipFile):
        self._zip = zipped
        self.names: set[str] = set()

    def text(self, name: str, text: str) -> None:
        with self._member(name, zipfile.ZIP_DEFLATED) as out:
            out.write(text.encode())

    def bytes(self, name: str, data: bytes) -> None:
        with self._member(name, zipfile.ZIP_DEFLATED) as out:
            out.write(data)

    def file(self, name: str, path: Path) -> None:
        """A file as it is; Parquet is compressed already."""
        with self._member(name, zipfile.ZIP_STORED) as out, path.open("rb") as source:
            while block := source.read(BLOCK):
                out.write(block)

    def json(self, name: str, fields: Iterable[tuple[str, Any]]) -> None:
        """One object; a field that is an iterator becomes a list, item by item."""
        with self._member(name, zipfile.ZIP_DEFLATED) as out:
            mark = b"{\n"
            for field, value in fields:
                out.write(mark + msgspec.json.encode(field) + b": ")
                mark = b",\n"
                if isinstance(value, Iterator):
                    _list(out, value)
                else:
                    out.write(msgspec.json.encode(value))
            out.write(b"{}\n" if mark == b"{\n" else b"\n}\n")

    @contextmanager
    def _member(self, name: str, how: int) -> Iterator[BinaryIO]:
        if not NAME.fullmatch(name) or name in self.names:
            raise BadRequest("an archive holds no such name", repr(name)[:80], "letters, digits, at most one folder")
        self.names.add(name)
        told = zipfile.ZipInfo(name, ONCE)
        told.compress_type, told.external_attr = how, 0o600 << 16
        with self._zip.open(told, "w", force_zip64=True) as out:
            yield out


@contextmanager
def writing(path: Path) -> Iterator[Archive]:
    """A zip at this path once everything is in it and on the disk; nothing before. Only its owner may read it."""
    half = path.with_name(path.name + ".part")
    try:
        handle = os.open(half, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", allowZip64=True) as zipped:
                yield Archive(zipped)
            file.flush()
            os.fsync(file.fileno())
        # fall here: half an archive, which the next one writes over
        os.replace(half, path)
        sync_folder(path.parent)
    except BaseException as error:
        half.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise NoRoom(f"the archive cannot be written: {error.strerror}", str(path), "make room") from error
        raise


class Slice(NamedTuple):
    """The part of a file that a client asked for."""

    status: int  # of HTTP: 200 whole, 206 part, 416 no such part
    start: int
    end: int  # the last byte is before it
    size: int  # of the whole file

    @property
    def headers(self) -> dict[str, str]:
        told = {"accept-ranges": "bytes", "content-length": str(self.end - self.start)}
        if self.status == 206:
            told["content-range"] = f"bytes {self.start}-{self.end - 1}/{self.size}"
        elif self.status == 416:
            told["content-range"] = f"bytes */{self.size}"
        return told


def tag(path: Path) -> str:
    """An ETag of a finished archive, which never changes after it was renamed into place."""
    told = path.stat()
    return f'"{told.st_ino:x}-{told.st_mtime_ns:x}-{told.st_size:x}"'


def asked(path: Path, wanted: str | None, if_range: str | None = None) -> Slice:
    """What a Range header asks of a file (RFC 9110 14); several parts at once, or another file's: the whole."""
    size = path.stat().st_size
    found = RANGE.fullmatch(wanted.strip()) if wanted else None
    if found is None or (if_range is not None and if_range != tag(path)) or found[0] == "bytes=-":
        return Slice(200, 0, size, size)
    first, last = found[1], found[2]
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1 if last else size)
    return Slice(206, start, end, size) if start < end else Slice(416, 0, 0, size)


def blocks(path: Path, part: Slice) -> Iterator[bytes]:
    """The bytes of a slice, some at a time."""
    left = part.end - part.start
    with path.open("rb") as file:
        file.seek(part.start)
        while left and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block


def _list(out: BinaryIO, items: Iterator) -> None:
    mark = b"[\n "
    for item in items:
        out.write(mark + msgspec.json.encode(item))
        mark = b",\n "
    out.write(b"[]" if mark == b"[\n " else b"\n]")
