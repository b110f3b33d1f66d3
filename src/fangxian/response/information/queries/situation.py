"""The situation of an incident as of a moment: everything the command screen shows, in one answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse

from fangxian.response.casework.queries.as_of import CaseAsOf, cases_as_of
from fangxian.response.casework.queries.chain import links_as_of
from fangxian.response.containment.queries import ZoneView, zones_as_of
from fangxian.response.information.queries import clocks, curve, figures
from fangxian.response.information.queries.labels import labels_of
from fangxian.response.information.queries.published import published
from fangxian.response.jurisdiction.queries import area_name, area_names, children, locate
from fangxian.response.ledger import clock
from fangxian.response.ledger.days import local_day
from fangxian.response.ledger.language import either
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries import feed, standing, tasks
from fangxian.response.ledger.queries.incidents import closing_moments
from fangxian.response.testing.queries.positives import awaited

QUARANTINE = ["quarantine.started", "quarantine.released", "person.became_case", "case.confirmed", "case.asymptomatic"]
EVENTS = [
    "plan.activated", "level.changed", "zone.opened", "zone.changed", "zone.lifted", "meeting.resolved",
    "testing.round_opened", "testing.round_closed", "bulletin.published", "source.concluded", "command.established",
    "incident.opened", "incident.closed",
]  # fmt: skip


@dataclass(frozen=True)
class Situation:
    """What was known of an incident at a moment."""

    incident: Incident
    at: datetime
    zone: ZoneInfo
    cases: list[CaseAsOf]
    yesterday: list[CaseAsOf]
    levels: dict[str, Counter[str]]
    """Counts of tasks by level, then status."""
    pressing: list[tasks.TaskView]
    """The tasks to look at first."""
    zones: list[ZoneView]
    quarantined: dict[str, str]
    """Area of everyone in quarantine, by subject."""


def situation(incident: Incident, at: datetime) -> Situation:
    """Read the record as the system knew it at `at`."""
    last = feed.last_of_kinds(incident.id, QUARANTINE, at)
    return Situation(
        incident=incident,
        at=at,
        zone=clock.zone(),
        cases=cases_as_of(incident.id, at),
        yesterday=cases_as_of(incident.id, at - timedelta(days=1)),
        levels=standing.by_level(incident.id, at),
        pressing=standing.pressing(incident.id, at),
        zones=zones_as_of(incident.id, at),
        quarantined={fact.subject: fact.area for fact in last if fact.kind == "quarantine.started"},
    )


def as_json(now: Situation, area: str) -> dict[str, object]:
    """The answer of ``GET /api/v1/situation``; the shape is declared in ``frontend/src/types.ts``."""
    workspace = clock.workspace()
    facts = feed.latest(now.incident.id, until=now.at)
    labels = labels_of({task.subject for task in now.pressing} | {fact.subject for fact in facts})
    places = area_names({fact.area for fact in facts} | {zone.area for zone in now.zones})
    stated = published(now.incident.id, now.at)
    statuses = sum(now.levels.values(), Counter())
    restricted = [zone for zone in now.zones if zone.in_force and zone.kind != "low"]
    return {
        "as_of": now.at.isoformat(),
        "recorded_until": (facts[0].recorded_at if facts else now.at).isoformat(),
        "workspace": {"kind": workspace.kind, "title": either(workspace.title_zh, workspace.title_en)},
        "incident": {
            "id": str(now.incident.id),
            "title": either(now.incident.title_zh, now.incident.title_en),
            "pack": _pack(now.incident, now.at),
        },
        "area": {"code": area, "name": area_name(area)},
        "figures": [
            figure.as_dict()
            for figure in figures.figures(
                now.at,
                now.zone,
                now.cases,
                now.yesterday,
                len(now.quarantined),
                stated,
                len(restricted),
                statuses,
                awaited(now.incident.id, now.at),
            )
        ],
        "districts": _districts(now, area),
        "curve": curve.curve(now.cases, now.zone),
        "events": _events(now),
        "zones": _zones(now.zones, places),
        "tasks": {"levels": clocks.by_level(now.levels)},
        "clocks": clocks.clocks(now.pressing, tasks.office_names(t.office for t in now.pressing), labels),
        "facts": told(facts, labels, places),
        "days": closing_moments(now.incident),
        "chain": _chain(now),
    }


def told(
    facts: Sequence[feed.FactView], labels: Mapping[str, str], places: Mapping[str, str]
) -> list[dict[str, object]]:
    """Facts as the feed shows them; `labels` by subject, `places` by area."""
    return [
        {
            "id": fact.id,
            "at": fact.at.isoformat(),
            "recorded_at": fact.recorded_at.isoformat(),
            "kind": fact.kind,
            "title": fact.title,
            "subject_label": labels.get(fact.subject, ""),
            "area_name": places.get(fact.area, ""),
            "reconstructed": fact.reconstructed,
        }
        for fact in facts
    ]


def _pack(incident: Incident, at: datetime) -> str:
    adopted = incident.adoptions.filter(in_force_from__lte=at).order_by("-in_force_from").first()
    return adopted.pack if adopted else ""


def _districts(now: Situation, area: str) -> list[dict[str, object]]:
    today = local_day(now.at, now.zone)
    units = children(area)
    width = len(units[0].code) if units else 6
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for case in now.cases:
        if case.classification in figures.INFECTED:
            unit = counts[case.area[:width]]
            unit["cases"] += 1
            unit["new"] += local_day(case.first_reported, now.zone) == today
            unit["asymptomatic"] += case.classification == "asymptomatic"
    for place in now.quarantined.values():
        counts[place[:width]]["in_quarantine"] += 1
    return [
        {
            "code": unit.code,
            "name": area_name(unit.code),
            "cases": counts[unit.code]["cases"],
            "new": counts[unit.code]["new"],
            "asymptomatic": counts[unit.code]["asymptomatic"],
            "contacts_in_quarantine": counts[unit.code]["in_quarantine"],
        }
        for unit in units
    ]


def _events(now: Situation) -> list[dict[str, object]]:
    found = feed.of_kinds(now.incident.id, EVENTS, now.at)
    zones = {f"zone:{zone.id}": zone for zone in now.zones}
    return [{"at": fact.at.isoformat(), "kind": fact.kind, "title": _event_title(fact, zones)} for fact in found]


def _event_title(fact: feed.FactView, zones: dict[str, ZoneView]) -> str:
    zone = zones.get(fact.subject)
    if zone is not None:
        return f"{fact.title} · {either(zone.name, zone.name_en)}"
    return fact.title


def _zones(zones: Sequence[ZoneView], places: dict[str, str]) -> list[dict[str, object]]:
    where = locate({zone.area for zone in zones})
    return [
        {
            "id": str(zone.id),
            "name": either(zone.name, zone.name_en) or places.get(zone.area, ""),
            "kind": zone.kind_label,
            "level": zone.kind,
            "area": zone.area,
            "from": zone.effective_from.isoformat(),
            "to": zone.lifted_at.isoformat() if zone.lifted_at else None,
            "lon": where.get(zone.area, (None, None))[0],
            "lat": where.get(zone.area, (None, None))[1],
        }
        for zone in zones
    ]


def _chain(now: Situation) -> dict[str, object]:
    nodes = {case.person: case for case in now.cases if case.classification in figures.INFECTED}
    return {
        "nodes": [
            {
                "id": str(case.person),
                "label": case.number,
                "onset": case.onset_on.isoformat() if case.onset_on else None,
                "reported": local_day(case.first_reported, now.zone).isoformat(),
                "area": area_name(case.area),
                "class": case.classification,
                "url": reverse("casework:case", args=[case.id]),
            }
            for case in nodes.values()
        ],
        "links": [
            {"from": str(link.source), "to": str(link.person), "kind": link.kind, "certainty": link.certainty}
            for link in links_as_of(now.incident.id, now.at)
            if link.source in nodes and link.person in nodes
        ],
    }
