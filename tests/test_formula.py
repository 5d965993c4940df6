import numpy as np
from numba import njit

from photophore.formula import compiled, formula, select

F = np.float32


@formula
def bent(x):
    return select(x > F(0.5), F(1.0) - x, np.sqrt(x) * F(0.3))


def test_the_plain_account_is_plain_python():
    x = np.array([0.25, 0.75], F)
    assert np.array_equal(bent(x), np.array([F(0.5) * F(0.3), F(0.25)]))
    assert bent(x).dtype == F


def test_a_compiled_loop_takes_the_formula_in():
    @njit
    def loop(x, out):
        for i in range(x.size):
            out[i] = bent(x[i])

    x = np.random.default_rng(3).uniform(0, 1, 10_000).astype(F)
    x[5] = np.nan
    out = np.empty_like(x)
    loop(x, out)
    assert np.array_equal(bent(x), out, equal_nan=True)


def test_what_is_not_a_number_takes_the_other_way_in_both():
    @njit
    def loop(x):
        return select(x > F(0.0), x, F(7.0))

    assert select(F(np.nan) > 0, F(1), F(7)) == loop(F(np.nan)) == 7


def test_compiled_loops_keep_what_is_not_a_number_and_let_other_threads_run():
    options = compiled(lambda x: x).targetoptions
    assert options["nogil"]
    assert not options.get("fastmath")
    assert not options.get("parallel")
    assert options["error_model"] == "numpy"  # 1 / 0 is infinite, as in the plain account
