"""Requests and shipments: the list, one request with where it could be met from, one shipment with its note."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
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
from fangxian.response.resources.actions.ask import MOST
from fangxian.response.resources.forms import (
    AllotForm,
    AskForm,
    ReasonForm,
    ReceiptForm,
    SendForm,
    as_rows,
    rows_in,
)
from fangxian.response.resources.models import Request, Shipment, Store
from fangxian.response.resources.policies import PLAN, READ, RUN
from fangxian.response.resources.queries import requests as reads
from fangxian.response.resources.queries.one import the_item, the_request, the_shipment, the_store
from fangxian.response.resources.queries.stock import runway

ROWS = 4
"""Empty rows of the form of a request."""


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Open requests, what is needed first first; shipments under way; requests that ended."""
    acting_post(request, READ)
    asked, coming = reads.timed(reads.open_requests(), reads.on_the_way())
    return render(
        request, "resources/requests.html", {"asked": asked, "coming": coming, "ended": reads.ended_requests()}
    )


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, id: UUID) -> HttpResponse:
    """Ask for goods for a store."""
    post = acting_post(request, RUN)
    store = the_store(id)

    def run(said: dict[str, Any]) -> Request:
        told = dict(said)
        goods = [(the_item(item), quantity) for item, quantity in told.pop("goods")]
        incident = Incident.objects.get(id=told.pop("incident"))
        return ask(store, goods, incident=incident, **told, id=request_id(request), by=post)

    return command(
        request, _ask_form(request, store), run, title=_("Ask for goods"), submit=pgettext("stock", "Ask"),
        deck=store.name, back=reverse("resources:store", args=[id]), template="resources/ask.html",
        done=_("The request is sent; its clocks run."), onwards=_page,
    )  # fmt: skip


def _ask_form(request: HttpRequest, store: Store) -> AskForm:
    """The form with rows as they were sent, or with what the address names: one item, or all that is lacking."""
    if request.method != "POST":
        rows, incident = _first_rows(request, store), chosen_incident("")
        initial = {"incident": incident.id if incident else None, "needed_by": clock.now() + timedelta(days=1)}
        return AskForm(rows=len(rows) + ROWS, initial={**initial, **as_rows(rows)})
    filled = rows_in(request.POST)
    said = {name: request.POST.get(name) for name in AskForm.base_fields} | as_rows(filled)
    if "more" in request.POST:
        return AskForm(rows=len(filled) + ROWS, initial=said)
    return AskForm(said, rows=max(len(filled), ROWS))


def _first_rows(request: HttpRequest, store: Store) -> list[tuple[Any, Any]]:
    if "lacking" in request.GET:
        return [(line.item.id, line.wanted) for line in runway([store]) if line.wanted][:MOST]
    item, quantity = request.GET.get("item", ""), request.GET.get("quantity", "")
    return [(item, quantity)] if item else []


@login_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """One request: what came of it, and where it could be met from."""
    post = acting_post(request, READ)
    held = the_request(id)
    (line,) = reads.asked(Request.objects.filter(id=held.id))
    plans = may(post, PLAN) and bool(line.open)
    found = reads.suggestion(line) if plans else reads.Suggestion()
    first = _offer(found, request.GET.get("source", ""))
    form = AllotForm(posted(request), asked=line.open, found=found, initial=_taken(first))
    if request.method == "POST":
        acting_post(request, PLAN)
        return command(
            request, form,
            lambda said: allot(held, the_store(said["source"]), form.given(), id=request_id(request), by=post),
            title=_("Allot goods"), submit=pgettext("stock", "Allot"), back=_page(held),
            done=_("The goods are set aside."), deck=f"{held.number} · {held.store}",
        )  # fmt: skip
    shipments = reads.shipments_of(held)
    due = reads.clocks(*(each.line.subject for each in line.lines))
    context = {
        "asked": line,
        "lines": [reads.Timed(each, due.get(each.line.subject)) for each in line.lines],
        "one": held,
        "found": found,
        "first": first,
        "plans": plans,
        "form": form,
        "shipments": [
            {"one": each, "may_send": may(post, RUN, each.area), "may_receive": may(post, RUN, each.also_area)}
            for each in shipments
        ],
        "may_close": held.state == Request.State.OPEN and (may(post, PLAN, held.area) or may(post, RUN, held.area)),
        "request_id": uuid4(),
    }
    return render(request, "resources/request.html", context)


def _offer(found: reads.Suggestion, source: str) -> reads.Offer | None:
    """The store that was chosen, or the nearest that can spare some."""
    chosen = [one for one in found.offers if str(one.store.id) == source]
    return next(iter([*chosen, *(one for one in found.offers if one.takes)]), None)


def _taken(one: reads.Offer | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {"source": one.store.id} | {f"quantity-{give.wanted.line.id}": give.take or None for give in one.gives}


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
        deck=f"{held.number} · {held.store}", confirm=_("Close this request without meeting it?"),
    )  # fmt: skip


@login_required
@require_GET
def shipment(request: HttpRequest, id: UUID) -> HttpResponse:
    """One shipment: where it is, in whose hands, what is in it; the delivery note that is printed."""
    post = acting_post(request, READ)
    held = the_shipment(id)
    context = {
        "one": held,
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
        "back": (ReasonForm, turn_back, RUN, _("Turn the goods back")),
    }
    if what not in kinds:
        raise Http404
    kind, run, right, title = kinds[what]
    post = acting_post(request, right)
    return _step(request, held, kind(posted(request)), lambda said: run(held, **said, by=post), title)


@login_required
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sign for the goods of a shipment, line by line."""
    post = acting_post(request, RUN)
    held = the_shipment(id)
    form = ReceiptForm(posted(request), sent=[one.line for one in reads.packed(held)])

    def run(said: dict[str, Any]) -> Shipment:
        return receive(held, form.arrived(), receiver=said["receiver"], note=said["note"], by=post)

    return _step(request, held, form, run, _("Sign for the goods"))


def _step(
    request: HttpRequest, held: Shipment, form: Form, run: Callable[[dict[str, Any]], Any], title: str
) -> HttpResponse:
    return command(
        request, form, run, title=title, submit=_("Record"), back=_shipment(held), done=_("It is on record."),
        deck=f"{held.number} · {held.source} → {held.target}",
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
