"""The commands of `photophore bench` answer, and say what they cannot do."""

import subprocess
import sys


def test_every_measurement_is_named():
    code = "from photophore.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "bench", "--help"], capture_output=True, text=True, check=True)
    assert all(f" {name} " in done.stdout for name in ("tick", "draw", "feeling", "log", "stress"))
