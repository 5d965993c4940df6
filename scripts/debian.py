"""Installs a Debian package where it may: root, with apt-get at hand."""

import os
import shutil
import subprocess
import sys


def install(package: str) -> bool:
    """Whether the package was installed; false, and nothing done, where we may not. Never fails."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"photophore: install Debian's {package}", file=sys.stderr, flush=True)
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "check": False}
    speech = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", "update"], env=speech, **quiet)
    told = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", package]
    return subprocess.run(told, env=speech, **quiet).returncode == 0
