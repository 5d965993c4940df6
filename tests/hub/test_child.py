"""A child process is heard, steps back, and never outlives the question."""

import asyncio
import os
import sys
import time

import pytest

from photophore.hub import child


def saying(program: str) -> list[str]:
    return [sys.executable, "-c", f"import os, sys, time, pathlib; {program}"]


def test_what_it_says_and_how_it_ends_is_told():
    ended = asyncio.run(child.run(saying("print('light'); print('dark', file=sys.stderr); sys.exit(3)"), 30))
    assert (ended.status, ended.told.strip(), ended.why.strip()) == (3, b"light", b"dark")


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="this system has no priorities of processes")
def test_it_steps_back_for_the_light():
    program = saying("time.sleep(0.3); print(os.getpriority(os.PRIO_PROCESS, 0))")
    mine = os.getpriority(os.PRIO_PROCESS, 0)
    assert int(asyncio.run(child.run(program, 30)).told) == min(19, max(mine, child.YIELDING))


def test_one_that_takes_too_long_is_ended(tmp_path):
    mark = tmp_path / "lived"
    program = saying(f"time.sleep(2); pathlib.Path({str(mark)!r}).touch()")
    with pytest.raises(TimeoutError):
        asyncio.run(child.run(program, 0.2))
    time.sleep(2.2)
    assert not mark.exists()
