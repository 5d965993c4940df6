"""One formula, two accounts: the same function runs on numpy arrays and inside compiled loops.

Write with + - * / , `np.sqrt`, `np.floor` and `select` only, and with float32 constants. Then both
accounts agree to the bit (decisions/0002).
"""

import numba
import numpy as np
from numba.core.codegen import get_host_cpu_features
from numba.extending import overload, register_jitable


def wide() -> str | None:
    """What to tell the compiler of this processor so that it uses all sixteen lanes; None where it may choose alone.

    It holds back from 512 bits, for the sake of processors that slow down there. Those since 2019 (VBMI2) do not, and
    draw two and a half times as fast.
    """
    features = get_host_cpu_features()  # "" for a processor that LLVM cannot ask
    return features + ",-prefer-256-bit" if "+avx512vbmi2" in features else None


if numba.config.CPU_NAME is None and numba.config.CPU_FEATURES is None:  # else somebody has chosen
    numba.config.CPU_FEATURES = wide()

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
