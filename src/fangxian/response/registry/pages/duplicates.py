"""The queue of persons who may be one: side by side, one decision each, any of which can be taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import NotFound
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.registry.actions import merge_persons, reopen_pair, tell_apart, undo_merge
from fangxian.response.registry.documents import DOCUMENTS
from fangxian.response.registry.forms import MergeForm, NoteForm, UndoForm, attempt
from fangxian.response.registry.likeness import AGAINST, REASONS
from fangxian.response.registry.masking import masked
from fangxian.response.registry.models import Duplicate, Merge, Person
from fangxian.response.registry.queries import card_of

PAGE = 50
"""Pairs on a page."""

STATES = {
    "waiting": gettext_lazy("To be decided"),
    "merged": gettext_lazy("Same person"),
    "different": gettext_lazy("Not the same"),
}
"""Tabs of the queue."""


@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Pairs, the most alike first."""
    post = acting_post(request, "case.read")
    state = request.GET.get("state", "waiting")
    state = state if state in STATES else "waiting"
    rows = Duplicate.objects.filter(state=state).select_related("first", "second")
    order = ("-score", "area", "id") if state == "waiting" else ("-decided_at", "id")
    start = _start(request)
    pairs = list(rows.order_by(*order)[start : start + PAGE + 1])
    context = {
        "pairs": [{"pair": pair, "reasons": _reasons(pair), "area": area_path(pair.area)} for pair in pairs[:PAGE]],
        "state": state,
        "tabs": [
            {"label": label, "url": f"{reverse('registry:duplicates')}?state={key}", "current": key == state}
            for key, label in STATES.items()
        ],
        "next_url": f"?state={state}&from={start + PAGE}" if len(pairs) > PAGE else "",
        "previous_url": f"?state={state}&from={max(0, start - PAGE)}" if start else "",
        "may_write": may(post, "case.write", post.area),
    }
    return render(request, "registry/duplicates.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, id: UUID) -> HttpResponse:
    """Two persons side by side, and the decision; `POST` merges them."""
    post = acting_post(request, "case.write" if request.method == "POST" else "case.read")
    held = _the_pair(id)
    people = _oldest_first(held)
    choices = [(str(one.id), one.label) for one in people]
    form = MergeForm(
        request.POST if request.method == "POST" else None, people=choices, initial={"keep": choices[0][0]}
    )
    if request.method == "POST" and form.is_valid():
        kept, merged = people if form.cleaned_data["keep"] == str(people[0].id) else reversed(people)
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: merge_persons(kept, merged, reason=reason, id=request_id(request), by=post)):
            messages.success(request, _("The two are one person now. You can undo it on this page."))
            return redirect("registry:pair", held.id)
    context = {
        "pair": held,
        "people": [_column(one) for one in people],
        "rows": _compare(people),
        "reasons": _reasons(held),
        "merge": _merge_of(held),
        "form": form,
        "note_form": NoteForm(),
        "undo_form": UndoForm(),
        "request_id": request.POST.get("request_id") or uuid4(),
        "may_write": may(post, "case.write", held.area),
    }
    return render(request, "registry/pair.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def apart(request: HttpRequest, id: UUID) -> HttpResponse:
    """They are not the same person."""
    post = acting_post(request, "case.write")
    tell_apart(_the_pair(id), note=request.POST.get("note", ""), by=post)
    messages.success(request, _("It is remembered that they are two people."))
    return redirect("registry:duplicates")


@login_required
@require_POST
def undo(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take a decision back: undo the merge, or let the pair wait again."""
    post = acting_post(request, "case.write")
    held = _the_pair(id)
    merge = _merge_of(held)
    if merge is None:
        reopen_pair(held, by=post)
        messages.success(request, _("The pair waits for a decision again."))
    else:
        undo_merge(merge, reason=request.POST.get("reason", ""), by=post)
        messages.success(request, _("The merge is undone; both stand as before."))
    return redirect("registry:pair", held.id)


def _the_pair(id_: UUID) -> Duplicate:
    held = Duplicate.objects.select_related("first", "second").filter(id=id_).first()
    if held is None:
        raise NotFound("duplicate.unknown", _("There is no such pair in your area."))
    return held


def _merge_of(pair: Duplicate) -> Merge | None:
    both = [pair.first_id, pair.second_id]
    return Merge.objects.filter(kept__in=both, merged__in=both, undone_at=None).first()


def _oldest_first(pair: Duplicate) -> list[Person]:
    """The entry recorded first comes first: kept, its tasks keep their names and receipts."""
    return sorted((pair.first, pair.second), key=lambda person: (person.created_at, person.id))


def _column(person: Person) -> dict[str, Any]:
    return {"person": person, "url": reverse("registry:person", args=[person.id])}


def _compare(people: list[Person]) -> list[dict[str, Any]]:
    """Field by field what is held of both, masked, and whether it is the same (which the masks would not tell)."""
    held = [card_of(person) for person in people]
    cards = [masked(card) if card else None for card in held]
    whole = [{name: getattr(card, name, "") for name in ("name", "id_number", "phone", "address")} for card in held]
    documents = [f"{DOCUMENTS[card.id_kind]} {card.id_number}" if card and card.id_number else "" for card in cards]
    said: list[tuple[str, list[str], str]] = [
        (pgettext("person", "Name"), [card.name if card else "" for card in cards], "name"),
        (_("Identity document"), documents, "id_number"),
        (_("Phone"), [card.phone if card else "" for card in cards], "phone"),
        (_("Address"), [card.address if card else "" for card in cards], "address"),
        (_("Sex"), [str(person.get_sex_display()) if person.sex else "" for person in people], ""),
        (_("Age"), ["" if person.age is None else str(person.age) for person in people], ""),
        (_("Responsible area"), [area_path(person.area) for person in people], ""),
        (_("Residence"), [area_path(person.residence) if person.residence else "" for person in people], ""),
        (_("Cases"), [", ".join(person.cases.values_list("number", flat=True)) for person in people], ""),
        (_("Contacts"), [", ".join(person.contact_of.values_list("number", flat=True)) for person in people], ""),
    ]
    return [
        {"title": title, "values": values, "same": _same([one[field] for one in whole] if field else values)}
        for title, values, field in said
    ]


def _same(values: list[str]) -> bool:
    return values[0] == values[1] != ""


def _reasons(pair: Duplicate) -> list[dict[str, Any]]:
    return [{"label": REASONS.get(code, code), "against": code in AGAINST} for code in pair.reasons]


def _start(request: HttpRequest) -> int:
    said = request.GET.get("from", "0")
    return min(int(said), 10_000) if said.isdigit() and len(said) < 7 else 0
