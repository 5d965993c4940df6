"""Scenes are asked for in ways that go together, or one line says why not."""

import pytest

from photophore.commands import scenario
from photophore.commands.scenario import Scenario
from photophore.words import BadRequest


@pytest.mark.parametrize(
    "asked",
    [(None, "lot", True, True), (Scenario.SMILESYNC, "lot", True, True), (None, None, False, True),
     (Scenario.FLICKER, None, True, False), (Scenario.FLICKER, "flood:7", True, True)],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(asked):
    with pytest.raises(BadRequest):
        scenario.check(*asked)


@pytest.mark.parametrize("asked", [(None, None, True, False), (Scenario.FLICKER, "lot:7", False, True),
                                   (Scenario.SMILESYNC, None, True, True)])  # fmt: skip
def test_what_goes_together_is_played(asked):
    scenario.check(*asked)


def test_a_drill_or_a_gathering_begins_in_a_hub(monkeypatch):
    begun = []
    monkeypatch.setattr(scenario, "BEGINS", 0.0)

    class Timer:
        def __init__(self, seconds, act):
            self.start = act

    monkeypatch.setattr("threading.Timer", Timer)

    class Fleet:
        def plant(self, text):
            begun.append(text)

    class Gatherings:
        def open(self, plan, person):
            begun.append((plan.name, person))
            return type("Found", (), {"code": "reef-12"})

    scenario.begin(None, Fleet(), Gatherings())
    scenario.begin(Scenario.FLICKER, Fleet(), Gatherings(), "lot:7")
    scenario.begin(Scenario.SMILESYNC, Fleet(), Gatherings())
    assert begun == ["lot:7", ("SmileSync", None)]
