"""What the ledger says where the papers printed a figure: for comparing the two, hour by hour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fangxian.drill.names import Names
from fangxian.drill.replay.load import Record
from fangxian.drill.replay.scenes_testing import FOOD
from fangxian.drill.replay.schema import Total
from fangxian.protocol.fact import Fact
from fangxian.response.casework.queries.as_of import cases_as_of
from fangxian.response.containment.queries import zones_as_of
from fangxian.response.ledger import store
from fangxian.response.ledger.store import Stored

_CASE = ("case.confirmed", "case.asymptomatic")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One published figure beside the ledger's."""

    at: datetime
    area: str
    figure: str
    published: int
    ledger: int | None

    @property
    def agrees(self) -> bool:
        """Whether they are equal."""
        return self.published == self.ledger


def compare(record: Record) -> list[Comparison]:
    """Every published figure beside what the ledger had recorded by that hour."""
    names = Names(record.outbreak.slug)
    incident = names.id("incident")
    book = store.of_incident(incident)
    found = []
    for total in record.totals:
        known = [one for one in book if one.fact.recorded_at <= total.at]
        counted = _counted(total, known, incident, names.subject("round", "city"))
        found += [
            Comparison(total.at, total.area, figure, value, counted.get(figure))
            for figure, value in total.figures().items()
        ]
    return found


def _counted(total: Total, known: list[Stored], incident: UUID, city: str) -> dict[str, int | None]:
    own = [one.fact for one in known if one.area.startswith(total.area)]
    cases = [case for case in cases_as_of(incident, total.at) if case.area.startswith(total.area)]
    zones = [zone for zone in zones_as_of(incident, total.at) if zone.area.startswith(total.area)]
    return {
        "confirmed": sum(case.classification == "confirmed" for case in cases),
        "asymptomatic": sum(case.classification == "asymptomatic" for case in cases),
        "zones": sum(zone.in_force for zone in zones),
        **_contacts(own),
        **_people(own, city),
        **_environment(own),
    }


def _contacts(facts: list[Fact]) -> dict[str, int | None]:
    became_case = _subjects(facts, *_CASE)
    close = _subjects(facts, "exposure.recorded", kind="close") - became_case
    secondary = _subjects(facts, "exposure.recorded", kind="secondary") - became_case
    return {
        "contacts": len(close),
        "contacts_sampled": len(close & _subjects(facts, "sample.taken")),
        "contacts_negative": len(close & _subjects(facts, "sample.resulted", result="negative")),
        "secondary": len(secondary & _subjects(facts, "quarantine.started")),
    }


def _subjects(facts: Iterable[Fact], *kinds: str, **said: str) -> set[str]:
    return {
        fact.subject
        for fact in facts
        if fact.kind in kinds and all(fact.attributes.get(name) == value for name, value in said.items())
    }


def _people(facts: list[Fact], city: str) -> dict[str, int | None]:
    """Expanded testing as the city states it; positives are also counted from the people's own results."""
    stated = [fact for fact in facts if fact.kind == "testing.progress" and fact.subject == city]
    last = max(stated, key=lambda fact: fact.at, default=None)
    figures: dict[str, int | None] = {
        f"people_{name}": last.attributes.get(name) if last else None for name in ("sampled", "resulted")
    }
    return {**figures, "people_positive": len(_subjects(facts, "sample.resulted", result="positive"))}


def _environment(facts: list[Fact]) -> dict[str, int | None]:
    taken = [f for f in facts if f.kind == "environment.sampled" and f.attributes.get("spot") != FOOD]
    resulted = [f for f in facts if f.kind == "environment.resulted"]
    done = [f for f in resulted if f.attributes.get("spot") != FOOD]
    food = [f for f in resulted if f.attributes.get("spot") == FOOD]
    positive = _sum(done, "positive")
    return {
        "environment_taken": _sum(taken, "count"),
        "environment_done": _sum(done, "count"),
        "environment_positive": positive,
        "environment_negative": _sum(done, "count") - positive,
        "food_done": _sum(food, "count"),
    }


def _sum(facts: Iterable[Fact], name: str) -> int:
    return sum(int(fact.attributes.get(name, 0)) for fact in facts)
