"""How soon a crowd of phones sees what it said, on one hub in a process of its own.

The delay is from the saying to the arrival of the cue that carries it, both by the phone's own clock. All stand on one
machine, so how far the phones' clocks are apart is seen as well.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import numpy as np

from photophore.city import phones
from photophore.words import BadRequest, NoRoom

HANDS = 2  # processes in which the phones live
MOST = 4000  # phones; a hub has 4,096 sockets
PATIENCE = 300.0  # seconds in which a hub must compile and begin, and phones must end
Told = Callable[[int, int], None]


def measure(clients: int, smiles: int, homes: tuple[Path, Path], told: Told = lambda done, of: None,
            seconds: float = 20.0) -> dict:  # fmt: skip
    """So many phones beside so many virtual smiles. homes: where compiled loops and kernels lie. BadRequest, NoRoom."""
    if not 1 <= clients <= MOST:
        raise BadRequest(f"a crowd has 1 to {MOST:,} phones, not {clients:,}", "--clients", "try 2000")
    port = _free()
    words = ["photophore.city.phones_hub", port, smiles, clients, homes[1]]
    with _child(words, {"NUMBA_CACHE_DIR": str(homes[0])}, subprocess.DEVNULL) as hub:
        _begun(hub, port)
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
        worked, seen = _watched(hub, port, clients, seconds, told)
    return {"clients": clients, "smiles": smiles, "seconds": seconds} | summed(seen, seconds) | {
        "hub_core": worked, "load_before": load and round(load, 1)}  # fmt: skip


def summed(seen: list[dict], seconds: float) -> dict:
    """What the processes of a crowd saw, together: delays in ms, refused phones, and shares of one core."""
    delays = np.array([ms for each in seen for ms in each["delays"]])
    if not delays.size:
        raise NoRoom("no phone saw what it said", "bench phones", "is this machine very busy? try fewer --clients")
    ages = np.array([ms for each in seen for ms in each["ages"]])
    offsets = np.array([ms for each in seen for ms in each["offsets"]])
    doubts = np.array([ms for each in seen for ms in each["doubts"]])
    p50, p99 = np.percentile(delays, [50, 99])
    return {
        "p50_ms": round(float(p50), 1), "p99_ms": round(float(p99), 1), "most_ms": round(float(delays.max()), 1),
        "updates": int(delays.size), "missed": sum(each["missed"] for each in seen),
        "open": sum(each["open"] for each in seen), "refused": sum(each["refused"] for each in seen),
        "stamp_p50_ms": round(float(np.percentile(ages, 50)), 1),
        "stamp_p99_ms": round(float(np.percentile(ages, 99)), 1),
        "skew_p95_ms": round(float(np.percentile(np.abs(offsets - np.median(offsets)), 95)), 2),
        "doubt_p95_ms": round(float(np.percentile(doubts, 95)), 2),
        "phones_core": round(sum(each["worked"] for each in seen) / seconds, 2),
    }  # fmt: skip


def _watched(hub, port: int, clients: int, seconds: float, told: Told) -> tuple[float | None, list[dict]]:
    """(share of a core that the hub took while it counted, what each process saw)."""
    shares = [clients // HANDS + (hand < clients % HANDS) for hand in range(HANDS)]
    coming = max(shares) * phones.COMING + phones.SETTLING
    whole = coming + seconds
    with contextlib.ExitStack() as stack:
        hands = [stack.enter_context(_child(["photophore.city.phones", port, share, seconds], {}, subprocess.PIPE))
                 for share in shares if share]  # fmt: skip
        begun, before, at = time.monotonic(), None, 0.0
        while any(hand.poll() is None for hand in hands) and at < whole + PATIENCE:
            at = time.monotonic() - begun
            before = _worked(hub) if before is None and at >= coming else before
            after, over = _worked(hub), at
            told(round(min(at, whole)), round(whole))
            if at >= whole:
                break
            time.sleep(0.5)
        seen = [json.loads(hand.communicate(timeout=PATIENCE)[0] or "null") for hand in hands]
    if None in seen:
        raise NoRoom("the phones could not live", "bench phones", "try fewer --clients")
    share = None if before is None or after is None else round((after - before) / max(0.5, over - coming), 2)
    return share, seen


def _worked(process) -> float | None:
    """Processor seconds of a process so far; None where the system does not say."""
    try:
        told = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def _child(words: list, environment: dict, out: int):
    """One of our modules in a process of its own, ended afterwards."""
    command = [sys.executable, "-m", *map(str, words)]
    process = subprocess.Popen(command, env=os.environ | environment, stdin=subprocess.DEVNULL, stdout=out,
                               stderr=subprocess.DEVNULL, text=True)  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _begun(hub, port: int) -> None:
    end = time.monotonic() + PATIENCE
    while hub.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=2):
            return
        time.sleep(0.2)
    raise NoRoom("the hub did not begin", f"127.0.0.1:{port}", "does `photophore up` work here?")


def _free() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
