"""Browse rulebooks: clauses with citation and certainty mark, search, two editions side by side."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.protocol.diff import diff
from fangxian.protocol.pack import Pack
from fangxian.response.jurisdiction import policies
from fangxian.response.ledger import packs
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
    found = shipped(id)
    wanted = request.GET.get("q", "").strip()
    rows = clause_rows(found)
    context = {
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
    left, right = shipped(one), shipped(other)
    context = {"left": left, "right": right, "difference": diff(left, right), "packs": packs.shipped()}
    return render(request, "rulebook/compare.html", context)


def shipped(id: str) -> Pack:
    """A shipped pack by id.

    Raises
    ------
    NotFound
        There is none; files are never read by a name from an address.
    """
    found = next((pack for pack in packs.shipped() if pack.id == id), None)
    if found is None:
        raise NotFound("pack.unknown", _("There is no rulebook “%(id)s”."), id=id)
    return found
