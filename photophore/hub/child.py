"""A program of ours in a process of its own, which steps back for the hub's light and is ended in time."""

import asyncio
import contextlib
import os
from typing import NamedTuple

YIELDING = 10  # how far it steps back for the hub's own work; nice(1)


class Ended(NamedTuple):
    """How it ended, and what it said."""

    status: int
    told: bytes
    why: bytes  # what it said of what went wrong


async def run(command: list[str], longest: float) -> Ended:
    """Run it to its end; TimeoutError after so many seconds. It never outlives the question."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    with contextlib.suppress(OSError, AttributeError):  # not on every system
        os.setpriority(os.PRIO_PROCESS, process.pid, YIELDING)
    try:
        told, why = await asyncio.wait_for(process.communicate(), longest)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Ended(process.returncode, told, why)
