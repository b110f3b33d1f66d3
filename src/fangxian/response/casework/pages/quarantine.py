"""Quarantine beyond the rule's last day, and other ways of it: signed, with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fangxian.response.casework.actions import except_contact, extend_quarantine
from fangxian.response.casework.actions.except_contact import exceptions_for
from fangxian.response.casework.forms import attempt
from fangxian.response.casework.models import Contact
from fangxian.response.casework.quarantine_forms import ExceptionForm, ExtensionForm
from fangxian.response.casework.queries.one import the_contact
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import say


@login_required
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, id: UUID) -> HttpResponse:
    """Extend a quarantine."""
    form = ExtensionForm(request.POST if request.method == "POST" else None, initial={"at": clock.now()})
    return _page(
        request, the_contact(id), form, extend_quarantine, _("Extend the quarantine"), _("Sign the extension"),
        _("No quarantine lasts longer than its rule without a signature; the extension is reviewed in its turn."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def exception(request: HttpRequest, id: UUID) -> HttpResponse:
    """Move somebody to another way of quarantine."""
    held = the_contact(id)
    rules = exceptions_for(held)
    deck = _("The rulebook excepts: %(rules)s") % {"rules": "; ".join(say(one.rule) for one in rules)} if rules else ""
    form = ExceptionForm(request.POST if request.method == "POST" else None, initial={"at": clock.now()})
    return _page(
        request, held, form, except_contact, _("Another way of quarantine"), _("Sign it"),
        deck or _("The rulebook in force makes no exception for this kind of contact: a reason is needed."),
    )  # fmt: skip


def _page(
    request: HttpRequest,
    contact: Contact,
    form: Form,
    command: Callable[..., object],
    title: str,
    submit: str,
    deck: str,
) -> HttpResponse:
    post = acting_post(request, "case.write")
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {**form.cleaned_data, "by": post, "id": request_id(request)}
        if attempt(form, lambda: (command(contact, **said), True)):
            messages.success(request, _("It is on record."))
            return redirect("casework:contact", contact.id)
    context = {
        "form": form,
        "title": f"{title} · {contact.number}",
        "deck": deck,
        "submit": submit,
        "request_id": request.POST.get("request_id") or uuid4(),
        "cancel": reverse("casework:contact", args=[contact.id]),
    }
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)
