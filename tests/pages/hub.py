"""A whole hub with a small living city, as `photophore up` puts it together; run by the tests in a process of its own.

python tests/pages/hub.py PORT [SMILES]
"""

import contextlib
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests import kept  # before the light path

# isort: split
from litestar import Request, post

from photophore import pages
from photophore.city import missing, twin
from photophore.commons.hall import Hall, Setting
from photophore.glyph import gallery
from photophore.glyph.kernel import Forge
from photophore.hub import app, known
from photophore.hub.civic import Commons
from photophore.loop import Loop
from photophore.pages import messages
from photophore.place.nova import nova
from photophore.words import BLOCK, Role

GUESTS = 64  # rows left free


def main(port: int, smiles: int) -> None:
    designs = dict(sorted(gallery.gallery().items(), key=lambda each: each[0] != gallery.DEFAULT))
    with contextlib.ExitStack() as stack:
        forge = stack.enter_context(Forge(kept.KERNELS))
        loop = Loop(-(-(smiles + GUESTS) // BLOCK), forge=forge)
        settled = twin.settle(nova(), smiles, 1, loop)
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        hall = stack.enter_context(_hall(Path(folder), loop, settled.place.zone))
        handed = app.Handed(
            settled.place, twin.standing(settled, loop.n), lambda: missing.lens(settled.place, settled.census),
            designs, gallery.texts(), [*pages.routes(), host(hall)], pages.inline_hashes(),
            commons=Commons(hall, messages.say, messages.LANGUAGES),
        )  # fmt: skip
        app.serve(app.make(loop, handed, port), port=port)


def host(hall: Hall):
    """A route by which a test makes whoever asks a host."""

    @post("/test/host", sync_to_thread=True)
    def do(request: Request) -> None:
        hall.people.grant_role(known.person(request).id, Role.HOST, None)

    return do


def _hall(folder: Path, loop: Loop, zone: str):
    """Where people decide, empty; anybody may join."""
    hall = Hall.open(folder, loop.grants, Setting(zone))
    hall.people.set_open(True, None)
    return contextlib.closing(hall)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 4000)
