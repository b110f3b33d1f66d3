"""Browse rulebooks: clauses with citation and certainty mark, search, two editions side by side."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.protocol.diff import diff
from fangxian.response.jurisdiction import policies
from fangxian.response.ledger import packs
from fangxian.response.rectification.queries import asked_of_clauses
from fangxian.response.rulebook.present import clause_rows, section_rows


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """Every shipped rulebook, by disease and date."""
    policies.require(request.post, "task.read")  # type: ignore[attr-defined]
    found = packs.shipped()
    context = {
        "packs": found,
        "diseases": sorted({p.disease for p in found}),
        "may_adopt": policies.may(request.post, "pack.adopt"),  # type: ignore[attr-defined]
    }
    return render(request, "rulebook/packs.html", context)


@login_required
def pack(request: HttpRequest, id: str) -> HttpResponse:
    """One rulebook: its clauses (searched by `?q=`) and its figures."""
    policies.require(request.post, "task.read")  # type: ignore[attr-defined]
    found = packs.by_id(id)
    wanted = request.GET.get("q", "").strip()
    rows = clause_rows(found)
    asked = asked_of_clauses(row.clause.id for row in rows)
    context = {
        "asked": asked,
        "pack": found,
        "clauses": [row for row in rows if row.matches(wanted)] if wanted else rows,
        "total": len(rows),
        "wanted": wanted,
        "sections": section_rows(found),
        "others": [other for other in packs.shipped() if other.id != found.id],
    }
    return render(request, "rulebook/pack.html", context)


@login_required
def compare(request: HttpRequest, one: str, other: str) -> HttpResponse:
    """Two editions side by side: what was added, removed and changed, field by field."""
    policies.require(request.post, "task.read")  # type: ignore[attr-defined]
    left, right = packs.by_id(one), packs.by_id(other)
    context = {"left": left, "right": right, "difference": diff(left, right), "packs": packs.shipped()}
    return render(request, "rulebook/compare.html", context)
