"""The trajectory of a case or contact: a line of time with gaps and clashes, and the form for one more visit."""

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

from fangxian.response.casework.actions import amend_visit, expose_places, record_visit, void_visit
from fangxian.response.casework.forms import VoidForm, attempt
from fangxian.response.casework.models import Visit
from fangxian.response.casework.pages.common import rights
from fangxian.response.casework.pages.walkers import Kind, Walker, the_walker
from fangxian.response.casework.queries import visits
from fangxian.response.casework.queries.one import the_case
from fangxian.response.casework.visit_forms import VisitForm, said_of
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger import clock


@login_required
@require_http_methods(["GET", "POST"])
def trajectory(request: HttpRequest, id: UUID, of: Kind = "case") -> HttpResponse:
    """Where the case or contact was, and the form for one more visit."""
    post = acting_post(request, "case.read")
    who = the_walker(of, id)
    held = visits.visits_of(who.incident.id, who.person.id)
    if request.method == "POST":
        post = acting_post(request, "case.write")
    form = VisitForm(request.POST if request.method == "POST" else None, root=post.area, initial=_next(who, held))
    if request.method == "POST" and form.is_valid():
        said = form.report()
        made = attempt(
            form, lambda: record_visit(who.incident, person=who.person, by=post, id=request_id(request), **said)
        )
        if made is not None:
            messages.success(request, _("The visit is on record."))
            return redirect(who.trajectory + "#form")
    period = who.period()
    rows = visits.trajectory(held, period, who.until(period))
    route = visits.route(rows)
    context = {
        "who": who,
        "case": who.case,
        "rows": rows,
        "route": route,
        "geojson_url": reverse("api:area_geojson", args=[route["area"]]) if route["area"] else "",
        "time_zone": clock.workspace().time_zone,
        "names": area_names({visit.place_area for visit in held}),
        "period": period,
        "unexposed": 0
        if period is None
        else sum(visit.place_fact is None and period.covers(visit.began_at, visit.ended_at) for visit in held),
        "form": form,
        "request_id": request.POST.get("request_id") or uuid4(),
        **rights(post),
    }
    return render(request, "casework/trajectory.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, id: UUID, visit: UUID, of: Kind = "case") -> HttpResponse:
    """Correct a visit."""
    post = acting_post(request, "case.write")
    who = the_walker(of, id)
    held = who.visit(visit)
    form = VisitForm(request.POST if request.method == "POST" else None, root=post.area, initial=said_of(held))
    if request.method == "POST" and form.is_valid():
        said = form.report()
        if attempt(form, lambda: amend_visit(held, said, by=post, id=request_id(request))) is not None:
            messages.success(request, _("The visit is corrected; the former statement stays on record."))
            return redirect(who.trajectory)
    context = {
        "form": form,
        "case": who.case,
        "deck": who.number,
        "title": _("Correct a visit"),
        "submit": _("Correct"),
        "request_id": request.POST.get("request_id") or uuid4(),
        "cancel": who.trajectory,
    }
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def void(request: HttpRequest, id: UUID, visit: UUID, of: Kind = "case") -> HttpResponse:
    """Declare that a visit never was."""
    post = acting_post(request, "case.write")
    who = the_walker(of, id)
    held = who.visit(visit)
    form = VoidForm(request.POST)
    if form.is_valid():
        void_visit(held, reason=form.cleaned_data["reason"], by=post)
        messages.success(request, _("The visit is voided, and the exposure of its place with it."))
    return redirect(who.trajectory)


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


def _next(who: Walker, held: list[Visit]) -> dict[str, Any]:
    """What the form begins with: where the last visit ended, so that a day is typed in one go."""
    last: Visit | None = held[-1] if held else None
    began: datetime | None = None if last is None else last.ended_at
    return {
        "began_at": began,
        "place_area": who.held.area if last is None else last.place_area,
        "told_by": "person" if last is None else last.told_by,
        "category": "other",
    }
