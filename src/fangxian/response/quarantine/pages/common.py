"""What the pages of sites share: a form on a page of its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_page(
    request: HttpRequest, form: forms.Form, title: str, submit: str, cancel: str, *, deck: str = "", confirm: str = ""
) -> HttpResponse:
    """A form on a page of its own; what was refused stands at its fields."""
    context: dict[str, Any] = {
        "form": form,
        "title": title,
        "deck": deck,
        "submit": submit,
        "confirm": confirm,
        "cancel": cancel,
        "request_id": request.POST.get("request_id") or uuid4(),
    }
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)


def posted(request: HttpRequest) -> Any:
    """What was sent, if anything was."""
    return request.POST if request.method == "POST" else None


def said_uuids(said: list[str]) -> list[UUID]:
    """Ids that a form sent; what is none is left out."""
    found = []
    for text in said[:2000]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
