"""Stations and devices, the missing of an area, tubes that change hands."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_names, area_path
from fangxian.response.testing.actions import (
    hand_over,
    issue_device,
    note_absence,
    open_station,
    revoke_device,
    take_over,
)
from fangxian.response.testing.forms import AbsenceForm, HandoverForm, NameForm, StationForm, TakeForm
from fangxian.response.testing.models import Device, Handover, Laboratory, Passing, RollEntry, Round, Station
from fangxian.response.testing.policies import READ, SAMPLE
from fangxian.response.testing.queries.coverage import PAGE, Missing, missing
from fangxian.response.testing.queries.rounds import coverage_totals, the_round
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
@require_GET
def missing_people(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who is on the roll of an area and has not been sampled, building by building."""
    post = acting_post(request, READ)
    of = the_round(id)
    wanted = request.GET.get("area", "")
    area = wanted if wanted.startswith(post.area) and wanted.isalnum() else post.area
    building = request.GET.get("building")
    rows = missing(of, area, building=building, after=_after(of, request.GET.get("after", "")), limit=PAGE + 1)
    shown, more = rows[:PAGE], len(rows) > PAGE
    names = area_names({one.area for one in shown})
    query: dict[str, str] = {"area": area} | ({"building": building} if building is not None else {})
    page = {
        "round": of,
        "area": area,
        "area_name": area_path(area),
        "building": building,
        "counts": coverage_totals(of, area),
        "rows": [{"entry": one, "area": names.get(one.area, one.area)} for one in shown],
        "next_url": f"?{urlencode({**query, 'after': str(shown[-1].id)})}" if more else "",
        "first_url": f"?{urlencode(query)}" if request.GET.get("after") else "",
        "may_sample": may(post, SAMPLE, area),
        "absences": RollEntry.Absence.choices,
    }
    return render(request, "testing/missing.html", page)


@login_required
@require_POST
def absence(request: HttpRequest, id: UUID, entry: UUID) -> HttpResponse:
    """Note why somebody was not sampled; the row is answered as it stands then."""
    post = acting_post(request, SAMPLE)
    of, form = the_round(id), AbsenceForm(request.POST)
    if not form.is_valid():
        raise Http404
    row = note_absence(of, entry, **form.cleaned_data, by=post)
    if request.headers.get("HX-Request"):
        page = {"round": of, "one": row, "absences": RollEntry.Absence.choices, "may_sample": True}
        return render(request, "testing/parts/absence.html", page)
    messages.success(request, _("Noted."))
    return redirect(f"{reverse('testing:missing', args=[of.id])}?{urlencode({'area': row.area})}")


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
    rows = Passing.objects.filter(round=held.round.serial, handover=held.id).order_by("tube")
    page = {
        "handover": held,
        "rows": rows,
        "differing": [one for one in rows if held.taken_at and one.given != one.taken],
        "form": form,
    }
    return render(request, "testing/handover.html", page, status=422 if form.errors else 200)


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


def _after(of: Round, wanted: str) -> Missing | None:
    """The row that the page goes on after."""
    try:
        row = RollEntry.objects.filter(round=of.serial, id=UUID(wanted)).first() if wanted else None
    except ValueError:
        return None
    return Missing(row.id, row.area, row.building, row.door, "", "", "", "") if row else None
