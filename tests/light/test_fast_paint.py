"""The compiled brush: with the glyphs' own kernels it gives the plain account's bytes."""

import numpy as np
import pytest

from photophore.glyph.kernel import Forge
from photophore.light import fast_paint, paint, path, sync
from photophore.light.fast_paint import Tools
from photophore.words import BLOCK, Tick
from tests.light import stage

F = np.float32


def test_kernels_paint_what_the_plain_account_paints(tmp_path):
    city = stage.City(2, 4, wild=0)
    deck, rng = city.deck[:3], np.random.default_rng(4)
    worn = city.worn._replace(deck=deck, glyph=rng.integers(-1, 3, city.n).astype(np.int16),
                              before=np.where(rng.random(city.n) < 0.2, 1, -1).astype(np.int16))  # fmt: skip
    values = rng.random((6, city.n)).astype(F)
    values[:, ::11] = np.nan
    shown, phases = stage.shown(city.n, rng.integers(0, 3, city.n), 0.5, 70.0), sync.start(city.n, 1, worn.seed)
    shown.values[:] = values
    with Forge(tmp_path) as forge:
        for glyph in deck:
            forge.order(glyph)
        assert forge.wait(deck)
        plain = paint.draw(worn, shown, phases, Tick(99), path.Buffers(paint.start(2), path.PLAIN))
        tools = Tools(map, forge.ready)
        out = path.Buffers(paint.start(2), path.PLAIN, tools)
        quick = fast_paint.Painter([]).draw(worn, shown, phases, Tick(99), out)
    assert plain.light.any()
    assert (plain.light == quick.light).all()
    assert (plain.level == quick.level).all()


@pytest.mark.parametrize("blocks", [1, 2, 3, 5, 21, 200])
def test_chunks_are_all_rows_once(blocks):
    for largest in (fast_paint.CHUNK, 1000):
        spans = fast_paint.chunks(blocks, largest)
        assert spans[0][0] == 0 and spans[-1][1] == blocks * BLOCK
        assert [first for first, _ in spans[1:]] == [last for _, last in spans[:-1]]
        assert all(0 < last - first <= largest * BLOCK for first, last in spans)
        assert len(spans) >= min(blocks, fast_paint.LEAST) - 1
