"""Exports on pages: ask for one, watch it being written, take it, call it off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.response.casework.forms import attempt
from fangxian.response.casework.pages.common import rights
from fangxian.response.interchange.actions import cancel_export, request_export, start_export
from fangxian.response.interchange.actions.request_export import AT_ONCE
from fangxian.response.interchange.columns import TITLES
from fangxian.response.interchange.forms import ONLY_FIELDS, ExportForm
from fangxian.response.interchange.models import Export
from fangxian.response.interchange.queries import the_export
from fangxian.response.interchange.saving import saved
from fangxian.response.interchange.writers import FORMATS
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may

_CHOSEN = ("incident", "area", "since", "until", *ONLY_FIELDS)
SHOWN = 30
"""Exports listed on the page."""


@login_required
@require_http_methods(["GET", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """Ask for an export; below, those that this post has asked for."""
    post = acting_post(request, "case.export")
    chosen = {name: request.GET[name] for name in _CHOSEN if name in request.GET}
    if "kind" in request.GET:
        chosen["kinds"] = request.GET.getlist("kind")  # type: ignore[assignment]
    form = ExportForm(
        request.POST if request.method == "POST" else None,
        initial=chosen,
        root=post.area,
        may_read_identity=may(post, "identity.read", post.area),
    )
    if request.method == "POST" and form.is_valid():
        asked = attempt(form, lambda: request_export(form.wish(), by=post, id=request_id(request)))
        if asked is not None:
            start_export(asked)
            return redirect("interchange:exports")
    rows = [_shown(one) for one in Export.objects.filter(post=post).order_by("-asked_at")[:SHOWN]]
    page = {"form": form, "exports": rows, "days": settings.FANGXIAN_EXPORT_DAYS, "at_once": AT_ONCE,
            "request_id": request_id(request), **rights(post)}  # fmt: skip
    return render(request, "interchange/exports.html", page, status=422 if form.errors else 200)


@login_required
@require_GET
def progress(request: HttpRequest, id: UUID) -> HttpResponse:
    """One line of the list, asked for again every two seconds while the file is being written."""
    held = the_export(id, acting_post(request, "case.export"))
    return render(request, "interchange/parts/export.html", {"one": _shown(held)})


@login_required
@require_GET
def download(request: HttpRequest, id: UUID) -> FileResponse:
    """The file, for the post that asked for it."""
    return saved(the_export(id, acting_post(request, "case.export")))


@login_required
@require_POST
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    """Call an export off, or erase its file."""
    post = acting_post(request, "case.export")
    cancel_export(the_export(id, post), by=post)
    messages.success(request, _("The export was called off and its file erased."))
    return redirect("interchange:exports")


def _shown(one: Export) -> dict[str, Any]:
    until = one.finished_at + timedelta(days=settings.FANGXIAN_EXPORT_DAYS) if one.finished_at else None
    return {
        "id": one.id,
        "state": one.state,
        "label": one.get_state_display(),
        "going": one.state in (Export.State.WAITING, Export.State.RUNNING),
        "ready": one.state == Export.State.DONE,
        "kinds": ", ".join(str(TITLES[kind]) for kind in one.kinds),
        "format": FORMATS[one.format],
        "purpose": one.purpose,
        "identities": one.identities,
        "asked_at": one.asked_at,
        "until": until,
        "done": one.done,
        "whole": one.whole,
        "size": one.size,
        "filename": one.filename,
        "error": one.error,
    }
