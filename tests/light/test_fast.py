"""The compiled engine, stage by stage; whole cities are compared in test_path."""

import numpy as np
import pytest

from photophore.commons.consent import Grants
from photophore.light import consent, fast, fast_guard, fast_paint, fast_sync
from photophore.sense import feeling
from photophore.words import BLOCK
from tests.light import stage

F = np.float32


@pytest.fixture(scope="module")
def engine():
    return fast.engine(map)


@pytest.mark.parametrize("seed", range(3))
def test_show_is_the_plain_one(engine, seed):
    city = stage.City(1, seed)
    both = [consent.start(city.n) for _ in range(2)]
    minds, rng = feeling.start(city.n), np.random.default_rng(seed)
    for count in range(12):
        city.change()
        minds.now[:], minds.sure[:] = rng.uniform(-1, 1, (2, city.n)), rng.random((2, city.n))
        fresh = minds._replace(fresh=np.flatnonzero(rng.random(city.n) < 0.3).astype(np.int32))
        heart, given = rng.uniform(40, 200, city.n).astype(F), city.grants.given(count)
        heart[rng.random(city.n) < 0.2] = np.nan
        shows = zip((consent.show, engine.show), both, strict=True)
        both = [show(kept, fresh, heart, given, city.worn) for show, kept in shows]
        plain, quick = (kept.shown for kept in both)
        assert (plain.seen == quick.seen).all()
        np.testing.assert_array_equal(plain.values, quick.values)
        np.testing.assert_array_equal(plain.heart, quick.heart)


def test_warming_up_compiles_every_loop():
    fast.warm(Grants(BLOCK).given(0))
    names = [it for module in (fast, fast_sync, fast_paint, fast_guard) for it in vars(module).values()]
    loops = [it for it in names if hasattr(it, "signatures")]
    assert len(loops) > 20
    inner = {name for loop in loops for name in loop.py_func.__code__.co_names}  # compiled with whoever calls them
    assert not [loop for loop in loops if not loop.signatures and loop.py_func.__name__ not in inner]
