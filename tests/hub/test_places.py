"""Few are in at once, and a place is given back whatever happens in it."""

import pytest
from litestar.exceptions import HTTPException

from photophore.hub import places


def test_one_too_many_is_told_what_the_others_do(monkeypatch):
    monkeypatch.setattr(places, "WAIT", 0.01)
    few = places.Places(2, "being compiled")
    with few.one(), few.one(), pytest.raises(HTTPException, match="Others are being compiled") as refused, few.one():
        pass
    assert refused.value.status_code == 429


def test_a_place_is_free_again_after_a_failure():
    few = places.Places(1, "publishing")
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), few.one():
            1 / 0  # noqa: B018
