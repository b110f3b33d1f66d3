"""Follow-up: the day's list for a phone, the grid D1…Dn for a desk and for paper, and the form of one contact."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import FangxianError
from fangxian.response.casework.actions import (
    Ending,
    FollowUpReport,
    assign_team,
    end_follow_up,
    end_follow_ups,
    record_follow_up,
    record_follow_ups,
)
from fangxian.response.casework.followup_forms import EndForm, FollowUpFilterForm, FollowUpForm, ManyForm
from fangxian.response.casework.forms import attempt
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Contact, FollowUp, Outcome
from fangxian.response.casework.pages.common import address, rights
from fangxian.response.casework.queries import followups
from fangxian.response.casework.queries.one import the_contact
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.jurisdiction.sharing import KEPT_S
from fangxian.response.ledger import clock

LIST = "casework:follow_up"
_GRID = 100
_MOST = 500
"""Contacts that one tick of “all” can hold; a page shows fewer."""


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Those under follow-up, street by street: as cards of one day, or as a grid of all days."""
    post = acting_post(request, "case.read")
    given = FollowUpFilterForm(request.GET, root=post.area)
    chosen = given.chosen()
    today = clock.now().astimezone(clock.zone()).date()
    day = min(chosen.day or today, today)
    grid = request.GET.get("view") == "grid"
    page = followups.page(chosen, day, after=request.GET.get("after", ""), size=_GRID if grid else 50)
    query = chosen.as_query() | ({"view": "grid"} if grid else {})
    names = area_names({line.contact.area for line in page.lines})
    context = {
        "form": given,
        "lines": page.lines,
        "names": names,
        "numbers": range(1, page.most_days + 1),
        "day": day,
        "today": today,
        "grid": grid,
        "tally_url": address("casework:follow_up_tally", chosen.as_query() | {"day": day.isoformat()}),
        "many": ManyForm(auto_id="many_%s"),
        "query": chosen.as_query(),
        "here": address(LIST, query, after=request.GET.get("after", "")),
        "reset": address(LIST, {"view": "grid"} if grid else {}),
        "next_url": address(LIST, query, after=page.after) if page.after else "",
        "list_url": address(LIST, chosen.as_query()),
        "grid_url": address(LIST, chosen.as_query(), view="grid"),
        **rights(post),
    }
    return render(request, "casework/followup.html", context)


@login_required
@require_GET
def tally(request: HttpRequest) -> HttpResponse:
    """How many follow-ups of the day came to what; asked for once the list is shown, for it counts them all."""
    post = acting_post(request, "case.read")
    chosen = FollowUpFilterForm(request.GET, root=post.area).chosen()
    counts = followups.tally(chosen, chosen.day or clock.now().astimezone(clock.zone()).date())
    outcomes = [(label, counts.get(code, 0)) for code, label in Outcome.choices]
    kept = int(KEPT_S) if sum(counts.values()) >= followups.LARGE else 0
    return render(request, "casework/parts/followup_tally.html", {"counts": outcomes, "kept": kept})


@login_required
@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """Names of teams, for the filter to offer."""
    acting_post(request, "case.read")
    return HttpResponse(format_html_join("", '<option value="{}"></option>', ((name,) for name in followups.teams())))


@login_required
@require_POST
def tap(request: HttpRequest, id: UUID) -> HttpResponse:
    """One tap: seen well, sought and not found, or not attempted; answers with the contact's card."""
    post = acting_post(request, "case.write")
    contact = the_contact(id)
    day = _day(request)
    record_follow_up(contact, request.POST.get("outcome", ""), day=day, by=post, id=request_id(request))
    if request.headers.get("HX-Request"):
        line = followups.lines_of([contact], day)[0]
        names = area_names([contact.area])
        return render(
            request, "casework/parts/followup_card.html", {"line": line, "day": day, "names": names, **rights(post)}
        )
    return redirect(_back(request))


@login_required
@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """One outcome, one team or the end of follow-up for all contacts that are ticked."""
    post = acting_post(request, "case.write")
    form = ManyForm(request.POST)
    ids = _ids(request.POST.getlist("contact"))
    contacts = list(Contact.objects.select_related("incident").filter(id__in=ids))
    if not contacts:
        messages.warning(request, _("Nobody is ticked."))
    elif form.is_valid():
        try:
            _do(form, contacts, _day(request), request_id(request), post)
        except FangxianError as error:
            messages.error(request, str(error))
        else:
            text = ngettext("Recorded for %(n)d contact.", "Recorded for %(n)d contacts.", len(contacts))
            messages.success(request, text % {"n": len(contacts)})
    return redirect(_back(request))


@login_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """One contact's day in full: symptoms, temperature, how."""
    post = acting_post(request, "case.write")
    contact = the_contact(id)
    day = _day(request)
    form = FollowUpForm(request.POST if request.method == "POST" else None, initial=_initial(contact, day, request))
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "symptoms": tuple(form.cleaned_data["symptoms"])}
        if attempt(form, lambda: record_follow_up(contact, by=post, id=request_id(request), **said)):
            messages.success(request, _("It is on record."))
            return redirect(_back(request) if request.POST.get("back") else contact_url(contact))
    context = {
        "form": form,
        "contact_line": contact,
        "deck": contact.number,
        "title": _("Follow-up of %(number)s") % {"number": contact.number},
        "submit": _("Record"),
        "request_id": request.POST.get("request_id") or uuid4(),
        "cancel": contact_url(contact),
    }
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, id: UUID) -> HttpResponse:
    """End the follow-up of one contact."""
    post = acting_post(request, "case.write")
    contact = the_contact(id)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if attempt(form, lambda: _ended(contact, said, request_id(request), post)):
            messages.success(request, _("Follow-up has ended."))
            return redirect(contact_url(contact))
    context = {
        "form": form,
        "title": _("End follow-up"),
        "deck": contact.number,
        "submit": _("End follow-up"),
        "request_id": request.POST.get("request_id") or uuid4(),
        "cancel": contact_url(contact),
    }
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)


def contact_url(contact: Contact) -> str:
    """Address of the page of a contact."""
    return reverse("casework:contact", args=[contact.id])


def _ended(contact: Contact, said: dict[str, Any], request: UUID, post: Post) -> Contact:
    end_follow_up(contact, by=post, id=request, **said)
    return contact


def _do(form: ManyForm, contacts: list[Contact], day: date, request: UUID, post: Post) -> None:
    match form.cleaned_data["what"]:
        case "team":
            assign_team(contacts, form.cleaned_data["team"], id=request, by=post)
        case "end":
            end_follow_ups([Ending(contact=held, id=derived(request, held.id)) for held in contacts], by=post)
        case outcome:
            reports = [
                FollowUpReport(contact=held, outcome=outcome, day=day, id=derived(request, held.id))
                for held in contacts
            ]
            record_follow_ups(reports, by=post)


def _initial(contact: Contact, day: date, request: HttpRequest) -> dict[str, Any]:
    held = FollowUp.objects.filter(contact=contact, day=day).first()
    if held is None:
        return {"day": day, "outcome": request.GET.get("outcome", ""), "method": "in_person"}
    names = ("day", "outcome", "symptoms", "temperature", "method", "note")
    return {name: getattr(held, name) for name in names} | (
        {"outcome": request.GET["outcome"]} if request.GET.get("outcome") else {}
    )


def _day(request: HttpRequest) -> date:
    """The day that a request is about; today where it says none."""
    said = request.POST.get("day") or request.GET.get("day") or ""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return clock.now().astimezone(clock.zone()).date()


def _ids(said: list[str]) -> list[UUID]:
    found = []
    for text in said[:_MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _back(request: HttpRequest) -> str:
    """The list that a request came from; never an address of somebody else's."""
    said = request.POST.get("back", "")
    return said if url_has_allowed_host_and_scheme(said, allowed_hosts=None) else reverse(LIST)
