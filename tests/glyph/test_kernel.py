"""Kernels equal the plain account to the bit; a broken, slow or missing child harms nobody."""

import ast
import re
import subprocess

import numpy as np
import pytest

from photophore.glyph import kernel
from photophore.glyph.draw import clocks, draw
from photophore.glyph.gallery import gallery
from photophore.glyph.kernel import Forge, source
from photophore.glyph.lexicon import WORDS
from photophore.glyph.read import read
from photophore.glyph.tree import set_
from photophore.words import Tick
from tests import strategies


def of(brightness, shade="amber", needs=""):
    return read(f"glyph one\n{'needs ' + needs if needs else ''}\ncolour {shade}\nbrightness {brightness}")


SLID = """glyph slid
slider warm 0..1 0.3
slider pace 1..60 7
slider by 2..4 3
colour blend(rose, pearl, warm)
brightness near(tooth, breath(pace), by) / by + warm * wave(pace, 2)
"""
EVERY_WORD = [
    of("blend(soft(near(tooth, breath(3), 0.4)), wave(8, 2) - ripple(9) / 3, shimmer(5)) + heart * side * ease",
       "blend(feeling, shade(0.6 + 0.1 * jaw, 0.1 * energy, phase), sure)", "ease energy sure feeling heart"),
    of("0.5"),
    of("tooth * -0.5 + 1", "(2 * side) * rose"),
    of("ease", "feeling * sure", "ease sure feeling"),
    set_(read(SLID), {"warm": 0.7, "pace": 11}),
]  # fmt: skip
QUICK = [*EVERY_WORD, *list(gallery().values())[:4], *strategies.some_glyphs(5, seed=7)]


@pytest.fixture(scope="module")
def forge(tmp_path_factory):
    with Forge(tmp_path_factory.mktemp("forge")) as made:
        made.wait(QUICK, 150)
        yield made


def check(forge, glyph, rows=300, room=512):
    shade = forge.ready(glyph)
    assert shade is not None, forge.failed(glyph)
    inputs, seed = strategies.inputs(rows, 3, missing=0.04)
    inputs[:, 0] = np.nan
    for count in (0, 1, 777, 10**9):
        at = clocks(glyph, Tick(count))
        wide = np.zeros((8, room), np.float32)
        wide[:, :rows] = inputs
        light = np.full((32, 3, room), 9, np.float32)
        shade(wide, seed, at, light)
        plain = draw(glyph, inputs, seed, at)
        assert np.array_equal(light[:, :, :rows].view(np.uint32) & mask(plain), plain.view(np.uint32) & mask(plain))
        assert np.array_equal(np.isnan(light[:, :, :rows]), np.isnan(plain))
        assert (light[:, :, rows:] == 9).all()


def mask(plain):
    """All bits, but none where there is no number: a nan has many forms."""
    return np.where(np.isnan(plain), 0, 0xFFFFFFFF).astype(np.uint32)


@pytest.mark.parametrize("glyph", QUICK, ids=lambda glyph: glyph.name)
def test_a_kernel_equals_the_plain_account_to_the_bit(forge, glyph):
    check(forge, glyph)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_many_kernels_equal_the_plain_account_to_the_bit(tmp_path):
    glyphs = strategies.some_glyphs(60, seed=11)
    with Forge(tmp_path) as made:
        assert made.wait(glyphs, 600)
        for glyph in glyphs:
            check(made, glyph)


def test_every_word_is_compiled_somewhere_above():
    assert all(any(name in source(glyph) or name in str(glyph) for glyph in EVERY_WORD) for name in WORDS)


NAMES = {"F", "TOOTH", "SIDE", "JAW", "KEY", "np", "numba", "turns", "chance", "lexicon", "range", "kept", "own", "lab",
         "inputs", "seed", "clocks", "i", "t", "m"}  # fmt: skip
ATTRIBUTES = {*WORDS, "clamp", "njit", "empty", "shape", "uint32", "float32", "to_turns", "stir",
              "TOOTH", "SIDE", "JAW", "KEY"}  # fmt: skip


@pytest.mark.parametrize("glyph", strategies.some_glyphs(60, seed=3), ids=lambda glyph: glyph.name)
def test_the_source_holds_only_what_the_lexicon_gave(glyph):
    for node in ast.walk(ast.parse(source(glyph))):
        if isinstance(node, ast.Name):
            assert node.id in NAMES or re.fullmatch(r"x\d+", node.id)
        if isinstance(node, ast.Attribute):
            assert node.attr in ATTRIBUTES
        assert not isinstance(node, ast.Lambda | ast.While | ast.Global | ast.ClassDef)


def test_names_and_sayings_never_reach_the_source():
    glyph = read('says """ + evil\nby "evil"\nglyph evil\ncolour amber\nbrightness 1')
    assert "evil" not in source(glyph)


def test_what_depends_on_no_tooth_is_computed_once_a_smile():
    text = source(of("breath(6) * ease * tooth", needs="ease"))
    assert text.index("lexicon.breath") < text.index("for t in") < text.index("TOOTH[t]")


def test_a_kernel_on_disk_is_used_again_without_a_child(forge, monkeypatch):
    monkeypatch.setattr(kernel, "_start", lambda *_: pytest.fail("a child was started"))
    again = Forge(forge.folder)
    again.order(QUICK[0])
    check(again, QUICK[0])


def test_the_parent_never_compiles(forge, tmp_path):
    name = kernel.key(QUICK[1])
    for end in ("py", "done"):
        (tmp_path / f"{name}.{end}").write_text((forge.folder / f"{name}.{end}").read_text())
    lone = Forge(tmp_path)
    lone.order(QUICK[1])
    assert lone.ready(QUICK[1]) is None
    assert "another machine" in lone.failed(QUICK[1])
    assert not (tmp_path / f"{name}.done").exists()


def test_a_kernel_takes_only_what_it_was_compiled_for(forge):
    inputs, seed = strategies.inputs(8, 0)
    with pytest.raises(TypeError):
        forge.ready(QUICK[1])(inputs.astype(float), seed, np.zeros(0, np.uint32), np.zeros((32, 3, 8), np.float32))


def test_a_broken_and_an_endless_kernel_are_remembered_and_the_rest_goes_on(tmp_path, monkeypatch):
    endless, broken, good = of("0.1"), of("0.2"), of("0.3")
    texts = {endless.hash: "while True: pass", broken.hash: "1 +"}
    monkeypatch.setattr(kernel, "source", lambda glyph: texts.get(glyph.hash) or source(glyph))
    with Forge(tmp_path, seconds=7) as made:
        made.order(good)
        assert made.wait([broken, endless, good], 60)
        assert made.ready(good) is not None
        assert "syntax" in made.failed(broken)
        assert "7 seconds" in made.failed(endless)
        assert made.ready(endless) is None and made.ready(broken) is None
        made.order(endless)  # asking again does not try again
        assert made.ready(endless) is None


def test_a_child_that_cannot_start_or_is_killed_is_blamed_once(tmp_path, monkeypatch):
    def fall(paths, seconds):
        return subprocess.Popen(["false"])

    monkeypatch.setattr(kernel, "_start", fall)
    made = Forge(tmp_path)
    assert made.wait([QUICK[0], QUICK[1]], 10)
    assert "too much memory" in made.failed(QUICK[0]) and "too much memory" in made.failed(QUICK[1])


def test_a_full_disk_and_a_full_machine_leave_the_plain_account(tmp_path, monkeypatch):
    def full(*_):
        raise OSError("no space left")

    made = Forge(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(kernel, "_start", full)
        assert made.wait([QUICK[0], QUICK[2]], 5)
        assert "no process" in made.failed(QUICK[0]) and "no process" in made.failed(QUICK[2])
    monkeypatch.setattr(kernel, "_write", full)
    made.order(QUICK[1])
    assert made.ready(QUICK[1]) is None and "no space" in made.failed(QUICK[1])


def test_ordering_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel, "MOST", 1)
    monkeypatch.setattr(kernel, "_start", lambda *_: subprocess.Popen(["sleep", "30"]))
    with Forge(tmp_path) as made:
        made.order(QUICK[0])
        made.order(QUICK[1])
        assert made.ready(QUICK[1]) is None and len(list(tmp_path.glob("*.py"))) == 1
