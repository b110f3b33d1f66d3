"""The live board, asking for transfers, and allotting vehicles to those who wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger import clock
from fangxian.response.ledger.queries.incidents import chosen_incident
from fangxian.response.quarantine.models import Site
from fangxian.response.quarantine.pages.common import form_page, posted
from fangxian.response.quarantine.queries.sites import the_site
from fangxian.response.transfer.actions import allot, cancel_transfer, give, put_back, request_transfer
from fangxian.response.transfer.forms import AllotForm, RequestForm, WordForm, sites_to_choose
from fangxian.response.transfer.models import Plan, Vehicle
from fangxian.response.transfer.pages.common import said_ids
from fangxian.response.transfer.policies import ASK, DRIVE, PLAN, READ
from fangxian.response.transfer.queries import board as reads
from fangxian.response.transfer.queries.live import MOST, SHOWN, Figures, live


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Who waits and how long, who is on the road, which vehicles are free; renews itself."""
    post = acting_post(request, READ)
    every = bool(request.GET.get("all"))
    seen = live(MOST if every else SHOWN)
    context: dict[str, Any] = {
        "figures": _figures(seen.figures),
        "waits": seen.waits,
        "called": seen.called,
        "road": seen.road,
        "query": "?all=1" if every else "",
        "plans": _plans(),
        "may_ask": may(post, ASK, post.area),
        "may_plan": may(post, PLAN, post.area),
        "may_drive": may(post, DRIVE, post.area),
    }
    part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    return render(request, "transfer/parts/board.html" if part else "transfer/board.html", context)


@login_required
@require_GET
def vehicles(request: HttpRequest) -> HttpResponse:
    """Panel of the board: every vehicle, what it does, and what comes next."""
    acting_post(request, READ)
    return render(request, "transfer/parts/vehicles.html", {"fleet": reads.fleet()})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a transfer."""
    post = acting_post(request, ASK)
    incident = chosen_incident("")
    initial = {"incident": incident.id if incident else None, "numbers": request.GET.get("numbers", "")}
    form = RequestForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: request_transfer(**form.wish(), by=post, id=request_id(request)))
        if made is not None:
            text = ngettext("%(n)d person waits for a vehicle.", "%(n)d people wait for a vehicle.", len(made))
            messages.success(request, text % {"n": len(made)})
            return redirect("transfer:board")
    deck = _("Whoever has them now answers for them until a crew takes them aboard.")
    return form_page(request, form, _("Ask for a transfer"), _("Ask"), reverse("transfer:board"), deck=deck)


@login_required
@require_http_methods(["GET", "POST"])
def allotment(request: HttpRequest) -> HttpResponse:
    """A vehicle and a site for those who were ticked on the board."""
    post = acting_post(request, PLAN)
    chosen = reads.the_transfers(said_ids(request))
    vehicles = Vehicle.objects.exclude(state=Vehicle.State.OUT).order_by("state", "plate")
    initial = {"leaves_at": clock.now()}
    form = AllotForm(posted(request), vehicles=list(vehicles), sites=sites_to_choose(), initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def command() -> Any:
            site = Site.objects.get(id=said["site"]) if said["site"] else None
            vehicle = reads.the_vehicle(UUID(said["vehicle"]))
            ids = [one.id for one in chosen]
            return allot(ids, vehicle, site=site, leaves_at=said["leaves_at"], by=post, id=request_id(request))

        made = attempt(form, command)
        if made is not None:
            messages.success(request, _("The ride is planned; the crew has it on the phone."))
            return redirect("transfer:ride", made.id)
    deck = ", ".join(f"{one.person.label} ({reads.tier_title(one.tier)})" for one in chosen)
    return form_page(request, form, _("Allot a vehicle"), _("Allot"), reverse("transfer:board"), deck=deck)


@dataclass(frozen=True, slots=True)
class _Act:
    """Something done with people by one line of words."""

    right: str
    title: str
    label: str
    command: Callable[[list[UUID], str, Post, UUID], Any]


def _acts() -> dict[str, _Act]:
    return {
        "cancel": _Act(
            ASK, _("Cancel the transfer"), _("Reason"),
            lambda ids, words, by, key: cancel_transfer(ids, reason=words, by=by, id=key),
        ),
        "back": _Act(
            PLAN, _("Put back into waiting"), _("Reason"),
            lambda ids, words, by, key: put_back(ids, reason=words, by=by),
        ),
        "give": _Act(
            ASK, _("Given into the crew's hands"), _("Who gives them"),
            lambda ids, words, by, key: give(ids, giver=words, by=by),
        ),
    }  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, what: str) -> HttpResponse:
    """Cancel, put back, or give into the crew's hands."""
    chosen_act = _acts().get(what)
    if chosen_act is None:
        raise Http404
    post = acting_post(request, chosen_act.right)
    chosen = reads.the_transfers(said_ids(request))
    form = WordForm(posted(request), label=chosen_act.label)
    if request.method == "POST" and form.is_valid():
        ids, words = [one.id for one in chosen], form.cleaned_data["words"]
        done = attempt(form, lambda: chosen_act.command(ids, words, post, request_id(request)))
        if done is not None:
            messages.success(request, _("It is on record."))
            return redirect("transfer:board")
    deck = ", ".join(one.person.label for one in chosen)
    return form_page(request, form, chosen_act.title, chosen_act.title, reverse("transfer:board"), deck=deck)


@login_required
@require_GET
def door(request: HttpRequest, id: UUID) -> HttpResponse:
    """Panel of a site's page: who stands at its door and who is coming; admission takes them from the crew."""
    post = acting_post(request, READ)
    site = the_site(id)
    context = {
        "site": site,
        "coming": reads.lines(reads.at_the_door(site.id)),
        "may_admit": may(post, "site.run", site.area),
    }
    return render(request, "transfer/parts/door.html", context)


def _figures(counted: Figures) -> list[dict[str, Any]]:
    items = {
        "waiting": (_("wait to be picked up"), counted.waiting, ""),
        "over": (_("beyond the limit"), counted.over, "alarm" if counted.over else ""),
        "longest": (_("longest wait, minutes"), counted.longest, ""),
        "aboard": (_("aboard"), counted.aboard, ""),
        "door": (_("at a door"), counted.door, "alarm" if counted.door else ""),
        "arrived": (_("taken in today"), counted.arrived, ""),
        "ready": (_("vehicles ready"), counted.ready, ""),
    }
    return [{"key": key, "label": label, "value": value, "tone": tone} for key, (label, value, tone) in items.items()]


def _plans() -> list[Plan]:
    return list(Plan.objects.exclude(state=Plan.State.DROPPED).order_by("-asked_at")[:3])
