"""Look at forms: the panel of a case, versions with what changed, the sheet to print, empty or filled in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fangxian.errors import NotFound
from fangxian.protocol.forms import Question, differences
from fangxian.response.casework.models import Case
from fangxian.response.casework.pages.common import rights
from fangxian.response.casework.queries.one import the_case
from fangxian.response.investigation import editions
from fangxian.response.investigation.fields import Sheet, words
from fangxian.response.investigation.models import FormAnswer
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger.authors import who
from fangxian.response.ledger.language import say

BLANK_ROWS = 5
"""Empty rows of a table on paper."""


@login_required
@never_cache
@require_GET
def panel(request: HttpRequest, id: UUID) -> HttpResponse:
    """The forms of a case with their state, for its page."""
    post = acting_post(request, "case.read")
    held = the_case(id)
    kept = FormAnswer.objects.filter(case=held).select_related("edition").order_by("version")
    rows: dict[str, dict[str, Any]] = {
        form.id: {"id": form.id, "title": say(form.title), "draft": None, "last": None, "asked": True}
        for form in editions.asked_of(held)
    }
    for one in kept:
        row = rows.setdefault(
            one.form, {"id": one.form, "title": say(editions.read(one.edition).title), "asked": False}
        )
        row["draft" if one.state == FormAnswer.State.DRAFT else "last"] = one
    context = {"case": held, "rows": rows.values(), **rights(post)}
    return render(request, "investigation/parts/panel.html", context)


@login_required
@require_GET
def versions(request: HttpRequest, id: UUID, form: str) -> HttpResponse:
    """Every version that was filed, the last first, with what it changed."""
    acting_post(request, "case.read")
    held = the_case(id)
    filed = _filed(held, form)
    rows = []
    for number, one in enumerate(filed):
        asked = editions.read(one.edition)
        before = filed[number - 1] if number else None
        earlier = editions.read(before.edition) if before is not None else None
        changes = differences(before.answers, one.answers, asked, earlier) if before is not None else []
        rows.append({
            "version": one,
            "who": who(one.saved_by),
            "late": (one.filed_at - one.at).total_seconds() / 60 if one.filed_at and one.at else None,
            "other_edition": before is not None and before.edition_id != one.edition_id,
            "changes": [
                {"label": say(change.question.label) if change.question else change.name,
                 "before": _said(change.question, change.before), "after": _said(change.question, change.after)}
                for change in changes
            ],
        })  # fmt: skip
    context = {"case": held, "form": editions.read(filed[-1].edition), "rows": rows[::-1]}
    return render(request, "investigation/versions.html", context)


@login_required
@require_GET
def version(request: HttpRequest, id: UUID, form: str, version: int) -> HttpResponse:
    """One version, under the edition it was filled in under; made to be printed."""
    acting_post(request, "case.read")
    held = the_case(id)
    one = next((row for row in _filed(held, form) if row.version == version), None)
    if one is None:
        raise NotFound("form.version", _("There is no version %(version)s of this form."), version=version)
    sheet = Sheet(editions.read(one.edition), one.answers, held, spare=0)
    return _sheet(request, sheet, {"case": held, "version": one, "who": who(one.saved_by)})


@login_required
@require_GET
def paper(request: HttpRequest, form: str) -> HttpResponse:
    """An empty form to fill in by hand, as it is asked in the post's area."""
    post = acting_post(request, "case.read")
    asked = editions.laid(editions.shipped(form), post.area)
    return _sheet(request, Sheet(asked, {}, spare=BLANK_ROWS), {"blank": True})


def _sheet(request: HttpRequest, sheet: Sheet, context: dict[str, Any]) -> HttpResponse:
    context |= {"sheet": sheet, "form": sheet.form, "sections": sheet.sections()}
    return render(request, "investigation/sheet.html", context)


def _filed(case: Case, form: str) -> list[FormAnswer]:
    rows = FormAnswer.objects.filter(case=case, form=form, state=FormAnswer.State.FILED).select_related("edition")
    found = list(rows.order_by("version"))
    if not found:
        raise NotFound("form.not_filed", _("This form has not been filed for the case."))
    return found


def _said(question: Question | None, value: Any) -> str:
    if value in (None, "", []):
        return "—"
    return words(question, value) if question is not None else str(value)
