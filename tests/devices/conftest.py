import numpy as np
import pytest

from photophore.words import BLOCK, Audience, Frame, Tick


def frame_of(seed: int, count: int) -> Frame:
    """One block of any light, seen by any audiences."""
    chance = np.random.default_rng(seed)
    light = chance.integers(0, 256, (1, 32, 3, BLOCK), dtype=np.uint8)
    seen = chance.integers(0, 256, BLOCK).astype(np.uint8) & ~np.uint8(Audience.CLINIC.bit)
    present = seen | chance.integers(0, 256, BLOCK).astype(np.uint8)
    return Frame(Tick(count), light, seen, present, chance.integers(0, 90, (3, BLOCK), dtype=np.uint8))


@pytest.fixture
def frames() -> list[Frame]:
    return [frame_of(seed, 10 + seed) for seed in range(4)]


HEADER = "Participant,HR,respr,Time(sec),Label\n"


@pytest.fixture
def folder(tmp_path):
    """A maker of recordings: lines of heart_rate.csv, with or without its header."""

    def make(*lines: str, header: str = HEADER):
        (tmp_path / "heart_rate.csv").write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
        return tmp_path

    return make


@pytest.fixture
def two(folder):
    """Two people: one for six seconds from 100, one for four from 9000."""
    first = [f"A,{70 + second},12,{100 + second},0" for second in range(6)]
    return folder(*first, *[f"B,{90 + second},12,{9000 + second},0" for second in range(4)])
