"""A place: who exposed it, what is owed for it, and what was decided."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fangxian.errors import NotFound
from fangxian.response.casework.actions import decide_place, disinfect_place
from fangxian.response.casework.forms import attempt
from fangxian.response.casework.models import Case, Visit
from fangxian.response.casework.pages.common import rights
from fangxian.response.casework.queries import story, visits
from fangxian.response.casework.visit_forms import DecideForm, DisinfectForm, LocateForm
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow, Incident
from fangxian.response.ledger.queries import tasks
from fangxian.response.registry.actions import locate_place
from fangxian.response.registry.models import Place


@login_required
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, id: UUID) -> HttpResponse:
    """The page of a place, with the forms for decisions and for its coordinates."""
    post = acting_post(request, "case.read")
    held = _the_place(id)
    locate = LocateForm(request.POST if "lon" in request.POST else None, initial={"lon": held.lon, "lat": held.lat})
    if locate.is_bound:
        post = acting_post(request, "case.write")
        if locate.is_valid() and attempt(locate, lambda: locate_place(held, by=post, **locate.cleaned_data)):
            messages.success(request, _("The coordinates are on record."))
            return redirect("casework:place", held.id)
    incident = _incident_of(held)
    posted = request.method == "POST" and incident is not None and not locate.is_bound
    deciding = posted and "decision" in request.POST
    decide = DecideForm(request.POST if deciding else None)
    disinfect = DisinfectForm(request.POST if posted and not deciding else None, initial={"at": clock.now()})
    form = decide if deciding else disinfect
    if posted and incident is not None:
        post = acting_post(request, "case.write")
        if form.is_valid():
            said = {**form.cleaned_data, "by": post, "id": request_id(request)}
            command = decide_place if deciding else disinfect_place
            if attempt(form, lambda: command(held, incident, **said) or True):
                messages.success(request, _("It is on record."))
                return redirect("casework:place", held.id)
    there = list(Visit.objects.filter(place=held, voided_at=None).select_related("person").order_by("-began_at")[:200])
    numbers = visits.numbers_of(incident.id, {one.person_id for one in there}) if incident else {}
    owed = tasks.of_subjects([held.subject], clock.now())
    context = {
        "place": held,
        "incident": incident,
        "area": area_path(held.area),
        "visits": [(one, numbers.get(one.person_id, one.person.label)) for one in there],
        "tasks": owed,
        "offices": tasks.office_names(task.office for task in owed),
        "events": story.timeline(held.subject),
        "decide": decide,
        "disinfect": disinfect,
        "locate": locate,
        "cases": Case.objects.filter(incident=incident, person__in={one.person_id for one in there})
        if incident
        else [],
        "may_sign_zone": may(post, "zone.sign", held.area),
        **rights(post),
    }
    return render(request, "casework/place.html", context, status=422 if form.errors or locate.errors else 200)


def _the_place(id: UUID) -> Place:
    held = Place.objects.filter(id=id).first()
    if held is None:
        raise NotFound(
            "place.unknown", _("There is no such place in your area."), remedy=_("Ask the district it is in.")
        )
    return held


def _incident_of(place: Place) -> Incident | None:
    """The incident in which the place was exposed last."""
    last = FactRow.objects.filter(subject=place.subject, kind="place.exposed").order_by("-seq").first()
    if last is None or last.incident_id is None:
        return None
    return Incident.objects.filter(id=last.incident_id).first()
