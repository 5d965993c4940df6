import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from photophore import chance

SMILES = np.arange(200_000)


def test_the_mix_is_murmurs():
    """Its finaliser, worked out with plain integers."""
    for x in (0, 1, 0xDEADBEEF, 0xFFFFFFFF, 0x12345678):
        want = x
        for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
            want = ((want ^ (want >> shift)) * factor) & 0xFFFFFFFF
        assert int(chance.stir(np.array([x], np.uint32))[0]) == want


def test_the_mix_loses_nothing():
    assert np.unique(chance.stir(SMILES.astype(np.uint32))).size == SMILES.size


def test_the_same_question_has_the_same_answer_in_any_order():
    some = np.array([7, 3, 99_999, 3])
    assert np.array_equal(chance.draw(5, SMILES, 12)[some], chance.draw(5, some, 12))
    assert np.array_equal(chance.normal(5, SMILES, 12)[some], chance.normal(5, some, 12))


@given(st.integers(0, 2**63), st.integers(0, 2**40), st.integers(0, 100))
def test_a_draw_lies_in_its_range(seed, count, use):
    found = chance.draw(seed, SMILES[:500], count, use)
    assert found.dtype == np.float32
    assert (found >= 0).all()
    assert (found < 1).all()


def test_draws_are_even():
    for seed in range(3):
        counts, _ = np.histogram(chance.draw(seed, SMILES, 1), bins=50, range=(0, 1))
        expected = SMILES.size / 50
        assert ((counts - expected) ** 2 / expected).sum() < 100  # chi squared, 49 degrees: p about 2e-5


def test_neighbours_are_strangers():
    """In smile, in count, in use and in seed: no line through the draws."""
    here = chance.draw(1, SMILES, 10)
    others = [here[1:], chance.draw(1, SMILES, 11), chance.draw(1, SMILES, 10, 1), chance.draw(2, SMILES, 10)]
    for other in others:
        assert abs(np.corrcoef(here[: other.size], other)[0, 1]) < 0.012  # five standard errors


def test_normal_draws_are_normal():
    found = chance.normal(3, SMILES, 4).astype(float)
    assert np.isfinite(found).all()
    assert abs(found.mean()) < 0.01
    assert abs(found.std() - 1) < 0.01
    assert abs((found**4).mean() - 3) < 0.1
    assert abs((np.abs(found) < 1.959964).mean() - 0.95) < 0.003


def test_arrays_and_compiled_loops_agree_to_the_bit():
    stir, unit = chance.stir, chance.unit

    @njit
    def loop(keys, found):
        for i in range(keys.size):
            found[i] = unit(stir(keys[i]))

    keys = SMILES.astype(np.uint32) * np.uint32(40503)
    found = np.empty(keys.size, np.float32)
    loop(keys, found)
    assert np.array_equal(found, unit(stir(keys)))
