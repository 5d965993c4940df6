"""A hub in a process of its own, from one of the programs beside this file."""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent


def free_port() -> int:
    """One that nobody listens on; below those that a machine gives to clients, so that none takes it meanwhile."""
    while True:
        port = 11_000 + secrets.randbelow(21_000)  # 10080 no browser opens
        with contextlib.suppress(OSError), socket.socket() as free:
            free.bind(("127.0.0.1", port))
            return port


@contextlib.contextmanager
def started(program: str, *words, ready: str = "api/health", well=lambda told: True, seconds: float = 60.0):
    """`program.py PORT ...` -> its process, once GET `ready` answers something that is `well`; ended afterwards.

    words: the port, then what else the program is told.
    """
    environment = os.environ | {"PYTHONPATH": str(HERE.parents[1])}
    command = [sys.executable, str(HERE / f"{program}.py"), *map(str, words)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        _until(process, f"http://127.0.0.1:{words[0]}/{ready}", well, seconds)
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _until(process, address: str, well, seconds: float) -> None:
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2) as answer:
            if well(answer.read()):
                return
        time.sleep(0.1)
    process.kill()
    raise AssertionError(f"the hub did not start: {process.stderr.read()[-2000:]}")
