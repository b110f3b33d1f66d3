"""One case: what is known, its timeline, links, tasks and history; and what people record there."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import NotFound
from fangxian.response.casework.actions import (
    add_contact,
    file_core_facts,
    file_investigation,
    file_report,
    reclassify_case,
    record_onset,
    record_outcome,
    void_relationship,
)
from fangxian.response.casework.forms import (
    ContactForm,
    EvidenceForm,
    ReclassifyForm,
    VoidForm,
    attempt,
)
from fangxian.response.casework.models import Case, Contact, Relationship
from fangxian.response.casework.pages.common import address, rights
from fangxian.response.casework.queries import story
from fangxian.response.casework.queries.one import the_case
from fangxian.response.casework.titles import SEVERITY_TITLES
from fangxian.response.casework.transitions import next_classes, pack_in_force
from fangxian.response.jurisdiction import policies
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either
from fangxian.response.ledger.queries import tasks
from fangxian.response.registry.panel import identity_panel


@login_required
@require_GET
def case(request: HttpRequest, id: UUID) -> HttpResponse:
    """The page of a case."""
    post = acting_post(request, "case.read")
    held = the_case(id)
    owed = [task for task in tasks.of_subjects([held.subject], clock.now()) if task.incident == held.incident_id]
    open_tasks = [task for task in owed if task.state == "open"]
    chain = story.chain(held)
    exposed, exposed_count = story.exposed(held)
    context = {
        "case": held,
        "incident": either(held.incident.title_zh, held.incident.title_en),
        "area": area_path(held.area),
        "severity": SEVERITY_TITLES.get(held.severity, held.severity),
        "contact": Contact.objects.filter(incident=held.incident_id, person=held.person_id).first(),
        "tasks": owed,
        "offices": tasks.office_names(task.office for task in owed),
        "pressing": next(iter(sorted(open_tasks, key=lambda task: task.due_at)), None),
        "open_count": len(open_tasks),
        "events": story.timeline(held.subject),
        "exposed_by": story.exposed_by(held),
        "exposed": exposed,
        "exposed_count": exposed_count,
        "contacts_url": address("casework:contacts", {"source": held.number, "incident": held.incident_id}),
        "chain": chain,
        "has_chain": len(chain["links"]) > 0,
        "history": held.history.all(),
        **identity_panel(held.person, policies.may(post, "identity.read", post.area), incident=held.incident_id),
        **rights(post),
    }
    return render(request, "casework/case.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def reclassify(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change the classification."""
    post = acting_post(request, "case.write")
    held = the_case(id)
    possible = next_classes(pack_in_force(held.incident_id, clock.now()), held.classification)
    form = ReclassifyForm(
        request.POST if request.method == "POST" else None, possible=possible, initial={"at": clock.now()}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if attempt(form, lambda: reclassify_case(held, by=post, id=_request_id(request), **said)):
            messages.success(request, _("The classification is changed."))
            return redirect("casework:case", held.id)
    confirm = _("Record the new classification? Excluding a case also sets free those it was thought to have exposed.")
    return _form(request, held, form, _("Change the classification"), _("Change"), confirm)


@login_required
@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record what was done for the case: evidence that closes its clocks."""
    post = acting_post(request, "case.write")
    held = the_case(id)
    initial = {"at": clock.now(), "kind": request.GET.get("kind", "")}
    form = EvidenceForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if attempt(form, lambda: _record(held, said, post, _request_id(request))):
            messages.success(request, _("It is on record."))
            return redirect("casework:case", held.id)
    return _form(request, held, form, _("Record evidence"), _("Record"), _("Record this? A fact stays on record."))


@login_required
@require_http_methods(["GET", "POST"])
def new_contact(request: HttpRequest, id: UUID) -> HttpResponse:
    """Name somebody whom the case may have exposed."""
    post = acting_post(request, "case.write")
    held = the_case(id)
    form = ContactForm(request.POST if request.method == "POST" else None, initial={"area": held.area})
    if request.method == "POST" and form.is_valid():
        said = form.exposure()
        made = attempt(form, lambda: add_contact(held.incident, held.person, by=post, id=_request_id(request), **said))
        if made is not None:
            messages.success(request, _("The contact is on record."))
            return redirect("casework:case", held.id)
    return _form(request, held, form, _("Add a contact"), _("Add the contact"), "")


@login_required
@require_POST
def void_link(request: HttpRequest, id: UUID, link: UUID) -> HttpResponse:
    """Declare that an exposure never was."""
    post = acting_post(request, "case.write")
    held = the_case(id)
    row = Relationship.objects.select_related("source", "person").filter(id=link, incident=held.incident_id).first()
    if row is None or held.person_id not in (row.source_id, row.person_id):
        raise NotFound("relationship.unknown", _("There is no such exposure in your area."))
    form = VoidForm(request.POST)
    if form.is_valid():
        void_relationship(row, reason=form.cleaned_data["reason"], at=clock.now(), by=post)
        messages.success(request, _("The exposure is voided; what rested on it alone has ended."))
    return redirect("casework:case", held.id)


def _record(case: Case, said: dict[str, Any], post: Post, request_id: UUID) -> Case:
    kind, at = said["kind"], said["at"]
    match kind:
        case "report":
            file_report(case, at=at, by=post, id=request_id)
        case "core_facts":
            file_core_facts(case, at=at, by=post, id=request_id)
        case "investigation":
            file_investigation(case, at=at, by=post, id=request_id)
        case "onset":
            record_onset(case, said["onset_on"], at=at, by=post, id=request_id)
        case _:
            record_outcome(case, kind, at=at, by=post, id=request_id)
    return case


def _form(request: HttpRequest, case: Case, form: Any, title: str, submit: str, confirm: str) -> HttpResponse:
    context = {
        "form": form,
        "case": case,
        "title": title,
        "submit": submit,
        "confirm": confirm,
        "request_id": request.POST.get("request_id") or uuid4(),
        "cancel": reverse("casework:case", args=[case.id]),
    }
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)


def _request_id(request: HttpRequest) -> UUID:
    """The id that the form was given when it was shown: sending it twice records once."""
    try:
        return UUID(request.POST.get("request_id", ""))
    except ValueError:
        return uuid4()
