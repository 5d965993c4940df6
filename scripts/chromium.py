"""Finds a browser for the tests, and installs Debian's Chromium where it may."""

import ctypes
import os
import shutil
import sys
from pathlib import Path

import debian

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
LIBRARY = "libatomic.so.1"  # what Playwright's driver needs and a small Debian lacks (package libatomic1)


def find():
    """The path of a browser: PHOTOPHORE_BROWSER, else one that is installed; None where there is none."""
    named = os.environ.get("PHOTOPHORE_BROWSER")
    if named:
        return shutil.which(named)
    installed = (shutil.which(name) for name in NAMES)
    return next((path for path in installed if path), next((path for path in PLACES if Path(path).is_file()), None))


def why_not() -> str:
    """Why no browser can be driven here, and what to try; "" where one can."""
    if find() is None:
        return "no Chromium or Chrome is installed (on Debian: apt-get install chromium; or set PHOTOPHORE_BROWSER)"
    if not _loads():
        return f"the browser's driver cannot start without {LIBRARY} (on Debian: apt-get install libatomic1)"
    return ""


def install() -> None:
    """Installs Debian's Chromium if there is no browser and PHOTOPHORE_BROWSER_INSTALL is not 0.

    Never fails: without a browser the tests that need one are skipped, with the reason.
    """
    if os.environ.get("PHOTOPHORE_BROWSER_INSTALL") == "0":
        return
    if not find() and not os.environ.get("PHOTOPHORE_BROWSER"):
        debian.install("chromium")
    if find() and not _loads():
        debian.install("libatomic1")


def _loads() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        return False
    return True
