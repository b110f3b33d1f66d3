"""One sheet: its people with what is known of each, the steps, the letter on paper, the list as a file."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import NotFound
from fangxian.response.casework.forms import attempt
from fangxian.response.casework.models import Contact
from fangxian.response.casework.pages.common import rights
from fangxian.response.coinvestigation import queries
from fangxian.response.coinvestigation.actions import (
    Letter,
    accept_persons,
    correct_outcomes,
    forward_persons,
    offer_again,
    receive_sheet,
    return_persons,
    reveal_listed,
    settle_persons,
)
from fangxian.response.coinvestigation.actions.take_in import sheet_named
from fangxian.response.coinvestigation.exchange.document import code_of, sheet_content
from fangxian.response.coinvestigation.exchange.signing import fingerprint, grouped, public_key
from fangxian.response.coinvestigation.forms import CorrectionForm, StepForm
from fangxian.response.coinvestigation.letter import letter_file
from fangxian.response.coinvestigation.models import Listed, Outcome, Sheet, State
from fangxian.response.coinvestigation.policies import WRITE, answering_area, asking_area, holding_area
from fangxian.response.documents.kinds import LANGUAGES, TYPES, the_format, the_language
from fangxian.response.documents.saving import answer as download
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_names, area_path
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either
from fangxian.response.ledger.queries.tasks import office_names
from fangxian.response.registry.documents import DOCUMENTS
from fangxian.response.registry.forms import PurposeForm
from fangxian.ui.context import WATERMARKS
from fangxian.ui.formats import moment

_OUTCOMES = tuple(f"settle_{code}" for code in Outcome.values)
_EVERY = ("receive", "accept", "return", "again", "forward", *_OUTCOMES)
_ANSWERS = ("receive", "accept", "return", "forward", *_OUTCOMES)
_ASKS = ("return", "again", "forward", *(name for name in _OUTCOMES if name != f"settle_{Outcome.LEFT.value}"))


@login_required
@require_GET
def sheet(request: HttpRequest, id: UUID) -> HttpResponse:
    """A sheet as it stands."""
    post = acting_post(request, "case.read")
    return render(request, "coinvestigation/sheet.html", _context(_the_sheet(id), post))


@login_required
@require_POST
def step(request: HttpRequest, id: UUID) -> HttpResponse:
    """One step for the people who are ticked, or for the one whose button was pressed."""
    post = acting_post(request, WRITE)
    held = _the_sheet(id)
    data = request.POST.copy()
    one = data.get("one", "")
    if ":" in one:
        data["what"], _colon, person = one.partition(":")
        data.setlist("person", [person])
    form = StepForm(data, steps=list(_EVERY), auto_id="step_%s")
    people = [UUID(text) for text in data.getlist("person") if _is_uuid(text)]
    if form.is_valid():
        if not people and form.cleaned_data["what"] != "receive":
            form.add_error(None, _("Nobody is ticked."))
        elif (done := attempt(form, lambda: _do(form, held, people, request_id(request), post))) is not None:
            text = ngettext("Recorded for %(n)d person.", "Recorded for %(n)d persons.", done) % {"n": done}
            messages.success(request, text)
            return redirect("coinvestigation:sheet", held.id)
    context = _context(_the_sheet(id), post) | {"form": form, "ticked": {str(person) for person in people}}
    return render(request, "coinvestigation/sheet.html", context, status=422)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, id: UUID) -> HttpResponse:
    """Another outcome of one person in place of a wrong one."""
    post = acting_post(request, WRITE)
    one = _the_person(id)
    initial = {"outcome": one.outcome, "note": one.note, "to": one.outcome_area}
    posted = request.POST if request.method == "POST" else None
    form = CorrectionForm(posted, initial=initial, outside=one.with_receiver and one.sheet.to_office_id is None)
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "id": request_id(request), "by": post}
        if attempt(form, lambda: (correct_outcomes([one.id], **said), True)):
            messages.success(request, _("The outcome is corrected; both sides see what was said before."))
            return redirect("coinvestigation:sheet", one.sheet_id)
    context = {
        "form": form,
        "title": _("Correct the outcome") + f" · {one.label}",
        "deck": _("On record: %(outcome)s. It stays in the record; a new fact takes its place.")
        % {"outcome": one.get_outcome_display() or one.get_state_display()},
        "submit": _("Correct it"),
        "request_id": request.POST.get("request_id") or uuid4(),
        "cancel": reverse("coinvestigation:sheet", args=[one.sheet_id]),
    }
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def letter(request: HttpRequest, id: UUID) -> HttpResponse:
    """The sheet as a letter, for paper: without identities, which travel in the file or are read by telephone."""
    acting_post(request, "case.read")
    held = _the_sheet(id)
    people = queries.people(held)
    key = public_key()
    context = {
        "sheet": held,
        "people": people,
        "places": _places(people),
        "code": grouped(code_of(sheet_content(held, people))),
        "key": key,
        "fingerprint": grouped(fingerprint(key)),
        "own": not held.origin,
        "files": [(code, name, kind) for code, name in LANGUAGES.items() for kind in TYPES],
    }
    return render(request, "coinvestigation/letter.html", context)


@login_required
@require_GET
def letter_as(request: HttpRequest, id: UUID, language: str, format: str) -> HttpResponse:
    """The letter as a file of Word or as PDF, in the office's own template."""
    acting_post(request, "case.read")
    held = _the_sheet(id)
    spoken, kind = the_language(language), the_format(format)
    return download(letter_file(held, spoken, kind), kind, f"{held.number}-{spoken}")


@login_required
@require_GET
def as_csv(request: HttpRequest, id: UUID) -> HttpResponse:
    """The people of a sheet with their states, without anything that tells who they are."""
    acting_post(request, "case.export")
    held = _the_sheet(id)
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file)
    mark = WATERMARKS.get(clock.workspace().kind)
    if mark:
        writer.writerow([mark])
    names = ("row", "label", "kind", "last_exposure", "case_label", "stay", "state", "responsible", "reason", "outcome",
             "outcome_area", "note")  # fmt: skip
    writer.writerow(names)
    for one in queries.people(held):
        values = (getattr(one, name) for name in names)
        writer.writerow(
            [
                moment(value) if name == "last_exposure" else _plain(value)
                for name, value in zip(names, values, strict=True)
            ]
        )
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{held.number}.csv"'
    return response


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def identity(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who somebody on a sheet is, to whoever states a purpose; kept nowhere."""
    post = acting_post(request, "identity.read")
    held = _the_person(id)
    with access.everywhere():
        held.person = Listed.objects.select_related("person").get(id=id).person
    form = PurposeForm(request.POST if request.method == "POST" else None)
    card = None
    if request.method == "POST" and form.is_valid():
        card = attempt(form, lambda: reveal_listed(held, form.cleaned_data["purpose"], by=post))
    context = {
        "one": held,
        "sheet": held.sheet,
        "form": form,
        "identity": card,
        "document": DOCUMENTS.get(card.id_kind, "") if card else "",
    }
    return render(request, "coinvestigation/identity.html", context, status=422 if form.errors else 200)


def _the_person(id: UUID) -> Listed:
    held = Listed.objects.filter(id=id).first()
    if held is None:
        raise NotFound("sheet.person_unknown", _("There is no such person on a sheet of your area."))
    held.sheet = _the_sheet(held.sheet_id)
    return held


def _do(form: StepForm, held: Sheet, people: list[UUID], request: UUID, post: Post) -> int:
    said = form.cleaned_data
    what, note, name = said["what"], said["note"], said["name"] or either(post.title, post.title_en)
    known = set(Listed.objects.filter(sheet=held, id__in=people).values_list("id", flat=True))
    match what:
        case "receive":
            receive_sheet(held, name=name, id=request, by=post)
            return Listed.objects.filter(sheet=held).count()
        case "accept":
            return accept_persons(known, name=name, id=request, by=post)
        case "return":
            return return_persons(known, reason=note, id=request, by=post)
        case "again":
            return offer_again(known, note=note, id=request, by=post)
        case "forward":
            letter = Letter(signer=held.signer, phone=held.phone, note=note, id=request)
            forward_persons(known, to=said["area"] or _missing_area(), letter=letter, by=post)
            return len(known)
    return settle_persons(
        known, what.removeprefix("settle_"), name=name, note=note, to=said["area"], id=request, by=post
    )


def _missing_area() -> str:
    raise NotFound("area.unknown", _("Give the area where they are now."), field="area")


def _context(held: Sheet, post: Post) -> dict[str, Any]:
    now = clock.now()
    people = queries.people(held)
    onward = queries.onward(people)
    tasks = queries.tasks_of(people, now)
    by_subject: dict[str, list[Any]] = {}
    for task in tasks:
        if task.state == "open":
            by_subject.setdefault(task.subject, []).append(task)
    answers, asks = may(post, WRITE, answering_area(held)), may(post, WRITE, asking_area(held))
    steps = _steps(held, answers=answers, asks=asks)
    contacts = dict(
        Contact.objects.filter(incident=held.incident_id, person__in=[one.person_id for one in people]).values_list(
            "person", "id"
        )
    )
    lines: list[dict[str, Any]] = [
        {
            "one": one,
            "onward": onward.get(one.chain),
            "tasks": by_subject.get(one.subject, []),
            "contact": contacts.get(one.person_id),
            "may_accept": answers and one.state == State.OFFERED,
            "may_correct": may(post, WRITE, holding_area(one)) and one.ended_at and one.chain not in onward,
            "outcome_area": area_path(one.outcome_area) if one.outcome_area else "",
        }
        for one in people
    ]
    return {
        "sheet": held,
        "incident": either(held.incident.title_zh, held.incident.title_en),
        "from_path": area_path(held.from_area),
        "to_path": area_path(held.to_area),
        "lines": lines,
        "any_correctable": any(line["may_correct"] for line in lines),
        "places": _places(people),
        "offices": office_names(task.office for task in tasks),
        "events": _events(people),
        "open_count": sum(one.ended_at is None for one in people),
        "steps": steps,
        "form": StepForm(steps=steps, auto_id="step_%s"),
        "request_id": uuid4(),
        "outside": held.to_office_id is None,
        "may_export_file": asks and may(post, "identity.read", asking_area(held)) and not held.origin,
        "may_answer_file": answers and bool(held.origin),
        "may_read_identity": may(post, "identity.read"),
        **rights(post),
    }


def _steps(held: Sheet, *, answers: bool, asks: bool) -> list[str]:
    """What a post of either side, or of both, can do with people of a sheet."""
    mine = {*(_ANSWERS if answers else ()), *(_ASKS if asks else ())}
    if held.received_at is not None:
        mine.discard("receive")
    return [] if held.ended_at is not None else [name for name in _EVERY if name in mine]


def _events(people: list[Listed]) -> list[dict[str, Any]]:
    """What happened, one line for what happened to many at once."""
    lines: dict[tuple[Any, ...], dict[str, Any]] = {}
    facts = queries.facts_of(people)
    replaced = {fact.corrects for _one, fact in facts}
    for one, fact in facts:
        said = [str(fact.attributes[name]) for name in ("reason", "note") if fact.attributes.get(name)]
        if outcome := fact.attributes.get("outcome"):
            said.insert(0, str(dict(Outcome.choices).get(str(outcome), outcome)))
        key = (fact.kind, fact.at.replace(microsecond=0), fact.corrects is not None, fact.id in replaced, *said)
        title = _("Corrected: %(title)s") % {"title": fact.title} if fact.corrects else fact.title
        line = lines.setdefault(
            key,
            {
                "at": fact.at,
                "recorded_at": fact.recorded_at,
                "title": title,
                "voided": fact.id in replaced,
                "who": [],
                "said": said,
            },
        )
        line["who"].append(one.label)
    for line in lines.values():
        who = line["who"] if len(line["who"]) < 6 else [*line["who"][:5], f"+{len(line['who']) - 5}"]
        line["detail"] = " · ".join([", ".join(who), *line["said"]])
    return list(lines.values())


def _places(people: list[Listed]) -> dict[str, str]:
    return area_names({one.stay for one in people})


def _the_sheet(id: UUID) -> Sheet:
    return sheet_named(str(id))


def _plain(value: Any) -> str:
    text = "" if value is None else str(value)
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
