"""Compiled loops, kept from test process to test process; to be imported before anything of the light path."""

from pathlib import Path

from photophore.commands import options

HOME = Path(__file__).resolve().parent.parent / "out" / "tests"
KERNELS = HOME / "kernels"
options.keep_compiled(HOME)


def lend(data: Path) -> None:
    """A hub whose data lie there finds the loops and the gallery's designs compiled."""
    data.mkdir(parents=True, exist_ok=True)
    KERNELS.mkdir(exist_ok=True)
    for name in ("compiled", "kernels"):
        if not (data / name).exists():
            (data / name).symlink_to(HOME / name, target_is_directory=True)
