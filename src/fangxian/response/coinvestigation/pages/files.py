"""Sheets as files: taken away, sent back, and whose signatures are trusted."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import Invalid
from fangxian.response.casework.forms import attempt
from fangxian.response.coinvestigation.actions import (
    Applied,
    distrust_sender,
    export_answer,
    export_sheet,
    take_in_answer,
    take_in_sheet,
    take_in_workbook,
    trust_sender,
)
from fangxian.response.coinvestigation.actions.take_in import sheet_named
from fangxian.response.coinvestigation.exchange import workbook
from fangxian.response.coinvestigation.exchange.document import SHEET
from fangxian.response.coinvestigation.exchange.signing import fingerprint, grouped, opened, public_key, unreadable
from fangxian.response.coinvestigation.forms import FileForm, PurposeForm, SenderForm
from fangxian.response.coinvestigation.models import Sheet, TrustedSender
from fangxian.response.coinvestigation.policies import WRITE
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_BYTES = 20_000_000


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def export(request: HttpRequest, id: UUID) -> HttpResponse:
    """The signed file of a sheet, with who the people are, for a stated purpose."""
    post = acting_post(request, "case.export")
    held = sheet_named(str(id))
    form = PurposeForm(
        request.POST if request.method == "POST" else None,
        initial={"purpose": _("Co-investigation by %(name)s") % {"name": held.to_name}},
    )
    if request.method == "POST" and form.is_valid():
        document = attempt(form, lambda: export_sheet(held, purpose=form.cleaned_data["purpose"], by=post))
        if document is not None:
            if form.cleaned_data["format"] == "xlsx":
                return _file(workbook.write(document), _XLSX, f"{_stem(held)}.xlsx")
            return _json(document, f"{_stem(held)}.json")
    context = {
        "form": form,
        "title": _("Sheet as a file"),
        "deck": _(
            "%(number)s to %(name)s, with names, documents and phones. Every reading and its purpose are recorded."
        )
        % {"number": held.number, "name": held.to_name},
        "submit": _("Take the file"),
        "cancel": reverse("coinvestigation:sheet", args=[held.id]),
    }
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def answer(request: HttpRequest, id: UUID) -> HttpResponse:
    """The signed answer to a sheet that came in as a file."""
    post = acting_post(request, WRITE)
    held = sheet_named(str(id))
    return _json(export_answer(held, by=post), f"{_stem(held)}-answer.json")


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take in a sheet, an answer, or a workbook that was filled in."""
    post = acting_post(request, WRITE)
    form = FileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        found = attempt(form, lambda: take_in(form.cleaned_data["file"], form.cleaned_data["incident"], post))
        if found is not None:
            held, done = found
            if done is None:
                messages.success(request, _("The sheet is on record; its people wait to be taken over."))
                return redirect("coinvestigation:sheet", held.id)
            context |= {"sheet": held, "done": done}
    return render(request, "coinvestigation/upload.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def senders(request: HttpRequest) -> HttpResponse:
    """This record's own key, and the keys that are trusted."""
    post = acting_post(request)
    manages = may(post, "user.manage", post.area)
    form = SenderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if attempt(form, lambda: trust_sender(name=said["name"], key=said["key"], by=post)):
            messages.success(request, _("Files signed with this key are taken in from now on."))
            return redirect("coinvestigation:senders")
    key = public_key()
    context = {
        "form": form,
        "key": key,
        "fingerprint": grouped(fingerprint(key)),
        "senders": [(one, grouped(one.fingerprint)) for one in TrustedSender.objects.order_by("removed_at", "name")],
        "manages": manages,
    }
    return render(request, "coinvestigation/senders.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def distrust(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take no more files from a sender."""
    post = acting_post(request, "user.manage")
    held = TrustedSender.objects.filter(id=id).first()
    if held is not None:
        distrust_sender(held, by=post)
        messages.success(request, _("Files from this sender are refused from now on."))
    return redirect("coinvestigation:senders")


def take_in(file: Any, incident: str, post: Post | None) -> tuple[Sheet, Applied | None]:
    """Whatever a file is: the sheet that it is or answers, and for an answer what came of it.

    Raises
    ------
    Invalid
        It is none of ours, too large, or a sheet without an incident to put it into.
    """
    if (file.size or 0) > _MOST_BYTES:
        raise unreadable()
    if (file.name or "").lower().endswith(".xlsx"):
        return take_in_workbook(*workbook.read(file.file), by=post)
    try:
        document = json.loads(file.read())
    except (ValueError, RecursionError):
        raise unreadable() from None
    signed = opened(document)
    if signed.content.get("format") != SHEET:
        return take_in_answer(signed, by=post)
    where = Incident.objects.filter(id=incident).first() if incident else None
    if where is None:
        raise Invalid(
            "sheet.incident",
            _("This is a sheet that asks us."),
            remedy=_("Choose the incident that it belongs to here."),
            field="incident",
        )
    return take_in_sheet(signed, where, by=post), None


def _json(document: dict[str, Any], name: str) -> HttpResponse:
    return _file(json.dumps(document, ensure_ascii=False, indent=1).encode(), "application/json", name)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _stem(sheet: Sheet) -> str:
    kind = clock.workspace().kind
    return sheet.number if kind == "live" else f"{sheet.number}-{kind}"
