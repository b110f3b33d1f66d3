"""Templates of documents: see, try, replace, restore."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.response.casework.forms import attempt
from fangxian.response.documents.actions import change_template, restore_template
from fangxian.response.documents.forms import TemplateForm
from fangxian.response.documents.kinds import KINDS, LANGUAGES, Language, nothing_such, the_language
from fangxian.response.documents.models import Template
from fangxian.response.documents.render import in_force, made
from fangxian.response.documents.samples import SAMPLES
from fangxian.response.documents.saving import answer
from fangxian.response.documents.source import default_template
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.queries import area_path


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every document in both languages, with whose template is in force in the post's area."""
    post = acting_post(request, "form.manage")
    rows = [
        (kind, language, name, in_force(kind.key, language, post.area))
        for kind in KINDS.values()
        for language, name in LANGUAGES.items()
    ]
    return render(request, "documents/templates.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """One template: its fields, a trial, another file in its place, the shipped one back."""
    post = acting_post(request, "form.manage")
    spoken = _known(kind, language)
    own = Template.objects.filter(kind=kind, language=language, area=post.area, withdrawn_at=None).first()
    form = TemplateForm(request.POST, request.FILES) if "put" in request.POST else TemplateForm()
    if form.is_bound and form.is_valid() and attempt(form, lambda: _put(request, form, kind, language, post)):
        messages.success(request, _("The template is in force from now on."))
        return redirect("documents:template", kind, language)
    if "restore" in request.POST and own is not None:
        restore_template(own, signed_by=request.POST.get("signed_by", ""), id=request_id(request), by=post)
        messages.success(request, _("The template before it is in force again."))
        return redirect("documents:template", kind, language)
    history = Template.objects.filter(kind=kind, language=language, area=post.area).order_by("-version")
    context = {
        "kind": KINDS[kind],
        "language": language,
        "language_name": LANGUAGES[spoken],
        "area": area_path(post.area),
        "own": own,
        "held": in_force(kind, language, post.area),
        "history": history,
        "form": form,
        "fields": [(name, value) for name, value in SAMPLES[kind].items()],
        "must_state": KINDS[kind].must_state,
        "request_id": uuid4(),
    }
    return render(request, "documents/template.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def file(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The template in force, to be changed in a word processor; the shipped one with ``?shipped=1``."""
    post = acting_post(request, "form.manage")
    _known(kind, language)
    held = None if request.GET.get("shipped") else in_force(kind, language, post.area)
    body = bytes(held.file) if held is not None else default_template(kind, language)
    return answer(body, "docx", f"{kind}-{language}-template")


@login_required
@require_GET
def sample(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """An invented document from the template in force, as PDF."""
    post = acting_post(request, "form.manage")
    spoken = _known(kind, language)
    held = in_force(kind, spoken, post.area)
    body = made(kind, bytes(held.file) if held else None, SAMPLES[kind] | _untitled(), spoken, "pdf")
    return answer(body, "pdf", f"{kind}-{language}-sample")


def _untitled() -> dict[str, Any]:
    return {"watermark": "样张 SAMPLE"}


def _put(request: HttpRequest, form: TemplateForm, kind: str, language: str, post: Post) -> Template:
    file = form.cleaned_data["file"]
    return change_template(
        kind, language, post.area, file.read(), filename=file.name or "", signed_by=form.cleaned_data["signed_by"],
        id=request_id(request), by=post,
    )  # fmt: skip


def _known(kind: str, language: str) -> Language:
    if kind not in KINDS:
        raise nothing_such()
    return the_language(language)
