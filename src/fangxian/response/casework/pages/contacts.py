"""The list of contacts, and what happens to one of them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.response.casework import grading
from fangxian.response.casework.actions import control_contact, release_contact
from fangxian.response.casework.forms import ContactFilterForm, ControlForm, attempt
from fangxian.response.casework.observation import Courses
from fangxian.response.casework.pages.cells import Makers, contact_cells
from fangxian.response.casework.pages.common import address, counted, paging, rights
from fangxian.response.casework.queries import contacts, followups, story
from fangxian.response.casework.queries.clocks import next_task
from fangxian.response.casework.queries.one import the_contact
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_names, area_path
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either, say
from fangxian.response.ledger.queries import tasks

LIST = "casework:contacts"


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Contacts, last identified first."""
    post = acting_post(request, "case.read")
    form = ContactFilterForm(request.GET, root=post.area)
    chosen = form.chosen()
    page = contacts.page(chosen, request.GET.get("after", ""), request.GET.get("before", ""))
    now = clock.now()
    owed = next_task((one.subject for one in page.rows), now)
    names = area_names(one.area for one in page.rows)
    sources = contacts.sources_of(page.rows)
    query = chosen.as_query()
    made = Makers(ticks=may(post, "case.write", post.area))
    context = {
        "form": form,
        "rows": [
            contact_cells(one, names[one.area], sources.get(one.person_id, []), owed.get(one.subject), now, made)
            for one in page.rows
        ],
        "query": query,
        "reset": address(LIST, {}),
        "export_url": address("interchange:exports", {**query, "kind": "contacts", "contact_kind": chosen.kind}),
        **paging(request, LIST, query, page),
        **rights(post),
    }
    return render(request, "casework/contacts.html", context)


@login_required
@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How many contacts the filter lets through, for the foot of the list."""
    post = acting_post(request, "case.read")
    return HttpResponse(counted(contacts.count(ContactFilterForm(request.GET, root=post.area).chosen())))


@login_required
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, id: UUID) -> HttpResponse:
    """One contact: exposures, tasks, timeline; and the form for quarantine and release."""
    post = acting_post(request, "case.read")
    held = the_contact(id)
    confined = held.controlled_at is not None and held.ended_at is None and held.became_case_at is None
    initial = {"at": clock.now(), "step": "release" if confined else "start"}
    form = ControlForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        post = acting_post(request, "case.write")
        if form.is_valid():
            said = dict(form.cleaned_data)
            command = control_contact if said.pop("step") == "start" else release_contact
            if command is control_contact:
                del said["signer"], said["reason"]
            if attempt(form, lambda: command(held, by=post, **said) or True):
                messages.success(request, _("It is on record."))
                return redirect("casework:contact", held.id)
    owed = [task for task in tasks.of_subjects([held.subject], clock.now()) if task.incident == held.incident_id]
    state = contacts.state_of(held)
    today = clock.now().astimezone(clock.zone()).date()
    line = followups.lines_of([held], today)[0]
    pack = Courses().pack_for(held)
    rule = pack.contact_kind(held.kind) if pack is not None else None
    context = {
        "contact": held,
        "incident": either(held.incident.title_zh, held.incident.title_en),
        "area": area_path(held.area),
        "state": state,
        "state_label": contacts.STATES[state],
        "case": held.person.cases.filter(incident=held.incident_id).first(),
        "exposed_by": story.exposures_of(held.incident_id, held.person_id),
        "tasks": owed,
        "offices": tasks.office_names(task.office for task in owed),
        "events": story.timeline(held.subject),
        "form": form,
        "today": today,
        "course": line.course,
        "in_quarantine": confined,
        "days": line,
        "kind_rule": None
        if rule is None
        else {"title": say(rule.title), "definition": say(rule.definition), "cite": rule.cite, "mark": rule.mark},
        "transports": grading.table(pack),
        **rights(post),
    }
    return render(request, "casework/contact.html", context, status=422 if form.errors else 200)
