"""Scenes that a city can play: the flicker emergency, and thousands of smiles in step. Shared by `run` and `up`."""

from enum import StrEnum
from typing import Annotated

from cyclopts import Parameter

from photophore.words import BadRequest


class Scenario(StrEnum):
    """What may be played."""

    FLICKER = "flicker"
    SMILESYNC = "smilesync"


Scene = Annotated[Scenario | None, Parameter(help="Play a scene: flicker, an emergency; smilesync, a crowd in step.")]
Planted = Annotated[str | None, Parameter(help="With flicker: what goes wrong, KIND or KIND:ID, as in lot:7.")]
Watchdogs = Annotated[bool, Parameter(help="With flicker: colonies watch themselves, and go dark when they are wrong.")]

USUAL = {None: 20.0, Scenario.FLICKER: 60.0, Scenario.SMILESYNC: 40.0}  # seconds of a run
RHYTHM, FIRM = 0.25, 0.5  # hertz, of the gathering that `up` opens
BEGINS = 20.0  # seconds after its start at which `up` begins a scene


def check(scenario: Scenario | None, plant: str | None, watchdogs: bool, plain: bool) -> None:
    """BadRequest for what does not go together; plain: neither a replay nor a score is asked for."""
    if scenario != Scenario.FLICKER and (plant is not None or not watchdogs):
        raise BadRequest("only the flicker emergency has something planted", "--plant", "add --scenario flicker")
    if scenario is not None and not plain:
        raise BadRequest("a scene plays alone", "--scenario", "leave out --replay and --score")
    if plant is not None:
        from photophore.city.faults import KINDS

        if (kind := plant.partition(":")[0]) not in KINDS:
            raise BadRequest(f"no trouble is called {kind!r}", "--plant", f"one of {', '.join(KINDS)}")


def play(scenario: Scenario | None, loop, settled, asked: tuple, told) -> tuple[dict, str]:
    """Play it headless -> its report, and the same as a sentence; None: the city lives as it does every day.

    asked: seconds, out, plant, watchdogs.
    """
    seconds, out, plant, watchdogs = asked
    if scenario is None:
        from photophore.city import measure

        report = measure.run(loop, settled, seconds, out, told)
        return report, measure.sentence(report, out)
    if scenario == Scenario.FLICKER:
        from photophore.city import flicker, flicker_report

        report = flicker.run(loop, settled, flicker.Asked(plant, seconds, watchdogs), out, told)
        return report, flicker_report.sentence(report, out)
    from photophore.city import smilesync

    report = smilesync.run(loop, settled, seconds, out, told)
    return report, smilesync.sentence(report, out)


def begin(scenario: Scenario | None, fleet, gatherings, plant: str | None = None) -> None:
    """Begin a scene in a hub that runs, BEGINS seconds from now: a drill, or a gathering of the virtual crowd."""
    import threading

    if scenario is None:
        return
    acts = {Scenario.FLICKER: lambda: fleet.plant(plant), Scenario.SMILESYNC: lambda: _gather(gatherings)}
    later = threading.Timer(BEGINS, acts[scenario])
    later.daemon = True  # it ends with the hub
    later.start()


def _gather(gatherings) -> None:
    """The hub's own gathering, of everybody who lets themselves be asked, for an hour."""
    import time

    from photophore.commons.gatherings import Plan

    now = int(time.time() * 1000)
    found = gatherings.open(Plan("SmileSync", now, now + 3_600_000, rhythm=RHYTHM, firm=FIRM), None)
    print(f"photophore: a gathering is open; people join at /smile#gather={found.code}", flush=True)
