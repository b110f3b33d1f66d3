"""One area: its people, cases, zones, tasks and what lies inside it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.containment.queries import zones_as_of
from fangxian.response.information.queries.area import Overview, overview
from fangxian.response.information.queries.labels import labels_of
from fangxian.response.jurisdiction import policies
from fangxian.response.jurisdiction.codes import within
from fangxian.response.jurisdiction.models import Area
from fangxian.response.jurisdiction.queries import area_name, breadcrumbs, children
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either
from fangxian.response.ledger.queries import board as boards
from fangxian.response.ledger.queries import tasks
from fangxian.response.ledger.queries.incidents import chosen_incident


@login_required
def area(request: HttpRequest, code: str) -> HttpResponse:
    """The area page; areas outside one's own show their name and population only."""
    post = request.post  # type: ignore[attr-defined]
    policies.require(post, "case.read")
    here = Area.objects.filter(code=code).first()
    if here is None:
        raise NotFound("area.unknown", _("There is no area with the code %(code)s."), code=code)
    now = clock.now()
    incident = chosen_incident(request.GET.get("incident", ""))
    mine = within(code, post.area)
    zones = [zone for zone in zones_as_of(incident.id, now) if within(zone.area, code)] if incident and mine else []
    page = boards.page(boards.Filter(area=code), now) if mine else None
    owed = page.tasks[:20] if page else []
    seen = overview(code, incident if mine else None, now)
    context = {
        "area": here,
        "name": area_name(code),
        "crumbs": [
            {"label": area_name(one.code), "url": reverse("information:area", args=[one.code])}
            for one in breadcrumbs(code)
        ],
        "children": [{"code": child.code, "label": area_name(child.code)} for child in children(code)],
        "overview": seen,
        "figures": _figures(seen, now),
        "zones": [{"view": zone, "title": either(zone.name, zone.name_en)} for zone in zones],
        "tasks": owed,
        "labels": labels_of({task.subject for task in owed}),
        "offices": tasks.office_names(task.office for task in owed),
        "mine": mine,
        "incident": incident,
    }
    return render(request, "information/area.html", context)


def _figures(seen: Overview, now: datetime) -> list[dict[str, object]]:
    words = (
        ("confirmed", _("Confirmed"), seen.classes["confirmed"], _("cases")),
        ("asymptomatic", _("Asymptomatic"), seen.classes["asymptomatic"], _("infections")),
        ("in_quarantine", _("In quarantine"), seen.in_quarantine, _("people")),
    )
    return [
        {"key": key, "label": label, "value": value, "unit": unit, "as_of": now} for key, label, value, unit in words
    ]
