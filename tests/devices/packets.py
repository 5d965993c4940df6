"""What a hostile network makes of packets: cut, lengthened, changed in any byte, or nothing but noise."""

import random

from hypothesis import strategies as st

LIGHT = st.binary(max_size=4000)
NOISE = st.binary(max_size=700)


@st.composite
def damaged(draw, whole: bytes) -> bytes:
    """A packet that somebody has handled: any number of bytes of it changed, then cut or lengthened."""
    packet = bytearray(whole)
    for _ in range(draw(st.integers(0, 4))):
        packet[draw(st.integers(0, len(packet) - 1))] = draw(st.integers(0, 255))
    if draw(st.booleans()):
        del packet[draw(st.integers(0, len(packet))) :]
    return bytes(packet) + draw(st.binary(max_size=8))


def handled(whole: bytes, seed: int, count: int = 2000):
    """Many such packets, quickly, without shrinking."""
    chance = random.Random(seed)
    for _ in range(count):
        packet = bytearray(whole)
        for _ in range(chance.randrange(4)):
            packet[chance.randrange(min(len(packet), 130))] = chance.randrange(256)
        yield bytes(packet[: chance.randrange(len(packet) + 1)] if chance.random() < 0.5 else packet)
