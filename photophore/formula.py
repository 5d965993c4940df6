"""One formula, two accounts: the same function runs on numpy arrays and inside compiled loops.

Write with + - * / , `np.sqrt`, `np.floor` and `select` only, and with float32 constants. Then both
accounts agree to the bit (decisions/0002).
"""

import numba
import numpy as np
from numba.extending import overload, register_jitable

formula = register_jitable  # plain Python stays as it is; a compiled loop takes the formula in

# Loops of the fast twins. Kept on disk only where a folder was chosen before this is imported (cli does): numba does
# not see that a formula of another module has changed, so the folder's name must hold a digest of the sources.
compiled = numba.njit(nogil=True, error_model="numpy", cache=bool(numba.config.CACHE_DIR))


def select(condition, this, that):
    """`this` where the condition holds, else `that`: arrays in numpy, scalars in compiled loops."""
    return np.where(condition, this, that)


@overload(select)
def _select_scalar(condition, this, that):  # read by the compiler, never called by us
    return lambda condition, this, that: this if condition else that
