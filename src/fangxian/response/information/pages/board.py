"""The task board 任务看板: tasks by due time, of an office or an area, and the inboxes of one's own office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fangxian.response.information.forms import BoardFilter
from fangxian.response.information.pages.listed import listed
from fangxian.response.jurisdiction import policies
from fangxian.response.ledger import clock
from fangxian.response.ledger.queries import board as boards
from fangxian.response.ledger.queries import load as loads
from fangxian.response.ledger.queries.tasks import office_names

WHOSE: Final = {
    "office": _("My office"),
    "area": _("My whole area"),
    "offered": _("Offered to us"),
    "returned": _("Returned to us"),
    "parts": _("Parts given to us"),
    "offered_by": _("We offered"),
}
"""What the tabs show."""

_INBOXES: Final[dict[str, Callable[[int, datetime, str, str], boards.Page]]] = {
    "offered": boards.offered,
    "returned": boards.returned,
    "parts": boards.parts,
    "offered_by": boards.offered_by,
}


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """Tasks by due time, with filters; an office may be named to look at another one's."""
    post = request.post  # type: ignore[attr-defined]
    policies.require(post, "task.read")
    asked = request.GET
    whose = asked.get("whose", "office") if asked.get("whose", "office") in WHOSE else "office"
    keys = asked.get("after", ""), asked.get("before", "")
    here: dict[str, Any] = {"whose": whose}
    form = None
    if whose in _INBOXES:
        page = _INBOXES[whose](post.office_id, clock.now(), *keys)
    else:
        form = BoardFilter(asked, post=post, whose=whose)
        chosen = _chosen(form, whose, asked, post.office_id)
        here |= {"status": chosen.status, "clause": chosen.clause, "severity": chosen.severity, "area": chosen.area}
        here |= {"office": chosen.office} if chosen.office not in (None, post.office_id) else {}
        page = boards.page(chosen, clock.now(), *keys)
    filtered = here.get("status", "open") != "open" or any(
        here.get(name) for name in ("clause", "severity", "area", "office")
    )
    context = {
        **listed(page.tasks, page.held, post),
        "page": page,
        "form": form,
        "whose": whose,
        "office_name": office_names([post.office_id]).get(post.office_id, ""),
        "whose_tabs": _tabs(whose),
        "next_url": _url(here, after=page.next) if page.next else "",
        "previous_url": _url(here, before=page.previous) if page.previous else "",
        "filtered": filtered,
        "reset": f"?whose={whose}" if filtered else "",
        "status": here.get("status", "open"),
        "here": request.get_full_path(),
    }
    return render(request, "information/board.html", context)


def _chosen(form: BoardFilter, whose: str, asked: Mapping[str, Any], own: int) -> boards.Filter:
    office = str(asked.get("office", ""))
    number = int(office) if office.isdecimal() else None
    return boards.Filter(
        status=form.chosen("status", "open"),
        office=number or own if whose == "office" else number,
        area=form.chosen("area"),
        clause=form.chosen("clause"),
        severity=form.chosen("severity"),
    )


def _tabs(current: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?whose={name}", "current": name == current, "count": None}
        for name, label in WHOSE.items()
    ]


def _url(here: Mapping[str, Any], **changes: Any) -> str:
    return "?" + urlencode({name: value for name, value in {**here, **changes}.items() if name and value})


@login_required
def load(request: HttpRequest) -> HttpResponse:
    """What each office of the area owes, the worst off first."""
    policies.require(request.post, "task.read")  # type: ignore[attr-defined]
    rows = loads.of_area(clock.now())
    totals = {
        name: sum(getattr(row, name) for row in rows)
        for name in ("owed", "overdue", "due_soon", "unreceived", "waiting", "parts", "excused")
    }
    context = {
        "rows": [{"load": row, "open": row.open, "due_soon": row.due_soon, "overdue": row.overdue} for row in rows],
        "names": office_names(row.office for row in rows),
        "totals": totals,
        "largest": max((row.owed for row in rows), default=0),
        "most": loads.MOST if len(rows) == loads.MOST else 0,
    }
    return render(request, "information/load.html", context)
