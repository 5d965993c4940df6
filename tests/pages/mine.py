"""A hub with people and their terms and no light, in a process of its own: a test can kill it and start it again.

python tests/pages/mine.py PORT FOLDER
"""

import contextlib
import json
import sys
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

import uvicorn
from litestar import Litestar, get, post
from litestar.params import Body

from photophore import pages
from photophore.commons.consent import Grants
from photophore.commons.erasing import Erasing
from photophore.commons.hall import Hall, Setting
from photophore.commons.looked import Look
from photophore.commons.people import Joining
from photophore.commons.record import Choice
from photophore.commons.takeout import Parts, Takeout
from photophore.glyph.gallery import DEFAULT, gallery, texts
from photophore.hub import api, app, known, me
from photophore.hub.mine import Mine
from photophore.hub.shield import shield
from photophore.pages import messages
from photophore.words import BLOCK, Audience, Purpose, Role, Signal, Venue, WearerClass

ROOT = Path(__file__).resolve().parents[2]
ZONE = "Europe/Lisbon"


def made(hall: Hall, folder: Path) -> Mine:
    parts = Parts(hall.store, hall.keys, hall.log, hall.people, hall.terms, hall.looked, hall.history)
    takeout = Takeout(parts, folder / "takeout")
    return Mine(hall.terms, hall.people, hall.looked, hall.policies, takeout, Erasing(parts, takeout, hall.setting.now),
                messages.say, messages.SPOKEN, ZONE)  # fmt: skip


def somebody(hall: Hall):
    """A route by which tests join: somebody new with some history, or with none."""

    @post("/test/join", sync_to_thread=True)
    def join(data: Annotated[dict, Body()]) -> dict:
        person, token = hall.people.join(None, Joining(WearerClass.ADULT, name=data.get("name", "")))
        if data.get("looked"):
            for why in ("We saw that it was sour and wanted to know why.", "Your check-up."):
                look = Look("Harbour Street clinic", Signal.MOUTH, Audience.CLINIC, int(Purpose.CARE), why)
                hall.looked.record(person.id, look)
        if data.get("dentist"):
            hall.people.grant_role(person.id, Role.CLINIC, None)
        return {"token": token, "id": person.id}

    @post("/test/decide", sync_to_thread=True)
    def decide(data: Annotated[dict, Body()]) -> None:
        choice = Choice(Audience[data["audience"]], Signal[data["signal"]], Purpose[data["purpose"]],
                        Venue[data["place"]].bit if "place" in data else 255, named=data.get("named"))  # fmt: skip
        hall.terms.decide(data["id"], choice, "-", "en")

    @get("/test/of/{person:str}", sync_to_thread=True)
    def of(person: str) -> dict:
        return {"sentences": len(hall.terms.of(person)), "dark": hall.terms.is_dark(person)}

    return [join, decide, of]


def serve(port: int, folder: Path) -> None:
    """Until it is ended or killed."""
    designs = gallery()
    first = {DEFAULT: designs[DEFAULT]} | designs
    with contextlib.closing(Hall.open(folder / "commons", Grants(BLOCK), Setting(ZONE))) as hall:
        hall.people.set_open(True, None)
        routes = [*me.routes(made(hall, folder)), *somebody(hall), *pages.routes(),
                  *api._glyphs(first, texts())]  # fmt: skip
        hub = Litestar(routes, exception_handlers={Exception: api.sorry}, logging_config=None)
        hub.state.people = hall.people
        guarded = shield(hub, (), pages.inline_hashes())
        uvicorn.Server(app.config_of(guarded)).run(sockets=[app.door("127.0.0.1", port)])


def told(address: str, said: dict | None = None) -> SimpleNamespace:
    """One request, for tests beside the browser."""
    body = None if said is None else json.dumps(said).encode()
    asked = urllib.request.Request(address, body, {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return SimpleNamespace(**(json.loads(answer.read() or b"{}") or {}))
    except urllib.error.HTTPError as error:
        raise AssertionError(error.read().decode()) from None


COOKIE = known.COOKIE

if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
