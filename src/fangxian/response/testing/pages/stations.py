"""Stations and devices, tubes that change hands."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.testing.actions import (
    explain_difference,
    hand_over,
    issue_device,
    open_station,
    revoke_device,
    take_over,
)
from fangxian.response.testing.actions.hand_over import taking_right
from fangxian.response.testing.forms import ExplainForm, HandoverForm, NameForm, StationForm, TakeForm
from fangxian.response.testing.models import Device, Handover, Laboratory, Passing, Round, Station
from fangxian.response.testing.policies import READ, SAMPLE
from fangxian.response.testing.queries.rounds import the_round
from fangxian.ui import qr


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, id: UUID) -> HttpResponse:
    """Open a station of a round."""
    post = acting_post(request, SAMPLE)
    of = the_round(id)
    form = StationForm(request.POST or None, root=post.area)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: open_station(of, **form.cleaned_data, by=post, id=request_id(request)))
        if made is not None:
            messages.success(request, _("The station is open; sign its devices in."))
            return redirect("testing:station", made.id)
    page = {"round": of, "form": form, "request_id": request.POST.get("request_id") or uuid4()}
    return render(request, "testing/new_station.html", page, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def station(request: HttpRequest, id: UUID) -> HttpResponse:
    """A station and its devices; the key of a new one is shown once."""
    post = acting_post(request, READ)
    held = get_object_or_404(Station.objects.select_related("round"), id=id)
    form, key = NameForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        done = attempt(form, lambda: issue_device(held, name=name, by=post, id=request_id(request)))
        key = done[1] if done else ""
    link = f"{request.build_absolute_uri(reverse('testing:app'))}#{key}"
    page = {
        "station": held,
        "area": area_path(held.area),
        "devices": held.devices.filter(revoked_at=None).order_by("-issued_at"),
        "form": NameForm() if key else form,
        "key": key,
        "link": link,
        "qr": qr.svg(link) if key else "",
        "may_sample": may(post, SAMPLE, held.area),
        "request_id": uuid4(),
    }
    return render(request, "testing/station.html", page, status=422 if form.errors and not key else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sign a device out."""
    post = acting_post(request, SAMPLE)
    held = get_object_or_404(Device, id=id)
    revoke_device(held, by=post)
    messages.success(request, _("The device is signed out. What it has not sent stays on it."))
    return redirect("testing:station", held.station_id)


@login_required
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, id: UUID) -> HttpResponse:
    """Hand tubes over: to a runner, or to a laboratory."""
    post = acting_post(request, SAMPLE)
    of = the_round(id)
    known = [(str(one.id), one.name) for one in Station.objects.filter(round=of).order_by("name")]
    form = HandoverForm(request.POST or None, stations=known)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _give(of, form, request, post))
        if made is not None:
            messages.success(request, _("On record. It is complete once the other side has taken over."))
            return redirect("testing:handover", made.id)
    page = {"round": of, "form": form, "request_id": request.POST.get("request_id") or uuid4()}
    return render(request, "testing/give.html", page, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def handover(request: HttpRequest, id: UUID) -> HttpResponse:
    """A hand-over: what was given, what was taken, and what differs."""
    post = acting_post(request, READ)
    held = get_object_or_404(Handover.objects.select_related("round", "station", "laboratory"), id=id)
    form = TakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: take_over(held, **form.cleaned_data, by=post))
        if done is not None:
            messages.success(request, _("Taken over."))
            return redirect("testing:handover", held.id)
    return _show_handover(request, held, post, form)


@login_required
@require_POST
def explain(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say what was found out about a tube on which the two sides differ."""
    post = acting_post(request, READ)
    held = get_object_or_404(Handover.objects.select_related("round"), id=id)
    form = ExplainForm(request.POST)
    if form.is_valid():
        explain_difference(held, form.cleaned_data["tube"], reason=form.cleaned_data["reason"], by=post)
        messages.success(request, _("Noted."))
        return redirect("testing:handover", held.id)
    return _show_handover(request, held, post, TakeForm(), refused=form)


def _show_handover(
    request: HttpRequest, held: Handover, post: Post, form: TakeForm, refused: ExplainForm | None = None
) -> HttpResponse:
    rows = list(Passing.objects.filter(round=held.round.serial, handover=held.id).order_by("tube"))
    may_take = may(post, *taking_right(held))
    page = {
        "handover": held,
        "rows": rows,
        "differing": [
            {"tube": one, "form": _explaining(one, refused) if may_take and not one.settled else None}
            for one in rows if held.taken_at and one.given != one.taken
        ],
        "form": form,
    }  # fmt: skip
    return render(request, "testing/handover.html", page, status=422 if form.errors or refused else 200)


def _explaining(one: Passing, refused: ExplainForm | None) -> ExplainForm:
    if refused is not None and refused.data.get("tube") == one.tube:
        return refused
    return ExplainForm(initial={"tube": one.tube}, auto_id=f"id_{one.tube}_%s")


def _give(of: Round, form: forms.Form, request: HttpRequest, post: Any) -> Handover:
    said = form.cleaned_data
    station = Station.objects.filter(id=said["station"]).first() if said["station"] else None
    laboratory = Laboratory.objects.filter(id=said["laboratory"]).first() if said["laboratory"] else None
    leg = Handover.Leg.LABORATORY if laboratory else Handover.Leg.RUNNER
    area = station.area if station else post.area
    return hand_over(
        of, leg=leg, tubes=said["tubes"], given_by=said["given_by"], station=station, laboratory=laboratory,
        area=area, id=request_id(request), by=post,
    )  # fmt: skip
