"""The hub's log on disk: a public folder that any static server can serve, and a private one with keys and the head.

public/   checkpoint, tile/..., vkey (the log's public keys), day/2026-11-21 (each day's last checkpoint: its ring)
private/  keys, head (the newest checkpoint that was signed), staged-... (what is about to be public), lock, ballast

*Commit* is one story, told in `Log._commit`. What was signed as head is never signed otherwise: whatever is lost or put
back, the log goes on from the largest head that it ever signed, or stops with BadLog. It never forks.
"""

import contextlib
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import NamedTuple, final

from photophore.commons import mend
from photophore.commons.disk import Disk, telling
from photophore.commons.mend import Folders
from photophore.commons.seek import Seeker
from photophore.commons.store import now_ms
from photophore.tlog import checkpoint, grow, merkle, note, proof
from photophore.tlog.checkpoint import Checkpoint
from photophore.tlog.grow import Edge
from photophore.tlog.note import Kind, Signer
from photophore.tlog.tiles import Tiles
from photophore.words import BadLog, NoRoom, PhotophoreError

AT_ONCE = 65_536  # entries of one commit, at most
BYTES_AT_ONCE = 32 * 1024 * 1024  # of one commit, at most
SEED = 32  # bytes of a secret key


class State(NamedTuple):
    """Where the log stands; put in place of the one before in a single step, so that readers see one or the other."""

    note: bytes  # the signed checkpoint
    said: Checkpoint
    seconds: int  # POSIX, that it states
    edge: Edge
    tiles: Tiles


class Waiting(NamedTuple):
    """An append that waits for its commit."""

    entries: list[bytes]
    first: Future  # the place of the first of them


@final
class Log:
    """Append-only. Safe from many threads; several processes may hold the same folders."""

    zone: tzinfo = UTC  # whose days the rings are

    def __init__(self, folders: Folders, origin: str, now: Callable[[], int]):
        self._folders, self._now, self.origin = folders, now, origin
        self._waiting: list[Waiting] = []
        self._door = threading.Condition()
        self._writer: threading.Thread | None = None
        self._closed = False
        self._state: State | None = None
        with folders.locked():
            self._signers = _signers(folders, origin)
            self._state = self._settled(whole=True)
            _tell_keys(folders, self.vkeys)
        self._seek = Seeker(lambda: self._state.tiles)

    @classmethod
    def open(cls, public: Path, private: Path, origin: str, now: Callable[[], int] = now_ms,
             disk: Disk | None = None) -> "Log":  # fmt: skip
        """The log in these folders, made where there is none, mended where a commit was cut short.

        BadLog where it could not go on without a fork: keys are lost, or files are missing, or of another log.
        """
        if not note.is_name(origin) or len(origin.encode()) > 255 or not origin.isprintable():
            raise BadLog("a log's name has no space and no +", repr(origin)[:60], "as in hub.example/log")
        with telling("the log"):
            public.mkdir(parents=True, exist_ok=True)
            private.mkdir(parents=True, exist_ok=True, mode=0o700)
            return cls(Folders(public, private, disk or Disk(), set()), origin, now)

    @property
    def size(self) -> int:
        return self._state.said.size

    @property
    def checkpoint(self) -> bytes:
        """The newest signed checkpoint that is public."""
        return self._state.note

    @property
    def vkeys(self) -> list[str]:
        """The public keys that sign it."""
        return [str(signer.key) for signer in self._signers]

    @property
    def public(self) -> Path:
        """The folder that may be served to anybody."""
        return self._folders.public

    def read(self, index: int) -> bytes:
        """An entry; NotFound where there is none, BadLog where its file was changed."""
        with telling("the log"):
            return self._state.tiles.entry(index)

    def find(self, entry: bytes) -> int | None:
        """Where this entry stands (the first time); None where it is not listed."""
        with telling("the log"):
            return self._seek.find(entry)

    def proof(self, index: int) -> bytes:
        """The proof file (.tlog-proof) that this entry stands in the newest checkpoint."""
        state = self._state
        with telling("the log"):
            hashes = merkle.inclusion(index, state.said.size, state.tiles.at)
            merkle.check_inclusion(index, state.said.size, state.tiles.at(0, index), hashes, state.said.root)
        return proof.write(proof.Proof(index, tuple(hashes), state.note))

    def append(self, entries: list[bytes]) -> list[int]:
        """Their places, once they are durable and public. NoRoom or BadLog: none of them counts.

        But for one case: where the disk fails for good after the head was swapped, they are listed, and public as soon
        as it lets us; `find` then gives their places.
        """
        grow.check(entries)
        if len(entries) > AT_ONCE or sum(map(len, entries)) > BYTES_AT_ONCE:
            raise BadLog(f"at most {AT_ONCE:,} entries and {BYTES_AT_ONCE:,} bytes are appended at once")
        if not entries:
            return []
        waiting = Waiting(list(entries), Future())
        with self._door:
            if self._closed:
                raise BadLog("this log is closed")
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="photophore-log", daemon=True)
                self._writer.start()
            self._waiting.append(waiting)
            self._door.notify()
        first = waiting.first.result()
        return list(range(first, first + len(entries)))

    def close(self) -> None:
        """After what waits is written. Twice is fine."""
        with self._door:
            self._closed = True
            self._door.notify()
        if self._writer is not None:
            self._writer.join()

    # --- the writer's thread

    def _write(self) -> None:
        """Whoever comes while a commit runs shares the next one: many threads, one sync."""
        while batch := self._gather():
            try:
                first = self._commit([entry for each in batch for entry in each.entries])
            except BaseException as error:  # whoever waits is told, whatever it was
                for each in batch:
                    each.first.set_exception(_own(error))
                continue
            for each in batch:
                each.first.set_result(first)
                first += len(each.entries)

    def _gather(self) -> list[Waiting]:
        """All that waits, up to what one commit holds; nothing once the log is closed."""
        with self._door:
            self._door.wait_for(lambda: self._waiting or self._closed)
            count = size = taken = 0
            for each in self._waiting:
                count, size = count + len(each.entries), size + sum(map(len, each.entries))
                if taken and (count > AT_ONCE or size > BYTES_AT_ONCE):
                    break
                taken += 1
            batch, self._waiting = self._waiting[:taken], self._waiting[taken:]
        return batch

    def _commit(self, entries: list[bytes]) -> int:
        """The one way into the log. Gives the place of the first of these entries."""
        folders = self._folders
        with folders.locked(), telling("the log"):
            before = self._settled()
            grown, files = grow.grow(before.edge, entries)
            signed = self._sign(grown)
            with mend.staging(folders, signed, files):
                # fall here: the entries are staged and count for nothing; `mend.settle` throws them away
                folders.swap(before.note, signed)
            # fall here: the entries are listed and not public; `mend.settle` publishes them by the same next line
            edge = mend.publish(folders, signed)
            self._state = self._stand(signed, edge)
            # fall here: nothing is lost but a ring, which the next commit of this day writes, and old partial tiles
            mend.tidy(folders, before.said.size, edge.size)
            self._ring()
        return before.said.size

    def _settled(self, whole: bool = False) -> State:
        """Where the log stands now. Read anew where another process has written, or a commit of ours was cut short."""
        if self._state is not None and self._folders.head() == self._state.note:
            return self._state
        keys = [signer.key for signer in self._signers]
        self._state = self._stand(*mend.settle(self._folders, keys, self._sign, whole))
        return self._state

    def _stand(self, signed: bytes, edge: Edge) -> State:
        opened = note.open_(signed, [signer.key for signer in self._signers])
        said = checkpoint.read(opened.text)
        seconds = max((each.seconds or 0 for each in opened.verified), default=0)
        return State(signed, said, seconds, edge, Tiles(self._folders.fetch, said.size))

    def _sign(self, edge: Edge) -> bytes:
        """A checkpoint of this edge. A clock that jumps back stands still."""
        seconds = max(self._now() // 1000, self._state.seconds if self._state else 0)
        text = Checkpoint(self.origin, edge.size, edge.root).text
        return note.join(text, [signer.sign(text, seconds) for signer in self._signers])

    def _ring(self) -> None:
        """Each day keeps its last checkpoint: a ring that later ones must contain."""
        day = datetime.fromtimestamp(self._state.seconds, self.zone).date()
        with contextlib.suppress(OSError):  # the next commit of this day writes it again
            self._folders.disk.keep(self.public / "day" / day.isoformat(), self._state.note)


def _signers(folders: Folders, origin: str) -> list[Signer]:
    """The log's keys, made where there is nothing yet that could be signed by others."""
    path = folders.private / "keys"
    if path.exists():
        found = [note.read_signer(line) for line in path.read_text("utf-8").splitlines()]
        if not found or any(signer.key.name != origin for signer in found):
            raise BadLog("these are the keys of another log", str(path), f"this one is {origin}")
        return found
    if folders.head() is not None or folders.published() is not None:
        raise BadLog("this log's keys are gone", str(path), "put the private folder back, or begin a new log elsewhere")
    made = [Signer(origin, Kind.ED25519, secrets.token_bytes(SEED))]
    if note.has(Kind.MLDSA):
        made.append(Signer(origin, Kind.MLDSA, secrets.token_bytes(SEED)))
    folders.disk.replace(path, "".join(f"{signer.secret()}\n" for signer in made).encode(), secret=True)
    # fall here: there are keys and no log; the next start begins it with them
    return made


def _tell_keys(folders: Folders, vkeys: list[str]) -> None:
    """Beside the log, for whoever trusts on first sight."""
    told = "".join(f"{vkey}\n" for vkey in vkeys).encode()
    path = folders.public / "vkey"
    if not path.exists() or path.read_bytes() != told:
        folders.disk.replace(path, told)


def _own(error: BaseException) -> BaseException:
    """An error for each who waits: one that is raised in two threads would tell of both."""
    if not isinstance(error, PhotophoreError):
        return error
    return (NoRoom if isinstance(error, NoRoom) else BadLog)(error.what, error.where, error.try_)
