"""Infectiousness by hour since infection, for every length of incubation."""

from __future__ import annotations

import numpy as np

from fangxian.science.epidemic.disease import Disease
from fangxian.science.epidemic.figures import Floats
from fangxian.science.epidemic.quantiles import gamma_density, table

BIN_HOURS = 6
"""Incubation periods are sorted into bins of six hours."""
_NEGLIGIBLE = 2e-4
"""Share of all transmission that is cut off at the late end."""


def slab_hours(disease: Disease) -> int:
    """Hours for which exposures are drawn at once: none infected within them can infect within them.

    The largest divisor of a day that is not above the shortest latent period.
    """
    latent = disease.latent.value * 24
    return max(hours for hours in (1, 2, 3, 4, 6, 8, 12, 24) if hours <= max(latent, 1))


def profile(disease: Disease) -> Floats:
    """Share of a case's infectiousness in each hour since infection.

    Returns
    -------
    array, shape (bins, hours)
        Rows by incubation in steps of :data:`BIN_HOURS`; each row sums to 1.

    Notes
    -----
    w(τ | I) ∝ g(τ - I - earliest) for τ ≥ latent, where g is the gamma density of the file's `infectiousness` and I
    the middle of the bin. The row is cut where it has given all but 2·10⁻⁴.
    """
    shape = disease.infectiousness
    longest = float(table(disease.incubation)[-1]) * 24
    bins = min(255, int(longest / BIN_HOURS) + 1)
    span = shape.mean - shape.earliest
    tail = shape.mean + 9 * shape.sd
    hours = int(bins * BIN_HOURS + max(tail, 1.0) * 24) + 1
    tau = (np.arange(hours) + 0.5) / 24
    rows = np.zeros((bins, hours))
    latent = max(disease.latent.value, slab_hours(disease) / 24)
    for index in range(bins):
        incubation = (index + 0.5) * BIN_HOURS / 24
        since = tau - incubation - shape.earliest
        row = gamma_density(since, (span / shape.sd) ** 2, shape.sd**2 / span)
        row[tau < latent] = 0.0
        if row.sum() <= 0:  # a row that ends before the latent period does: all at its end
            row[int(np.ceil(latent * 24))] = 1.0
        row /= row.sum()
        row[np.cumsum(row) > 1 - _NEGLIGIBLE] = 0.0
        rows[index] = row / row.sum()
    last = int(np.flatnonzero(rows.any(axis=0))[-1]) + 2
    return rows[:, :last]


def peaks(rows: Floats, hours: int) -> Floats:
    """The highest share in this hour and the next `hours`: a bound for a slab that begins now."""
    padded = np.concatenate([rows, np.zeros((rows.shape[0], hours))], axis=1)
    found = padded[:, : rows.shape[1]].copy()
    for shift in range(1, hours + 1):
        np.maximum(found, padded[:, shift : shift + rows.shape[1]], out=found)
    return found


def generation_time(disease: Disease) -> tuple[float, float]:
    """Mean and standard deviation of infection to transmission in days, where nothing interrupts it."""
    rows = profile(disease)
    quantiles = table(disease.incubation)
    middles = (quantiles[1:] + quantiles[:-1]) / 2
    index = np.clip((middles * 24 / BIN_HOURS).astype(np.int64), 0, rows.shape[0] - 1)
    mixed = np.bincount(index, minlength=rows.shape[0]) / index.size @ rows
    tau = (np.arange(mixed.size) + 0.5) / 24
    mean = float(mixed @ tau)
    return mean, float(np.sqrt(mixed @ tau**2 - mean**2))


def before_admission(disease: Disease) -> float:
    """Share of a severe case's infectiousness that comes before it is taken to hospital."""
    rows = profile(disease)
    incubation, admission = table(disease.incubation) * 24, table(disease.course.to_admission)[::32] * 24
    middles = ((incubation[1:] + incubation[:-1]) / 2)[::8]
    index = np.clip((middles / BIN_HOURS).astype(np.int64), 0, rows.shape[0] - 1)
    below = np.concatenate([np.zeros((rows.shape[0], 1)), np.cumsum(rows, axis=1)], axis=1)
    hour = (middles[:, None] + admission).astype(np.int64)
    return float(below[index[:, None], np.clip(hour, 0, rows.shape[1])].mean())


def presymptomatic(disease: Disease) -> float:
    """Share of transmission before onset, where nothing interrupts it."""
    rows = profile(disease)
    quantiles = table(disease.incubation)
    middles = (quantiles[1:] + quantiles[:-1]) / 2 * 24
    index = np.clip((middles / BIN_HOURS).astype(np.int64), 0, rows.shape[0] - 1)
    below = np.concatenate([np.zeros((rows.shape[0], 1)), np.cumsum(rows, axis=1)], axis=1)
    return float(np.mean(below[index, np.clip(middles.astype(np.int64), 0, rows.shape[1])]))
