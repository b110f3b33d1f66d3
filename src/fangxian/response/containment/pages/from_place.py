"""From an exposed place to a zone: a tracer proposes it, headquarters signs it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fangxian.errors import NotFound
from fangxian.response.casework.forms import attempt
from fangxian.response.containment.actions import declare_zone
from fangxian.response.containment.actions.propose_zone import propose_zone
from fangxian.response.containment.forms import DeclareForm, ProposeForm
from fangxian.response.containment.rulebook import kinds_in_force
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow, Incident
from fangxian.response.registry.models import Place


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, id: UUID) -> HttpResponse:
    """Propose a zone around a place."""
    post = acting_post(request, "case.write")
    place, incident, exposed = _exposed(id)
    form = ProposeForm(
        request.POST if request.method == "POST" else None, kinds=kinds_in_force(incident.id, clock.now()),
        root=post.area, initial={"area": place.area, "triggered_at": exposed, "reason": place.name},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if attempt(form, lambda: propose_zone(incident, by=post, id=request_id(request), **said)):
            messages.success(request, _("The proposal is on record; headquarters has its clock."))
            return redirect("casework:place", place.id)
    return _page(request, place, form, _("Propose a zone"), _("Propose"))


@login_required
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sign a zone around a place; it takes over the last proposal for the place's area."""
    post = acting_post(request, "zone.sign")
    place, incident, _since = _exposed(id)
    proposal = _proposal(incident, place)
    form = DeclareForm(
        request.POST if request.method == "POST" else None, kinds=kinds_in_force(incident.id, clock.now()),
        root=post.area, initial=_initial(place, proposal),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        number = UUID(proposal.subject.partition(":")[2]) if proposal is not None else request_id(request)
        if attempt(form, lambda: declare_zone(incident, by=post, id=number, **said)):
            messages.success(request, _("The zone is signed."))
            return redirect("casework:place", place.id)
    return _page(request, place, form, _("Sign a zone"), _("Sign"), _("Sign the zone? It restricts people."))


def _exposed(id: UUID) -> tuple[Place, Incident, Any]:
    """The place, the incident in which it was exposed last, and when that was learned."""
    place = Place.objects.filter(id=id).first()
    last = FactRow.objects.filter(subject=f"place:{id}", kind="place.exposed").order_by("-seq").first()
    incident = Incident.objects.filter(id=last.incident_id).first() if last and last.incident_id else None
    if place is None or last is None or incident is None:
        raise NotFound("place.not_exposed", _("There is no exposed place of that address in your area."))
    return place, incident, last.at


def _proposal(incident: Incident, place: Place) -> FactRow | None:
    """The last proposal for the place's area that has not become a zone."""
    rows = FactRow.objects.filter(incident=incident.id, kind="zone.proposed", area=place.area).order_by("-seq")
    for row in rows[:20]:
        if not FactRow.objects.filter(subject=row.subject, kind="zone.signed").exists():
            return row
    return None


def _initial(place: Place, proposal: FactRow | None) -> dict[str, Any]:
    said = {"area": place.area, "name": place.name, "effective_from": clock.now()}
    if proposal is not None:
        said |= {"kind": proposal.attributes.get("level"), "unit": proposal.attributes.get("unit")}
    return said


def _page(request: HttpRequest, place: Place, form: Any, title: str, submit: str, confirm: str = "") -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "deck": place.name,
        "submit": submit,
        "confirm": confirm,
        "request_id": request.POST.get("request_id") or uuid4(),
        "cancel": reverse("casework:place", args=[place.id]),
    }
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)
