"""The commands: `photophore up`, `run`, `glyph`, `bench`. Thin: they put hub, pages and city together.

What a command needs is imported when it runs, so that `--help` and errors come at once.
"""

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from photophore import __version__
from photophore.commands import bench
from photophore.commands import glyph as glyph_commands
from photophore.commands import lamps as lamp_commands
from photophore.commands import light as light_commands
from photophore.commands import log as log_commands
from photophore.commands import me as me_commands
from photophore.commands import people as people_commands
from photophore.commands import policy as policy_commands
from photophore.commands import publish as publish_commands
from photophore.commands import release as release_commands
from photophore.commands import scenario as scenes
from photophore.commands import score as score_commands
from photophore.commands import tls as tls_commands
from photophore.commands import watch as watch_commands
from photophore.commands.options import (
    HOME,
    Data,
    Seed,
    Smiles,
    checked,
    folder,
    keep_compiled,
    saying_where,
    tell,
    telling,
)
from photophore.words import BLOCK, FPS, PhotophoreError, Venue

GUESTS = 2048  # rows kept free for people who join `up`: one block of rows
LARGE = 100_000  # smiles from which on to compile first takes less time than one tick of the plain account

app = App("photophore", help="A city of glowing smiles.", version=__version__)
datasets = App("data", help="Open data, with source, licence and checksum: list, get.")
app.command(glyph_commands.app)
for published in publish_commands.COMMANDS:
    glyph_commands.app.command(published)
app.command(datasets)
app.command(light_commands.app)
app.command(lamp_commands.app)
app.command(bench.app)
app.command(log_commands.app)
app.command(me_commands.app)
app.command(policy_commands.app)
app.command(release_commands.app)
app.command(score_commands.app)
app.command(tls_commands.app)
app.command(watch_commands.app)
app.command(people_commands.link)
app.command(people_commands.backup)
app.command(people_commands.restore)

Cores = Annotated[int, Parameter(name="--shards", help="Processes that draw; with 1, two threads of this one do.")]
Kind = Annotated[Venue, Parameter(help="What place the hub serves. No body is sensed in a workplace or in education.")]
Database = Annotated[str | None, Parameter(help="A PostgreSQL for people and grants: postgresql+pg8000://... URL.")]
City = Annotated[str, Parameter(help="nova, the built-in city; a folder of open data; or a city that was downloaded.")]
Lamps = Annotated[Path | None, Parameter(help="A file of real lamps, and which smiles shine there (docs/lamps.md).")]


@app.command
def up(*, city: City = "nova", smiles: Smiles = 10_000, port: int = 8800, lan: bool = False,
       kind: Kind = Venue.NEIGHBOURHOOD, seed: Seed = 7, shards: Cores = 1, data: Data = HOME,
       database: Database = None, lamps: Lamps = None, scenario: scenes.Scene = None,
       plant: scenes.Planted = None) -> None:  # fmt: skip
    """Start a hub with its virtual city, and open its pages to this machine (with --lan: to this network)."""
    scenes.check(scenario, plant, True, True)
    kept = keep_compiled(data)
    from photophore.city import twin
    from photophore.city.fleet import Fleet
    from photophore.commons import ways
    from photophore.glyph.kernel import Forge
    from photophore.hub import app as hub
    from photophore.hub import lan as reach
    from photophore.hub import tls
    from photophore.loop import Loop
    from photophore.shards import shared

    host = "0.0.0.0" if lan else "127.0.0.1"
    hub.door(host, port).close()  # a port that is taken is told before the city is built
    lights = lamp_commands.opened(lamps) if lamps else []
    secure = tls.load(data)
    address = secure.address(port, lan) if secure else None
    place = _city(city, seed, data)
    with contextlib.ExitStack() as stack:
        forge = stack.enter_context(contextlib.closing(Forge(folder(data / "kernels"))))
        loop = Loop(shared(_blocks(smiles + GUESTS), shards, kept), seed=seed, forge=forge, fast=smiles >= LARGE)
        loop.grants.mark(kind)
        hall = stack.enter_context(contextlib.closing(_hall(loop, place, data, database)))
        settled = twin.settle(place, checked(smiles), seed, loop)
        lamp_commands.hang(lights, settled, loop)
        handed = _handed(settled, loop.n, hall, address)._replace(
            meter=_meter(data), secure=secure, certifier=_certifier(data), fleet=Fleet(loop, settled))  # fmt: skip
        hall.store.set_fact(ways.PORT, str(port).encode())  # `photophore link` tells it
        threading.Thread(target=_quicken, args=(loop, data, stack), daemon=True).start()
        _welcome(reach, lan, port, address)
        _hand_over(hall, address if secure and secure.cert else f"http://127.0.0.1:{port}")
        scenes.begin(scenario, handed.fleet, hall.gatherings, plant)
        hub.serve(hub.make(loop, handed, port, lan), host, port, secure)


@app.command
def run(*, city: City = "nova", smiles: Smiles = 10_000, seconds: float | None = None, fps: int = FPS, seed: Seed = 7,
        replay: Path | None = None, score: Path | None = None, scenario: scenes.Scene = None,
        plant: scenes.Planted = None, watchdogs: scenes.Watchdogs = True, out: Path = Path("out"), shards: Cores = 1,
        data: Data = HOME, json: bool = False) -> None:  # fmt: skip
    """Let a city live without a window, and tell what it was like.

    Writes report.json, city.png, strip.png, strip.gif and feelings.parquet into --out; a scene writes files of its own.

    Parameters
    ----------
    seconds
        Of the city's time; 20 if none is told, or as long as the scene takes.
    replay
        A folder of recorded heart rates; they speak for the wearers who let their heart be heard.
    score
        A piece for crowds, played from the first frame for those who let a gathering or people near see them.
    json
        Print the report for a machine.
    """
    kept = keep_compiled(data)
    from photophore.city import measure, twin
    from photophore.glyph.kernel import Forge
    from photophore.loop import Loop
    from photophore.shards import shared

    seconds = scenes.USUAL[scenario] if seconds is None else seconds
    measure.check(seconds, fps)
    scenes.check(scenario, plant, watchdogs, replay is None and score is None)
    piece = score and score_commands.opened(score)
    place = _city(city, seed, data)
    with contextlib.closing(Forge(folder(data / "kernels"))) as forge, telling("the city lives", json) as told:
        loop = Loop(shared(_blocks(checked(smiles)), shards, kept), fps=fps, seed=seed, forge=forge)
        with contextlib.closing(loop):
            _rule(loop, data)
            settled = twin.settle(place, smiles, seed, loop, hearts=replay is None)
            _play_along(loop, settled, replay, piece)
            forge.wait(loop.worn.deck)
            report, said = scenes.play(scenario, loop, settled, (seconds, out, plant, watchdogs), told)
    tell(report, json, said)


@app.command
def warm(*, data: Data = HOME) -> None:
    """Compile the light path for this machine now; `up` does it by itself, beside the first light."""
    keep_compiled(data)
    from photophore.commons.consent import Grants
    from photophore.light import fast

    fast.warm(Grants(BLOCK).given(0))


@app.command
def fidelity(*, data_folder: Path | None = None, only: str | None = None, seed: Seed = 7, out: tuple[Path, ...] = (),
             json: bool = False, data: Data = HOME) -> None:  # fmt: skip
    """Hold every claim against the published world; what cannot be measured is said, and is no pass.

    --data-folder holds stress-predict, iris and chicago; --only is the name of one part; --out keeps the record, as
    itself in NAME.json or as a page in NAME.md, and may be given twice.
    """
    keep_compiled(data)
    from photophore.fidelity import report

    with telling("claims", json) as told:
        found = report.record(report.gather(report.Asked(data_folder, only, seed), told))
    report.write(found, out)
    tell(found, json, report.text(found))


@datasets.command(name="list")
def list_data(*, data: Data = HOME, json: bool = False) -> None:
    """Every data set: what for, from where, under which licence, how large, and which files are checked."""
    from photophore.hub import shelf

    tell(*shelf.told(data / "sets", json))


@datasets.command
def get(name: str, *, to: Path | None = None, data: Data = HOME, json: bool = False) -> None:
    """Download a data set and check it; `up --city NAME` then finds a city. --to: another folder to keep it in."""
    from photophore.hub import shelf

    tell(*shelf.get(name, to or data / "sets" / name, json))


def main() -> None:
    """The program. Yours: one line and exit status 2. Ours: the trace, and where to tell us."""
    try:
        app()
    except PhotophoreError as error:
        print(f"photophore: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # whoever read our output has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def _city(name: str, seed: int, data: Path):
    if name == "nova":
        from photophore.place.nova import nova

        return nova(seed)
    from photophore.place import folder

    return folder.place(folder.find(name, data / "sets"))


def _blocks(rows: int) -> int:
    return -(-rows // BLOCK)


def _hall(loop, place, data: Path, database: str | None):
    from photophore.commons.hall import Hall, Setting

    with saying_where(data):
        return Hall.open(data / "commons", loop.grants, Setting(place.zone, database, name=place.name))


def _rule(loop, data: Path) -> None:
    """The policies that no city can end."""
    from photophore.commons import cedar
    from photophore.commons.compiler import Compiler

    loop.grants.rule(Compiler(folder(data / "policies")).whole(cedar.built_in().values()))


def _handed(settled, rows: int, hall, address: str | None):
    """What the hub is given: the city, its gallery and pages, and the people's hall."""
    from photophore.city import missing, twin
    from photophore.glyph.gallery import DEFAULT, gallery, texts
    from photophore.hub.app import Handed
    from photophore.hub.civic import Commons
    from photophore.pages import inline_hashes, messages, routes

    place, designs = settled.place, gallery()
    return Handed(
        place, twin.standing(settled, rows), lambda: missing.lens(place, settled.census),
        {DEFAULT: designs[DEFAULT]} | designs, texts(), routes(), inline_hashes(),
        commons=Commons(hall, messages.say, messages.SPOKEN, address),
    )  # fmt: skip


def _play_along(loop, settled, recordings: Path | None, piece) -> None:
    """Recorded hearts speak, and a score plays, where they were asked for."""
    from photophore.city import rehearsal, twin
    from photophore.devices.replay import Replay

    if recordings is not None:
        loop.attach(driver := Replay(recordings, *twin.hearts_open(settled), fps=loop.fps))
        print(f"photophore: replay of {driver.summary}", file=sys.stderr)
    if piece:
        loop.play(piece, rehearsal.gathered(loop))


def _quicken(loop, data: Path, stack: contextlib.ExitStack) -> None:
    """Compile in a child process, then change engines; until then the plain account draws the same light, slower."""
    words = [sys.executable, "-c", "from photophore.cli import app; app()", "warm", "--data", str(data)]
    child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    stack.callback(child.kill)  # it ends with the hub
    _, wrong = child.communicate()
    if child.returncode < 0:
        return
    if child.returncode:
        last = (wrong.strip().splitlines() or ["no reason was given"])[-1]
        print(f"photophore: the light path could not be compiled, and stays slow: {last}", file=sys.stderr)
        return
    from photophore.commons.consent import Grants
    from photophore.light import fast

    fast.warm(Grants(BLOCK).given(0))
    loop.use(True)


def _meter(data: Path) -> list[str]:
    """The command that judges a film for the page: our own, in a process of its own."""
    words = "light check --mode wcag --json --brief --data".split()
    return [sys.executable, "-c", "from photophore.cli import main; main()", *words, str(data)]


def _certifier(data: Path):
    """How designs are measured for the gallery: our own command, in a process of its own; signed by the hub's key."""
    from photophore.city import certify
    from photophore.hub import certified
    from photophore.hub.certificates import Maker

    words = "glyph certify --json --data".split()
    command = [sys.executable, "-c", "from photophore.cli import main; main()", *words, str(data)]
    signer = certified.signer_in(certified.own_keys(data)[0])
    return Maker(command, data / "certificates", certify.analyser()["sources"], signer)


def _hand_over(hall, here: str) -> None:
    """A hub that nobody looks after yet: the way to become its operator, told once, here and nowhere else."""
    if code := hall.people.first_link():
        print(f"Nobody looks after this hub yet. Within an hour, and once, whoever opens this does:\n"
              f"  {here}/join#{code}", flush=True)  # fmt: skip


def _welcome(reach, lan: bool, port: int, address: str | None) -> None:
    found = reach.addresses() if lan else []
    print(reach.sentence(lan, port, found, address), flush=True)
    for url in [address] if address else reach.urls(port, found)[:1]:
        print(reach.qr_text(url + "/smile"), flush=True)


if __name__ == "__main__":
    main()
