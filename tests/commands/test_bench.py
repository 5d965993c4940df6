"""The commands of `photophore bench` answer, and say what they cannot do."""

import inspect
import subprocess
import sys

import pytest

from photophore.city import phones_bench


def test_every_measurement_is_named():
    code = "from photophore.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "bench", "--help"], capture_output=True, text=True, check=True)
    assert all(f" {name} " in done.stdout for name in ("tick", "draw", "feeling", "log", "stress"))


@pytest.mark.parametrize("words", [["--clients", 60, "--smiles", 200], []])
def test_phones_are_measured_with_what_was_typed(words, typed, monkeypatch, tmp_path):
    """The command reaches the measuring with arguments that it takes: two homes as a pair, a teller of progress."""
    asked = []

    def measure(*given):
        asked.append(taken.bind(*given).arguments)
        return {"p99_ms": 12.0}

    taken = inspect.signature(phones_bench.measure)
    monkeypatch.setattr(phones_bench, "measure", measure)
    status, told, wrong = typed("bench", "phones", *words, "--data", tmp_path, "--json")
    assert (status, wrong) == (0, "") and '"p99_ms": 12.0' in told
    compiled, kernels = asked[0]["homes"]
    assert (asked[0]["clients"], asked[0]["smiles"]) == ((60, 200) if words else (2000, 1000))
    assert compiled.is_dir() and kernels == tmp_path / "kernels" and callable(asked[0]["told"])
