"""Sheets in and out; and what was asked about one person or because of one case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fangxian.response.casework.pages.cells import due
from fangxian.response.casework.pages.common import address, counted, paging, rights
from fangxian.response.coinvestigation import queries
from fangxian.response.coinvestigation.forms import SheetFilterForm
from fangxian.response.coinvestigation.models import Listed, State
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.codes import within
from fangxian.response.ledger import clock

LIST = "coinvestigation:list"


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Sheets, last sent first, each with its people by state and the clock that runs out first."""
    post = acting_post(request, "case.read")
    form = SheetFilterForm(request.GET)
    chosen, now = form.chosen(), clock.now()
    page = queries.page(chosen, now, request.GET.get("after", ""), request.GET.get("before", ""))
    standings = queries.standings(page.rows, now)
    lines = [
        {
            "sheet": sheet,
            "incoming": within(sheet.to_area, post.area) and not within(sheet.from_area, post.area),
            "standing": standings[sheet.id],
            "counts": [(State(code).label, n) for code, n in sorted(standings[sheet.id].counts.items())],
            "due": due(standings[sheet.id].task, now),
        }
        for sheet in page.rows
    ]
    query = chosen.as_query()
    context = {
        "form": form,
        "lines": lines,
        "query": query,
        "reset": address(LIST, {}),
        **paging(request, LIST, query, page),
        **rights(post),
    }
    return render(request, "coinvestigation/sheets.html", context)


@login_required
@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How many sheets the filter lets through."""
    acting_post(request, "case.read")
    return HttpResponse(counted(queries.count(SheetFilterForm(request.GET).chosen(), clock.now())))


@login_required
@require_GET
def of_person(request: HttpRequest, id: UUID) -> HttpResponse:
    """Of whom a person was asked, and what came of it: a part of the pages of a person and a contact."""
    acting_post(request, "case.read")
    return _asked(request, queries.of_person(id))


@login_required
@require_GET
def of_case(request: HttpRequest, id: UUID) -> HttpResponse:
    """Of whom the contacts of a case (by its person) were asked: a part of the page of a case."""
    acting_post(request, "case.read")
    return _asked(request, queries.because_of(id), labelled=True)


def _asked(request: HttpRequest, found: list[Listed], **more: Any) -> HttpResponse:
    onward = queries.onward(found)
    lines = [(one, onward.get(one.chain)) for one in found]
    return render(request, "coinvestigation/parts/asked.html", {"lines": lines, **more})
