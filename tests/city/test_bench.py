"""The benches measure what they say they measure."""

import numpy as np
import pytest

from photophore.city import bench
from photophore.glyph.gallery import gallery
from photophore.glyph.kernel import Forge
from photophore.words import BLOCK

pytestmark = pytest.mark.slow  # kernels are compiled anew: half a minute


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    designs = [gallery()[name] for name in ("anemone", "aurora")]
    with Forge(tmp_path_factory.mktemp("kernels")) as forge:
        built = bench.made(2 * BLOCK, forge, designs)
        yield built
        built.loop.close()


def test_the_workload_is_the_fixed_one(made):
    worn, seen = made.loop.worn, made.loop.memory.display.shown.seen
    assert set(np.unique(worn.glyph)) == {0, 1}
    assert (seen == 0).mean() == pytest.approx(bench.UNGRANTED, abs=0.02)
    assert (worn.before >= 0).mean() == pytest.approx(bench.FADING, abs=0.01)
    fresh = np.mean([batch.row.size for batch in made.batches]) / worn.glyph.size
    assert fresh == pytest.approx(bench.FRESH, abs=0.01)


def test_a_limited_tick_is_one_in_which_nothing_rises(made):
    for _ in range(3):
        bench._tick(made)
    before = made.loop.memory.limits.level.copy()
    assert before.max() > 0.15
    bench._tick(made, limited=True)
    assert made.loop.memory.limits.level.max() <= 0.09


def test_a_tick_without_drawing_leaves_the_light_alone(made):
    light = made.loop.frame.light.copy()
    bench._tick(made, drawn=False)
    assert (made.loop.frame.light == light).all()
    assert made.loop.stats.failed == 0


def test_drawing_is_measured_and_equals_the_plain_account(tmp_path):
    figures = bench.draw(BLOCK, tmp_path)
    assert figures["max_diff"] == 0
    assert figures["fast_ms"] > 0
    assert figures["plain_ms"] > 0
    assert figures["copy_ratio"] > 0
