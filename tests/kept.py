"""Compiled loops, kept from test process to test process; to be imported before anything of the light path."""

from pathlib import Path

from photophore.commands import options

HOME = Path(__file__).resolve().parent.parent / "out" / "tests"
options.keep_compiled(HOME)


def lend(data: Path) -> None:
    """A hub whose data lie there finds the loops compiled."""
    data.mkdir(parents=True, exist_ok=True)
    if not (data / "compiled").exists():
        (data / "compiled").symlink_to(HOME / "compiled", target_is_directory=True)
