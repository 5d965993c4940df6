"""`photophore bench`: how fast this machine is, and how true; ratios against a plain copy of the same bytes."""

from pathlib import Path

from cyclopts import App

from photophore.commands.options import (
    HOME,
    Data,
    Seed,
    Smiles,
    checked,
    folder,
    keep_compiled,
    saying_where,
    table,
    tell,
    telling,
)
from photophore.words import BadRequest

app = App("bench", help="How fast this machine is; ratios against a plain copy of the same bytes.")


@app.command
def tick(*, smiles: Smiles = 1_000_000, data: Data = HOME, json: bool = False) -> None:
    """One whole tick, on the fixed workload of the design."""
    keep_compiled(data)
    from photophore.city import bench as measured

    with telling("ticks", json) as told:
        figures = measured.tick(checked(smiles), folder(data / "kernels"), told)
    tell(figures, json, table(figures))


@app.command(name="draw")
def draw_bench(*, smiles: Smiles = 1_000_000, data: Data = HOME, json: bool = False) -> None:
    """Drawing alone: the plain account and the compiled one, of a middling design of the gallery."""
    keep_compiled(data)
    from photophore.city import bench as measured

    with telling("draws", json) as told:
        figures = measured.draw(checked(smiles), folder(data / "kernels"), told)
    tell(figures, json, table(figures))


@app.command
def kuramoto(*, smiles: Smiles = 1_000_000, json: bool = False) -> None:
    """A crowd that falls into step: a step of so many smiles, and order and threshold against theory."""
    from photophore.city import sync_bench

    with telling("steps", json) as told:
        figures = sync_bench.kuramoto(checked(smiles), told)
    tell(figures, json, table(figures))


@app.command
def hostile(*, json: bool = False) -> None:
    """A crowd of which a fifth lies: how far it is turned, by the robust pull and by a plain mean."""
    from photophore.city import sync_bench

    with telling("crowds", json) as told:
        figures = sync_bench.hostile(told)
    tell(figures, json, table(figures))


@app.command
def feeling(*, esm: Path | None = None, seed: Seed = 7, json: bool = False) -> None:
    """Simulated feelings against studies of everyday life, failures as failures; --esm: a published diary, for A5."""
    from photophore.fidelity import feeling as claim
    from photophore.fidelity import table as claims

    checks = claim.measure(seed, esm)
    tell(claims.record(checks, seed=seed), json, claims.text(checks))


@app.command
def consent(*, smiles: Smiles = 100_000, data: Data = HOME, json: bool = False) -> None:
    """How soon what is taken back is dark while so many smiles glow, and how quick policies and masks are."""
    keep_compiled(data)
    from photophore.city import consent_bench

    with telling("withdrawals", json) as told:
        figures = consent_bench.measure(checked(smiles), folder(data / "kernels"), told)
    tell(figures, json, table(figures))


@app.command
def log(*, entries: int = 200_000, where: Path | None = None, json: bool = False) -> None:
    """The log: durable entries a second, one core, with fsync; proofs; a stranger's check of all of it.

    Parameters
    ----------
    entries
        That are appended, 10,000 at a time, into a log of its own that is thrown away.
    where
        A folder on the disk to measure. Default: the system's place for temporary files.
    """
    from photophore.commons import log_speed

    if not log_speed.BATCH <= entries <= log_speed.MOST:
        raise BadRequest(f"a log is measured with {log_speed.BATCH:,} to {log_speed.MOST:,} entries", "--entries")
    with telling("entries", json) as told, saying_where(where or Path(".")):
        figures = log_speed.measure(entries, told, where)
    tell(figures, json, table(figures))


@app.command
def lamps(*, smiles: Smiles = 10_000, data: Data = HOME, json: bool = False) -> None:
    """Real light: what share of one core the senders take for so many smiles, guard, dither and sockets included."""
    keep_compiled(data)
    from photophore.city import lamplight

    with telling("seconds", json) as told:
        figures = lamplight.measure(checked(smiles), told)
    tell(figures, json, table(figures))


@app.command
def phones(*, clients: int = 2000, smiles: Smiles = 1000, data: Data = HOME, json: bool = False) -> None:
    """How soon phones see what they said: so many real sockets on one hub, two updates a second each.

    Parameters
    ----------
    clients
        Phones, in two processes apart from the hub's.
    """
    kept = keep_compiled(data)
    from photophore.city import phones_bench

    with telling("seconds", json) as told:
        figures = phones_bench.measure(clients, checked(smiles), (kept, folder(data / "kernels")), told)
    tell(figures, json, table(figures))


@app.command
def source(*, runs: int = 80, graph: Path | None = None, json: bool = False) -> None:
    """Where trouble began on a network, when that node itself reports nothing; the plain ways beside.

    Parameters
    ----------
    runs
        Incidents, each on a town of 300 nodes of its own.
    graph
        A network to use instead: a MATPOWER case file, as PGLib publishes them.
    """
    from photophore.city import watch_bench

    if not 1 <= runs <= 10_000:
        raise BadRequest(f"1 to 10,000 incidents can be tried, not {runs}", "--runs", "80 are usual")
    with telling("incidents", json) as told:
        figures = watch_bench.find(runs, graph, told)
    tell(figures, json, table(figures))


@app.command
def detect(*, contacts: Path | None = None, json: bool = False) -> None:
    """How soon a tripled fault rate is noticed, at how many false alarms; which factor is bad; a week without trouble.

    Parameters
    ----------
    contacts
        Real meetings, as a CSV of t,i,j (seconds, two numbers): must honest faults among them look like contagion?
    """
    from photophore.city import watch_bench

    with telling("incidents", json) as told:
        figures = watch_bench.detect(contacts, told)
    tell(figures, json, table(figures))


@app.command
def odds(*, runs: int = 32, json: bool = False) -> None:
    """How far the odds of `watch explain` may be believed: of all that was said to be so likely, how often it was so.

    Parameters
    ----------
    runs
        Flicker scenes, of the eight kinds in turn, each explained at five moments after its alarm.
    """
    from photophore.city import odds_bench

    if not 1 <= runs <= 1_000:
        raise BadRequest(f"1 to 1,000 scenes can be played, not {runs}", "--runs", "32 are usual")
    with telling("scenes", json) as told:
        figures = odds_bench.measure(runs, told)
    tell(figures, json, odds_bench.text(figures))


@app.command
def stress(*, replay: Path, json: bool = False) -> None:
    """Do hearts and skins tell stress from rest? On recorded people, each judged by a model of the others.

    Parameters
    ----------
    replay
        A folder with heart_rate.csv (Participant, HR, Time(sec), Label) and raw/NAME/EDA.csv.
    """
    from photophore.fidelity import stress as claim
    from photophore.fidelity import table as claims

    figures = claim.measure(replay)
    checks = claim.checks(figures)
    tell(figures | claims.record(checks), json, claims.text(checks))
