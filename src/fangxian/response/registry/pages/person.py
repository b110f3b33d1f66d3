"""One person: who it is (masked), what is recorded, who read the identity, what was merged here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import NotFound
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger.authors import who
from fangxian.response.ledger.queries import feed
from fangxian.response.registry.actions import reveal_identity
from fangxian.response.registry.actions.reveal_identity import SUPERVISORS
from fangxian.response.registry.actions.review_reading import DECISIONS, review_reading
from fangxian.response.registry.documents import DOCUMENTS
from fangxian.response.registry.forms import EmergencyForm, PurposeForm, ReviewForm, attempt
from fangxian.response.registry.models import Duplicate, Merge, Person
from fangxian.response.registry.panel import identity_panel
from fangxian.response.registry.queries import find_by_document, the_person


@login_required
@require_GET
def person(request: HttpRequest, id: UUID) -> HttpResponse:
    """The page of a person; that of a merged entry leads to the surviving one."""
    post = acting_post(request, "case.read")
    held = the_person(id)
    if held.merged_into_id is not None:
        return redirect("registry:person", held.merged_into_id)
    pairs = Duplicate.objects.filter(Q(first=held) | Q(second=held), state="waiting").select_related("first", "second")
    context = {
        "person": held,
        "area": area_path(held.area),
        "residence": area_path(held.residence) if held.residence else "",
        "stay": area_path(held.stay) if held.stay else "",
        "cases": held.cases.select_related("incident").order_by("-reported_at"),
        "contacts": held.contact_of.select_related("incident").order_by("-identified_at"),
        "pairs": [(pair, pair.second if pair.first_id == held.id else pair.first) for pair in pairs],
        "merges": Merge.objects.filter(kept=held).select_related("merged").order_by("-at"),
        "readings": _readings(held),
        "decisions": DECISIONS.items(),
        "may_review": post.duty in SUPERVISORS,
        "may_write": may(post, "case.write", post.area),
        **identity_panel(held, may(post, "identity.read", held.area)),
    }
    return render(request, "registry/person.html", context)


@login_required
@require_POST
@never_cache
def reveal(request: HttpRequest, id: UUID) -> HttpResponse:
    """Show who it is, to somebody who states a purpose; the answer is kept nowhere."""
    post = acting_post(request, "identity.read")
    held = the_person(id)
    form = PurposeForm(request.POST)
    card = None
    if form.is_valid():
        card = attempt(form, lambda: reveal_identity(held, by=post, **form.cleaned_data))
    context = identity_panel(held, True, form) | ({"identity": card, "revealed": True} if card else {})
    template = "registry/parts/identity.html" if request.headers.get("HX-Request") else "registry/identity.html"
    return render(request, template, context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def emergency(request: HttpRequest) -> HttpResponse:
    """Break the glass: read an identity outside one's area, by the document; supervisors are told at once."""
    post = acting_post(request, "identity.read")
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        with access.everywhere():
            card = attempt(form, lambda: _emergency(form.cleaned_data, post))
        if card is not None:
            context |= {"identity": card, "document": DOCUMENTS.get(card.id_kind, ""), "revealed": True}
    return render(request, "registry/emergency.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def review(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say whether an emergency reading was justified."""
    post = acting_post(request, "ledger.read")
    held = the_person(id)
    form = ReviewForm(request.POST)
    if form.is_valid():
        review_reading(form.cleaned_data["reading"], form.cleaned_data["decision"], by=post)
        messages.success(request, _("The review is on record."))
    return redirect("registry:person", held.id)


def _emergency(said: dict[str, Any], post: Any) -> Any:
    found = find_by_document(said["id_kind"], said["id_number"])
    if found is None:
        raise NotFound("person.unknown", _("Nobody with this document is on record."))
    return reveal_identity(found, said["purpose"], by=post, emergency=True)


def _readings(person: Person) -> list[dict[str, Any]]:
    """Who read the identity, the last first; emergency readings with their review."""
    facts = feed.of_subject(person.subject)
    reviews = [fact for fact in facts if fact.kind == "identity.read_reviewed"]
    return [
        {
            "id": fact.id,
            "at": fact.at,
            "actor": who(str(fact.attributes.get("actor", ""))),
            "purpose": fact.attributes.get("purpose", ""),
            "emergency": bool(fact.attributes.get("emergency")),
            "review": next(
                (DECISIONS.get(str(one.attributes["decision"])) for one in reviews if one.at >= fact.at), None
            ),
        }
        for fact in reversed(facts)
        if fact.kind == "identity.read"
    ]
