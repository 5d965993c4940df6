"""Finds a browser for the tests, and installs Debian's Chromium where it may."""

import os
import shutil
from pathlib import Path

import debian

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
WHY_NOT = "no Chromium or Chrome is installed (on Debian: apt-get install chromium; or set PHOTOPHORE_BROWSER)"


def find():
    """The path of a browser: PHOTOPHORE_BROWSER, else one that is installed; None where there is none."""
    named = os.environ.get("PHOTOPHORE_BROWSER")
    if named:
        return shutil.which(named)
    installed = (shutil.which(name) for name in NAMES)
    return next((path for path in installed if path), next((path for path in PLACES if Path(path).is_file()), None))


def install() -> None:
    """Installs Debian's Chromium if there is no browser and PHOTOPHORE_BROWSER_INSTALL is not 0.

    Never fails: without a browser the tests that need one are skipped, with the reason.
    """
    if not find() and os.environ.get("PHOTOPHORE_BROWSER_INSTALL") != "0" and not os.environ.get("PHOTOPHORE_BROWSER"):
        debian.install("chromium")
