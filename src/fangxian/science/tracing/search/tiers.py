"""Where to draw the line: hits in tiers of dose, and what acting on each further tier costs and gains.

The level of infection is not ours to guess. The analyst says how many infections a case is expected to cause among
people whom nobody has named (`expected`); they are laid over the hits in proportion to dose,

    P(infected) = 1 - exp(-k · dose),   k such that the sum over all hits is what was expected,

and a tier's expected infections, its people, and the person-days its restriction costs stand side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

SHARES: Final = (0.5, 0.8, 0.9, 0.95, 0.99, 1.0)
"""A tier ends where the hits above it hold so much of all dose. A choice of presentation (mark D)."""

_ROUNDS: Final = 200


@dataclass(frozen=True, slots=True)
class Tier:
    """Hits from one line down to the next.

    Attributes
    ----------
    number : int
        From 1, the strongest.
    persons, persons_so_far : int
        In the tier, and in it and those above.
    least_dose : float
        Hours of likely contact of its weakest hit.
    least_minutes : float
        Fewest minutes together in it.
    dose_share : float
        Share of all dose in the tier.
    infections : float or None
        Expected infections in the tier; None if no level was given.
    person_days : float or None
        What restricting the tier costs; None if no duration was given.
    days_per_infection : float or None
        Person-days for each expected infection: the marginal cost of going one tier further.
    """

    number: int
    persons: int
    persons_so_far: int
    least_dose: float
    least_minutes: float
    dose_share: float
    infections: float | None = None
    person_days: float | None = None
    days_per_infection: float | None = None


def tiers(
    dose: NDArray[np.float64],
    minutes: NDArray[np.float64],
    *,
    expected: float | None = None,
    restriction_days: float | None = None,
    shares: Sequence[float] = SHARES,
) -> list[Tier]:
    """Lay hits out in tiers, strongest first.

    Parameters
    ----------
    dose, minutes : array of float
        Of every hit. For several cases, of every person: doses of one person add up.
    expected : float or None
        Infections expected among all the hits.
    restriction_days : float or None
        Days a person of these tiers is restricted under the pack's rule.
    shares : sequence of float
        Ascending, the last 1.
    """
    order = np.argsort(-dose, kind="stable")
    dose, minutes = dose[order], minutes[order]
    total = float(dose.sum())
    if not len(dose) or total <= 0:
        return []
    running = np.cumsum(dose) / total
    chance = None if expected is None else infection_chance(dose, expected)
    found: list[Tier] = []
    begin = 0
    for share in shares:
        end = min(int(np.searchsorted(running, share - 1e-12)) + 1, len(dose)) if share < 1 else len(dose)
        if end > begin:
            part = slice(begin, end)
            gained = None if chance is None else float(chance[part].sum())
            cost = None if restriction_days is None else (end - begin) * restriction_days
            ratio = cost / gained if cost is not None and gained else None
            weakest, fewest = float(dose[end - 1]), float(minutes[part].min())
            held = float(dose[part].sum()) / total
            tier = Tier(len(found) + 1, end - begin, end, weakest, fewest, held, gained, cost, ratio)
            found.append(tier)
            begin = end
    return found


def infection_chance(dose: NDArray[np.float64], expected: float) -> NDArray[np.float64]:
    """Return each hit's chance of infection, so that they add up to what is expected.

    No more can be expected than there are hits with a dose; then all of them are.
    """
    exposed = int((dose > 0).sum())
    if expected >= exposed:
        return (dose > 0).astype(np.float64)
    low, high = 0.0, 1.0
    while -np.expm1(-high * dose).sum() < expected:
        high *= 2
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        if -np.expm1(-middle * dose).sum() < expected:
            low = middle
        else:
            high = middle
        if high - low <= 1e-12 * high:
            break
    chance: NDArray[np.float64] = -np.expm1(-high * dose)
    return chance
