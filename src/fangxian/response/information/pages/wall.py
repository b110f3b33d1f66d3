"""The command screen 指挥大屏."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fangxian.response.information.queries.area import viewed_area
from fangxian.response.information.queries.situation import as_json, situation
from fangxian.response.jurisdiction import policies
from fangxian.response.ledger import clock
from fangxian.response.ledger.queries.incidents import chosen_incident, chosen_moment


@login_required
def wall(request: HttpRequest) -> HttpResponse:
    """The command screen of an incident, at any moment (`?at=`), in a kiosk (`?kiosk=1`) or on a desk."""
    post = request.post  # type: ignore[attr-defined]
    if not policies.may(post, "case.read") and policies.may(post, "task.read"):
        return redirect("information:mine")  # where everybody begins who is not to see cases
    policies.require(post, "case.read")
    incident = chosen_incident(request.GET.get("incident", ""))
    if incident is None:
        return render(request, "information/nothing.html", {"may_open": policies.may(post, "pack.adopt", post.area)})
    at = chosen_moment(request.GET.get("at", ""))
    area = viewed_area(post.area)
    return render(
        request,
        "information/wall.html",
        {
            "situation": as_json(situation(incident, at), area),
            "situation_url": reverse("api:situation") + "?" + urlencode({"incident": incident.id, "area": area}),
            "geojson_url": reverse("api:area_geojson", args=[area]),
            "area_url": reverse("information:area", args=["CODE"]).replace("CODE", "{code}"),
            "cases_url": reverse("casework:list"),
            "tasks_url": reverse("information:board") + "?whose=area",
            "time_zone": clock.workspace().time_zone,
        },
    )
