"""Cases by cluster, and infections by setting."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from fangxian.science.tracing.chains.record import Case, Chains


@dataclass(frozen=True, slots=True)
class Cluster:
    """The cases counted to one cluster.

    Attributes
    ----------
    links : int
        Infections of one of them by another.
    unlinked : int
        Cases of it without any possible link.
    first, last : date or None
        First and last onset.
    """

    name: str
    cases: int
    links: int
    unlinked: int
    first: date | None
    last: date | None


def clusters(chains: Chains) -> list[Cluster]:
    """The clusters that cases are counted to, the largest first."""
    held: dict[str, list[Case]] = {}
    for case in chains.cases.values():
        if case.cluster:
            held.setdefault(case.cluster, []).append(case)
    inside = Counter(
        chains.cases[target].cluster
        for target, link in chains.infector.items()
        if chains.cases[target].cluster == chains.cases[link.source].cluster
    )
    found = []
    for name, members in held.items():
        onsets = sorted(case.onset for case in members if case.onset is not None)
        alone = sum(case.id not in chains.chain for case in members)
        first, last = (onsets[0], onsets[-1]) if onsets else (None, None)
        found.append(Cluster(name, len(members), inside[name], alone, first, last))
    return sorted(found, key=lambda one: (-one.cases, one.name))


def settings(chains: Chains) -> dict[str, int]:
    """Infections by the setting of their exposure, the commonest first; those without one under the empty name."""
    tally = Counter(link.setting for link in chains.infector.values())
    return dict(sorted(tally.items(), key=lambda one: (-one[1], one[0])))
