"""The truth beside what is known: for those behind the curtain alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from fangxian.drill.room import curtain
from fangxian.drill.room.models import Truth
from fangxian.response.casework.queries.as_of import cases_as_of
from fangxian.response.containment.queries import zones_as_of
from fangxian.response.information.queries.figures import INFECTED
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.queries import area_names, children, locate
from fangxian.response.ledger.language import either
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries.incidents import chosen_incident


@dataclass(frozen=True, slots=True)
class Sides:
    """Truth and record of one moment, in the shape that the map island reads."""

    figures: list[dict[str, Any]]
    truth: dict[str, Any]
    known: dict[str, Any]


def sides(area: str, now: datetime) -> Sides:
    """Both sides as they stood at a moment, by the areas below one."""
    with curtain.lifted(), access.everywhere():
        latest = Truth.objects.filter(at__lte=now).order_by("-at").first()
        before = Truth.objects.filter(at__lte=now - timedelta(days=1)).order_by("-at").first()
        incident = chosen_incident("")
        cases = _known(incident, now)
        zones = _zones(incident, now)
    infections = Counter(latest.areas if latest else {})
    yesterday = Counter(before.areas if before else {})
    return Sides(
        figures=_figures(latest, before, sum(cases.values()), now),
        truth=_map(area, now, infections, infections - yesterday, zones),
        known=_map(area, now, cases, Counter(), zones),
    )


def _known(incident: Incident | None, now: datetime) -> Counter[str]:
    if incident is None:
        return Counter()
    return Counter(case.area for case in cases_as_of(incident.id, now) if case.classification in INFECTED)


def _zones(incident: Incident | None, now: datetime) -> list[dict[str, Any]]:
    if incident is None:
        return []
    zones = [zone for zone in zones_as_of(incident.id, now) if zone.in_force]
    where = locate({zone.area for zone in zones})
    return [
        {
            "name": either(zone.name, zone.name_en), "level": zone.kind, "area": zone.area,
            "from": zone.effective_from.isoformat(), "to": None, "lon": where.get(zone.area, (None, None))[0],
            "lat": where.get(zone.area, (None, None))[1],
        }
        for zone in zones
    ]  # fmt: skip


def _map(
    area: str, now: datetime, counts: Mapping[str, int], new: Mapping[str, int], zones: list[dict[str, Any]]
) -> dict[str, Any]:
    units = children(area)
    width = len(units[0].code) if units else 6
    names = area_names({unit.code for unit in units})
    summed, fresh = _by(counts, width), _by(new, width)
    return {
        "as_of": now.isoformat(),
        "districts": [
            {
                "code": unit.code, "name": names.get(unit.code, unit.code), "cases": summed[unit.code],
                "new": fresh[unit.code], "asymptomatic": 0, "contacts_in_quarantine": 0,
            }
            for unit in units
        ],
        "zones": zones,
    }  # fmt: skip


def _by(counts: Mapping[str, int], width: int) -> Counter[str]:
    summed: Counter[str] = Counter()
    for code, count in counts.items():
        summed[code[:width]] += count
    return summed


def _figures(latest: Truth | None, before: Truth | None, known: int, now: datetime) -> list[dict[str, Any]]:
    truth: Mapping[str, int] = latest.figures if latest else {}
    earlier: Mapping[str, int] = before.figures if before else {}

    def one(key: str, label: str, value: int | None, definition: str, tone: str = "") -> dict[str, Any]:
        delta = None if value is None or key not in earlier else value - earlier[key]
        return {"key": key, "label": label, "value": value, "definition": definition, "delta": delta, "tone": tone,
                "as_of": now.isoformat()}  # fmt: skip

    return [
        one("infected", _("Infections, truth"), truth.get("infected"), _("People infected so far in the hidden city.")),
        one("known", _("Infections, on record"), known, _("Confirmed and asymptomatic, as the command screen counts.")),
        one("unknown", _("Not found yet"), truth.get("unknown"), _("Infected, and never tested positive.")),
        one("free", _("Not found and at large"), truth.get("free"),
            _("Of those not found: neither in quarantine nor in hospital."), "alarm"),
        one("ill", _("Ill now"), truth.get("ill"), _("With symptoms at this minute, wherever they are.")),
    ]  # fmt: skip
