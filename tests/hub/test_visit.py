"""One page's own light: no cue leaves while something is taken back, and dark never waits."""

from types import SimpleNamespace

import pytest

from photophore.hub.visit import Visit, Waiting, skew
from photophore.words import Row


class Line:
    """Keeps what it is offered."""

    def __init__(self):
        self.offered = []

    def offer(self, kind, message):
        self.offered.append(kind)

    def waits(self, kind):
        return False

    def take_back(self, kind):
        return True


@pytest.fixture
def visit():
    guest = SimpleNamespace(row=Row(3, 1), state=lambda: {"at": None, "district": None})
    return Visit(guest, Line(), SimpleNamespace(of_tick=lambda count: count))


def test_no_cue_leaves_while_something_is_taken_back(visit):
    dark = SimpleNamespace(row=Row(3, 1), glyph=None, late=False, apply_at=1, expires_at=2, epoch=5)
    visit.acting = 1
    visit.cue(dark)
    visit.acting, visit.waiting = 0, [Waiting("dark", 1, None)]
    visit.cue(dark)
    visit.waiting = []
    visit.cue(ValueError())
    assert visit.line.offered == []
    visit.cue(dark)
    assert visit.line.offered == ["cue"] and visit.epoch == 5


def test_dark_is_offered_at_once(visit):
    visit.dark(100)
    assert visit.line.offered == ["cue"]


def test_the_skew_of_a_crowd_is_what_19_in_20_keep_within():
    pages = [SimpleNamespace(doubt=float(ms)) for ms in range(1, 41)]
    assert skew(pages) == 38.0 and skew(pages[:1]) == 1.0
    assert skew([*pages[:20], SimpleNamespace(doubt=None)]) == 19.0
    assert skew([SimpleNamespace(doubt=None)]) is None and skew([]) is None
