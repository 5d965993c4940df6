"""Withdrawals are measured on real people, real frames and a real disk; how quick is for the machine to say."""

import contextlib

import numpy as np
import pytest

from photophore.city import bench, consent_bench
from photophore.glyph.gallery import gallery
from photophore.glyph.kernel import Forge
from photophore.words import Audience, Frame, Purpose, Signal
from tests import kept


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(consent_bench, "PEOPLE", 3)
    monkeypatch.setattr(consent_bench, "ROUNDS", 2)
    monkeypatch.setattr(consent_bench, "TIMES", 3)
    monkeypatch.setattr(bench, "gallery", lambda: {"tide": gallery()["tide"]})


@pytest.mark.slow  # 35 seconds
def test_every_figure_is_there(small, tmp_path):
    told = consent_bench.measure(2000, tmp_path)
    assert told["withdrawals"] == 6 and told["frames_per_s"] > 0
    assert 0 < told["withdraw_p50_ms"] <= told["withdraw_p99_ms"] <= told["withdraw_max_ms"]
    for name in ("acknowledge_p99_ms", "tensor_s", "switch_ms", "compile_one_ms", "lookup_ns"):
        assert told[name] > 0


def test_a_light_that_stays_is_told_as_never_dark(small, monkeypatch):
    """The figure comes from frames: where nothing goes dark there is none."""
    monkeypatch.setattr(consent_bench, "PATIENCE", 0.05)
    with contextlib.closing(Forge(kept.KERNELS)) as forge:
        made = bench.made(2000, forge)
        with contextlib.closing(made.loop) as loop:
            rows = np.arange(1)
            loop.grants.withdraw(rows)
            loop.dress(rows, fallback=np.full((3, 1), consent_bench.LIT))
            loop.grants.grant(rows, Audience.NEAR, Signal.PLACE, Purpose.LIGHT)
            watcher = consent_bench.Watcher(rows)
            frame: Frame = loop.step()
            loop._runner.run(watcher.show(frame))
            assert watcher.lit.tolist() == [True] and np.isnan(watcher.until(0, False))
            loop.grants.withdraw(rows)
            loop._runner.run(watcher.show(frame))  # the very frame that was made before, sent after
            assert watcher.lit.tolist() == [False]
