"""The designs that come with Photophore: the text files of the folder `glyphs`."""

from importlib.resources import files

from photophore.glyph.read import read
from photophore.glyph.tree import Glyph

DEFAULT = "tide"  # what a smile wears when nothing else is chosen: the mapping of specs/feeling.md 3.2


def texts() -> dict[str, str]:
    """The text of each design, by name: from the package, or from the folder beside it in a checkout."""
    here = files("photophore")
    folder = here.joinpath("glyphs")
    if not folder.is_dir():
        folder = here.joinpath("..", "glyphs")
    found = sorted((entry.name, entry) for entry in folder.iterdir() if entry.name.endswith(".glyph"))
    return {name.removesuffix(".glyph"): entry.read_text("utf-8") for name, entry in found}


def gallery() -> dict[str, Glyph]:
    """Each design by its name."""
    glyphs = [read(text) for text in texts().values()]
    return {glyph.name: glyph for glyph in glyphs}
