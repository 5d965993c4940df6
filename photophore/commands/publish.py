"""`photophore glyph publish`, `withdraw`, `verify`: at the hub's own screen, what artists do on the page studio."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from photophore.commands.options import HOME, Data, saying_where, tell

Url = Annotated[str | None, Parameter(name="--database", help="The hub's PostgreSQL, where it has one.")]
Parents = Annotated[list[str] | None, Parameter(name="--parent", help="Hash or built-in name of what it is made from.")]


def publish(file: Path, *, person: str, key: Path, licence: str = "CC-BY-4.0", parent: Parents = None,
            credit: str | None = None, data: Data = HOME, database: Url = None,
            json: bool = False) -> None:  # fmt: skip
    """Sign a design and publish it under an artist's name. A hub that runs shows it within a second.

    Parameters
    ----------
    file
        A glyph; or a design that was signed before (NAME.design).
    person
        The artist's id, as it stands in their me.json.
    key
        The artist's secret key; made where there is none yet. Whoever reads it can sign.
    licence
        CC0-1.0, CC-BY-4.0, CC-BY-SA-4.0 or Apache-2.0.
    credit
        The name beside everything of this artist.
    """
    from photophore.commons import ways

    with ways.designs(data / "commons", database) as (people, designs):
        artist = people.get(person)
        note = _signed(file, _signer(key, people, person), licence, _parents(parent, designs.built_in))
        made = designs.publish(artist, note, credit)
    told = {"name": made.name, "hash": made.hash, "version": made.version, "licence": made.licence, "entry": made.entry}
    tell(told, json, f"{made.name} is published, version {made.version}: {made.hash}\nentry {made.entry} of the log")


def withdraw(design: str, *, unsafe: str | None = None, data: Data = HOME, database: Url = None,
             json: bool = False) -> None:  # fmt: skip
    """Take a design off every smile, for good. Whoever has this shell is trusted.

    Parameters
    ----------
    design
        Its hash, or a file of it.
    unsafe
        Why it is unsafe: one line, for everybody to read. Then nobody wears the same tree again, under whatever name;
        a text whose tree differs (`breath(6) * 1`) is another design, and is ruled on by itself.
    """
    from photophore.commons import ways

    with ways.designs(data / "commons", database) as (_, designs):
        hash_ = _hash(design)
        ended = designs.withdraw(hash_, None) if unsafe is None else designs.rule(hash_, None, unsafe)
    told = {"name": ended.name, "hash": ended.hash, "state": ended.state.value, "entry": ended.ended_entry}
    tell(told, json, f"{ended.name} is {ended.state.value}: nobody wears it. Entry {ended.ended_entry} of the log")


def verify(file: Path, *, log: str | None = None, json: bool = False) -> None:
    """Whether a published design (NAME.design) is as its artist signed it; exit status 2 where it is not.

    Parameters
    ----------
    log
        The log's folder or address: then it must stand there, too.
    """
    from photophore.commons import imprint, published
    from photophore.words import NotFound

    signed = imprint.open_(_read(file))
    made, place = signed.imprint, published.listed(log, signed) if log else None
    if log and place is None:
        raise NotFound("this log does not list the design", log, "it was never published there")
    told = {"name": made.name, "hash": made.hash, "licence": made.licence, "parents": list(made.parents),
            "artist": made.artist, "entry": place}  # fmt: skip
    lines = [f"{made.name} is as {signed.signer} signed it", f"hash       {made.hash}", f"licence    {made.licence}"]
    lines += [f"made from  {hash_}" for hash_ in made.parents]
    lines += [f"entry {place} of the log: photophore log prove {place}"] if log else []
    tell(told, json, "\n".join(lines))


COMMANDS = (publish, withdraw, verify)  # of `photophore glyph`


def _signed(file: Path, signer, licence: str, parents: tuple[str, ...]) -> bytes:
    """A note from a file that holds one, or from a glyph that is signed now."""
    from photophore.commons import imprint
    from photophore.glyph import read

    raw = _read(file)
    if raw.startswith(imprint.FIRST.encode()):
        return raw
    text = imprint.unnamed(raw.decode())
    glyph = read.read(text)
    made = imprint.Imprint(glyph.name, glyph.hash, licence, parents, str(signer.key), text)
    return imprint.sign(made, signer)


def _signer(path: Path, people, person: str):
    """The artist's key, made where there is none."""
    import secrets

    from photophore.commons import artists
    from photophore.commons.disk import Disk
    from photophore.tlog import note

    name = artists.signer(people, person)
    if not path.exists():
        signer = note.Signer(name, note.Kind.ED25519, secrets.token_bytes(32))
        with saying_where(path):
            Disk().replace(path, f"{signer.secret()}\n".encode(), secret=True)
        return signer
    return note.read_signer(_read(path).decode("utf-8", "replace"))


def _parents(asked: list[str] | None, built_in: dict) -> tuple[str, ...]:
    names = {glyph.name: hash_ for hash_, glyph in built_in.items()}
    return tuple(names.get(each, each) for each in asked or ())


def _hash(design: str) -> str:
    """Of a hash, a signed design or a glyph."""
    from photophore.commons import imprint
    from photophore.glyph import read

    if imprint.HASH.fullmatch(design):
        return design
    raw = _read(Path(design))
    return imprint.open_(raw).imprint.hash if raw.startswith(imprint.FIRST.encode()) else read.read(raw.decode()).hash


def _read(file: Path) -> bytes:
    """A small file of text."""
    from photophore.commons import imprint
    from photophore.words import BadGlyph

    try:
        with file.open("rb") as opened:
            raw = opened.read(imprint.LARGEST + 1)
        raw.decode()
        return raw
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise BadGlyph(f"the design cannot be read: {why}", str(file), "name a .glyph or a .design file") from None
