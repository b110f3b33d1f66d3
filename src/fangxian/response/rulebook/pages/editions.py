"""One incident under two editions, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fangxian.errors import NotFound
from fangxian.protocol.pack import Pack
from fangxian.response.containment.queries import zones_as_of
from fangxian.response.information.queries.published import days
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger import clock
from fangxian.response.ledger import packs as adopted
from fangxian.response.ledger.language import say
from fangxian.response.ledger.queries.incidents import chosen_incident
from fangxian.response.ledger.queries.tasks import STATUS
from fangxian.response.rulebook.pages.other_edition import another
from fangxian.response.rulebook.queries.editions import STATES, Editions, are_read, editions


@login_required
@require_GET
def side_by_side(request: HttpRequest) -> HttpResponse:
    """Clocks met and missed under two editions (`?a=`, `?b=`): by clause, and in all."""
    acting_post(request, "task.read")
    incident = chosen_incident(request.GET.get("incident", ""))
    if incident is None:
        raise NotFound("incident.none", _("There is no incident yet."))
    timeline = adopted.timeline(incident.id)
    present = timeline.adoptions[-1].pack.id if timeline else "covid19-cn-7"
    left = adopted.by_id(request.GET.get("a") or present)
    right = adopted.by_id(request.GET.get("b") or another(present))
    sides = (left, right)
    now, every = clock.now(), bool(request.GET.get("all"))
    part = bool(request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"))
    context: dict[str, Any] = {
        "incident": incident,
        "packs": adopted.shipped(),
        "sides": sides,
        "every": every,
        "waits": not (part or request.GET.get("wait") or are_read(incident.id, sides, now)),
        "query": request.GET.urlencode(),
    }
    if not part:
        context |= {"zones": zones_as_of(incident.id, now), "days": days(incident.id, now, clock.zone())}
    if not context["waits"]:
        context |= _compared(editions(incident.id, left, right, now), sides, every)
    return render(request, "rulebook/parts/editions.html" if part else "rulebook/editions.html", context)


def _compared(found: Editions, sides: Sequence[Pack], every: bool) -> dict[str, Any]:
    totals = [
        {"pack": pack, "counts": _counts(counts), "owed": counts.total()}
        for pack, counts in zip(sides, found.totals, strict=True)
    ]
    rows = [
        {"title": say(row.clause.title) if row.clause else "", "cells": [_counts(counts) for counts in row.counts]}
        for row in found.rows
        if every or row.differs
    ]
    return {"totals": totals, "rows": rows, "subjects": found.subjects}


def _counts(counts: Counter[str]) -> list[dict[str, Any]]:
    return [{"state": state, "label": STATUS[state], "count": counts[state]} for state in STATES if counts[state]]
