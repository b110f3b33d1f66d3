"""Asking the stays: one search over an index, its figures, its ranked list, and the evidence behind a hit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from fangxian.errors import Invalid
from fangxian.response.companions.models import Search
from fangxian.response.companions.rules import rule_of
from fangxian.response.companions.stays import Layer
from fangxian.response.ledger.language import chinese

if TYPE_CHECKING:
    from fangxian.science.tracing.reading.cases import Case
    from fangxian.science.tracing.search import Search as Asked
    from fangxian.science.tracing.search import Tier, Warrant

MOST_KEPT: Final = 100_000
"""Rows of the ranked list that are kept for the line; figures and tiers count everybody."""

MOST_OVERLAPS: Final = 200
"""Overlaps of a case and a person that are kept as evidence, the longest ones; their number is kept too."""

RANDOM: Final = 50
"""Random phones that the same question is asked about."""

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Found:
    """What a search gave, person by person, strongest first."""

    people: NDArray[np.int64]
    dose: NDArray[np.float64]
    minutes: NDArray[np.float64]
    cases: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    tiers: list[Tier]
    figures: dict[str, Any] = field(default_factory=dict)

    def tier_of(self, rank: int) -> int:
        """The tier that a rank, counted from 0, lies in."""
        return next(tier.number for tier in self.tiers if rank < tier.persons_so_far)


@contextmanager
def in_words() -> Iterator[None]:
    """Turn a refusal of the science room into one of ours, in the reader's language."""
    from fangxian.science.tracing.errors import TracingError

    try:
        yield
    except TracingError as error:
        raise Invalid(error.code, error.text("zh" if chinese() else "en").replace("%", "%%")) from error


def cases_of(search: Search, phones: dict[UUID, list[str]]) -> list[Case]:
    """The people of a search as the stays know them: each with all their phones and their own window."""
    from fangxian.science.tracing.reading.cases import FOREVER, Case, Phone

    found = []
    for one in search.people:
        since = -FOREVER if one["from"] is None else int(datetime.fromisoformat(one["from"]).timestamp())
        until = FOREVER if one["to"] is None else int(datetime.fromisoformat(one["to"]).timestamp())
        owned = phones[UUID(one["person"])]
        found.append(Case(one["number"], tuple(Phone(phone, since, max(since, until)) for phone in owned)))
    return found


def asked(search: Search, layer: Layer) -> Asked:
    """The search, laid on its index."""
    from fangxian.science.tracing.search import Search as Asked

    kinds = layer.kinds()
    until = int(search.until.timestamp())
    only = (search.only,) if search.only else ()
    return Asked(layer.index, rule_of(search, layer.cell_m), until=until, kinds=kinds, only=only)


def ask(search: Search, layer: Layer, cases: Sequence[Case], warrant: Warrant, progress: Progress) -> Found:
    """Put the question; `progress` is told the cases done and may raise to stop it."""
    from fangxian.science.tracing.search import chance, tiers

    question = asked(search, layer)
    size = layer.index.people.size
    dose, minutes, counts = np.zeros(size), np.zeros(size), np.zeros(size, np.int64)
    first, last = np.full(size, np.iinfo(np.int64).max), np.zeros(size, np.int64)
    unknown: list[str] = []
    by_case: dict[str, int] = {}
    progress(0, len(cases))
    for done, one in enumerate(question.pairs(cases, warrant=warrant), 1):
        who = one.hits.person
        dose[who] += one.hits.dose
        minutes[who] += one.hits.minutes
        counts[who] += 1
        first[who] = np.minimum(first[who], one.hits.first)
        last[who] = np.maximum(last[who], one.hits.last)
        by_case[one.case.id] = len(one.hits)
        if not one.known:
            unknown.append(one.case.id)
        progress(done, len(cases))
    own = {phone.person for one in cases for phone in one.phones}
    hit = np.flatnonzero(counts)
    hit = hit[~np.isin(hit, layer.index.people.find(sorted(own)))]  # a case is no hit of another case either
    people = hit[np.lexsort((hit, -minutes[hit], -dose[hit]))]
    laid = tiers(dose[people], minutes[people], expected=search.expected, restriction_days=search.restriction_days)
    luck = chance(question, cases, phones=RANDOM) if len(people) else None
    figures = {
        "persons": len(people),
        "by_case": by_case,
        "unknown": unknown,
        "window": [datetime.fromtimestamp(second, UTC).isoformat() for second in question.window],
        "tiers": [_plain_tier(tier) for tier in laid],
        "chance": None if luck is None else {"phones": luck.phones, "mean": luck.mean, "persons": luck.persons},
    }
    columns = (dose[people], minutes[people], counts[people], first[people], last[people])
    return Found(people, *columns, laid, figures)


def keep(found: Found, layer: Layer, file: Path) -> None:
    """Put the strongest of a ranked list into a file outside the operational record."""
    import pyarrow as arrow
    from pyarrow import parquet

    count = min(len(found.people), MOST_KEPT)
    table = arrow.table(
        {
            "pseudonym": layer.index.people.ids(found.people[:count]).cast(arrow.string()),
            "tier": arrow.array([found.tier_of(rank) for rank in range(count)], arrow.int16()),
            "dose": found.dose[:count],
            "minutes": found.minutes[:count],
            "cases": found.cases[:count],
            "first": found.first[:count],
            "last": found.last[:count],
        }
    )
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = file.with_suffix(".new")
    parquet.write_table(table, new)
    new.replace(file)


def evidence(question: Asked, layer: Layer, cases: Sequence[Case], pseudonym: str) -> list[dict[str, Any]]:
    """Where, from when and until when somebody was together with each of the cases."""
    from fangxian.science.tracing.search import evidence as spells_of

    found = []
    for case in cases:
        spells = spells_of(question, case, pseudonym)
        if not spells:
            continue
        longest = sorted(spells, key=lambda spell: spell.start - spell.end)[:MOST_OVERLAPS]
        spots = layer.spots(sorted({spell.place for spell in longest}))
        overlaps = [_overlap(spell, spots[spell.place]) for spell in sorted(longest, key=lambda spell: spell.start)]
        found.append({"number": case.id, "spells": len(spells), "overlaps": overlaps})
    return found


def _overlap(spell: Any, spot: Any) -> dict[str, Any]:
    start, end = (datetime.fromtimestamp(second, UTC).isoformat() for second in (spell.start, spell.end))
    return {
        "place": spot.name,
        "kind": spot.kind,
        "lon": spot.lon,
        "lat": spot.lat,
        "metres": spot.metres,
        "from": start,
        "to": end,
        "minutes": round(spell.minutes, 1),
    }


def _plain_tier(tier: Tier) -> dict[str, Any]:
    return {
        "number": tier.number,
        "persons": tier.persons,
        "so_far": tier.persons_so_far,
        "least_dose": tier.least_dose,
        "least_minutes": tier.least_minutes,
        "share": tier.dose_share,
        "infections": tier.infections,
        "person_days": tier.person_days,
        "days_per_infection": tier.days_per_infection,
    }
