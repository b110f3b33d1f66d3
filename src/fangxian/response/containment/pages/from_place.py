"""From an exposed place to a zone: a tracer proposes it, headquarters signs it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fangxian.response.containment.actions import declare_zone, propose_zone
from fangxian.response.containment.forms import DeclareForm, ProposeForm
from fangxian.response.containment.models import Proposal
from fangxian.response.containment.pages.common import command, posted
from fangxian.response.containment.queries.place import exposed, last_exposure
from fangxian.response.containment.rulebook import kinds_in_force
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Place


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, id: UUID) -> HttpResponse:
    """Propose a zone around a place."""
    post = acting_post(request, "case.write")
    place, incident = exposed(id)
    last = last_exposure(id)
    form = ProposeForm(
        posted(request), kinds=kinds_in_force(incident.id, clock.now()), root=post.area,
        initial={"area": place.area, "triggered_at": last.at if last else None, "reason": place.name},
    )  # fmt: skip
    return command(
        request, form, lambda said: propose_zone(incident, by=post, id=request_id(request), **said),
        title=_("Propose a zone"), submit=_("Propose"), back=reverse("casework:place", args=[place.id]),
        done=_("The proposal is on record; headquarters has its clock."), deck=place.name,
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sign a zone around a place; it takes over the last proposal for the place's area."""
    post = acting_post(request, "zone.sign")
    place, incident = exposed(id)
    proposal = _proposal(incident, place)
    form = DeclareForm(
        posted(request), kinds=kinds_in_force(incident.id, clock.now()), root=post.area,
        initial=_initial(place, proposal),
    )  # fmt: skip
    number = proposal.id if proposal is not None else request_id(request)
    return command(
        request, form, lambda said: declare_zone(incident, by=post, id=number, **said), title=_("Sign a zone"),
        submit=_("Sign"), back=reverse("casework:place", args=[place.id]), done=_("The zone is signed."),
        deck=place.name, confirm=_("Sign the zone? It restricts people."),
    )  # fmt: skip


def _proposal(incident: Incident, place: Place) -> Proposal | None:
    """The last proposal for the place's area that has not become a zone."""
    rows = Proposal.objects.filter(incident=incident, area=place.area, state=Proposal.State.OPEN)
    return rows.order_by("-proposed_at").first()


def _initial(place: Place, proposal: Proposal | None) -> dict[str, Any]:
    said = {"area": place.area, "name": place.name, "effective_from": clock.now()}
    return said | ({"kind": proposal.kind, "unit": proposal.unit} if proposal is not None else {})
