"""What there is to say about one area."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from fangxian.response.casework.queries.as_of import CaseAsOf, cases_as_of
from fangxian.response.information.queries.situation import QUARANTINE
from fangxian.response.jurisdiction.codes import within
from fangxian.response.jurisdiction.models import Population
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries import feed


@dataclass(frozen=True)
class Overview:
    """Figures of one area as of a moment."""

    population: Population | None
    cases: list[CaseAsOf]
    classes: Counter[str]
    in_quarantine: int


def overview(code: str, incident: Incident | None, at: datetime) -> Overview:
    """Cases and quarantine in an area; without an incident only its population."""
    population = Population.objects.filter(area=code).order_by("-year").first()
    if incident is None:
        return Overview(population, [], Counter(), 0)
    cases = [case for case in cases_as_of(incident.id, at) if within(case.area, code)]
    held = [
        fact
        for fact in feed.last_of_kinds(incident.id, QUARANTINE, at)
        if fact.kind == "quarantine.started" and within(fact.area, code)
    ]
    return Overview(population, cases, Counter(case.classification for case in cases), len(held))


def viewed_area(own: str) -> str:
    """The area the command screen opens on: the workspace's home where the post sees it, else the post's own."""
    home = clock.workspace().home
    return home if home.startswith(own) else own
