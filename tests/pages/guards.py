"""The guard's page and its routes on a port of their own, for tests in a browser."""

import contextlib

from litestar import Litestar
from litestar.datastructures import State

from photophore import pages
from photophore.hub import api, guardroom, people, wire
from photophore.hub.guardroom import Phones, Room
from photophore.hub.shield import shield
from tests.hub.small import serving, small_place


@contextlib.contextmanager
def served(made, *more):
    """made: tests.hub.guarded.House, which gets an `address`; more: routes beside."""
    room = Room(made.hall, small_place(), made.post, made.quiet, Phones, wire.Bucket(100, 100), made.clock)
    everybody = made.hall.people
    joining = people._joining(people.Parts(everybody, None, None, [], None))
    door = [each for each in joining if "/api/door" in each.paths]
    app = Litestar([*guardroom.routes(room), *more, *door, *pages.routes()], state=State({"people": everybody}),
                   logging_config=None, exception_handlers={Exception: api.sorry})  # fmt: skip
    made.seconds(3)
    with serving(shield(app, (), pages.inline_hashes())) as port:
        made.address = f"http://127.0.0.1:{port}"
        yield made
