"""Light as three kinds of colour vision see it: sRGB bytes in, sRGB bytes out.

Machado, Oliveira & Fernandes 2009 at severity 1, on linear light. KNOWN: for tritan vision, Brettel 1997 is closer.
"""

import numpy as np

from photophore.colour import DECODED, VISION, encode

F = np.float32
KINDS = tuple(VISION)


def seen(kind: str, light: np.ndarray, axis: int = -1) -> np.ndarray:
    """The same light for a viewer with protan, deutan or tritan vision; uint8 sRGB, colours along `axis`."""
    linear = np.moveaxis(DECODED.astype(F)[light], axis, -1)
    turned = np.clip(linear @ np.array(VISION[kind], F).T, F(0), F(1))
    return np.moveaxis(encode(turned).astype(np.uint8), -1, axis)
