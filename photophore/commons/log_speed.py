"""How fast the log is on this machine: durable entries, proofs, and a stranger's check, on one core."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from photophore.commons.fetch import fetch
from photophore.commons.log import Log
from photophore.tlog import audit, checkpoint, entry, merkle, note, proof

BATCH = 10_000  # entries of one commit
ONES = 50  # appends of one entry each
CHECKS = 2_000  # proofs that are checked
MOST = 5_000_000  # entries that are measured
MILLION = 1_000_000  # entries of the log that a proof is of

Told = Callable[[int, int], None]


def measure(entries: int, told: Told, where: Path | None = None) -> dict[str, float]:
    """Figures of a log of so many entries in a folder of its own under `where` (default: the system's)."""
    with _one_core(), tempfile.TemporaryDirectory(prefix="photophore-log-", dir=where) as home:
        log = Log.open(Path(home) / "public", Path(home) / "private", "bench.example/log")
        try:
            figures = _appends(log, entries, told) | _proofs(log)
        finally:
            log.close()
        said = checkpoint.read(note.look(log.checkpoint, []).text)
        began = time.perf_counter()
        audit.audit(said, fetch(str(log.public)))
        figures["verified_per_s"] = round(said.size / (time.perf_counter() - began))
    cores, load = os.cpu_count() or 1, os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return figures | {"entries": said.size, "batch": BATCH, "cores": cores, "load": round(load, 2)}


def _appends(log: Log, entries: int, told: Told) -> dict[str, float]:
    """Entries as consent makes them, appended with fsync, in batches and one by one."""
    made = [entry.commitment("grant", merkle.leaf(b"%d" % i)) for i in range(BATCH)]
    times = []
    while log.size < entries:
        began = time.perf_counter()
        log.append(made)
        times.append(time.perf_counter() - began)
        told(log.size, entries)
    ones = []
    for each in made[:ONES]:
        began = time.perf_counter()
        log.append([each])
        ones.append(1000 * (time.perf_counter() - began))
    return {"appends_per_s": round(BATCH * len(times) / sum(times)), "append_one_ms": round(statistics.median(ones), 2),
            "append_one_worst_ms": round(max(ones), 2)}  # fmt: skip


def _proofs(log: Log) -> dict[str, float]:
    """A proof from the log's tiles; the check of one from a log of a million; what its signatures add."""
    made, index = log.proof(log.size // 3), MILLION // 3
    began = time.perf_counter()
    for i in range(100):
        log.proof(i * log.size // 100)
    prove = (time.perf_counter() - began) / 100
    leaf, hashes = merkle.leaf(b"0"), [merkle.leaf(b"%d" % i) for i in range(_height(index))]
    root = merkle.root_of(index, MILLION, leaf, hashes)
    keys = [note.read_key(vkey) for vkey in log.vkeys]
    read = proof.read(made)
    return {
        "proof_us": _microseconds(lambda: merkle.check_inclusion(index, MILLION, leaf, hashes, root)),
        "proof_hashes": len(hashes),
        "signatures_us": _microseconds(lambda: note.open_(read.checkpoint, keys)),
        "prove_us": round(1e6 * prove, 1),
    }


def _height(index: int) -> int:
    inner = (index ^ (MILLION - 1)).bit_length()
    return inner + (index >> inner).bit_count()


def _microseconds(do: Callable[[], object]) -> float:
    """The median of several rounds, so that a busy machine spoils few."""
    rounds = []
    for _ in range(10):
        began = time.perf_counter()
        for _ in range(CHECKS // 10):
            do()
        rounds.append((time.perf_counter() - began) / (CHECKS // 10))
    return round(1e6 * statistics.median(rounds), 2)


class _one_core:
    """One core for this process and the threads that it starts meanwhile, where the system knows how."""

    def __enter__(self):
        self._before = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
        if self._before:
            os.sched_setaffinity(0, {min(self._before)})

    def __exit__(self, *_):
        if self._before:
            os.sched_setaffinity(0, self._before)
