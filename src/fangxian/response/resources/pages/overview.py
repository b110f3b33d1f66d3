"""Everything there is to work with, what runs out first on top."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.quarantine.policies import READ as READ_SITES
from fangxian.response.quarantine.queries.sites import SiteLine, board
from fangxian.response.resources.policies import PLAN, READ, RUN
from fangxian.response.resources.queries.requests import on_the_way, open_requests, timed
from fangxian.response.resources.queries.stock import SOON
from fangxian.response.resources.queries.stock import overview as what_runs_out
from fangxian.response.resources.queries.teams import free_by_kind, teams
from fangxian.response.transfer.models import Vehicle
from fangxian.response.transfer.policies import READ as READ_VEHICLES
from fangxian.response.transfer.queries.board import Fleet, fleet

FIRST = 12
"""Lines of a list on this page; the rest stand on the list's own."""


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Goods that run out first, requests and shipments, then teams, sites and vehicles."""
    post = acting_post(request, READ)
    lines, asked, coming, troops = what_runs_out(), open_requests(), on_the_way(), teams()
    sites = board() if may(post, READ_SITES) else []
    vehicles = fleet() if may(post, READ_VEHICLES) else []
    soon = sum(1 for _ in takewhile(lambda line: line.soon, lines))
    asked_first, coming_first = timed(asked[:FIRST], coming[:FIRST])
    context: dict[str, Any] = {
        "figures": _figures(soon, asked, coming, troops, sites, vehicles),
        "lines": [line for line in lines[:FIRST] if line.lasts is not None],
        "any_goods": bool(lines),
        "asked": asked_first,
        "coming": coming_first,
        "troops": free_by_kind(troops),
        "wanting": [line for line in troops if line.over or line.late],
        "sites": sites[:FIRST],
        "vehicles": _by_kind(vehicles),
        "may_run": may(post, RUN, post.area),
        "may_plan": may(post, PLAN, post.area),
    }
    return render(request, "resources/overview.html", context)


def _figures(
    soon: int, asked: list[Any], coming: list[Any], troops: list[Any], sites: list[SiteLine], vehicles: list[Fleet]
) -> list[dict[str, Any]]:
    late = sum(one.late for one in asked)
    return [
        {
            "key": "soon", "label": _("run out within %(n)d days") % {"n": SOON}, "value": soon,
            "tone": "alarm" if soon else "",
        },
        {"key": "asked", "label": _("requests open"), "value": len(asked)},
        {"key": "late", "label": _("of them overdue"), "value": late, "tone": "alarm" if late else ""},
        {"key": "coming", "label": _("shipments under way"), "value": len(coming)},
        {"key": "teams", "label": _("teams on standby"), "value": sum(one.state == "standby" for one in troops)},
        {"key": "rooms", "label": _("rooms free"), "value": sum(one.free_rooms for one in sites)},
        {
            "key": "vehicles", "label": _("vehicles ready"),
            "value": sum(one.vehicle.state == Vehicle.State.READY for one in vehicles),
        },
    ]  # fmt: skip


def _by_kind(vehicles: list[Fleet]) -> list[dict[str, Any]]:
    found = []
    for kind, title in Vehicle.Kind.choices:
        there = [one.vehicle for one in vehicles if one.vehicle.kind == kind]
        ready = [one for one in there if one.state == Vehicle.State.READY]
        if there:
            seats = sum(one.seats for one in ready)
            found.append({"title": title, "all": len(there), "ready": len(ready), "seats": seats})
    return found
