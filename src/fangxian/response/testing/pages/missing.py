"""The missing of an area: the grid worker's list on the phone, with names for a purpose and reasons by a tap."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_names, area_path
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.testing.actions import note_absence, reveal_missing
from fangxian.response.testing.actions.reveal_missing import may_reveal
from fangxian.response.testing.forms import AbsenceForm, RevealForm
from fangxian.response.testing.models import EXCUSED, RollEntry, Round
from fangxian.response.testing.policies import READ, SAMPLE
from fangxian.response.testing.queries.coverage import PAGE, Missing, missing, noted, reasons
from fangxian.response.testing.queries.rounds import coverage_totals, the_round


@login_required
@require_http_methods(["GET", "POST"])
def missing_people(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who is on the roll of an area and has not been sampled, building by building; names for a stated purpose."""
    post = acting_post(request, READ)
    of = the_round(id)
    wanted = request.GET.get("area", "")
    area = wanted if wanted.startswith(post.area) and wanted.isalnum() else post.area
    building, why = request.GET.get("building"), request.GET.get("reason") == "excused"
    if why:
        shown, more = noted(of, area, building), False
    else:
        rows = missing(of, area, building=building, after=_after(of, request.GET.get("after", "")), limit=PAGE + 1)
        shown, more = rows[:PAGE], len(rows) > PAGE
    form = RevealForm(request.POST or None)
    cards = _cards(request, form, of, shown, area, post)
    names = area_names({one.area for one in shown})
    query: dict[str, str] = {"area": area} | ({"building": building} if building is not None else {})
    page = {
        "round": of,
        "area": area,
        "area_name": area_path(area),
        "building": building,
        "rows": [{"entry": one, "area": names.get(one.area, one.area), "card": cards.get(one.id)} for one in shown],
        "next_url": f"?{urlencode({**query, 'after': str(shown[-1].id)})}" if more else "",
        "first_url": f"?{urlencode(query)}" if request.GET.get("after") else "",
        "missing_url": f"?{urlencode(query)}",
        "excused_url": f"?{urlencode({**query, 'reason': 'excused'})}",
        "shows_excused": why,
        "form": form,
        "cards": cards,
        "may_reveal": may_reveal(post, area),
        "may_sample": may(post, SAMPLE, area),
        "absences": RollEntry.Absence.choices,
        "request_id": uuid4(),
        **_tally(of, area, building),
    }
    response = render(request, "testing/missing.html", page, status=422 if form.errors else 200)
    if cards:
        response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def absence(request: HttpRequest, id: UUID, entry: UUID) -> HttpResponse:
    """Note why somebody was not sampled; the row is answered as it stands then, with what it does to the rate."""
    post = acting_post(request, SAMPLE)
    of, form = the_round(id), AbsenceForm(request.POST)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    row = note_absence(of, entry, absence=said["absence"], note=said["note"], by=post)
    if request.headers.get("HX-Request"):
        area = said["area"] if said["area"].startswith(post.area) and row.area.startswith(said["area"]) else row.area
        page = {"round": of, "one": row, "absences": RollEntry.Absence.choices, "may_sample": True, "area": area}
        page |= _tally(of, area, None) | {"answered": True}
        return render(request, "testing/parts/absence.html", page)
    messages.success(request, _("Noted."))
    return redirect(f"{reverse('testing:missing', args=[of.id])}?{urlencode({'area': row.area})}")


def _cards(
    request: HttpRequest, form: RevealForm, of: Round, shown: list[Missing], area: str, post: Post
) -> dict[UUID, IdentityCard]:
    """Names and phones of those on the page, once a purpose is stated."""
    if request.method != "POST" or not form.is_valid():
        return {}
    entries, purpose, id_ = [one.id for one in shown], form.cleaned_data["purpose"], request_id(request)
    found = attempt(form, lambda: reveal_missing(of, entries, purpose, area=area, request=id_, by=post))
    return found or {}


def _tally(of: Round, area: str, building: str | None) -> dict[str, Any]:
    """The denominator and what takes people out of it, by reason."""
    titles = dict(RollEntry.Absence.choices)
    held = reasons(of, area, building)
    return {
        "counts": coverage_totals(of, area),
        "reasons": [{"title": titles[key], "n": held[key], "excused": key in EXCUSED} for key in titles if key in held],
    }


def _after(of: Round, wanted: str) -> Missing | None:
    """The row that the page goes on after."""
    try:
        row = RollEntry.objects.filter(round=of.serial, id=UUID(wanted)).first() if wanted else None
    except ValueError:
        return None
    return Missing(row.id, row.area, row.building, row.door, "", "", "", "") if row else None
