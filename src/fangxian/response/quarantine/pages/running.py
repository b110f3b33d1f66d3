"""How a site is run: checks against the list, staff and their tests, the chain of medical waste."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import FangxianError
from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import say
from fangxian.response.photos.pages import add_page
from fangxian.response.photos.queries import photos_by_record
from fangxian.response.quarantine.actions import (
    check_site,
    join_staff,
    leave_staff,
    receive_waste,
    sample_staff,
    seal_waste,
    send_waste,
)
from fangxian.response.quarantine.forms import (
    ChecklistForm,
    ReasonForm,
    ReceiveForm,
    SealForm,
    SendForm,
    StaffForm,
)
from fangxian.response.quarantine.models import Checklist
from fangxian.response.quarantine.pages.common import form_page, posted, said_uuids
from fangxian.response.quarantine.policies import PLAN, READ, RUN
from fangxian.response.quarantine.queries import running
from fangxian.response.quarantine.queries.sites import the_site


@login_required
@require_GET
def checks(request: HttpRequest, id: UUID) -> HttpResponse:
    """The last check item by item, and those before."""
    post = acting_post(request, READ)
    site = the_site(id)
    last = running.last_check(site)
    due = running.next_check(site)
    made = list(Checklist.objects.filter(site=site).order_by("-at")[:21])
    photos = photos_by_record("check", [one.id for one in made])
    context = {
        "site": site,
        "last": last,
        "next": due,
        "overdue": due is not None and due.due_at < clock.now(),
        "basis": say(due.clause.title) if due is not None else "",
        "answers": running.answers(last),
        "photos": photos.get(last.id, []) if last is not None else [],
        "earlier": [{"check": one, "photos": photos.get(one.id, [])} for one in made[1:]],
        "may_run": may(post, RUN, site.area) and site.closed_at is None,
    }
    return render(request, "quarantine/checks.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_check(request: HttpRequest, id: UUID) -> HttpResponse:
    """Check a site."""
    post = acting_post(request, RUN)
    site = the_site(id)
    form = ChecklistForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: check_site(site, **form.said(), by=post, id=request_id(request)))
        if made is not None:
            text = ngettext("%(n)d finding to be put right.", "%(n)d findings to be put right.", made.failed)
            messages.success(request, text % {"n": made.failed} if made.failed else _("Everything holds."))
            return redirect("quarantine:checks", site.id)
    back = reverse("quarantine:checks", args=[site.id])
    return form_page(request, form, _("Check the site"), _("Record the check"), back, deck=site.place.name)


@login_required
@require_http_methods(["GET", "POST"])
def check_photo(request: HttpRequest, id: UUID) -> HttpResponse:
    """Add a photo to a check."""
    acting_post(request, RUN)
    check = running.the_check(id)
    back = reverse("quarantine:checks", args=[check.site_id])
    return add_page(request, "check", check.id, area=check.area, back=back, deck=check.site.place.name)


@login_required
@require_GET
def staff(request: HttpRequest, id: UUID) -> HttpResponse:
    """The roll: who owes a test, who missed one."""
    post = acting_post(request, READ)
    site = the_site(id)
    roll = running.roll(site)
    context = {
        "site": site,
        "roll": roll,
        "rule": running.staff_rule(site),
        "figures": [
            {"key": "staff", "label": _("on the roll"), "value": len(roll), "tone": ""},
            {
                "key": "owed",
                "label": _("to be tested today"),
                "value": sum(one.owed is not None for one in roll),
                "tone": "",
            },
            _missed(sum(one.missed > 0 for one in roll)),
        ],
        "may_run": may(post, RUN, site.area),
        "may_plan": may(post, PLAN, site.area),
        "request_id": uuid4(),
    }
    return render(request, "quarantine/staff.html", context)


def _missed(count: int) -> dict[str, Any]:
    return {"key": "missed", "label": _("missed a test"), "value": count, "tone": "alarm" if count else ""}


@login_required
@require_http_methods(["GET", "POST"])
def new_staff(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put somebody on the roll."""
    post = acting_post(request, PLAN)
    site, form = the_site(id), StaffForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: join_staff(site, **form.cleaned_data, by=post, id=request_id(request)))
        if made is not None:
            messages.success(request, _("It is on record."))
            return redirect("quarantine:staff", site.id)
    back = reverse("quarantine:staff", args=[site.id])
    return form_page(request, form, _("Put on the roll"), _("Add"), back, deck=site.place.name)


@login_required
@require_POST
def test_staff(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record that those ticked were sampled."""
    post = acting_post(request, RUN)
    site = the_site(id)
    try:
        count = sample_staff(site, said_uuids(request.POST.getlist("staff")), by=post, id=request_id(request))
    except FangxianError as error:
        messages.error(request, str(error))
    else:
        text = ngettext("%(n)d sample recorded.", "%(n)d samples recorded.", count)
        messages.success(request, text % {"n": count})
    return redirect("quarantine:staff", site.id)


@login_required
@require_http_methods(["GET", "POST"])
def drop_staff(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take somebody off the roll."""
    post = acting_post(request, PLAN)
    held, form = running.the_staff(id), ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: leave_staff(held, **form.cleaned_data, by=post, id=request_id(request)))
        if done is not None:
            messages.success(request, _("It is on record."))
            return redirect("quarantine:staff", held.site_id)
    back = reverse("quarantine:staff", args=[held.site_id])
    return form_page(request, form, _("Take off the roll"), _("Take off the roll"), back, deck=held.person.label)


@login_required
@require_GET
def waste(request: HttpRequest, id: UUID) -> HttpResponse:
    """Lots of medical waste: what is in store, on the road, taken in; what does not agree stands out."""
    post = acting_post(request, READ)
    site = the_site(id)
    lots = running.lots(site)
    wrong = sum(one.wrong for one in lots)
    store = [one.lot.sealed_kg for one in lots if one.lot.sent_at is None]
    road = [one.lot.sent_kg for one in lots if one.lot.sent_at is not None and one.lot.received_at is None]
    context = {
        "site": site,
        "lots": lots,
        "figures": [
            {"key": "store", "label": _("kg in store"), "value": float(sum(store)), "tone": ""},
            {"key": "road", "label": _("kg on the road"), "value": float(sum(kg or 0 for kg in road)), "tone": ""},
            {"key": "wrong", "label": _("lots that do not agree"), "value": wrong, "tone": "alarm" if wrong else ""},
        ],
        "may_run": may(post, RUN, site.area),
    }
    return render(request, "quarantine/waste.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_waste(request: HttpRequest, id: UUID) -> HttpResponse:
    """Seal and weigh a lot."""
    post = acting_post(request, RUN)
    site, form = the_site(id), SealForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: seal_waste(site, **form.cleaned_data, by=post, id=request_id(request)))
        if made is not None:
            messages.success(request, _("Lot %(number)s is sealed.") % {"number": made.number})
            return redirect("quarantine:waste", site.id)
    back = reverse("quarantine:waste", args=[site.id])
    return form_page(request, form, _("Seal and weigh"), _("Record"), back, deck=site.place.name)


@login_required
@require_http_methods(["GET", "POST"])
def move_waste(request: HttpRequest, id: UUID, what: str) -> HttpResponse:
    """Hand a lot over: to the carrier, or to the plant."""
    kinds: dict[str, tuple[type[Form], Callable[..., Any], str]] = {
        "send": (SendForm, send_waste, _("Hand to the carrier")),
        "receive": (ReceiveForm, receive_waste, _("Taken in by the plant")),
    }
    if what not in kinds:
        raise Http404
    kind, command, title = kinds[what]
    post = acting_post(request, RUN)
    held = running.the_lot(id)
    form = kind(posted(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: command(held, **form.cleaned_data, by=post, id=request_id(request)))
        if done is not None:
            messages.success(request, _("It is on record."))
            return redirect("quarantine:waste", held.site_id)
    back = reverse("quarantine:waste", args=[held.site_id])
    deck = _("Lot %(number)s: %(kg)s kg in %(bags)s bags") % {
        "number": held.number, "kg": held.sent_kg or held.sealed_kg, "bags": held.bags,
    }  # fmt: skip
    return form_page(request, form, title, _("Record"), back, deck=deck)
