"""Zones: the board, now or at any past moment, and one zone from every side."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fangxian.response.casework.forms import incidents
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.containment.criteria import criteria_to_lift
from fangxian.response.containment.models import Opinion, Proposal, ServicePoint, Zone
from fangxian.response.containment.models.zone import UNITS
from fangxian.response.containment.notice import rest_of, scope_of, tests_of
from fangxian.response.containment.policies import READ, REPORT, SIGN
from fangxian.response.containment.queries import board as boards
from fangxian.response.containment.queries import zone_as_of
from fangxian.response.containment.queries.one import notices_of, the_zone
from fangxian.response.containment.queries.story import timeline
from fangxian.response.containment.queries.units import as_read
from fangxian.response.containment.rulebook import kinds_in_force
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either, say
from fangxian.response.ledger.queries import tasks
from fangxian.response.ledger.queries.incidents import chosen_incident, chosen_moment, closing_moments

PAGE = 30
"""Zones of a page of the board."""


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The board of zones, as of a moment (`?at=`), with the proposals that wait."""
    post = acting_post(request, READ)
    incident = chosen_incident(request.GET.get("incident", ""))
    now = clock.now()
    at = chosen_moment(request.GET.get("at", ""))
    past = at < now
    lines = boards.board(incident, at, now=now, lifted=bool(request.GET.get("lifted")) or past) if incident else []
    start = int(said) if (said := request.GET.get("start", "")).isdecimal() else 0
    waiting = boards.proposals(incident) if incident and not past else []
    kinds = kinds_in_force(incident.id, now) if waiting and incident else {}
    context = {
        "incident": incident,
        "incidents": incidents(),
        "chosen": str(incident.id) if incident else "",
        "lines": lines[start : start + PAGE],
        "next_url": f"?{_turned(request, start + PAGE)}" if len(lines) > start + PAGE else "",
        "previous_url": f"?{_turned(request, max(start - PAGE, 0))}" if start else "",
        "proposals": [(one, say(kinds[one.kind].title) if one.kind in kinds else "") for one in waiting],
        "figures": _figures(lines, len(waiting)),
        "at": at,
        "past": past,
        "moments": closing_moments(incident)[-60:] if incident else [],
        "lifted": bool(request.GET.get("lifted")),
        "may_write": may(post, REPORT, post.area),
    }
    return render(request, "containment/list.html", context)


@login_required
@require_GET
def zone(request: HttpRequest, id: UUID) -> HttpResponse:
    """One zone: what it asks, whether it may be lifted, its clocks, life inside, its history."""
    post = acting_post(request, READ)
    held = the_zone(id)
    now = clock.now()
    pack = pack_in_force(held.incident_id, now)
    kind = pack.zone_kind(held.kind) if pack is not None else None
    opened = now >= held.effective_from
    whole = may(post, READ, held.area)
    context: dict[str, Any] = {
        "zone": held,
        "whole": whole,
        "title": either(held.name, held.name_en),
        "kind": kind,
        "kind_label": say(kind.title) if kind else held.kind,
        "unit": UNITS.get(held.unit, held.unit),
        "measures": [say(measure) for measure in kind.measures] if kind else [],
        "tests": tests_of(kind),
        "area": area_path(held.area),
        "scope": scope_of(held),
        "units": as_read(held.units),
        "quiet": not whole,
        "rest": rest_of(held),
        "criteria": criteria_to_lift(held, now) if whole and opened and held.lifted_at is None else None,
        "clocks": [one for one in tasks.of_subjects([held.subject], now) if one.incident == held.incident_id],
        "opinions": Opinion.objects.filter(zone=held.id).order_by("-at")[:20],
        "notices": notices_of(held),
        "points": ServicePoint.objects.filter(zone=held, closed_at=None).order_by("kind", "name"),
        "inside": boards.inside(held, now),
        "events": timeline(held),
        "figures": _of_zone(held, opened),
        "may_sign": may(post, SIGN, held.area),
        "may_write": may(post, REPORT, held.area),
        "in_force": opened and held.lifted_at is None,
        "waits": not opened,
        "ground": ground(held),
        "county": held.area[:6],
        "request_id": uuid4(),
    }
    return render(request, "containment/zone.html", context)


def _turned(request: HttpRequest, start: int) -> str:
    said = request.GET.copy()
    said["start"] = str(start)
    return said.urlencode()


def ground(held: Zone | Proposal) -> dict[str, Any]:
    """What the map of a zone or a proposal shows."""
    points = [
        {"kind": "zone", "lon": one["lon"], "lat": one["lat"], "name": one["name"], "people": one.get("people") or 0}
        for one in held.units
        if one.get("lon") is not None
    ]
    shapes = []
    if held.shape:
        shapes.append({"type": "Polygon", "coordinates": [[*held.shape, held.shape[0]]]})
    return {"points": points, "shapes": shapes}


def _figures(lines: list[boards.ZoneLine], waiting: int) -> list[dict[str, Any]]:
    held = [line for line in lines if line.view.in_force]
    known = [line.view.people for line in held if line.view.people is not None]
    late = sum(line.overdue for line in held)
    reviews = sum(line.review is not None and line.review.status == "overdue" for line in held)
    return [
        {"key": "zones", "label": _("zones in force"), "value": len(held)},
        {"key": "people", "label": _("people in them"), "value": sum(known) if len(known) == len(held) else None},
        {"key": "proposals", "label": _("proposals to decide"), "value": waiting},
        {"key": "needs", "label": _("special needs waiting"), "value": sum(line.needs for line in held)},
        {"key": "overdue", "label": _("of them overdue"), "value": late, "tone": "alarm" if late else ""},
        {"key": "reviews", "label": _("reviews overdue"), "value": reviews, "tone": "alarm" if reviews else ""},
    ]


def _of_zone(held: Zone, opened: bool) -> list[dict[str, Any]]:
    seen = zone_as_of(held, clock.now())
    return [
        {"key": "people", "label": _("people in it"), "value": held.people},
        {"key": "units", "label": _("units"), "value": len(held.units) or None},
        {
            "key": "clean", "label": _("days without a new infection"),
            "value": seen.clean_days if seen is not None and opened else None,
        },
    ]  # fmt: skip
