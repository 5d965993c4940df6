"""Chance without a generator: a number from (seed, smile, count), the same on every machine and thread.

The mix is the 32-bit finaliser of MurmurHash3 (Appleby, public domain constants), applied once a word.
"""

import numpy as np

from photophore.formula import formula

F = np.float32
GOLDEN = np.uint32(0x9E3779B9)  # 2**32 / golden ratio: spreads neighbouring counts


@formula
def stir(x):
    """uint32 -> uint32, every input bit reaches every output bit."""
    x = x ^ (x >> np.uint32(16))
    x = np.uint32(x * np.uint32(0x85EBCA6B))
    x = x ^ (x >> np.uint32(13))
    x = np.uint32(x * np.uint32(0xC2B2AE35))
    return x ^ (x >> np.uint32(16))


@formula
def unit(x):
    """uint32 -> float32 in [0, 1), on a grid of 2**-24."""
    return F(x >> np.uint32(8)) * F(1.0 / (1 << 24))


def key(seed: int, count: int, use: int = 0) -> np.uint32:
    """What all smiles have in common in a draw."""
    return np.uint32((seed * 0x9E3779B1 + use * 0x85EBCA77 + (count & 0xFFFFFFFF) * 0xC2B2AE3D) & 0xFFFFFFFF)


@formula
def of(smile, key):
    """uint32 smile id -> float32 in [0, 1)."""
    return unit(stir(np.uint32(stir(np.uint32(smile * GOLDEN)) + key)))


def draw(seed: int, smiles: np.ndarray, count: int, use: int = 0) -> np.ndarray:
    """(n,) float32 in [0, 1): one number for each smile id, count (such as a tick) and use."""
    return of(np.asarray(smiles).astype(np.uint32), key(seed, count, use))


def normal(seed: int, smiles: np.ndarray, count: int, use: int = 0) -> np.ndarray:
    """(n,) float32, standard normal, by Box and Muller from two draws; never infinite."""
    radius = np.sqrt(-2.0 * np.log(1.0 - draw(seed, smiles, count, 2 * use + 1).astype(np.float64)))
    angle = 2.0 * np.pi * draw(seed, smiles, count, 2 * use + 2)
    return (radius * np.cos(angle)).astype(np.float32)
