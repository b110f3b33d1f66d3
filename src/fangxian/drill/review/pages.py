"""The report of an exercise: read, corrected, signed, released, taken away."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.drill.evaluation.comparison import clock_rows, figure_rows, turned, unequal
from fangxian.drill.evaluation.pictures import drawn, present, title, told
from fangxian.drill.evaluation.present import Language
from fangxian.drill.evaluation.report import Format, numbered, report
from fangxian.drill.evaluation.sections import sections
from fangxian.drill.review.actions import (
    add_finding,
    change_finding,
    drop_finding,
    propose_again,
    release_report,
)
from fangxian.drill.review.exchange import findings_file
from fangxian.drill.review.forms import EarlierForm, FindingForm, SignForm
from fangxian.drill.review.links import links
from fangxian.drill.review.models import Draft, Review
from fangxian.drill.review.policies import may_change, may_release
from fangxian.drill.review.queries import compared, drafts, pack_of, released, report_data, seen_by
from fangxian.drill.room import curtain
from fangxian.drill.room.models import Room
from fangxian.drill.room.pages.common import done, frame
from fangxian.drill.room.queries.standing import OVER, script, the_room
from fangxian.drill.room.wall import wall
from fangxian.errors import NotFound
from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.language import chinese
from fangxian.response.ledger.models import FactRow

_KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf",
    "html": "text/html; charset=utf-8", "json": "application/json",
}  # fmt: skip

_NARROW = 3
"""Columns that stand side by side on a phone; a table of more becomes a card a row there."""


def _seen(request: HttpRequest) -> tuple[Room, Post, Review]:
    """The room, the post and the review, if the post may see it."""
    post, room = acting_post(request), the_room()
    review = seen_by(post, room)
    if review is None:
        raise NotFound("review.none", _("This exercise has not been evaluated yet."))
    return room, post, review


@login_required
@require_GET
@never_cache
def whole(request: HttpRequest) -> HttpResponse:
    """The report on one page, every figure with the way to what it counts."""
    post, room = acting_post(request), the_room()
    review = seen_by(post, room) if may_change(post, room) or released() else None
    context = frame(room, post) | {"review": review, "over": room.state in OVER, "waits": not may_change(post, room)}
    if review is None:
        return render(request, "review/none.html", context)
    data, language = report_data(), _language()
    named = [
        {
            "key": one.key, "title": numbered(number, one, language), "head": one.head, "lines": one.lines,
            "note": one.note,
            "rows": [(list(zip(one.head, row.cells, strict=True)), links(row.refs)) for row in one.rows],
            "linked": any(links(row.refs) for row in one.rows), "wide": len(one.head) > _NARROW,
            "pictures": [(name, title(name, language), told(name, data, language)) for name in one.pictures],
        }
        for number, one in enumerate(sections(data, script()[1], language))
    ]  # fmt: skip
    context |= {
        "sections": named, "title_of": room, "mark": review.made_at.timestamp(),
        "may_change": review.released_at is None and may_change(post, room),
        "may_release": review.released_at is None and may_release(post, room),
        "sign": SignForm(), "formats": [("docx", "Word"), ("pdf", "PDF"), ("html", "HTML"), ("json", "JSON")],
    }  # fmt: skip
    return render(request, "review/report.html", context)


@login_required
@require_GET
@never_cache
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture of the report, in the reader's language."""
    _room, _post, review = _seen(request)
    made = _svg(f"{review.id} {review.made_at.isoformat()}", name, _language())
    if not made:
        raise NotFound("review.picture", _("The report has no such picture."))
    return HttpResponse(made, content_type="image/svg+xml")


@lru_cache(maxsize=64)
def _svg(_review: str, name: str, language: Language) -> bytes:
    """A picture of this workspace's review, drawn once: drawing takes a second, and nothing in it changes by hand."""
    data = report_data()
    return drawn(name, data, language, "svg") if name in present(data) else b""


@login_required
@require_GET
@never_cache
def file(request: HttpRequest, format: str) -> HttpResponse:
    """The report to take away: Word, PDF, a page, or the evaluation as JSON."""
    room, _post, _review = _seen(request)
    if format not in _KINDS:
        raise NotFound("review.format", _("The report is taken away as Word, PDF, HTML or JSON."))
    data, language = report_data(), _language()
    if format == "json":
        made = json.dumps(data, ensure_ascii=False, indent=1).encode()
    else:
        made = report(data, script()[1], language, cast(Format, format))
    return _attached(made, _KINDS[format], f"{room.scenario}-exercise-report-{language}.{format}")


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def compare(request: HttpRequest) -> HttpResponse:
    """The exercise beside an earlier run of it, whose evaluation is handed in as the JSON that its report gave."""
    room, post, _review = _seen(request)
    form = EarlierForm(request.POST or None, request.FILES or None)
    context = frame(room, post) | {"form": form}
    if request.method == "POST" and form.is_valid():
        data, language = report_data(), _language()
        found = attempt(form, lambda: compared(form.cleaned_data["file"].read(), data))
        if found is not None:
            context |= {
                "unequal": unequal(found, language), "turned": turned(found, language),
                "figures": figure_rows(found, language), "plans": found["plans"],
                "clocks": clock_rows(found, data.get("titles", {}), language),
            }  # fmt: skip
    return render(request, "review/compare.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
@never_cache
def findings(request: HttpRequest) -> HttpResponse:
    """The signed findings, for a person to carry into the live record."""
    room, _post, _review = _seen(request)
    made = json.dumps(findings_file(), ensure_ascii=False, indent=1).encode()
    return _attached(made, _KINDS["json"], f"{room.scenario}-exercise-findings.json")


def _attached(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_GET
def edit(request: HttpRequest) -> HttpResponse:
    """The findings, each as a form that keeps itself."""
    room, post = _changing(request)
    with curtain.lifted():
        rows = [(one, FindingForm(draft=one), links(_refs(one))) for one in drafts()]
    context = frame(room, post) | {"rows": rows, "clauses": [(one.id, one.title) for one in pack_of().clauses]}
    return render(request, "review/edit.html", context)


@login_required
@require_POST
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    """Keep a finding as it was written; by itself while somebody writes, or by its button."""
    _room, post = _changing(request)
    draft = _draft(id)
    form = FindingForm(request.POST, draft=draft)
    held = attempt(form, lambda: change_finding(draft, form.changes(), by=post)) if form.is_valid() else None
    errors = [f"{form.fields[name].label}: {text}" if name in form.fields else text
              for name, texts in form.errors.items() for text in texts]  # fmt: skip
    context = {"draft": draft, "errors": errors, "at": wall()}
    if request.headers.get("HX-Request"):
        return render(request, "review/parts/saved.html", context)
    if held is None:
        rows = [(draft, form, links(_refs(draft)))]
        return render(request, "review/edit.html", frame(_room, post) | {"rows": rows}, status=422)
    return redirect(f"{reverse('review:edit')}#f-{draft.id}")


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Write a finding of one's own."""
    room, post = _changing(request)
    form = FindingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: add_finding(form.changes(), by=post, id=request_id(request)))
        if made is not None:
            return redirect(f"{reverse('review:edit')}#f-{made.id}")
    context = frame(room, post) | {"form": form, "clauses": [(one.id, one.title) for one in pack_of().clauses]}
    context["request_id"] = request.POST.get("request_id") or context["request_id"]
    return render(request, "review/add.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def drop(request: HttpRequest, id: UUID, back: bool) -> HttpResponse:
    """Leave a finding out, or take it back in."""
    _room, post = _changing(request)
    draft = _draft(id)
    return done(request, lambda: drop_finding(draft, back=back, by=post), to="review:edit")


@login_required
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Propose findings anew from what evaluators have rated by now."""
    _room, post = _changing(request)
    said = _("The proposals are up to date; what somebody changed stayed as it was.")
    return done(request, lambda: propose_again(by=post), said, to="review:edit")


@login_required
@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Sign and release."""
    _room, post = _changing(request)
    signer = request.POST.get("signer", "")
    said = _("The report is signed. Everybody who took part may read it now.")
    return done(request, lambda: release_report(signer, by=post), said, to="review:report")


@login_required
@require_GET
def fact(request: HttpRequest, id: UUID) -> HttpResponse:
    """A fact that a figure or a finding rests on, as far as the reader's area reaches."""
    room, post, _review = _seen(request)
    held = FactRow.objects.filter(id=id).first()
    if held is None:
        raise NotFound("fact.unknown", _("There is no such fact in your area."))
    return render(request, "review/fact.html", frame(room, post) | {"fact": held})


def _changing(request: HttpRequest) -> tuple[Room, Post]:
    """Room and post, for whoever sees the report before it is released; commands check their right themselves."""
    post, room = acting_post(request), the_room()
    seen_by(post, room)
    return room, post


def _draft(id: UUID) -> Draft:
    with curtain.lifted():
        found = Draft.objects.filter(id=id).first()
    if found is None:
        raise NotFound("finding.unknown", _("There is no such finding."))
    return found


def _refs(draft: Draft) -> tuple[tuple[str, str], ...]:
    return tuple((str(kind), str(name)) for kind, name in draft.evidence)


def _language() -> Language:
    return "zh" if chinese() else "en"
