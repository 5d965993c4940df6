"""Compiled once for each set of texts, in a process of its own; what is kept is believed only if it is whole."""

import os
import time

import numpy as np
import pytest

from photophore.commons import cedar, compiler, tensor
from photophore.commons.compiler import Compiler
from photophore.words import BadPolicy, NoRoom, WearerClass

PERMIT = 'permit (principal, action == Action::"light", resource) when { context.place == Place::"home" };\n'
FORBID = 'forbid (principal, action, resource) when { context.wearer == Wearer::"child" };\n'


@pytest.fixture(autouse=True)
def forgetful():
    """Nothing is remembered from test to test."""
    compiler._here.cache_clear()
    compiler._apart.cache_clear()
    yield
    compiler._here.cache_clear()
    compiler._apart.cache_clear()


def test_a_child_compiles_the_same_in_whatever_order(tmp_path):
    apart, here = Compiler(tmp_path), Compiler(apart=False)
    bits = apart.whole([PERMIT, FORBID])
    assert bits.shape == tensor.WHOLE and bits.dtype == np.uint16 and not bits.flags.writeable
    assert np.array_equal(bits, here.whole([FORBID + PERMIT]))
    assert not bits[WearerClass.CHILD].any() and bits[WearerClass.TEEN].any() and not bits[len(WearerClass) :].any()
    assert len(list(tmp_path.glob("*.tensor"))) == 1


def test_what_is_kept_is_not_made_again(tmp_path, monkeypatch):
    bits = Compiler(tmp_path, apart=False).whole([PERMIT])
    compiler._here.cache_clear()
    monkeypatch.setattr(tensor, "compile_", lambda *_: pytest.fail("made again"))
    assert np.array_equal(Compiler(tmp_path, apart=False).whole([PERMIT]), bits)


@pytest.mark.parametrize("harm", ["torn", "turned", "empty", "strange"])
def test_what_is_kept_and_not_whole_is_made_anew(tmp_path, harm):
    kept = Compiler(tmp_path, apart=False)
    bits = kept.whole([PERMIT])
    file = next(tmp_path.glob("*.tensor"))
    said = bytearray(file.read_bytes())
    if harm == "turned":
        said[-8] ^= 1
    file.write_bytes({"torn": said[:-3], "turned": said, "empty": b"", "strange": b"x" * 500}[harm])
    compiler._here.cache_clear()
    assert np.array_equal(kept.whole([PERMIT]), bits)
    assert len(file.read_bytes()) > 100, "and kept anew"


def test_forgetting_and_keeping_only_the_newest(tmp_path):
    kept = Compiler(tmp_path, apart=False)
    names = [f"{number:02}.tensor" for number in range(compiler.KEPT + 4)]
    for age, name in enumerate(names):
        (tmp_path / name).write_bytes(b"old")
        os.utime(tmp_path / name, (age + 1, age + 1))
    kept.whole([PERMIT])
    left = {file.name for file in tmp_path.glob("*.tensor")}
    assert len(left) == compiler.KEPT and names[0] not in left and names[-1] in left
    kept.forget()
    assert not list(tmp_path.glob("*.tensor"))


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path):
    (tmp_path / "file").write_text("")
    assert Compiler(tmp_path / "file" / "below", apart=False).whole([PERMIT]).any()


def test_a_child_that_fails_says_so(monkeypatch):
    broken = PERMIT.replace("principal", "principle")
    with pytest.raises(BadPolicy, match="could not be compiled"):
        compiler._apart((broken,))
    monkeypatch.setattr(compiler, "PATIENCE", 0.01)
    with pytest.raises(BadPolicy, match="take longer"):
        compiler._apart((PERMIT,))
    monkeypatch.setattr(compiler.sys, "executable", "/nowhere/python")
    with pytest.raises(NoRoom, match="no process"):
        compiler._apart((PERMIT,))


def test_nothing_allows_nothing():
    assert not Compiler(apart=False).whole([]).any()


def test_one_class_takes_less_than_the_promised_ten_seconds():
    """Measured in this process's own time: about 0.35 s for the built-in ones on an idle core."""
    begun = time.process_time()
    tensor.compile_(cedar.built_in().values(), WearerClass.TEEN)
    assert time.process_time() - begun < 10
