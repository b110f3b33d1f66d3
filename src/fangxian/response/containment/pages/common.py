"""What the pages of containment share: the thing a page is about, and a command behind a form of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from fangxian.errors import FangxianError, NotFound
from fangxian.response.casework.forms import attempt
from fangxian.response.containment.models import Closure, Disinfection, Need, Permit, Proposal, Zone


def the_zone(id: UUID) -> Zone:
    """A zone in scope.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    found = Zone.objects.select_related("incident").filter(id=id).first()
    return found or _nothing(_("There is no such zone in your area."))


def the_proposal(id: UUID) -> Proposal:
    """A proposal in scope; see :func:`the_zone`."""
    found = Proposal.objects.select_related("incident", "author__office").filter(id=id).first()
    return found or _nothing(_("There is no such proposal in your area."))


def the_need(id: UUID) -> Need:
    """A special need in scope; see :func:`the_zone`."""
    found = Need.objects.select_related("zone", "person").filter(id=id).first()
    return found or _nothing(_("There is no such need in your area."))


def the_permit(code: str) -> Permit:
    """A permit in scope by its code; see :func:`the_zone`."""
    found = Permit.objects.select_related("zone").filter(code=code.strip().upper()).first()
    return found or _nothing(_("There is no permit with this code in your area."))


def the_order(id: UUID) -> Disinfection:
    """An order to disinfect, in scope; see :func:`the_zone`."""
    found = Disinfection.objects.select_related("place", "incident").filter(id=id).first()
    return found or _nothing(_("There is no such disinfection in your area."))


def the_closure(id: UUID) -> Closure:
    """A closed place in scope; see :func:`the_zone`."""
    found = Closure.objects.select_related("place", "incident").filter(id=id).first()
    return found or _nothing(_("There is no such closed place in your area."))


def _nothing(words: str) -> Any:
    raise NotFound("containment.unknown", words, remedy=_("Look for it in the list."))


def posted(request: HttpRequest) -> Any:
    """What was sent, if anything was."""
    return request.POST if request.method == "POST" else None


def command(
    request: HttpRequest,
    form: forms.Form,
    run: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    submit: str,
    back: str,
    done: str,
    deck: str = "",
    confirm: str = "",
    onwards: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """A command behind a form on a page of its own; what it refuses stands at the field.

    Parameters
    ----------
    run : callable
        Does it with the form's values.
    back, onwards : str, callable
        Where "cancel" leads, and from what came of it, where it goes on; by default back.
    done : str
        What is said then.
    """
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: (run(form.cleaned_data),))
        if made is not None:
            messages.success(request, done)
            return redirect(onwards(made[0]) if onwards is not None else back)
    context = {
        "form": form, "title": title, "deck": deck, "submit": submit, "confirm": confirm, "cancel": back,
        "request_id": request.POST.get("request_id") or uuid4(),
    }  # fmt: skip
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)


def at_once(request: HttpRequest, run: Callable[[], Any], done: str, back: str) -> HttpResponse:
    """A command without fields of its own, behind a button; its refusal is said above the page."""
    try:
        run()
    except FangxianError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(back)
