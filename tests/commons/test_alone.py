"""One program at a time in a folder; the lock goes with its program, however that ends."""

import subprocess
import sys

import pytest

from photophore.commons.alone import Alone
from photophore.words import NoRoom


def test_a_second_one_is_told_what_to_try(tmp_path):
    first = Alone(tmp_path / "there")
    with pytest.raises(NoRoom, match="another program.*stop the hub"):
        Alone(tmp_path / "there")
    first.close()
    first.close()
    Alone(tmp_path / "there").close()


def test_a_killed_program_holds_nothing(tmp_path):
    program = (
        "import os, signal; from pathlib import Path; from photophore.commons.alone import Alone;"
        f"Alone(Path({str(tmp_path)!r})); print('held', flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    child = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert child.stdout == "held\n" and child.returncode != 0
    Alone(tmp_path).close()
