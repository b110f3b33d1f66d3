"""Plans: asked for, computed beside the page, looked at, signed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import FangxianError
from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger.language import chinese
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries.incidents import chosen_incident
from fangxian.response.quarantine.models import Site
from fangxian.response.quarantine.pages.common import form_page, posted
from fangxian.response.transfer import jobs
from fangxian.response.transfer.actions import ask_plan, drop_plan, sign_plan
from fangxian.response.transfer.forms import PlanForm, SignForm
from fangxian.response.transfer.models import Plan, Transfer, Vehicle
from fangxian.response.transfer.policies import PLAN, READ
from fangxian.response.transfer.queries import board as reads

RUNS = (Plan.State.QUEUED, Plan.State.RUNNING)
"""States in which the job is at work."""


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a plan."""
    post = acting_post(request, PLAN)
    incident = chosen_incident("")
    form = PlanForm(posted(request), initial={"incident": incident.id if incident else None})
    if request.method == "POST" and form.is_valid():

        def command() -> Plan:
            where = Incident.objects.get(id=form.cleaned_data["incident"])
            redo = form.cleaned_data["redo"]
            return ask_plan(where, post.area, form.wish(), redo=redo, by=post, id=request_id(request))

        made = attempt(form, command)
        if made is not None:
            jobs.hand_over(made)
            return redirect("transfer:plan", made.id)
    deck = _("Sites and vehicles for everybody who waits: families together, tiers apart, the way short. You sign it.")
    return form_page(request, form, _("Plan transfers"), _("Compute"), reverse("transfer:board"), deck=deck)


@login_required
@require_GET
def plan(request: HttpRequest, id: UUID) -> HttpResponse:
    """One plan: its progress, then its rides, who is left over and why, and the signature."""
    post = acting_post(request, READ)
    return _page(request, reads.the_plan(id), post)


@login_required
@require_GET
def progress(request: HttpRequest, id: UUID) -> HttpResponse:
    """How far a plan is; once it is done, the page is loaded anew."""
    acting_post(request, READ)
    held = reads.the_plan(id)
    if held.state in RUNS:
        return render(request, "transfer/parts/progress.html", {"plan": held})
    response = HttpResponse()
    response.headers["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sign a plan."""
    post = acting_post(request, PLAN)
    held, form = reads.the_plan(id), SignForm(request.POST)
    if form.is_valid():
        made = attempt(form, lambda: sign_plan(held, **form.cleaned_data, by=post))
        if made is not None:
            text = ngettext("%(n)d ride is planned.", "%(n)d rides are planned.", len(made))
            messages.success(request, text % {"n": len(made)})
            return redirect("transfer:board")
    return _page(request, held, post, status=422, sign_form=form)


@login_required
@require_POST
def drop(request: HttpRequest, id: UUID) -> HttpResponse:
    """Drop a plan."""
    post = acting_post(request, PLAN)
    try:
        drop_plan(reads.the_plan(id), by=post)
    except FangxianError as error:
        messages.error(request, str(error))
        return redirect("transfer:plan", id)
    messages.success(request, _("The plan is dropped; everybody waits as before."))
    return redirect("transfer:board")


def _page(request: HttpRequest, held: Plan, post: Post, status: int = 200, **more: Any) -> HttpResponse:
    answer = held.answer if held.state not in RUNS else {}
    rides = answer.get("rides", [])
    with access.everywhere():
        people = Transfer.objects.select_related("person").in_bulk(
            [UUID(one) for trip in rides for group in trip["families"] for one in group["transfers"]]
        )
        vehicles = Vehicle.objects.in_bulk([UUID(trip["vehicle"]) for trip in rides])
        sites = Site.objects.select_related("place").in_bulk([UUID(one) for one in answer.get("sites", {})])
        left = _left(answer.get("left", {}))
    shown = [_trip(held, trip, people, vehicles, sites) for trip in rides]
    context = {
        "plan": held,
        "running": held.state in RUNS,
        "trips": shown,
        "left": left,
        "figures": _figures(held, shown, left) if answer else [],
        "may_sign": held.state == Plan.State.PROPOSED and may(post, PLAN, held.area),
        "sign_form": SignForm(),
        "request_id": uuid4(),
        **more,
    }
    return render(request, "transfer/plan.html", context, status=status)


def _trip(
    held: Plan,
    trip: dict[str, Any],
    people: dict[UUID, Transfer],
    vehicles: dict[UUID, Vehicle],
    sites: dict[UUID, Site],
) -> dict[str, Any]:
    begin = held.asked_at
    stops = []
    for group in trip["families"]:
        site = sites.get(UUID(group["site"])) if group["site"] else None
        members = [people[UUID(one)] for one in group["transfers"] if UUID(one) in people]
        stops.append(
            {
                "people": ", ".join(one.person.label for one in members),
                "site": site.place.name if site is not None else _("hospital"),
                "at": begin + timedelta(minutes=group["meets_min"]),
                "pickup": members[0].pickup if members else "",
            }
        )
    vehicle = vehicles.get(UUID(trip["vehicle"]))
    first = next((people[UUID(one)] for one in trip["families"][0]["transfers"] if UUID(one) in people), None)
    return {
        "vehicle": vehicle,
        "leaves_at": begin + timedelta(minutes=trip["leaves_min"]),
        "ends_at": begin + timedelta(minutes=trip["ends_min"]),
        "people": trip["people"],
        "tier": reads.tier_title(first.tier) if first is not None else "",
        "stops": stops,
    }


def _left(said: dict[str, Any]) -> list[dict[str, Any]]:
    """Families that are left over, with the reason in the reader's language."""
    from fangxian.science.logistics.errors import Reason

    language = "zh" if chinese() else "en"
    by_family: dict[UUID, list[str]] = {}
    for one in Transfer.objects.filter(family__in=[UUID(key) for key in said]).select_related("person"):
        by_family.setdefault(one.family, []).append(one.person.label)
    return [
        {
            "people": ", ".join(sorted(by_family.get(UUID(family), []))),
            "count": len(by_family.get(UUID(family), [])),
            "reason": Reason(one["code"], one["context"]).text("zh" if language == "zh" else "en"),
        }
        for family, one in said.items()
    ]


def _figures(held: Plan, trips: Iterable[dict[str, Any]], left: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    rides = list(trips)
    gap = held.answer.get("gap", 0.0)
    people_left = sum(one["count"] for one in left)
    items = [
        ("people", _("people carried"), sum(one["people"] for one in rides), ""),
        ("left", _("left over"), people_left, "alarm" if people_left else ""),
        ("rides", _("rides"), len(rides), ""),
        ("km", _("person-kilometres"), held.answer.get("person_km", 0), ""),
        ("gap", _("at most worse than the best, %"), round(100 * gap, 2), ""),
    ]
    return [{"key": key, "label": label, "value": value, "tone": tone} for key, label, value, tone in items]
