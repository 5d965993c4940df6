"""Deeds that kill themselves with SIGKILL at a named step, each in a process of its own: one program, forked for each.

A fork is taken before any thread or file is opened, so it is as good as a fresh program, without its second of imports.
Run as: python -m tests.commons.falls NAME FOLDER STEP COUNT WORD..., many such lines on stdin.
"""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FELL = -signal.SIGKILL


def fall_at(step: str, count: int = 1) -> Callable[[str], None]:
    """For the `fall` of a part: kills this process when a step is reached the count-th time."""
    left = [count]

    def fall(name: str) -> None:
        left[0] -= name == step
        if name == step and not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    return fall


def run(module: str, lines: list[list]) -> list[int]:
    """Each line's words are handed to `module.main` in a process of its own -> how each ended."""
    text = "".join(shlex.join(map(str, words)) + "\n" for words in lines)
    told = [sys.executable, "-m", "tests.commons.falls", module]
    child = subprocess.run(told, cwd=ROOT, input=text, capture_output=True, text=True, timeout=170, check=False)
    assert child.returncode == 0, child.stderr
    return [int(code) for code in child.stdout.split()]


def serve(module: str) -> None:
    main = __import__(f"tests.commons.{module}", fromlist=["main"]).main
    for line in sys.stdin:
        child = os.fork()
        if not child:
            main(*shlex.split(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
