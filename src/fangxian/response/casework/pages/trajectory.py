"""The trajectory of a case: a line of time with gaps and clashes, and the form for one more visit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from fangxian.errors import NotFound
from fangxian.response.casework.actions import amend_visit, expose_places, record_visit, void_visit
from fangxian.response.casework.forms import VoidForm, attempt
from fangxian.response.casework.infectious import infectious_period
from fangxian.response.casework.models import Case, Visit
from fangxian.response.casework.pages.common import rights, the_case
from fangxian.response.casework.queries import visits
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.casework.visit_forms import VisitForm, said_of
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger import clock


@login_required
@require_http_methods(["GET", "POST"])
def trajectory(request: HttpRequest, id: UUID) -> HttpResponse:
    """Where the case was, and the form for one more visit."""
    post = acting_post(request, "case.read")
    case = the_case(id)
    held = visits.visits_of(case.incident_id, case.person_id)
    if request.method == "POST":
        post = acting_post(request, "case.write")
    form = VisitForm(request.POST if request.method == "POST" else None, root=post.area, initial=_next(case, held))
    if request.method == "POST" and form.is_valid():
        said = form.report()
        made = attempt(
            form, lambda: record_visit(case.incident, person=case.person, by=post, id=request_id(request), **said)
        )
        if made is not None:
            messages.success(request, _("The visit is on record."))
            return redirect(reverse("casework:trajectory", args=[case.id]) + "#form")
    period = infectious_period(case, pack_in_force(case.incident_id, clock.now()))
    until = case.classified_at if period.end is None else min(period.end, case.classified_at)
    names = area_names({visit.place_area for visit in held})
    rows = visits.trajectory(held, period, until)
    route = visits.route(rows)
    context = {
        "case": case,
        "rows": rows,
        "route": route,
        "geojson_url": reverse("api:area_geojson", args=[route["area"]]) if route["area"] else "",
        "time_zone": clock.workspace().time_zone,
        "names": names,
        "period": period,
        "unexposed": sum(visit.place_fact is None and period.covers(visit.began_at, visit.ended_at) for visit in held),
        "form": form,
        "request_id": request.POST.get("request_id") or uuid4(),
        **rights(post),
    }
    return render(request, "casework/trajectory.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, id: UUID, visit: UUID) -> HttpResponse:
    """Correct a visit."""
    post = acting_post(request, "case.write")
    case, held = the_case(id), the_visit(visit)
    form = VisitForm(request.POST if request.method == "POST" else None, root=post.area, initial=said_of(held))
    if request.method == "POST" and form.is_valid():
        said = form.report()
        if attempt(form, lambda: amend_visit(held, said, by=post, id=request_id(request))) is not None:
            messages.success(request, _("The visit is corrected; the former statement stays on record."))
            return redirect("casework:trajectory", case.id)
    context = {
        "form": form,
        "case": case,
        "title": _("Correct a visit"),
        "submit": _("Correct"),
        "request_id": request.POST.get("request_id") or uuid4(),
        "cancel": reverse("casework:trajectory", args=[case.id]),
    }
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def void(request: HttpRequest, id: UUID, visit: UUID) -> HttpResponse:
    """Declare that a visit never was."""
    post = acting_post(request, "case.write")
    case, held = the_case(id), the_visit(visit)
    form = VoidForm(request.POST)
    if form.is_valid():
        void_visit(held, reason=form.cleaned_data["reason"], by=post)
        messages.success(request, _("The visit is voided, and the exposure of its place with it."))
    return redirect("casework:trajectory", case.id)


@login_required
@require_POST
def expose(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record as exposed the places that are not yet."""
    post = acting_post(request, "case.write")
    case = the_case(id)
    count = expose_places(case, by=post)
    text = ngettext("%(count)d place is recorded as exposed.", "%(count)d places are recorded as exposed.", count)
    messages.success(request, text % {"count": count})
    return redirect("casework:trajectory", case.id)


def the_visit(number: UUID) -> Visit:
    """A visit in the area in scope.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    found = Visit.objects.select_related("incident", "person").filter(id=number).first()
    if found is None:
        raise NotFound("visit.unknown", _("There is no such visit in your area."), remedy=_("Look at the trajectory."))
    return found


def _next(case: Case, held: list[Visit]) -> dict[str, Any]:
    """What the form begins with: where the last visit ended, so that a day is typed in one go."""
    last: Visit | None = held[-1] if held else None
    began: datetime | None = None if last is None else last.ended_at
    return {
        "began_at": began,
        "place_area": case.area if last is None else last.place_area,
        "told_by": "person" if last is None else last.told_by,
        "category": "other",
    }
