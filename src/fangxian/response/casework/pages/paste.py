"""Contacts of one case pasted from a spreadsheet: read, shown with their faults, written at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fangxian.protocol.pack import Pack
from fangxian.response.casework import grading
from fangxian.response.casework.actions.add_contacts import NewContact, add_contacts
from fangxian.response.casework.forms import attempt
from fangxian.response.casework.models import Case, ContactKind, Visit
from fangxian.response.casework.pages.common import address
from fangxian.response.casework.paste_form import PasteForm
from fangxian.response.casework.queries import visits
from fangxian.response.casework.queries.one import the_case, the_visit
from fangxian.response.casework.quickentry.columns import TITLES
from fangxian.response.casework.quickentry.reading import Paste, PastedRow, Setting, read_paste
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import say
from fangxian.response.registry.models import Person

_SHOWN = 50
_OF_CONTACT = (
    "kind", "last_exposure", "first_exposure", "setting", "social", "number", "known_as", "sex", "age", "area"
)  # fmt: skip


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest, id: UUID) -> HttpResponse:
    """Paste, look, write: only the rows with faults stay in the box."""
    post = acting_post(request, "case.write")
    case = the_case(id)
    event = _event(request, case)
    there = visits.also_there(event) if event is not None else []
    rulebook = pack_in_force(case.incident_id, clock.now())
    choices: dict[str, Any] = {
        "root": post.area,
        "vehicles": [(rule.vehicle, say(rule.title)) for _kind, rule in grading.rules(rulebook) if rule.same == "row"],
        "present": [(str(one.id), f"{number} · {one.place_name}") for one, number in there],
    }
    form = PasteForm(request.POST if request.method == "POST" else None, initial=_initial(case, event), **choices)
    read: Paste | None = None
    if request.method == "POST" and form.is_valid():
        read = attempt(form, lambda: _read(form, post, rulebook)) if _pasted(form) else Paste([], "", [])
        if read is not None and request.POST.get("step") == "save":
            made = attempt(form, lambda: _write(case, form, read, there, request_id(request), post))
            if made is not None:
                text = ngettext("%(n)d contact is on record.", "%(n)d contacts are on record.", made)
                messages.success(request, text % {"n": made})
                if not read.bad:
                    return redirect(address("casework:contacts", {"source": case.number, "incident": case.incident_id}))
                said = {**form.cleaned_data, "text": read.left()}
                form = PasteForm(initial=said, **choices)
                read.rows = read.bad
    context = {
        "case": case,
        "event": event,
        "form": form,
        "read": read,
        "titles": [TITLES.get(name, "—") for name in read.fields] if read else [],
        "shown": _shown(read) if read else [],
        "request_id": uuid4() if request.POST.get("step") != "preview" else request.POST.get("request_id") or uuid4(),
    }
    return render(request, "casework/paste.html", context, status=422 if form.errors else 200)


def _event(request: HttpRequest, case: Case) -> Visit | None:
    """The visit whose participants are named, as the address says it."""
    said = request.GET.get("visit", "")
    try:
        held = the_visit(UUID(said)) if said else None
    except ValueError:
        return None
    return held if held is not None and held.person_id == case.person_id else None


def _initial(case: Case, event: Visit | None) -> dict[str, Any]:
    if event is None:
        return {"area": case.area, "kind": "close"}
    return {
        "area": event.place_area,
        "kind": "close",
        "first_exposure": event.began_at,
        "last_exposure": event.ended_at or event.began_at,
        "setting": event.place_name[:60],
        "certainty": event.certainty,
        "present": [],
    }


def _pasted(form: PasteForm) -> bool:
    return bool(form.cleaned_data["text"].strip()) or not form.cleaned_data.get("present")


def _read(form: PasteForm, post: Post, rulebook: Pack | None) -> Paste:
    setting = Setting(now=clock.now(), zone=clock.zone(), root=post.area, rulebook=rulebook, defaults=form.defaults())
    read = read_paste(form.cleaned_data["text"], setting)
    vehicle, case_row = form.cleaned_data.get("vehicle"), form.cleaned_data.get("case_row")
    if rulebook is not None and vehicle and case_row:
        for row in read.rows:
            seat = row.values.get("seat_row")
            found = grading.grade(rulebook, vehicle, rows_apart=seat - case_row) if seat else None
            if found is not None and found.kind:
                row.values["kind"] = found.kind
    return read


def _write(case: Case, form: PasteForm, read: Paste, there: list[tuple[Visit, str]], request: UUID, post: Post) -> int:
    ticked = set(form.cleaned_data.get("present") or ())
    certainty = form.cleaned_data["certainty"]
    present = [_present(one, form, certainty) for one, _number in there if str(one.id) in ticked]
    pasted = [_contact(row, certainty) for row in read.good]
    return len(add_contacts(case.incident, case.person, [*present, *pasted], id=request, by=post))


def _contact(row: PastedRow, certainty: str) -> NewContact:
    said = {name: row.values[name] for name in _OF_CONTACT if row.values.get(name) is not None}
    return NewContact(**said, identity=row.identity(), certainty=certainty)


def _present(one: Visit, form: PasteForm, certainty: str) -> NewContact:
    said = form.cleaned_data
    return NewContact(
        person=one.person,
        area=one.person.area,
        kind=said["kind"],
        last_exposure=said["last_exposure"] or one.ended_at or one.began_at,
        first_exposure=said["first_exposure"],
        setting=said["setting"],
        certainty=certainty,
    )


def _shown(read: Paste) -> list[dict[str, Any]]:
    """The first rows as the preview shows them: words in place of codes."""
    some = read.good[:_SHOWN]
    words: dict[str, Mapping[str, Any]] = {
        "sex": dict(Person.Sex.choices),
        "kind": dict(ContactKind.choices),
        "area": area_names({row.values["area"] for row in some if row.values.get("area")}),
    }

    def cell(row: PastedRow, name: str) -> Any:
        value = row.values.get(name, "") if name else ""
        return words[name].get(value, value) if name in words else value

    return [
        {"line": row.line, "cells": [cell(row, name) for name in read.fields], "kind": row.values.get("kind")}
        for row in some
    ]
