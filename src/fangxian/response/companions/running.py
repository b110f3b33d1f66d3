"""Asking the stays: one search over an index, its figures, its ranked list, and the evidence behind a hit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from fangxian.errors import Invalid
from fangxian.response.companions import pseudonyms
from fangxian.response.companions.models import Search
from fangxian.response.companions.rules import rule_of
from fangxian.response.companions.stays import Layer
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.language import chinese
from fangxian.response.registry.models import Person
from fangxian.response.registry.queries import surviving

if TYPE_CHECKING:
    from fangxian.science.tracing.reading.cases import Case
    from fangxian.science.tracing.search import People, Tier, Warrant
    from fangxian.science.tracing.search import Search as Asked

MOST_KEPT: Final = 100_000
"""Rows of the ranked list that are kept for the line; figures and tiers count everybody."""

MOST_OVERLAPS: Final = 200
"""Overlaps of a case and a person that are kept as evidence, the longest ones; their number is kept too."""

RANDOM: Final = 50
"""Random phones that the same question is asked about."""

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Found:
    """What a search gave: everybody's sums, who was hit (strongest first), tiers and figures."""

    people: People
    hit: NDArray[np.int64]
    tiers: list[Tier]
    figures: dict[str, Any]

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


def phones_of(search: Search) -> dict[UUID, list[str]]:
    """The pseudonyms of the people of a search, by the ids it names."""
    ids = [UUID(one["person"]) for one in search.people]
    entries = surviving(ids)
    with access.everywhere():
        persons = Person.objects.in_bulk(set(entries.values()))
        owned = pseudonyms.of_persons(persons.values())
    return {id_: owned[entries[id_]] for id_ in ids}


def cases_of(search: Search) -> list[Case]:
    """The people of a search as the stays know them: each with all their phones and their own window."""
    from fangxian.science.tracing.reading.cases import FOREVER, Case, Phone

    phones = phones_of(search)
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
    return Asked(layer.index, rule_of(search, layer.cell_m), until=until, kinds=kinds, only=only, detail=True)


def ask(search: Search, layer: Layer, cases: Sequence[Case], warrant: Warrant, progress: Progress) -> Found:
    """Put the question; `progress` is told the cases done and may raise to stop it."""
    from fangxian.science.tracing.search import tiers

    question = asked(search, layer)
    people, by_case = _added_up(search, question, layer, cases, warrant, progress)
    own = {phone.person for one in cases for phone in one.phones}
    hit = people.strongest(layer.index.people.find(sorted(own)))  # a case is no hit of another case either
    days = search.restriction_days
    laid = tiers(people.dose[hit], people.minutes[hit], expected=search.expected, restriction_days=days)
    figures = {
        "persons": len(hit),
        "by_case": by_case,
        "unknown": [one.id for one in cases if _unknown(layer, one)],
        "window": [datetime.fromtimestamp(second, UTC).isoformat() for second in question.window],
        "tiers": [_plain_tier(tier) for tier in laid],
        "chance": _chance(question, cases, by_case) if len(hit) else None,
        "second": _second(search, question, cases, people, hit),
    }
    return Found(people, hit, laid, figures)


def _added_up(
    search: Search, question: Asked, layer: Layer, cases: Sequence[Case], warrant: Warrant, progress: Progress
) -> tuple[People, dict[str, int]]:
    """Everybody's sums over the cases, those near to one another in a row; and the hits of each case."""
    from fangxian.science.tracing.search import People, groups_of

    people = People(layer.index.people.size, question.dose)
    progress(0, len(cases))
    if search.union:
        people.add(question.union(cases, warrant=warrant))
        progress(len(cases), len(cases))
        return people, {}
    groups = groups_of(question, cases, layer.positions())
    order = np.argsort(groups, kind="stable")
    by_case: dict[str, int] = {}
    found = question.pairs([cases[k] for k in order], warrant=warrant)
    for done, (one, group) in enumerate(zip(found, groups[order].tolist(), strict=True), 1):
        people.add(one, group)
        by_case[one.case.id] = len(one.hits)
        progress(done, len(cases))
    return people, by_case


def _unknown(layer: Layer, case: Case) -> bool:
    """Whether no stay at all is kept of somebody."""
    return not any(number >= 0 for number in layer.index.people.find([one.person for one in case.phones]).tolist())


def _chance(question: Asked, cases: Sequence[Case], by_case: dict[str, int]) -> dict[str, Any]:
    """What random phones have, and what share of a case's hits chance alone would give."""
    from fangxian.science.tracing.search import chance

    luck = chance(question, cases, phones=RANDOM)
    mean = sum(by_case.values()) / len(by_case) if by_case else 0.0
    share = luck.false_share(mean) if mean else None
    return {"phones": luck.phones, "mean": luck.mean, "persons": luck.persons, "share": share}


def _second(
    search: Search, question: Asked, cases: Sequence[Case], people: People, hit: NDArray[np.int64]
) -> dict[str, int] | None:
    """How many companions the strongest hits have in turn, each from the first exposure on: a number, no ids."""
    from fangxian.science.tracing.search import second_order

    followed = people.exposed(hit[: search.second])
    if not len(followed.person):
        return None
    found = second_order(question, tuple(cases), followed)
    return {"followed": len(followed.person), "persons": len(found.hits)}


def keep(found: Found, layer: Layer, file: Path) -> None:
    """Put the strongest of a ranked list into a file outside the operational record."""
    import pyarrow as arrow
    from pyarrow import parquet

    hit, people = found.hit[:MOST_KEPT], found.people
    table = arrow.table(
        {
            "pseudonym": layer.index.people.ids(hit).cast(arrow.string()),
            "tier": arrow.array([found.tier_of(rank) for rank in range(len(hit))], arrow.int16()),
            "dose": people.dose[hit],
            "minutes": people.minutes[hit],
            "cases": people.cases[hit],
            "first": people.first[hit],
            "last": people.last[hit],
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
        "place": f"{spot.name} · {spell.spot}" if spell.spot else spot.name,
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
