"""A hub with people and no light, in a process of its own, for tests of joining.

python tests/pages/joining.py PORT FOLDER
"""

import contextlib
import sys
from pathlib import Path

import uvicorn
from litestar import Litestar, get
from litestar.datastructures import State

from photophore import pages
from photophore.commons.consent import Grants
from photophore.commons.hall import Hall, Setting
from photophore.glyph.gallery import DEFAULT, gallery, texts
from photophore.hub import api, app, civic, known
from photophore.hub.shield import shield
from photophore.pages import messages
from photophore.words import BLOCK, Role


def serve(port: int, folder: Path) -> None:
    """Until it is ended."""
    designs = gallery()
    first = {DEFAULT: designs[DEFAULT]} | designs
    with contextlib.closing(Hall.open(folder / "commons", Grants(BLOCK), Setting("Europe/Lisbon"))) as hall:

        @get("/test/link/{role:str}", sync_to_thread=True)
        def link(role: str) -> str:
            return hall.people.invite(Role(role), None)

        @get("/test/open/{on:int}", sync_to_thread=True)
        def open_(on: int) -> str:
            hall.people.set_open(bool(on), None)
            return "done"

        commons = civic.Commons(hall, messages.say, messages.LANGUAGES)
        hub = Litestar(
            [*civic.routes(commons, [f"http://hub.test:{port}"]), *pages.routes(), *api._glyphs(first, texts()), link,
             open_],
            exception_handlers={Exception: api.sorry}, logging_config=None, state=State({"people": hall.people}),
            before_send=[known.carry], request_max_body_size=api.TEXT,
        )  # fmt: skip
        guarded = shield(hub, ["hub.test"], pages.inline_hashes())
        uvicorn.Server(app.config_of(guarded)).run(sockets=[app.door("127.0.0.1", port)])


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
