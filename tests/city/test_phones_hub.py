"""A hub that is measured is a whole one: pages, people's hall, a city, and room for phones."""

import pytest

from photophore.city import phones_hub
from photophore.hub import app


@pytest.mark.slow
def test_it_is_put_together_and_compiled_before_it_opens(tmp_path, monkeypatch):
    seen = {}
    make = app.make
    monkeypatch.setattr(app, "make", lambda loop, handed, port: seen.update(loop=loop, handed=handed) or make(
        loop, handed, port))  # fmt: skip
    monkeypatch.setattr(app, "serve", lambda hub, port: seen.update(port=port))
    phones_hub.main("8899", "50", "30", str(tmp_path))
    loop, handed = seen["loop"], seen["handed"]
    assert seen["port"] == 8899 and loop.stats.frames == 3 and loop.smiles == 50
    assert handed.commons and handed.routes and len(handed.gallery) > 10
