import numpy as np
import pytest
from jaxtyping import Float32, Shaped, UInt16

from photophore.words import Given, Samples, samples
from tests import shapes


def test_a_record_whose_arrays_are_as_told_passes():
    assert samples(3).value.shape == (3, 2)


@pytest.mark.parametrize("wrong", [
    {"row": np.zeros(2, np.int32)},  # another length than the rest
    {"row": np.zeros(3, np.int64)},  # another type
    {"value": np.zeros((2, 3), np.float32)},  # another order of axes
])  # fmt: skip
def test_a_record_that_is_not_as_told_fails(wrong):
    with pytest.raises(TypeError, match="its comment tells"):
        Samples(**(samples(3)._asdict() | wrong))


@pytest.mark.parametrize(
    ("comment", "type_"),
    [
        ("(2, n) float32 valence and arousal", Float32[np.ndarray, "2 n"]),
        ("(n,) uint16, bits", UInt16[np.ndarray, "n"]),
        ("(blocks, MOST) how many", Shaped[np.ndarray, "blocks 7"]),
        ("(n // 8, 3)", Shaped[np.ndarray, "_ 3"]),
        ("uint32", None),
    ],
)
def test_a_comment_is_read(comment, type_):
    assert getattr(shapes.meaning(comment, {"MOST": 7}), "__name__", None) == getattr(type_, "__name__", None)


def test_the_records_of_the_first_floor_are_held():
    assert {"mask", "autonomy", "born"} <= set(shapes.told(Given))
