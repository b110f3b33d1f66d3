"""Findings of exercises: taken in, put right, checked, tested again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import NotFound
from fangxian.response.casework.forms import attempt
from fangxian.response.coinvestigation.exchange.signing import grouped, unreadable
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger.models import Incident
from fangxian.response.rectification.actions import (
    opened_findings,
    put_right,
    recheck,
    retest,
    take_in_findings,
    undo_intake,
)
from fangxian.response.rectification.forms import CheckForm, FileForm, ReasonForm, RetestForm, RightForm
from fangxian.response.rectification.models import Finding, Intake
from fangxian.response.rectification.policies import HANDLE, MANAGE, READ
from fangxian.response.rectification.queries import STATES, in_force, intakes, line, lines, tasks_of

_MOST_BYTES = 5_000_000


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every finding in force (`?state=`), what is late first; below, the files they came in."""
    post = acting_post(request, READ)
    state = request.GET.get("state", "")
    every = in_force()
    counts = {code: sum(one.state == code for one in every) for code in STATES}
    context = {
        "lines": [one for one in every if not state or one.state == state], "state": state,
        "states": [(code, words, counts[code]) for code, words in STATES.items()], "total": len(every),
        "intakes": intakes(), "may_manage": may(post, MANAGE, post.area),
    }  # fmt: skip
    return render(request, "rectification/findings.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Take a file in."""
    post = acting_post(request, MANAGE)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        held = attempt(form, lambda: _taken_in(form, post))
        if held is not None:
            messages.success(request, _("The findings are on record; each has its owner and its clock."))
            return redirect("rectification:intake", held.id)
    return render(request, "rectification/take_in.html", {"form": form}, status=422 if form.errors else 200)


def _taken_in(form: FileForm, post: Post) -> Intake:
    file = form.cleaned_data["file"]
    if file.size > _MOST_BYTES:
        raise unreadable()
    try:
        document = json.loads(file.read())
    except (ValueError, RecursionError):
        raise unreadable() from None
    signed, content = opened_findings(document)
    wanted = form.cleaned_data["incident"]
    where = Incident.objects.filter(id=wanted).first() if wanted else None
    return take_in_findings(signed, content, incident=where, by=post)


@login_required
@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest, id: UUID) -> HttpResponse:
    """One file: from which exercise, who signed it, its findings; and the way to take it back."""
    post = acting_post(request, READ)
    held = Intake.objects.select_related("incident").filter(id=id).first()
    if held is None:
        raise NotFound("findings.unknown", _("There is no such file of findings in your area."))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: undo_intake(held, form.cleaned_data["reason"], by=post))
        if done is not None:
            messages.success(request, _("The file was taken back: its findings are no longer owed."))
            return redirect("rectification:intake", held.id)
    rows = held.findings.select_related("office", "intake")
    context = {
        "intake": held, "lines": lines(rows), "form": form, "may_manage": may(post, MANAGE, held.area),
        "fingerprint": grouped(held.fingerprint),
    }  # fmt: skip
    return render(request, "rectification/intake.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def finding(request: HttpRequest, id: UUID) -> HttpResponse:
    """One finding: who, by when, its clocks, and the step that comes next."""
    return _finding(request, _held(id), {})


@login_required
@require_POST
def right(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say what was done."""
    post, held, form = acting_post(request), _held(id), RightForm(request.POST)

    def command(said: dict[str, Any]) -> Finding:
        return put_right(held, said["measure"], id=request_id(request), by=post)

    return _done(request, held, "right", form, command)


@login_required
@require_POST
def check(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say whether it is right now."""
    post, held, form = acting_post(request), _held(id), CheckForm(request.POST)

    def command(said: dict[str, Any]) -> Finding:
        return recheck(held, said["passed"] == "yes", again_by=said["again_by"], id=request_id(request), by=post)

    return _done(request, held, "check", form, command)


@login_required
@require_POST
def again(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say what an exercise showed."""
    post, held, form = acting_post(request), _held(id), RetestForm(request.POST)

    def command(said: dict[str, Any]) -> Finding:
        passed, day = said["passed"] == "yes", said["again_by"]
        return retest(held, passed, said["exercise"], again_by=day, id=request_id(request), by=post)

    return _done(request, held, "retest", form, command)


def _done(
    request: HttpRequest, held: Finding, name: str, form: forms.Form, command: Callable[[dict[str, Any]], Finding]
) -> HttpResponse:
    if form.is_valid() and attempt(form, lambda: command(form.cleaned_data)) is not None:
        messages.success(request, _("On record."))
        return redirect("rectification:finding", held.id)
    return _finding(request, held, {name: form})


def _finding(request: HttpRequest, held: Finding, filled: dict[str, forms.Form]) -> HttpResponse:
    post = acting_post(request, READ)
    shown = line(held)
    offered: dict[str, forms.Form] = {}
    if held.intake.undone_at is None:
        if held.rectified_at is None and may(post, HANDLE, held.area):
            offered["right"] = RightForm()
        if held.rectified_at is not None and held.checked_at is None and may(post, MANAGE, held.area):
            offered["check"] = CheckForm()
        if held.checked_at is not None and held.retested_at is None and may(post, MANAGE, held.area):
            offered["retest"] = RetestForm()
    context = {
        "finding": held, "line": shown, "tasks": tasks_of(held), "forms": offered | filled, "request_id": uuid4(),
        "evidence": [f"{kind} {name}" for kind, name in held.evidence],
    }  # fmt: skip
    return render(request, "rectification/finding.html", context, status=422 if filled else 200)


def _held(id: UUID) -> Finding:
    found = Finding.objects.select_related("intake__incident", "office").filter(id=id).first()
    if found is None:
        raise NotFound("finding.unknown", _("There is no such finding."))
    return found
