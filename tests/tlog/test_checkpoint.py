"""Checkpoints as C2SP writes them, and what is none."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photophore.tlog import checkpoint
from photophore.tlog.checkpoint import Checkpoint
from photophore.words import BadLog

ROOT = base64.b64encode(bytes(range(32))).decode()
lines = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@given(lines, st.integers(0, checkpoint.LARGEST), st.binary(min_size=32, max_size=32), st.lists(lines, max_size=3))
def test_what_is_written_reads_back_equal(origin, size, root, extensions):
    said = Checkpoint(origin, size, root, tuple(extensions))
    assert checkpoint.read(said.text) == said


def test_the_example_of_the_specification():
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    said = checkpoint.read(text.encode())
    assert (said.origin, said.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert said.text.decode() == text


@pytest.mark.parametrize("text", [
    "", "a\n1\n", f"a\n01\n{ROOT}\n", f"a\n-1\n{ROOT}\n", f"a\n1 \n{ROOT}\n", f"a\n+1\n{ROOT}\n",
    f"a\n\u0661\n{ROOT}\n", "a\n1\nAAAA\n",
    f"a\n1\n{ROOT}", f"\n1\n{ROOT}\n", f"a\n1\n{ROOT}\n\n", f"a\n{2**63}\n{ROOT}\n", "a\n1\n!!!\n",
    f"a\n1\n{ROOT}\n\nb\n",
])  # fmt: skip
def test_what_is_no_checkpoint(text):
    with pytest.raises(BadLog):
        checkpoint.read(text.encode())


@given(st.binary(max_size=200))
def test_whatever_comes_is_refused_in_words(data):
    with pytest.raises(BadLog):
        checkpoint.read(data)
