"""What the pages of containment share: a command behind a form of its own, or behind a button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fangxian.errors import FangxianError
from fangxian.response.casework.forms import attempt


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
    template: str = "casework/form.html",
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
    template : str
        The page of a form that is no plain list of fields.
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
    return render(request, template, context, status=422 if form.errors else 200)


def at_once(request: HttpRequest, run: Callable[[], Any], done: str, back: str) -> HttpResponse:
    """A command without fields of its own, behind a button; its refusal is said above the page."""
    try:
        run()
    except FangxianError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(back)
