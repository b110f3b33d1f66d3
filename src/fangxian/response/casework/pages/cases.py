"""The list of cases and its saved filters, and the form of a new case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.response.casework.actions import report_case
from fangxian.response.casework.actions.save_filter import delete_filter, save_filter
from fangxian.response.casework.forms import CaseFilterForm, FilterNameForm, NewCaseForm, attempt, incidents
from fangxian.response.casework.pages.cells import Makers, case_cells
from fangxian.response.casework.pages.common import address, counted, paging, rights, saved
from fangxian.response.casework.queries import cases
from fangxian.response.casework.queries.clocks import next_task
from fangxian.response.casework.queries.one import the_contact
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident

LIST = "casework:list"


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Cases, last reported first."""
    post = acting_post(request, "case.read")
    form = CaseFilterForm(request.GET, root=post.area)
    chosen = form.chosen()
    page = cases.page(chosen, request.GET.get("after", ""), request.GET.get("before", ""))
    now = clock.now()
    tasks = next_task((case.subject for case in page.rows), now)
    names = area_names(case.area for case in page.rows)
    query = chosen.as_query()
    made = Makers()
    context = {
        "form": form,
        "rows": [case_cells(case, names[case.area], tasks.get(case.subject), now, made) for case in page.rows],
        "query": query,
        "saved": saved(request, "cases", LIST),
        "export_url": address("interchange:exports", {**query, "kind": "cases"}),
        **paging(request, LIST, query, page),
        **rights(post),
    }
    return render(request, "casework/cases.html", context)


@login_required
@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How many cases the filter lets through, for the foot of the list."""
    post = acting_post(request, "case.read")
    return HttpResponse(counted(cases.count(CaseFilterForm(request.GET, root=post.area).chosen())))


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Report a case; with ``?contact=``, one of a person who is a contact already."""
    post = acting_post(request, "case.write")
    if not incidents():
        return render(request, "casework/no_incident.html", {"title": _("Report a case"), **rights(post)})
    contact = the_contact(UUID(request.GET["contact"])) if _is_uuid(request.GET.get("contact", "")) else None
    initial: dict[str, Any] = {"at": clock.now(), "area": post.area, "incident": request.GET.get("incident", "")}
    if contact is not None:
        initial |= {"incident": str(contact.incident_id), "area": contact.area, "route": "contact",
                    "sex": contact.person.sex, "age": contact.person.age}  # fmt: skip
    known = initial["incident"] or next((id_ for id_, _title in incidents()), "")
    initial["number"] = cases.next_number(UUID(known)) if _is_uuid(known) else ""
    form = NewCaseForm(request.POST if request.method == "POST" else None, initial=initial, root=post.area)
    if request.method == "POST" and form.is_valid():
        said = form.report()
        if contact is not None:
            said |= {"person": contact.person, "identity": None}
        incident = Incident.objects.get(id=form.cleaned_data["incident"])
        case = attempt(form, lambda: report_case(incident, by=post, **said))
        if case is not None:
            messages.success(request, _("Case %(number)s is on record.") % {"number": case.number})
            return redirect("casework:case", case.id)
    context = {
        "form": form,
        "title": _("Report a case"),
        "submit": _("Report the case"),
        "contact": contact,
        "cancel": address(LIST, {}),
        "confirm": _("Record this case? A fact stays on record; an error is corrected by a further one."),
    }
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def keep_filter(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the page under a name."""
    post = acting_post(request, "case.read")
    chosen = CaseFilterForm(request.GET, root=post.area).chosen()
    form = FilterNameForm(request.POST)
    if form.is_valid():
        save_filter(request.user, "cases", form.cleaned_data["name"], chosen.as_query())  # type: ignore[arg-type]
        messages.success(request, _("The filter is kept."))
    return redirect(address(LIST, chosen.as_query()))


@login_required
@require_POST
def drop_filter(request: HttpRequest, number: int) -> HttpResponse:
    """Let a kept filter go."""
    delete_filter(request.user, number)  # type: ignore[arg-type]
    return redirect(LIST)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
