"""Whole numbers in proportion."""

from __future__ import annotations

import numpy as np

from fangxian.science.city.arrays import F64, I64


def largest_remainder(total: int, weights: F64) -> I64:
    """Whole numbers in proportion to weights that add up to a total (Hamilton's method).

    Ties go to the earlier one. Weights that are all zero count as equal.
    """
    weights = weights if weights.sum() > 0 else np.ones_like(weights)
    exact = weights / weights.sum() * total
    shares = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - shares), kind="stable")
    shares[order[: total - int(shares.sum())]] += 1
    return np.asarray(shares)
