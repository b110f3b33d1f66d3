"""Requests and shipments: the list, one request with where it could be met from, one shipment with its note."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.response.containment.pages.common import command, posted
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries.incidents import chosen_incident
from fangxian.response.photos.pages import add_page
from fangxian.response.photos.queries import photos_of
from fangxian.response.resources.actions import allot, ask, close_request, free, receive, send, turn_back
from fangxian.response.resources.forms import AllotForm, AskForm, ReasonForm, ReceiptForm, SendForm
from fangxian.response.resources.models import Request, Shipment
from fangxian.response.resources.policies import PLAN, READ, RUN
from fangxian.response.resources.queries import requests as reads
from fangxian.response.resources.queries.one import the_item, the_request, the_shipment, the_store


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Open requests, what is needed first first; shipments under way; requests that ended."""
    acting_post(request, READ)
    rows, coming = reads.open_requests(), reads.on_the_way()
    due = reads.clocks(*(one.request.subject for one in rows), *(one.subject for one in coming))
    context = {
        "asked": [{"line": one, "task": due.get(one.request.subject)} for one in rows],
        "coming": [{"one": one, "task": due.get(one.subject)} for one in coming],
        "ended": reads.ended_requests(),
    }
    return render(request, "resources/requests.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, id: UUID) -> HttpResponse:
    """Ask for goods for a store."""
    post = acting_post(request, RUN)
    store, incident = the_store(id), chosen_incident("")
    initial = {
        "incident": incident.id if incident else None, "item": request.GET.get("item", ""),
        "quantity": request.GET.get("quantity", ""), "needed_by": clock.now() + timedelta(days=1),
    }  # fmt: skip
    form = AskForm(posted(request), initial=initial)

    def run(said: dict[str, Any]) -> Request:
        told = dict(said)
        where, item = Incident.objects.get(id=told.pop("incident")), the_item(told.pop("item"))
        return ask(store, item, told.pop("quantity"), incident=where, **told, id=request_id(request), by=post)

    return command(
        request, form, run, title=_("Ask for goods"), submit=_("Ask"), back=reverse("resources:store", args=[id]),
        done=_("The request is sent; its clocks run."), deck=store.name, onwards=_page,
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """One request: what came of it, and where it could be met from."""
    post = acting_post(request, READ)
    held = the_request(id)
    (line,) = reads.asked(Request.objects.filter(id=held.id))
    plans = may(post, PLAN) and line.open > 0
    found = reads.suggestion(line) if plans else reads.Suggestion([], 0, 0)
    first = next((offer for offer in found.offers if offer.take), None)
    initial = {"source": first.line.store.id, "quantity": first.take} if first else {}
    form = AllotForm(posted(request), found=found, initial=initial)
    if request.method == "POST":
        acting_post(request, PLAN)
        return command(
            request, form,
            lambda said: allot(held, the_store(said["source"]), said["quantity"], id=request_id(request), by=post),
            title=_("Allot goods"), submit=_("Allot"), back=_page(held), done=_("The goods are set aside."),
            deck=str(held.item),
        )  # fmt: skip
    shipments = reads.shipments_of(held)
    context = {
        "asked": line,
        "one": held,
        "found": found,
        "plans": plans,
        "form": form,
        "shipments": [
            {"one": each, "may_send": may(post, RUN, each.area), "may_receive": may(post, RUN, each.also_area)}
            for each in shipments
        ],
        "task": reads.clocks(held.subject).get(held.subject),
        "may_close": held.state == Request.State.OPEN and (may(post, PLAN, held.area) or may(post, RUN, held.area)),
        "request_id": uuid4(),
    }
    return render(request, "resources/request.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, id: UUID) -> HttpResponse:
    """Close a request that is not to be met further."""
    post = acting_post(request, READ)
    held = the_request(id)
    return command(
        request, ReasonForm(posted(request)),
        lambda said: close_request(held, **said, id=request_id(request), by=post),
        title=_("Close the request"), submit=_("Close"), back=_page(held), done=_("The request is closed."),
        deck=str(held.item), confirm=_("Close this request without meeting it?"),
    )  # fmt: skip


@login_required
@require_GET
def shipment(request: HttpRequest, id: UUID) -> HttpResponse:
    """One shipment: where it is, in whose hands, what is in it; the delivery note that is printed."""
    post = acting_post(request, READ)
    held = the_shipment(id)
    context = {
        "one": held,
        "item": held.request.item,
        "packed": reads.packed(held),
        "task": reads.clocks(held.subject).get(held.subject),
        "photos": photos_of("receipt", held.id),
        "may_free": may(post, PLAN, held.area),
        "may_send": may(post, RUN, held.area),
        "may_receive": may(post, RUN, held.also_area),
        "sees_request": Request.objects.filter(id=held.request_id).exists(),
    }
    return render(request, "resources/shipment.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, id: UUID, what: str) -> HttpResponse:
    """A step of a shipment: taken back, sent, received, turned back."""
    held = the_shipment(id)
    kinds: dict[str, tuple[Any, Any, str, str]] = {
        "free": (ReasonForm, free, PLAN, _("Take the allotment back")),
        "send": (SendForm, send, RUN, _("Hand to the carrier")),
        "receive": (ReceiptForm, receive, RUN, _("Sign for the goods")),
        "back": (ReasonForm, turn_back, RUN, _("Turn the goods back")),
    }
    if what not in kinds:
        raise Http404
    kind, run, right, title = kinds[what]
    post = acting_post(request, right)
    form = kind(posted(request), initial={"quantity": held.quantity})
    return command(
        request, form, lambda said: run(held, **said, id=request_id(request), by=post), title=title,
        submit=_("Record"), back=_shipment(held), done=_("It is on record."),
        deck=f"{held.number} · {held.request.item} {held.quantity} {held.request.item.unit}",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def photo(request: HttpRequest, id: UUID) -> HttpResponse:
    """Add a photo of what arrived."""
    acting_post(request, RUN)
    held = the_shipment(id)
    return add_page(
        request, "receipt", held.id, area=held.also_area, also_area=held.area, back=_shipment(held), deck=held.number
    )


def _page(held: Request) -> str:
    return reverse("resources:request", args=[held.id])


def _shipment(held: Shipment) -> str:
    return reverse("resources:shipment", args=[held.id])
