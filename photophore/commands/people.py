"""`photophore link`, `backup`, `restore`: ways in, and ways back."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from photophore.commands.options import HOME, Data, tell
from photophore.words import Role

link = App("link", help="Make a link that lets one person in, once.")
backup = App("backup", help="Keep everything that a hub keeps in one archive, also while it runs.")
restore = App("restore", help="Bring a hub back from an archive; nothing that was decided since is undone.")

Database = Annotated[str | None, Parameter(help="The PostgreSQL that the hub uses: postgresql+pg8000://... URL.")]
KeysFile = Annotated[Path | None, Parameter(name="--keys", help="The file of keys: without it nobody reads FILE.")]


@link.default
def make_link(*, role: Role = Role.WEARER, minutes: int = 10, at: str | None = None, data: Data = HOME,
              database: Database = None) -> None:  # fmt: skip
    """Print it, with its code for a camera. Whoever has this shell is trusted: any role may be given.

    Parameters
    ----------
    minutes
        That it lives.
    at
        Where the hub is reached; by itself: as `photophore tls` has it, or this machine.
    """
    from photophore.commons import ways
    from photophore.hub import lan, tls

    secure, port = tls.load(data), ways.port(data / "commons", database)
    where = at or (secure.address(port) if secure else f"http://127.0.0.1:{port}")
    url = f"{where.rstrip('/')}/join#{ways.invite(data / 'commons', role, minutes * 60, database)}"
    print(f"within {minutes} minutes, and once: {url}\n{lan.qr_text(url)}")


@backup.default
def make_backup(file: Path, *, keys: KeysFile = None, data: Data = HOME, database: Database = None,
                json: bool = False) -> None:  # fmt: skip
    """Write FILE; with --keys also the keys, which belong somewhere else, and replace older ones."""
    from photophore.commons import backup as archive

    told = archive.make(data, file, keys, database)._asdict()
    kept = f"its keys are in {keys}: keep them apart" if keys else "its keys are in no file: they lie with the hub only"
    tell(told, json, f"{file} holds {told['people']} people and {told['entries']} entries of the log; {kept}")


@restore.default
def bring_back(file: Path, *, keys: KeysFile = None, data: Data = HOME, database: Database = None,
               json: bool = False) -> None:  # fmt: skip
    """Bring back what is missing from FILE. The hub must not run meanwhile."""
    from photophore.commons import restore as back

    told = back.restore(data, file, keys, database)._asdict()
    said = f"{told['people']} people are here; {told['erased']} who were erased are not."
    if told["dark"]:
        said += (" What they decided since is unknown: everybody is dark until they say otherwise, and comes back by a "
                 "passkey or a new link (photophore link --role operator).")  # fmt: skip
    tell(told, json, said)
