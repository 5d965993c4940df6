"""Long thinking in a process of its own, which gives way to the light: a thread would share the light's only lock."""

import contextlib
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, final

from photophore.words import PhotophoreError

GIVES_WAY = 15  # by how much the child gives way
ALONE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")  # no library takes all cores
LONGEST = 120.0  # seconds after which a thought is given up
SPAWN = multiprocessing.get_context("spawn")  # a fork would copy threads that hold locks


@final
class Clerk:
    """One thought at a time; what is asked meanwhile waits. `think` must be a function of a module."""

    def __init__(self, longest: float = LONGEST):
        self._longest = longest
        self._hands = ThreadPoolExecutor(1, "photophore-clerk")  # waits for the child
        self._child: Any = None
        self._ended = False

    def ask(self, think: Callable[..., Any], *about) -> Future:
        """What comes of it, later; PhotophoreError where the child fails or takes too long."""
        return self._hands.submit(self._thought, think, about)

    def end(self) -> None:
        """Whatever is being thought is given up. Twice is fine."""
        self._ended = True
        if self._child is not None:
            with contextlib.suppress(ValueError):  # it has ended by itself
                self._child.terminate()
        self._hands.shutdown(wait=False, cancel_futures=True)

    def _thought(self, think: Callable[..., Any], about: tuple) -> Any:
        here, there = SPAWN.Pipe(duplex=False)
        self._child = child = SPAWN.Process(target=_work, args=(there, think, about), daemon=True)
        _begin(child)
        there.close()
        try:
            if self._ended or not here.poll(self._longest):
                raise PhotophoreError("this took too long to think about", think.__name__, "ask again with less")
            came, error = here.recv()
        except EOFError:
            raise PhotophoreError("nobody came back with an answer", think.__name__, "ask again") from None
        finally:
            child.terminate()
            child.join()
            child.close()
            here.close()
        if error:
            raise PhotophoreError(f"it could not be thought through: {error}", think.__name__)
        return came


def _begin(child: Any) -> None:
    """A library of matrices reads how many threads it may have once, as the child begins; so it is told before."""
    before = {name: os.environ.get(name) for name in ALONE}
    os.environ.update(ALONE)
    try:
        child.start()
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _work(there: Connection, think: Callable[..., Any], about: tuple) -> None:
    with contextlib.suppress(OSError, AttributeError):
        os.nice(GIVES_WAY)
    try:
        there.send((think(*about), ""))
    except Exception as error:  # told to whoever asked
        there.send((None, f"{type(error).__name__}: {error}"))
