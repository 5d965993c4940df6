"""Fixtures of the hub's tests; what they are made of stands in small.py."""

import sys
from pathlib import Path

import httpx
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # small.py, for tests that are started as programs too
import small

from photophore.glyph.gallery import gallery, texts
from photophore.hub import app as hub_app
from photophore.hub.standing import Standing
from photophore.place.place import Place
from photophore.words import BLOCK


@pytest.fixture
def place() -> Place:
    return small.small_place()


@pytest.fixture
def loop() -> small.FakeLoop:
    return small.FakeLoop()


@pytest.fixture
def standing(place) -> Standing:
    """Rows 0 to 9 stand in tile 0, in a line from west to east."""
    xy = np.full((BLOCK, 2), np.nan, np.float32)
    xy[:10] = np.column_stack([np.linspace(0.1, 0.9, 10), np.full(10, 0.5)])
    tile = np.full(BLOCK, -1, np.int32)
    tile[:10] = 0
    return Standing(place, xy, tile)


@pytest.fixture
def handed(place, standing):
    return hub_app.Handed(place, standing, lambda: {"districts": []}, gallery(), texts())


@pytest.fixture
def hub(loop, handed):
    with small.serving(hub_app.make(loop, handed)) as port:
        yield port


@pytest.fixture
def client(hub):
    """Opens sockets to the hub, and closes them afterwards."""
    made = []

    def make(role="viewer"):
        made.append(small.Client(hub, role))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def serving():
    return small.serving


@pytest.fixture
def spoken(loop):
    """`spoken(handed)`: a browser's client of a hub that was handed this."""
    open_ = []

    def start(handed):
        served = small.serving(hub_app.make(loop, handed))
        open_.append((served, httpx.Client(base_url=f"http://127.0.0.1:{served.__enter__()}", timeout=60)))
        return open_[-1][1]

    yield start
    for served, client in open_:
        client.close()
        served.__exit__(None, None, None)
