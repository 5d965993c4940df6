"""The log as anybody may read it: its files under /log, as a static server would serve them, and what a page needs."""

from datetime import date
from pathlib import Path

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from photophore.commons.log import Log
from photophore.tlog import checkpoint, note, tiles
from photophore.words import BadLog, NotFound

RINGS = 400  # days that a page is told of; the newest
FOR_EVER = "public, max-age=31536000, immutable"  # what a tile or a bundle is, once it is there
NOW = "no-cache"


class Ring(msgspec.Struct, frozen=True):
    """A day, and how large the log was at its end."""

    day: str  # as 2026-11-21, of the hub's zone
    size: int  # entries


class LogFacts(msgspec.Struct, frozen=True):
    """Where the log stands. None of it need be believed: the files under /log say it, too, and can be checked."""

    origin: str
    size: int
    vkeys: list[str]
    rings: list[Ring]  # oldest first


def routes(log: Log) -> list[HTTPRouteHandler]:
    """Handlers for the log's files and the page's facts."""
    calendar = Rings(log)

    @get("/api/log", sync_to_thread=True)
    def facts() -> LogFacts:
        """The log's name, size, public keys, and a ring for each day."""
        return LogFacts(log.origin, log.size, log.vkeys, calendar.read())

    @get("/api/log/{index:int}/proof", media_type="text/plain", sync_to_thread=True)
    def proof(index: FromPath[int]) -> Response[bytes]:
        """The proof that an entry stands in the log: a .tlog-proof file."""
        if not 0 <= index < log.size:
            raise NotFound(f"there is no entry {index}", f"the log has {log.size}", "the first is 0")
        name = f'attachment; filename="entry-{index}.tlog-proof"'
        headers = {"content-disposition": name, "cache-control": NOW}
        return Response(log.proof(index), media_type="text/plain", headers=headers)

    @get("/log/{path:path}", sync_to_thread=True, include_in_schema=False)
    def file(path: FromPath[str]) -> Response[bytes]:
        return _file(log.public, path.lstrip("/"))

    return [facts, proof, file]


def _file(public: Path, path: str) -> Response[bytes]:
    """A file that a log has; NotFound for all else, whatever lies in the folder."""
    plain = path in ("checkpoint", "vkey") or (path.startswith("day/") and is_day(path[4:]))
    if not plain:
        tiles.read_path(path)
    try:
        found = (public / path).read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise NotFound("the log has no such file", path[:80]) from None
    kind = "text/plain" if plain else "application/octet-stream"
    return Response(found, media_type=kind, headers={"cache-control": NOW if plain else FOR_EVER})


def is_day(text: str) -> bool:
    """A day as 2026-11-21."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class Rings:
    """Each day's last checkpoint. A file is read when it has changed; one that was torn is left out."""

    def __init__(self, log: Log):
        self._log = log
        self._known: dict[str, tuple[int, Ring | None]] = {}

    def read(self) -> list[Ring]:
        """Oldest first; the newest day stands where the log stands now."""
        folder = self._log.public / "day"
        days = sorted(path for path in folder.iterdir() if is_day(path.name))[-RINGS:] if folder.is_dir() else []
        found = [ring for path in days if (ring := self._ring(path))]
        size = self._log.size
        return [ring for ring in found if ring.size <= size]

    def _ring(self, path: Path) -> Ring | None:
        try:
            changed = path.stat().st_mtime_ns
            if self._known.get(path.name, (0, None))[0] != changed:
                self._known[path.name] = (changed, self._said(path))
        except OSError:
            return None
        return self._known[path.name][1]

    def _said(self, path: Path) -> Ring | None:
        try:
            return Ring(path.name, checkpoint.read(note.split(path.read_bytes())[0]).size)
        except BadLog:
            return None


