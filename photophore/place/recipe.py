"""What a city's files mean: `city.toml`, read strictly. A city is data; nothing in it is run, and no path leaves it."""

import difflib
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from photophore.place import table
from photophore.words import BadCity

NAME = "city.toml"
MOST_BYTES = 256 << 10
MOST_SOURCES, MOST_JOINS = 50, 20
PLAIN = re.compile(r"[^/\\:\x00-\x1f]{1,120}")  # a file in the folder itself
DOCS = "docs/city.md says what may stand there"


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of city.toml; a word that is not known is refused."""


class Source(Said, frozen=True):
    """Where figures come from: shown wherever they are."""

    what: str
    licence: str
    year: str | int
    by: str = ""


class Join(Said, frozen=True):
    """A CSV whose rows belong to the layer's, by key."""

    file: str
    key: str


class Districts(Said, frozen=True):
    """The areas that the city is told by: polygons."""

    file: str
    key: str
    name: str = ""  # column; the key where it is left out
    crs: str = ""  # what the file says of itself, else longitude and latitude
    people: str = ""  # column: how many live there, or a total against which the tracts are held
    income: str = ""
    margin: str = ""  # column: the 90 % margin of error of the income
    dentists: str = ""
    join: tuple[Join, ...] = ()


class Tracts(Said, frozen=True):
    """The small areas in which people are counted: points or polygons."""

    file: str
    key: str
    people: str
    crs: str = ""
    x: str = ""  # columns of a CSV
    y: str = ""
    income: str = ""
    margin: str = ""  # column: the 90 % margin of error of the income
    dentists: str = ""
    district: str = ""  # column: key of the district; where it is left out, the district on which the tract lies
    join: tuple[Join, ...] = ()


class Dentists(Said, frozen=True):
    """Where dentists work, as points."""

    file: str
    crs: str = ""
    x: str = ""
    y: str = ""
    count: str = ""  # column; one for each row where it is left out


class Recipe(Said, frozen=True):
    """A city, as `city.toml` tells it."""

    name: str
    zone: str
    money: str
    districts: Districts
    source: tuple[Source, ...]
    tracts: Tracts | None = None
    dentists: Dentists | None = None
    radius: float = 5.0  # kilometres within which a dentist is in reach
    tolerance: float = 0.02  # share by which tracts and a district's own total may differ
    note: str = ""  # a sentence that people should know

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that it names."""
        layers = [layer for layer in (self.districts, self.tracts, self.dentists) if layer is not None]
        joined = [join.file for layer in layers for join in getattr(layer, "join", ())]
        return tuple(dict.fromkeys([layer.file for layer in layers] + joined))


def read(text: bytes, where: str) -> Recipe:
    """A recipe from the bytes of its file. BadCity says which word is wrong, and what is like it."""
    try:
        recipe = msgspec.convert(tomllib.loads(text.decode("utf-8-sig")), Recipe)
    except UnicodeDecodeError:
        raise BadCity("this file is not UTF-8 text", where, "save it as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadCity(f"this is not TOML: {str(error)[:120]}", where, DOCS) from None
    except msgspec.ValidationError as error:
        raise BadCity(f"this cannot be understood: {error}", where, _like(str(error)) or DOCS) from None
    return _checked(recipe, where)


def _like(error: str) -> str:
    """What a word may have been meant to be."""
    known = {name for kind in (Recipe, Districts, Tracts, Dentists, Join, Source) for name in kind.__struct_fields__}
    found = re.search(r"unknown field `(.*?)`", error)
    near = difflib.get_close_matches(found[1], known, 1) if found else []
    return f"was {near[0]!r} meant? {DOCS}" if near else ""


def _checked(recipe: Recipe, where: str) -> Recipe:
    for file in recipe.files:
        if not PLAIN.fullmatch(file) or file.strip() in ("", ".", "..") or file.startswith("~"):
            raise BadCity(f"{file[:60]!r} is no name of a file in this folder", where, "name files without a path")
    try:
        ZoneInfo(recipe.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadCity(f"there is no time zone {recipe.zone[:40]!r}", where, 'as in "America/Chicago"') from None
    if not 0.1 <= recipe.radius <= 100:
        raise BadCity(f"a radius of {recipe.radius:g} km is not understood", where, "0.1 to 100")
    if not 0 <= recipe.tolerance <= 1:
        raise BadCity(f"a tolerance of {recipe.tolerance:g} is not understood", where, "0 to 1")
    if not recipe.source or len(recipe.source) > MOST_SOURCES:
        raise BadCity("a city says where its figures come from", where, "give one to 50 [[source]]")
    if any(len(layer.join) > MOST_JOINS for layer in (recipe.districts, recipe.tracts) if layer):
        raise BadCity("too many tables are joined", where, f"at most {MOST_JOINS}")
    for text in (recipe.name, recipe.money, recipe.note, *(s.what + s.by + s.licence for s in recipe.source)):
        if len(text) > 1000 or not text.isprintable():
            raise BadCity("a text is too long, or holds signs that do not print", where, f"shorten {text[:20]!r}")
    if not recipe.name.strip() or len(recipe.name) > 80:
        raise BadCity("a city has a name of 1 to 80 letters", where, "correct name")
    return recipe


def ours() -> dict[str, Recipe]:
    """The recipes that come with Photophore, for published folders that have none: from `cities`."""
    here = files("photophore")
    folder = here.joinpath("cities")
    if not folder.is_dir():
        folder = here.joinpath("..", "cities")
    found = sorted((entry.name, entry) for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return {name.removesuffix(".toml"): read(entry.read_bytes(), f"cities/{name}") for name, entry in found}


def of(folder: Path) -> Recipe:
    """The folder's own recipe, or ours for a folder with such files."""
    if not folder.is_dir():
        raise BadCity("there is no such folder", str(folder), "nova is the built-in city; `photophore data list`"
                      " names cities to download")
    if (folder / NAME).exists():
        return read(table.load(folder / NAME, MOST_BYTES), NAME)
    fits = [recipe for recipe in ours().values() if all((folder / file).is_file() for file in recipe.files)]
    if not fits:
        raise BadCity(f"this folder has no {NAME}, and its files are of no city that is known", str(folder),
                      "describe it in a city.toml; docs/city.md shows how, in twenty lines")
    return max(fits, key=lambda recipe: len(recipe.files))
