"""The forms of every rulebook, and what an area lays over them."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.protocol.errors import ProtocolError
from fangxian.protocol.forms import Form, form_text, forms_of, load_form, shipped_forms
from fangxian.response.casework.forms import attempt
from fangxian.response.investigation import editions
from fangxian.response.investigation.actions import put_in_force, save_overlay, withdraw_overlay
from fangxian.response.investigation.actions.change_overlay import tried
from fangxian.response.investigation.fields import Sheet
from fangxian.response.investigation.forms import OverlayForm, SignerForm
from fangxian.response.investigation.models import Overlay
from fangxian.response.jurisdiction import policies
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger import packs
from fangxian.response.ledger.authors import who
from fangxian.response.ledger.language import chinese, say

EXAMPLE = """\
# remove = ["occupation"]

# [[question]]
# id = "parcels_from_abroad"
# section = "exposure"
# after = "exposures"
# type = "yes_no"
# label = { zh = "是否收取境外快递", en = "Parcels from abroad" }
# required = true
"""
"""What the editor shows where nothing has been written yet."""


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every form, with the rulebooks that ask it and what the area has laid on it."""
    post = acting_post(request, "task.read")
    used: dict[str, list[str]] = {}
    for pack in packs.shipped():
        for form in forms_of(pack):
            used.setdefault(form.id, []).append(pack.id)
    state = {
        row.form: row for row in Overlay.objects.filter(area=post.area).exclude(state="withdrawn").order_by("state")
    }
    rows = [
        {"form": one, "title": say(one.title), "packs": used.get(one.id, []), "overlay": state.get(one.id)}
        for one in map(load_form, shipped_forms())
    ]
    return render(request, "investigation/forms.html", {"rows": rows, "may_manage": _manages(post)})


@login_required
@require_GET
def form(request: HttpRequest, form: str) -> HttpResponse:
    """A form as it is asked in the post's area, with where each question was read."""
    post = acting_post(request, "task.read")
    asked = editions.laid(editions.shipped(form), post.area)
    overlays = Overlay.objects.filter(form=form, area=post.area).exclude(state="draft").order_by("-version")
    context = {
        "form": asked,
        "sheet": Sheet(asked, {}),
        "sections": Sheet(asked, {}).sections(),
        "questions": {question.id: question for question in asked.questions},
        "overlays": [(row, who(row.saved_by)) for row in overlays],
        "may_manage": _manages(post),
        "may_print": policies.may(post, "case.read", post.area),
        "source": form_text(form),
    }
    return render(request, "investigation/form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, form: str) -> HttpResponse:
    """Write the area's overlay: check it, see the form as it would be, put it in force or withdraw it."""
    post = acting_post(request, "task.read")
    policies.require(post, "form.manage", post.area)
    base = editions.shipped(form)
    mine = Overlay.objects.filter(form=form, area=post.area).exclude(state="withdrawn")
    draft, in_force = mine.filter(state="draft").first(), mine.filter(state="in_force").first()
    start = draft.text if draft else in_force.text if in_force else EXAMPLE
    writing = (
        OverlayForm(request.POST, request.FILES) if "check" in request.POST else OverlayForm(initial={"text": start})
    )
    signing = SignerForm(request.POST if request.POST.keys() & {"sign", "withdraw"} else None)
    if "check" in request.POST and writing.is_valid():
        text = writing.said()
        if not writing.errors and attempt(writing, lambda: save_overlay(form, post.area, text, by=post)):
            messages.success(request, _("The draft is saved; what it asks is shown below."))
            return redirect("investigation:edit", form)
    if signing.is_bound and signing.is_valid():
        target = draft if "sign" in request.POST else in_force
        if target is not None and attempt(signing, lambda: _sign(request, target, signing, post)):
            messages.success(request, _("The form is asked so from now on."))
            return redirect("investigation:form", form)
    preview, problems = _tried(form, post.area, draft.text if draft else start)
    context = {
        "form": base,
        "title": say(base.title),
        "area": area_path(post.area),
        "writing": writing,
        "signing": signing,
        "draft": draft,
        "in_force": in_force,
        "problems": problems,
        "sheet": Sheet(preview, {}) if preview else None,
        "sections": Sheet(preview, {}).sections() if preview else [],
        "changes": _changes(editions.laid(base, post.area), preview) if preview and draft else None,
        "request_id": uuid4(),
        "refused": bool(writing.errors or signing.errors),
    }
    return render(request, "investigation/edit.html", context, status=422 if context["refused"] else 200)


def _sign(request: HttpRequest, overlay: Overlay, form: SignerForm, post: Post) -> bool:
    command = put_in_force if "sign" in request.POST else withdraw_overlay
    command(overlay, signed_by=form.cleaned_data["signed_by"], id=request_id(request), by=post)
    return True


def _tried(form: str, area: str, text: str) -> tuple[Form | None, list[str]]:
    try:
        return tried(form, area, text), []
    except ProtocolError as error:
        return None, [f"{one.place()}: {one.text('zh' if chinese() else 'en')}" for one in error.problems]


def _changes(before: Form, after: Form) -> dict[str, list[str]]:
    """Questions that would be added, asked otherwise, and dropped."""
    old = {question.id: question for question in before.questions}
    new = {question.id: question for question in after.questions}
    return {
        "added": [say(new[name].label) for name in new if name not in old],
        "changed": [say(new[name].label) for name in new if name in old and new[name] != old[name]],
        "dropped": [say(old[name].label) for name in old if name not in new],
    }


def _manages(post: Post) -> bool:
    return policies.may(post, "form.manage", post.area)
