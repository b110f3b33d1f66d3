"""One incident under two editions, side by side."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fangxian.errors import NotFound
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger import clock
from fangxian.response.ledger import packs as adopted
from fangxian.response.ledger.language import say
from fangxian.response.ledger.queries.incidents import chosen_incident
from fangxian.response.ledger.queries.tasks import STATUS
from fangxian.response.rulebook.pages.other_edition import another
from fangxian.response.rulebook.pages.packs import shipped
from fangxian.response.rulebook.queries.editions import STATES, editions


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
    left = shipped(request.GET.get("a") or present)
    right = shipped(request.GET.get("b") or another(present))
    found = editions(incident.id, left, right, clock.now())
    every = bool(request.GET.get("all"))
    context = {
        "incident": incident,
        "packs": adopted.shipped(),
        "sides": [
            {"pack": pack, "counts": _counts(found.totals[side]), "owed": found.totals[side].total()}
            for side, pack in enumerate((left, right))
        ],
        "rows": [
            {
                "title": say(row.clause.title) if row.clause else "",
                "cells": [_counts(counts) for counts in row.counts],
            }
            for row in found.rows
            if every or row.differs
        ],
        "every": every,
        "subjects": found.subjects,
    }
    return render(request, "rulebook/editions.html", context)


def _counts(counts: Counter[str]) -> list[dict[str, Any]]:
    return [{"state": state, "label": STATUS[state], "count": counts[state]} for state in STATES if counts[state]]
