"""A station without any device: labels, sheets and rolls on paper, and what is entered from them afterwards."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger import clock
from fangxian.response.testing.actions import enter_paper, take_outbox
from fangxian.response.testing.forms_paper import LineForms, OutboxForm, PrintForm, SheetForm, groups
from fangxian.response.testing.labels import new_codes
from fangxian.response.testing.lane.replies import REASONS
from fangxian.response.testing.methods import HOUSEHOLD_MOST, capacity
from fangxian.response.testing.models import Station
from fangxian.response.testing.policies import READ, SAMPLE
from fangxian.response.testing.queries.coverage import missing
from fangxian.ui import qr

ROLL = 500
"""Names on a printed roll."""

_HOUSEHOLD_LINES = 8
_LINES = 10


@login_required
@require_GET
def paper(request: HttpRequest, id: UUID) -> HttpResponse:
    """Labels of tubes, or sheets with a tube's label and its lines; codes are new each time."""
    acting_post(request, SAMPLE)
    held = _station(id)
    known = groups(held.round, clock.now())
    form = PrintForm(request.GET if "count" in request.GET else None, choices=known)
    page: dict[str, Any] = {"station": held, "area": area_path(held.area), "form": form, "tubes": []}
    if form.is_valid():
        group = form.cleaned_data["group"]
        size = capacity(held.round.methods, group) or 1
        codes = new_codes(held.round.serial, form.cleaned_data["count"])
        page["tubes"] = [{"code": code, "qr": qr.svg(code)} for code in codes]
        page["lines"] = range(1, 1 + (_HOUSEHOLD_LINES if size == HOUSEHOLD_MOST else size))
        page["group"] = dict(known)[group]
        page["sheets"] = "sheets" in request.GET
    return render(request, "testing/paper.html", page, status=422 if form.errors else 200)


@login_required
@require_GET
def paper_roll(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who is still to be tested in the station's area, to be ticked off by hand; names are masked."""
    acting_post(request, READ)
    held = _station(id)
    rows = missing(held.round, held.area, limit=ROLL + 1)
    said = {"rows": rows[:ROLL], "more": len(rows) > ROLL, "now": clock.now()}
    page = {"station": held, "area": area_path(held.area), **said}
    return render(request, "testing/paper_roll.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, id: UUID) -> HttpResponse:
    """Enter a sheet; what is refused stays on the page with its reason, what is stored stays stored."""
    post = acting_post(request, SAMPLE)
    held = _station(id)
    choices = groups(held.round, clock.now())
    form = SheetForm(request.POST or None, choices=choices)
    first: list[dict[str, Any]] = [{} for _line in range(_LINES)]
    lines = LineForms(request.POST or None, prefix="line", initial=None if request.POST else first)
    if request.method == "POST" and form.is_valid() and lines.is_valid() and _enter(held, form, lines, request, post):
        return redirect("testing:paper_enter", held.id)
    failed = bool(form.errors or any(lines.errors))
    given = request.POST.get("request_id") or uuid4()
    page = {"station": held, "form": form, "lines": lines, "request_id": given}
    return render(request, "testing/paper_enter.html", page, status=422 if failed else 200)


@login_required
@require_http_methods(["GET", "POST"])
def take_file(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take in the file that a device exported."""
    post = acting_post(request, SAMPLE)
    held = _station(id)
    form = OutboxForm(request.POST or None, request.FILES or None)
    taken = None
    if request.method == "POST" and form.is_valid():
        taken = attempt(form, lambda: take_outbox(form.cleaned_data["file"].read(), by=post))
    page = {"station": held, "form": form, "taken": taken, "request_id": uuid4()}
    if taken is not None:
        codes = Counter(one.code for one in taken.refused)
        page["reasons"] = [{"n": n, "why": _why(code)} for code, n in codes.items()]
    return render(request, "testing/take_file.html", page, status=422 if form.errors else 200)


def _station(id: UUID) -> Station:
    return get_object_or_404(Station.objects.select_related("round"), id=id)


def _why(code: str) -> str:
    return _(REASONS[code]) if code in REASONS else code


def _enter(held: Station, form: SheetForm, lines: BaseFormSet[Any], request: HttpRequest, post: Post) -> bool:
    said = [(one, one.line()) for one in lines.forms]
    kept = [(one, line) for one, line in said if line is not None]
    written = [line for _form, line in kept]
    id_ = request_id(request)
    done = attempt(form, lambda: enter_paper(held, **form.cleaned_data, lines=written, id=id_, by=post))
    if done is None:
        return False
    for place, refused in done.refused.items():
        field = refused.field if refused.field in ("number", "kind", "phone", "name") else "number"
        kept[place][0].add_error(field, _why(refused.code))
    if done.refused:
        messages.warning(request, _("Stored: %(n)s. The lines with a reason are not.") % {"n": done.stored})
        return False
    messages.success(request, _("Stored: %(n)s. The tube is sealed.") % {"n": done.stored})
    return True
