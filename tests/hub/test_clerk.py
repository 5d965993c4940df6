"""A thought comes back, fails in words, or is given up; it never holds up whoever asked."""

import math
import os
import time

import pytest

from photophore.hub.clerk import Clerk
from photophore.words import PhotophoreError


def test_it_answers_fails_in_words_and_gives_up():
    clerk = Clerk(longest=60.0)
    good, bad = clerk.ask(math.sqrt, 9.0), clerk.ask(math.sqrt, -1.0)
    assert good.result(60) == 3.0
    with pytest.raises(PhotophoreError, match="could not be thought through: ValueError"):
        bad.result(60)
    clerk._longest = 0.05
    with pytest.raises(PhotophoreError, match="too long"):
        clerk.ask(time.sleep, 30).result(60)
    clerk.end()
    clerk.end()


def test_a_thought_has_one_thread(monkeypatch):
    """However many a library of matrices would take; and whoever asks keeps as many as before."""
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    clerk = Clerk(longest=60.0)
    assert clerk.ask(os.getenv, "OPENBLAS_NUM_THREADS").result(60) == "1"
    assert os.environ["OPENBLAS_NUM_THREADS"] == "7" and "OMP_NUM_THREADS" not in os.environ
    clerk.end()


def test_what_is_thought_when_it_ends_is_given_up():
    clerk = Clerk()
    asked = clerk.ask(time.sleep, 60)
    while clerk._child is None or not clerk._child.pid:
        time.sleep(0.01)
    begun = time.monotonic()
    clerk.end()
    with pytest.raises(PhotophoreError):
        asked.result(20)
    assert time.monotonic() - begun < 20
