"""Phases: whole turns as uint32 (2**32 is one turn), and one polynomial sine for all targets."""

import numpy as np

from photophore.formula import formula, select

F = np.float32
TURN = 1 << 32  # steps in one turn; wrap-around is the arithmetic of uint32
STEP = F(1.0 / TURN)  # turns in one step

# sin(2 pi x) on [0, 1/4] turns, odd, least squares weighted to equal ripple; worst error 6e-7
S1, S3, S5, S7 = F(6.283164), F(-41.337143), F(81.340786), F(-70.993608)
# sin(pi x) ** 2 on [-1/2, 1/2] turns, even, so that a wave needs no quarter; worst error 7e-7
W2, W4, W6, W8, W10 = F(9.869525), F(-32.46514), F(42.643425), F(-29.42627), F(10.581291)

# arctan(x) in turns on [0, 1], odd; worst error 1.3e-8
A1, A3, A5, A7 = F(0.159154673), F(-0.0530322146), F(0.0315632576), F(-0.0211718389)
A9, A11, A13 = F(0.0128285169), F(-0.0054531558), F(0.00111077443)


@formula
def to_turns(phase):
    """uint32 phase -> float32 turns, 0..1 (24 bits are kept)."""
    return F(phase >> np.uint32(8)) * F(1.0 / (1 << 24))


@formula
def sine(turns):
    """sin(2 pi turns), float32; any finite turns."""
    x = turns - np.floor(turns + F(0.5))  # -1/2 .. 1/2
    x = select(x > F(0.25), F(0.5) - x, x)
    x = select(x < F(-0.25), F(-0.5) - x, x)
    z = x * x
    return x * (S1 + z * (S3 + z * (S5 + z * S7)))


@formula
def cosine(turns):
    """cos(2 pi turns), float32; any finite turns."""
    return sine(turns + F(0.25))


@formula
def angle(x, y):
    """Turns, -1/2..1/2, from the direction (1, 0) to (x, y), float32; 0 where both are 0."""
    wide, high = np.abs(x), np.abs(y)
    steep = high > wide
    long = select(steep, high, wide)
    part = select(steep, wide, high) / select(long > F(0), long, F(1))
    z = part * part
    turn = part * (A1 + z * (A3 + z * (A5 + z * (A7 + z * (A9 + z * (A11 + z * A13))))))
    turn = select(steep, F(0.25) - turn, turn)
    turn = select(x < F(0), F(0.5) - turn, turn)
    return select(y < F(0), -turn, turn)


@formula
def swell(turns):
    """A raised cosine: 0 at whole turns, 1 at half turns, smooth everywhere; any finite turns."""
    x = turns - np.floor(turns + F(0.5))  # -1/2 .. 1/2
    z = x * x
    return z * (W2 + z * (W4 + z * (W6 + z * (W8 + z * W10))))


def at(per_second: float, seconds: float) -> int:
    """The uint32 phase of something that turns `per_second` times a second, `seconds` after zero."""
    return int((per_second * seconds) % 1.0 * TURN) % TURN


def step_of(per_second: float, fps: int) -> int:
    """How far a phase moves in one frame, in uint32 steps."""
    return round(per_second / fps * TURN)
