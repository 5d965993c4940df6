"""A whole hub with a small living city, as `photophore up` puts it together; run by the tests in a process of its own.

python tests/pages/hub.py PORT [SMILES]
"""

import sys

from photophore import pages
from photophore.city import missing, twin
from photophore.glyph import gallery
from photophore.hub import app
from photophore.loop import Loop
from photophore.place.nova import nova
from photophore.words import BLOCK

GUESTS = 64  # rows left free


def main(port: int, smiles: int) -> None:
    loop = Loop(-(-(smiles + GUESTS) // BLOCK))
    settled = twin.settle(nova(), smiles, 1, loop)
    designs = dict(sorted(gallery.gallery().items(), key=lambda each: each[0] != gallery.DEFAULT))
    handed = app.Handed(
        settled.place, twin.standing(settled, loop.n), lambda: missing.lens(settled.place, settled.census),
        designs, gallery.texts(), pages.routes(), pages.inline_hashes(),
    )  # fmt: skip
    app.serve(app.make(loop, handed, port), port=port)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 4000)
