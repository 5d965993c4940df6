"""Every claim against the published world, gathered: what is run for it, what it needs, and the record of a run.

A record is plain data, kept as JSON; the page of docs and the page *fidelity* are two readings of the same record.
"""

import datetime
import json
import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from photophore.fidelity import colour, feeling, flash, fusion, guard, place, stress, table
from photophore.words import BadRecording, Check, NoRoom, PhotophoreError

Told = Callable[[int, int], None]


class Asked(NamedTuple):
    """How a run of all claims was asked for."""

    data: Path | None = None  # folder with a folder for each set of data
    only: str | None = None  # name of the one claim that is wanted
    seed: int = 7


class Claim(NamedTuple):
    """One part of what Photophore says of the world, and how anybody can see whether it is so."""

    name: str
    title: str
    command: str  # what to type to see it
    keys: tuple[str, ...]  # of the checks that it gives, in order
    needs: str | None  # folder of the data, without which it is not measured
    run: Callable[[Asked, Path | None], list[Check]]  # asked, and the folder of its data
    blank: Callable[[], list[Check]] = lambda: []  # its checks where nothing was measured


def _esm(asked: Asked) -> Path | None:
    """A diary of everyday feelings, where the data folder holds one."""
    folder = asked.data / "esm" if asked.data else None
    found = sorted(it for it in folder.iterdir() if it.suffix in (".csv", ".txt")) if folder and folder.is_dir() else []
    return found[0] if found else None


CLAIMS = (
    Claim("signals", "Hearts and skins tell stress from rest", "photophore bench stress --replay DIR/stress-predict",
          ("S1", "S1 raw", "S6", "S1 causal"), "stress-predict",
          lambda asked, folder: stress.checks(stress.measure(folder)),
          lambda: stress.checks(dict.fromkeys(("people", "windows"), 0) | dict.fromkeys(
              ("auc_session", "auc_raw", "auc_shuffled", "auc_causal"), float("nan")))),
    Claim("fusion", "A belief is as sure as it says", "photophore fidelity --only fusion",
          (*(f"S3 {way} {minutes} min" for minutes in (1, 10, 30) for way in ("crowd", "own")), "S4", "S5"), None,
          lambda asked, folder: fusion.measure(asked.seed)),
    Claim("feelings", "Simulated feelings move as people's do", "photophore bench feeling",
          ("A1", "A1-city", "A2", "A2-city", "A3", "A4", "A5", "A6", "A7", "A7-sd", "A8", "A9"), None,
          lambda asked, folder: feeling.measure(asked.seed, _esm(asked))),
    Claim("flashes", "The light meter counts as others count", "photophore fidelity --only flashes",
          ("flash-red", "flash-area", "flash-bright", "flash-sum", "flash 2Hz_5s", "flash 2Hz_6s", "flash 3Hz_6s",
           "flash extendedFLONG", "flash-halves", "flash-squares", "flash-fifth", "flash-hue", "flash-ramp"), None,
          lambda asked, folder: flash.facts()),
    Claim("logs", "The light meter's rows are those that were published",
          "photophore fidelity --only logs --data-folder DIR",
          tuple(f"iris {film}" for film in ("2Hz_5s", "2Hz_6s", "3Hz_6s", "extendedFLONG", "gray")), "iris",
          lambda asked, folder: flash.logs(folder)),
    Claim("guard", "The guard lets no flash through", "photophore fidelity --only guard",
          ("guard", "guard-dims", "guard-safe", "guard-edge"), None,
          lambda asked, folder: guard.measure(asked.seed)),
    Claim("colours", "Feelings have the colours that were published",
          "photophore fidelity --only colours",
          ("colour-oklab", "colour-srgb", "colour-wheel", "colour-gamut", "colour-states", "colour-normal",
           "colour-protan", "colour-deutan", "colour-tritan", "colour-valence", "colour-pleasure"), None,
          lambda asked, folder: colour.measure()),
    Claim("places", "The city on the map is the city that was published",
          "photophore fidelity --only places --data-folder DIR", place.KEYS, "chicago",
          lambda asked, folder: place.measure(folder, asked.seed)),
)  # fmt: skip


def gather(asked: Asked, told: Told = lambda done, of: None, claims: tuple[Claim, ...] = CLAIMS) -> list[dict]:
    """Run what can be run -> the parts of a record, in order. What cannot says why, and is no pass."""
    wanted = [claim for claim in claims if asked.only in (None, claim.name)]
    if not wanted:
        raise NoRoom(f"there is no claim {asked.only!r}", "--only", f"there are {', '.join(it.name for it in claims)}")
    if asked.data is not None and not asked.data.is_dir():
        raise BadRecording("there is no such folder", f"--data-folder {asked.data}", "give one with a folder for each")
    parts = []
    for done, claim in enumerate(wanted):
        told(done, len(wanted))
        checks = [table.told(check) for check in _checks(claim, asked)]
        parts.append({"name": claim.name, "title": claim.title, "command": claim.command, "needs": claim.needs,
                      "checks": checks})  # fmt: skip
    told(len(wanted), len(wanted))
    return parts


def _checks(claim: Claim, asked: Asked) -> list[Check]:
    folder = asked.data / claim.needs if asked.data and claim.needs else None
    if claim.needs and (folder is None or not folder.is_dir()):
        return _not_measured(claim, f"not measured: the data {claim.needs} was not given")
    try:
        return claim.run(asked, folder)
    except PhotophoreError as error:  # its data cannot be read
        return _not_measured(claim, f"not measured: {error.what}")
    except FileNotFoundError as error:
        return _not_measured(claim, f"not measured: {claim.needs} has no {Path(error.filename).name}")


def _not_measured(claim: Claim, why: str) -> list[Check]:
    blank = claim.blank() or [Check(key, claim.title, "", "", "", None) for key in claim.keys]
    return [check._replace(measured=why, ok=None) for check in blank]


def machine() -> str:
    """The kind of this machine, without its name."""
    return (f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, "
            f"Python {platform.python_version()}")  # fmt: skip


def record(parts: list[dict], date: str | None = None, kind: str | None = None) -> dict:
    """What was found, when (today, in UTC), and on what kind of machine (this one)."""
    date, kind = date or datetime.datetime.now(datetime.UTC).date().isoformat(), kind or machine()
    judged = [check["pass"] for part in parts for check in part["checks"]]
    counts = {"passed": judged.count(True), "failed": judged.count(False), "not_judged": judged.count(None)}
    return {"date": date, "machine": kind, **counts, "parts": parts}


def text(found: dict) -> str:
    """A record for a terminal: failures first."""
    checks = [Check(it["id"], it["check"], it["source"], it["target"], it["measured"], it["pass"])
              for part in found["parts"] for it in part["checks"]]  # fmt: skip
    return table.text(checks)


def write(found: dict, paths: tuple[Path, ...]) -> None:
    """Keep a record: as itself where the name ends in .json, else as the page of docs."""
    for path in paths:
        told = json.dumps(found, indent=1, ensure_ascii=False) + "\n" if path.suffix == ".json" else markdown(found)
        try:
            path.write_text(told, encoding="utf-8")
        except OSError as error:
            raise NoRoom(f"this cannot be written: {error.strerror}", str(path), "choose another place") from None


def markdown(found: dict) -> str:
    """A record as the page of docs: failures first, then one table for each part."""
    failed = [check for part in found["parts"] for check in part["checks"] if check["pass"] is False]
    lines = [
        "# Fidelity: what we say, held against what was published", "",
        f"Measured on {found['date']} with a machine of this kind: {found['machine']}. "
        f"{found['passed']} pass, {found['failed']} FAIL, {found['not_judged']} are not judged (reported, or the data "
        "was not given: no data is no pass).", "",
        "This page is made by `photophore fidelity --data-folder DIR --out docs/fidelity.md`, where DIR holds the open "
        "data `stress-predict`, `iris` and `chicago`. Nobody writes in it by hand.", "",
        "## Failures", "", *(_rows(failed) if failed else ["None."]), "",
    ]  # fmt: skip
    for part in found["parts"]:
        needs = f", with the data `{part['needs']}`" if part["needs"] else ""
        lines += [f"## {part['title']}", "", f"See it yourself: `{part['command']}`{needs}", "",
                  *_rows(part["checks"]), ""]  # fmt: skip
    return "\n".join(lines)


def _rows(checks: list[dict]) -> list[str]:
    rows = ["| | what | source | target | measured | |", "| --- | --- | --- | --- | --- | --- |"]
    for it in checks:
        cells = (it["id"], it["check"], it["source"], it["target"], it["measured"],
                 {True: "pass", False: "**FAIL**", None: "not judged"}[it["pass"]])  # fmt: skip
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return rows
