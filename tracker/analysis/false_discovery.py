"""Many tests at once: which share of those called unusual is expected to be chance? (Benjamini and Hochberg, 1995)"""

import numpy as np
from numpy.typing import NDArray


def false_discovery_rates(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """The q of each p, in their order: the least p x tests / place over those not smaller. NaN stays."""
    q = np.full(len(p), np.nan)
    there = np.flatnonzero(~np.isnan(p))
    order = there[np.argsort(p[there], kind="stable")]
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return q
