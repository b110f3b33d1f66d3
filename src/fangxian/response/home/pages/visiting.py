"""At the door: a visit, somebody not there, who lives there, to hospital."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fangxian.errors import Invalid
from fangxian.response.casework.forms import attempt
from fangxian.response.casework.models import Contact
from fangxian.response.home.actions import (
    Said,
    housemate_left,
    name_housemate,
    record_report,
    report_breach,
    send_to_hospital,
    settle_breach,
)
from fangxian.response.home.forms import BreachForm, HospitalForm, MateForm, SettleForm, VisitForm
from fangxian.response.home.models import HomeStay, Source
from fangxian.response.home.policies import RUN
from fangxian.response.home.queries.people import the_breach, the_home, the_mate
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.quarantine.pages.common import form_page, posted
from fangxian.response.registry.models import Person

Command = Callable[[Post, dict[str, Any], UUID], Any]


@login_required
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, id: UUID) -> HttpResponse:
    """What was seen at the door, or heard on a call (``?source=call``)."""
    held = the_home(id)
    called = request.GET.get("source") == Source.CALL
    form = VisitForm(posted(request), initial={"outcome": request.GET.get("outcome", "")})

    def command(post: Post, said: dict[str, Any], request_of: UUID) -> Any:
        source = Source.CALL if called else Source.VISIT
        told = said | {"symptoms": tuple(said["symptoms"]), "source": source, "id": request_of}
        return record_report(held, Said(**told), by=post)

    title = _("What came of the call") if called else _("Visit at the door")
    back = reverse("home:calls") if called else ""
    return _act(request, held, form, command, title, _("Record"), back=back)


@login_required
@require_http_methods(["GET", "POST"])
def breach(request: HttpRequest, id: UUID) -> HttpResponse:
    """They left the dwelling."""
    held = the_home(id)
    form = BreachForm(posted(request), initial={"at": clock.now(), "found_by": request.GET.get("found_by", "visit")})

    def command(post: Post, said: dict[str, Any], request_of: UUID) -> Any:
        return report_breach(held, **said, by=post, id=request_of)

    confirm = _("Report that they left? The street hears of it at once.")
    return _act(request, held, form, command, _("Left the dwelling"), _("Report"), confirm=confirm)


@login_required
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, id: UUID) -> HttpResponse:
    """What came of a breach."""
    held = the_breach(id)

    def command(post: Post, said: dict[str, Any], request_of: UUID) -> Any:
        return settle_breach(held, **said, by=post, id=request_of)

    form = SettleForm(posted(request))
    return _act(request, held.stay, form, command, _("Settle the breach"), _("Record"), deck=held.text)


@login_required
@require_http_methods(["GET", "POST"])
def mate(request: HttpRequest, id: UUID) -> HttpResponse:
    """Name somebody of the household."""
    held = the_home(id)

    def command(post: Post, said: dict[str, Any], request_of: UUID) -> Any:
        person = _person(held, said.pop("number"))
        return name_housemate(held, person=person, **said, by=post, id=request_of)

    return _act(request, held, MateForm(posted(request)), command, _("Somebody of the household"), _("Add"))


@login_required
@require_POST
def mate_left(request: HttpRequest, id: UUID) -> HttpResponse:
    """Somebody of the household moved out."""
    post = acting_post(request, RUN)
    held = housemate_left(the_mate(id), by=post)
    return redirect("home:stay", held.stay_id)


@login_required
@require_http_methods(["GET", "POST"])
def hospital(request: HttpRequest, id: UUID) -> HttpResponse:
    """Brought to hospital."""
    held = the_home(id)

    def command(post: Post, said: dict[str, Any], request_of: UUID) -> Any:
        return send_to_hospital(held, **said, by=post, id=request_of)

    form = HospitalForm(posted(request), initial={"at": clock.now()})
    confirm = _("Record that they were brought to hospital? Their stay at home ends.")
    return _act(request, held, form, command, _("To hospital"), _("Record"), confirm=confirm)


def _person(stay: HomeStay, number: str) -> Person | None:
    if not number.strip():
        return None
    contact = Contact.objects.select_related("person").filter(incident=stay.incident_id, number=number.strip()).first()
    if contact is None:
        raise Invalid("contact.unknown", _("There is no such contact in your area."), field="number")
    return contact.person


def _act(
    request: HttpRequest,
    held: HomeStay,
    form: Form,
    command: Command,
    title: str,
    submit: str,
    *,
    back: str = "",
    deck: str = "",
    confirm: str = "",
) -> HttpResponse:
    """A form on a page of its own; what it records leads back to the stay, or to where it was asked from."""
    post = acting_post(request, RUN)
    back = back or reverse("home:stay", args=[held.id])
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: (command(post, dict(form.cleaned_data), request_id(request)), True))
        if done is not None:
            messages.success(request, _("It is on record."))
            return redirect(back)
    return form_page(request, form, title, submit, back, deck=deck or held.person.label, confirm=confirm)
