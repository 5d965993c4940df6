"""One whole hub in a process of its own, to be measured: pages, hall and a small city, compiled before it opens.

python -m photophore.city.phones_hub PORT SMILES GUESTS KERNELS
"""

import contextlib
import sys
import tempfile
from pathlib import Path

from photophore import pages
from photophore.city import missing, twin
from photophore.commons.hall import Hall, Setting
from photophore.glyph.gallery import DEFAULT, gallery, texts
from photophore.glyph.kernel import Forge
from photophore.hub import app
from photophore.hub.civic import Commons
from photophore.loop import Loop
from photophore.pages import messages
from photophore.place.nova import nova
from photophore.words import BLOCK

SEED = 7


def main(port: str, smiles: str, guests: str, kernels: str) -> None:
    """Until it is ended."""
    with contextlib.ExitStack() as stack:
        forge = stack.enter_context(contextlib.closing(Forge(Path(kernels))))
        loop = Loop(-(-(int(smiles) + int(guests)) // BLOCK), seed=SEED, forge=forge)
        place, designs = nova(SEED), gallery()
        settled = twin.settle(place, int(smiles), SEED, loop)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="photophore-")))
        hall = stack.enter_context(contextlib.closing(Hall.open(folder, loop.grants, Setting(place.zone))))
        forge.wait(loop.worn.deck)
        for _ in range(3):
            loop.step()
        handed = app.Handed(
            place, twin.standing(settled, loop.n), lambda: missing.lens(place, settled.census),
            {DEFAULT: designs[DEFAULT]} | designs, texts(), pages.routes(), pages.inline_hashes(),
            commons=Commons(hall, messages.say, messages.SPOKEN),
        )  # fmt: skip
        app.serve(app.make(loop, handed, int(port)), port=int(port))


if __name__ == "__main__":
    main(*sys.argv[1:])
