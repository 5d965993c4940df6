"""A hub in a process of its own, so that a test can kill it: the real loop, sockets and pages; few people.

Run as a program: python tests/pages/alone.py PORT
"""

import sys
from pathlib import Path

import numpy as np

from photophore import pages
from photophore.glyph.gallery import DEFAULT, gallery, texts
from photophore.hub import app
from photophore.hub.standing import nowhere
from photophore.loop import Loop
from photophore.place.place import District, Place, Tiles

ROOT = Path(__file__).resolve().parents[2]
SQUARE = np.array([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]], float)


def place() -> Place:
    """Two districts of four tiles each."""
    xy = np.array([[x, y] for x in (0.5, 1.5, 2.5, 3.5) for y in (0.5, 1.5)], np.float32)
    tiles = Tiles(xy, np.repeat([0, 1], 4).astype(np.int16), np.full(8, 50, np.float32), 1.0)
    districts = (
        District(0, "West", (SQUARE,), 200, 1000.0, 2, (1, 1)),
        District(1, "East", (SQUARE + [2, 0],), 200, 500.0, 0, (3, 1)),
    )
    none = np.zeros((0, 2), np.float32)
    return Place("Smallville", "Europe/Lisbon", "planar", "crowns", districts, tiles, none, (), (), "made up")


def serve(port: int) -> None:
    """Until it is ended or killed."""
    here, found = place(), gallery()
    glyphs = {DEFAULT: found[DEFAULT], **found}
    handed = app.Handed(
        here, nowhere(here, 2048), lambda: {"districts": []}, glyphs, texts(), pages.routes(), pages.inline_hashes()
    )
    app.serve(app.make(Loop(1, fast=False), handed, port), port=port)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
