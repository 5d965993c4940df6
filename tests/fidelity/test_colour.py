"""Claims about colour hold, and would not for another colour."""

import numpy as np
import pytest

from photophore import colour as colours
from photophore.fidelity import colour


def test_all_claims_hold():
    checks = colour.measure()
    assert [it.key for it in checks if not it.ok] == []


@pytest.mark.parametrize(
    ("name", "claim", "made"),
    [
        ("from_linear", colour.vectors, lambda real: lambda rgb: real(rgb) * 1.001),
        ("curve", colour.codes, lambda real: lambda x: real(x) + np.float32(0.1)),
        ("fit", colour.wheel, lambda real: lambda *told: (told[0], 0.13, 0.0)),
        ("fit", colour.fitted, lambda real: colours.oklch),
        ("of_feeling", colour.states, lambda real: lambda v, a, sure: real(a, v, sure)),
        ("apart", lambda: colour.told_apart("deutan"), lambda real: lambda *told: 0.8 * real(*told)),
        ("of_feeling", lambda: colour.meanings()[0], lambda real: lambda v, a, sure: real(a, v, sure)),
        ("of_feeling", lambda: colour.meanings()[1], lambda real: lambda v, a, sure: real(a, v, sure)),
    ],
)
def test_another_colour_is_found(monkeypatch, name, claim, made):
    monkeypatch.setattr(colours, name, made(getattr(colours, name)))
    assert claim().ok is False
