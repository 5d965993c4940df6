"""What a run of a city was like: report.json, pictures, and the feelings of neighbourhoods."""

import hashlib
import json
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import final

import duckdb
import numpy as np

from photophore.city import film, missing, picture, recount
from photophore.city.folder import Folder
from photophore.city.twin import Settled
from photophore.light import flash, mural
from photophore.loop import Loop
from photophore.words import BLOCK, FPS, GROUP, Audience, Frame, NoRoom

BESIDE = 2  # threads that look at a frame: one takes its digest, one adds up its light
AT_ONCE = 32  # blocks recounted in one frame; a larger city is recounted in turns
SMILES_IN_PICTURES = 6
COLUMNS = {  # of feelings.parquet; only ever added to
    "second": np.int32, "district": np.int32, "name": object, "valence": np.float32, "arousal": np.float32,
    "sure": np.float32, "count": np.int32}
GIF_SECONDS, GIF_FPS = 8, 10
LONGEST = 24 * 3600  # seconds of a run


def check(seconds: float, fps: int) -> None:
    """NoRoom for a time or a pace that no city lives at."""
    if not 1 <= fps <= FPS:
        raise NoRoom(f"a city runs at 1 to {FPS} frames a second, not {fps}", "--fps", f"leave it out for {FPS}")
    if not 0 < seconds <= LONGEST:  # nan is refused too
        raise NoRoom(f"a run takes more than 0 and at most {LONGEST:,} seconds, not {seconds:g}", "--seconds", "try 20")


def run(loop: Loop, settled: Settled, seconds: float, out: Path,
        progress: Callable[[int, int], None] = lambda done, of: None) -> dict:
    """Let the city live for `seconds`, write what it was like into `out`, and give the report.

    progress(done, of) is called after each frame. An `out` that cannot be written is told before the run.
    """
    folder = Folder(out)
    frames = max(1, round(seconds * loop.fps))
    with ThreadPoolExecutor(BESIDE) as beside:
        watch = Watch(loop, settled, beside.map)
        for frame in range(frames):
            begun = time.perf_counter()
            made = loop.step()
            watch.took.append((time.perf_counter() - begun) * 1000)
            digest = beside.submit(watch.digest, made)  # while the rest is looked at: hashing lets others run
            watch.see(made)
            digest.result()
            watch.looked = round(watch.looked + time.perf_counter() - begun - watch.took[-1] / 1000, 3)
            progress(frame + 1, frames)
    report = watch.report()
    write(folder, report, watch)
    return report


@final
class Watch:
    """Looks at every frame that leaves, and at nothing that a gate says of it."""

    def __init__(self, loop: Loop, settled: Settled, each=map):
        """each: how work is spread over threads, such as an executor's map."""
        self.loop, self.place, self.settled = loop, settled.place, settled
        self.film = film.Film(_watched(settled), each)
        self.took: list[float] = []  # ms of each tick
        self.looked = 0.0  # seconds, beside the ticks
        self.leaks = dict.fromkeys((audience.name.lower() for audience in Audience), 0)
        self.recounted = 0  # frame-rows
        self.ever_lit = np.zeros(loop.n, bool)
        self.granted = np.zeros(loop.n, bool)
        self.moods: list[tuple] = []
        self.district = np.full(loop.n, -1, np.int32)
        self.district[settled.rows] = settled.crowd.district
        self.playing = loop.playing.get("")  # while it begins: a score may be over before the run is
        self.frames = 0
        self._sha = hashlib.sha256()

    def digest(self, frame: Frame) -> None:
        """Take the frame's light, and who may see it, into the sum over all frames."""
        self._sha.update(frame.light)
        self._sha.update(frame.seen)

    def see(self, frame: Frame) -> None:
        """One frame that left."""
        given, worn = self.loop.grants.given(frame.tick.count), self.loop.worn
        blocks = len(frame.light)
        turns = -(-blocks // AT_ONCE)
        here = slice(self.frames % turns * AT_ONCE, (self.frames % turns + 1) * AT_ONCE)
        found = recount.count(frame, given, worn, here)
        rows = slice(here.start * BLOCK, here.start * BLOCK + len(found.lit))
        for audience, number in found.leaks.items():
            self.leaks[audience] += number
        self.ever_lit[rows] |= found.lit
        self.granted[rows] |= found.granted
        self.recounted += len(found.lit)
        self.film.keep(frame, worn)
        if frame.tick.count % frame.tick.fps == 0:
            self._feel(frame, given)
        self.frames += 1

    def _feel(self, frame: Frame, given) -> None:
        valence, arousal, sure, count = mural.moods(
            self.loop.believed(), given, self.district, len(self.place.districts))
        second = frame.tick.count // frame.tick.fps
        for d in np.flatnonzero(np.asarray(count) >= GROUP):
            told = [float(column[d]) for column in (valence, arousal, sure)]
            if all(map(math.isfinite, told)):
                self.moods.append((second, int(d), self.place.districts[d].name, *told, int(count[d])))

    def report(self) -> dict:
        """What the run was like, ready for JSON."""
        rows = self.settled.rows
        order = np.asarray(self.loop.order())
        fields = film.fields(self.film)
        return {
            "city": self.place.name, "smiles": len(rows), "frames": self.frames, "fps": self.loop.fps,
            "seed": self.loop.seed, "seconds": round(self.frames / self.loop.fps, 3),
            "tick_ms": self._pace(),
            "dark": int((~self.ever_lit[rows] & ~self.granted[rows]).sum()),
            "lit": int(self.ever_lit[rows].sum()),
            "leaks": self.leaks, "recounted": self.recounted, "recounted_of": self.frames * self.loop.n,
            "flash": flashes(fields, self.loop.fps) | {"smiles": len(self.film.rows), "crowd": self._together()},
            "order": {district.name: None if math.isnan(order[district.id]) else round(float(order[district.id]), 4)
                      for district in self.place.districts},
            "without": missing.without(self.settled.census),
            "feelings": self._overall(),
            "energy": dict(zip(("gained", "shone", "spilled"), map(float, self.settled.colony.ledger), strict=True)),
            "dropped": int(self.loop.stats.dropped),
            "fallen": int(self.loop.stats.fallen),
            "memory_mb": self._memory(),
            "seconds_spent": {"ticks": round(sum(self.took) / 1000, 3), "looking": self.looked},
            "frames_sha256": self._sha.hexdigest(),
        } | self._score()

    def _score(self) -> dict:
        """What was played, where anything was."""
        if self.playing is None:
            return {}
        score, rows = self.playing
        return {"score": {"name": score.name, "calls": len(score.calls), "seconds": score.seconds, "rows": rows}}

    def _pace(self) -> dict:
        """Milliseconds of a tick after the first second, in which kernels are compiled; the longest of that one."""
        begun = min(self.loop.fps, len(self.took) // 2)
        return {"p50": _at(self.took[begun:], 50), "p99": _at(self.took[begun:], 99),
                "first_second": round(max(self.took[:begun], default=0.0), 3)}

    def _memory(self) -> int | None:
        """Megabytes that this process and its shards held at most, added up; None where the system does not say."""
        shards = self.loop.shards.pids() if self.loop.shards else []
        try:
            told = [Path(f"/proc/{pid}/status").read_text("ascii") for pid in ("self", *shards)]
            return sum(int(text.split("VmHWM:")[1].split()[0]) for text in told) >> 10
        except (OSError, IndexError):
            return None

    def _together(self) -> int:
        """Smiles whose light the analyser saw in the fields of view, all of them added up."""
        return int((self.loop.worn.crowd[self.settled.rows] >= 0).sum())

    def _overall(self) -> dict | None:
        """The city's feeling in the last second of the run, over districts that could be told."""
        last = [mood for mood in self.moods if mood[0] == self.moods[-1][0]]
        people = sum(mood[-1] for mood in last)
        if not people:
            return None
        names = ("valence", "arousal", "sure")
        told = {name: round(sum(mood[3 + i] * mood[-1] for mood in last) / people, 4) for i, name in enumerate(names)}
        return told | {"count": people}


def sentence(report: dict, out: Path) -> str:
    """What a person is told of a run."""
    flash = report["flash"]
    return (
        f"{report['smiles']:,} smiles in {report['city']} for {report['seconds']:g} s: "
        f"{report['lit']:,} were lit, {report['dark']:,} never, for want of a grant. "
        f"Leaks: {sum(report['leaks'].values())}. Flash failures: {flash['failures']} "
        f"(at most {flash['max_transitions']} transitions in a second). "
        f"A tick took {report['tick_ms']['p50']:g} ms. Look at {out}/city.png and {out}/strip.gif."
    )


def write(folder: Folder, report: dict, watch: Watch) -> None:
    """All files of a run; report.json last, so that where it stands the others stand too."""
    light = watch.film.strips[..., _pictured(watch)]
    if not light.shape[-1]:  # nobody shows anything to everyone: a dark mouth says so
        light = np.zeros((*light.shape[:3], 1), np.uint8)
    with folder.file("city.png") as path:
        rows = watch.settled.rows
        picture.city(watch.place, watch.settled.crowd.xy, watch.film.mean[rows]).save(path, format="PNG")
    with folder.file("strip.png") as path:
        picture.strip(light).save(path, format="PNG")
    with folder.file("strip.gif") as path:
        step = max(1, round(watch.loop.fps / GIF_FPS))
        moving = light[-GIF_SECONDS * watch.loop.fps::step]
        picture.animate(picture.living(moving), path, round(1000 * step / watch.loop.fps))
    with folder.file("feelings.parquet") as path:
        _parquet(watch.moods, path)
    with folder.file("report.json") as path:
        path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _parquet(moods: list[tuple], path: Path) -> None:
    """One row a second and district; a district where fewer than GROUP people let themselves be counted is absent."""
    columns = list(zip(*moods, strict=True)) or [[]] * len(COLUMNS)
    told = {name: np.array(column, kind) for (name, kind), column in zip(COLUMNS.items(), columns, strict=True)}
    with duckdb.connect() as base:
        base.register("told", told)
        base.execute("copy (select * replace (name::varchar as name) from told order by second, district)"
                     " to $path (format parquet)", {"path": str(path)})


def _watched(settled: Settled) -> np.ndarray:
    """Rows whose teeth are kept: people who show themselves to everyone, from all over the city."""
    public = np.flatnonzero(settled.crowd.wishes.public)
    return settled.rows[public[np.linspace(0, len(public) - 1, min(film.WATCHED, len(public))).astype(int)]]


def _pictured(watch: Watch) -> np.ndarray:
    """Places in the film of smiles that differ in their designs, bright and lively ones first."""
    light = watch.film.strips
    bright = light.mean(axis=(0, 1, 2), dtype=np.float32) / 2 + light.std(axis=0, dtype=np.float32).mean(axis=(0, 1))
    glyph = watch.loop.worn.glyph[watch.film.rows]
    order = np.argsort(-bright, kind="stable")
    first = [order[glyph[order] == g][0] for g in np.unique(glyph)]
    first.sort(key=lambda place: -bright[place])
    rest = [place for place in order if place not in first]
    return np.array((first + rest)[:SMILES_IN_PICTURES], int)


def flashes(fields: film.Fields, fps: int) -> dict:
    """What the analyser says of the watched smiles' quadrants and of every field of view together."""
    alone, together = flash.wcag(fields.quadrants, fps), flash.wcag(fields.crowds, fps)
    return {"failures": alone.failures + together.failures,
            "max_transitions": max(alone.max_transitions, together.max_transitions),
            "cells": fields.quadrants.shape[1] + fields.crowds.shape[1]}


def _at(values: list[float], percent: float) -> float:
    return round(float(np.percentile(values or [0.0], percent)), 3)
