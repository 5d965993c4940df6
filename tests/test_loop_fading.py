"""A design that must go, goes within a second, past the guard as ever."""

import numpy as np

from photophore.glyph.read import read
from photophore.light import paint
from photophore.loop import Loop
from photophore.words import Audience
from tests.test_loop import light


def test_a_hurried_fade_takes_a_third_and_leaves_nothing_of_the_design_before():
    bright, calm = (read(f"glyph {name}\ncolour {colour}\nbrightness {height}") for name, colour, height in
                    (("bright", "rose", 0.9), ("calm", "amber", 0.3)))  # fmt: skip
    seen = []
    for before in (calm, bright):
        loop = Loop(1, fast=False, fps=10)
        rows, _ = loop.join(2)
        light(loop, rows)
        loop.wear(rows, before)
        for _ in range(24):
            loop.step()
        loop.wear(rows[:1], calm)
        frames = 0
        while loop.hurry(rows[:1], 2):
            loop.step()
            frames += 1
        assert frames == (0 if before is calm else round(paint.FADE * loop.fps / 3)) <= loop.fps
        assert not loop.hurry(rows[1:], 2)
        seen.append(loop.frame.seen_by(Audience.PUBLIC, rows))
        loop.close()
    assert np.array_equal(seen[0][..., 0], seen[1][..., 0]) and seen[0].any()
    assert not np.array_equal(seen[0][..., 1], seen[1][..., 1])  # whoever was not hurried wears theirs still
