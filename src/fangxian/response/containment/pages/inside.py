"""Life inside a zone, on the grid worker's phone: needs in the order in which they are due, services, permits."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.response.containment.actions import (
    answer_need,
    close_service_point,
    issue_permit,
    open_service_point,
    pass_gate,
    raise_need,
    revoke_permit,
    withdraw_need,
)
from fangxian.response.containment.actions.permits import valid
from fangxian.response.containment.forms_inside import (
    AnswerForm,
    NeedForm,
    PermitForm,
    ReasonForm,
    ServiceForm,
    WithdrawForm,
)
from fangxian.response.containment.models import ServicePoint
from fangxian.response.containment.pages.common import at_once, command, posted
from fangxian.response.containment.parts import part_of, parts_for
from fangxian.response.containment.policies import READ, REPORT
from fangxian.response.containment.queries.board import inside as life
from fangxian.response.containment.queries.one import the_need, the_permit, the_zone
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_name
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either
from fangxian.ui import qr

PERMIT_HOURS = 4
"""Hours that a permit is offered for; the signer says otherwise."""


@login_required
@require_GET
def inside(request: HttpRequest, id: UUID) -> HttpResponse:
    """What waits in a zone: one card a need, large buttons."""
    post = acting_post(request, READ)
    held = the_zone(id)
    now = clock.now()
    part = part_of(held, post)
    works = may(post, REPORT, part)
    seen = life(held, now)
    context = {
        "zone": held,
        "title": either(held.name, held.name_en),
        "inside": seen,
        "overdue": sum(due is not None and due < now for _need, due in seen.needs),
        "points": ServicePoint.objects.filter(zone=held, closed_at=None).order_by("kind", "name"),
        "may_write": works and held.lifted_at is None,
        "may_answer": works,
        "part": area_name(part) if part != held.area else "",
        "now": now,
        "request_id": uuid4(),
    }
    return render(request, "containment/inside.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_need(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record a special need."""
    post = acting_post(request, REPORT)
    held = the_zone(id)
    form = NeedForm(posted(request), parts=parts_for(held, post), initial={"category": request.GET.get("category")})
    return command(
        request, form, lambda said: raise_need(held, said.pop("category"), **said, id=request_id(request), by=post),
        title=_("A special need"), submit=_("Record"), back=reverse("containment:inside", args=[held.id]),
        done=_("It is on record; its clock runs."), deck=held.name,
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say what was done for a need."""
    post = acting_post(request, REPORT)
    held, form = the_need(id), AnswerForm(posted(request))
    office = post.office.name
    return command(
        request, form,
        lambda said: answer_need(held, said["answer"], office=office, id=request_id(request), by=post),
        title=str(held), submit=_("Done"), back=reverse("containment:inside", args=[held.zone_id]),
        done=_("The need is met; its clock has ended."), deck=held.detail,
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say that a need is none any more."""
    post = acting_post(request, REPORT)
    held, form = the_need(id), WithdrawForm(posted(request))
    return command(
        request, form, lambda said: withdraw_need(held, said["answer"], id=request_id(request), by=post),
        title=_("Not needed any more"), submit=_("Record"), back=reverse("containment:inside", args=[held.zone_id]),
        done=_("The need is withdrawn."), deck=str(held),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def new_service(request: HttpRequest, id: UUID) -> HttpResponse:
    """Open a service point."""
    post = acting_post(request, REPORT)
    held, form = the_zone(id), ServiceForm(posted(request))
    return command(
        request, form,
        lambda said: open_service_point(held, **said, id=request_id(request), by=post),
        title=_("Open a service point"), submit=_("Open"), back=reverse("containment:inside", args=[held.id]),
        done=_("The service point is open; the next notice names it."), deck=held.name,
    )  # fmt: skip


@login_required
@require_POST
def close_service(request: HttpRequest, id: UUID) -> HttpResponse:
    """Close a service point."""
    post = acting_post(request, REPORT)
    held = get_object_or_404(ServicePoint, id=id)
    return at_once(
        request, lambda: close_service_point(held, id=request_id(request), by=post), _("The service point is closed."),
        reverse("containment:inside", args=[held.zone_id]),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def new_permit(request: HttpRequest, id: UUID) -> HttpResponse:
    """Issue a permit to leave."""
    post = acting_post(request, REPORT)
    held = the_zone(id)
    now = clock.now()
    initial = {"valid_from": now, "valid_to": now + timedelta(hours=PERMIT_HOURS), "holder": request.GET.get("holder")}
    form = PermitForm(posted(request), initial=initial)
    return command(
        request, form, lambda said: issue_permit(held, **said, id=request_id(request), by=post),
        title=_("A permit to leave"), submit=_("Sign"), back=reverse("containment:inside", args=[held.id]),
        done=_("The permit is signed; print it or show its code."), deck=held.name,
        onwards=lambda made: reverse("containment:permit", args=[made.code]),
    )  # fmt: skip


@login_required
@require_GET
def permit(request: HttpRequest, code: str) -> HttpResponse:
    """A permit as it is printed and as the gate sees it: whether it holds now, and who is outside."""
    post = acting_post(request, READ)
    held = the_permit(code)
    context = {
        "permit": held,
        "zone": held.zone,
        "title": either(held.zone.name, held.zone.name_en),
        "valid": valid(held, clock.now()),
        "code": qr.svg(request.build_absolute_uri(reverse("containment:permit", args=[held.code]))),
        "may_write": may(post, REPORT, part_of(held.zone, post)),
        "may_revoke": may(post, REPORT, held.area),
        "request_id": uuid4(),
    }
    return render(request, "containment/permit.html", context)


@login_required
@require_POST
def gate(request: HttpRequest, code: str) -> HttpResponse:
    """Let the holder of a permit out, or in again."""
    post = acting_post(request, REPORT)
    held = the_permit(code)
    done = _("Back inside.") if held.outside else _("Let out.")
    back = reverse("containment:permit", args=[held.code])
    return at_once(request, lambda: pass_gate(held, id=request_id(request), by=post), done, back)


@login_required
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    """Revoke a permit."""
    post = acting_post(request, REPORT)
    held, form = the_permit(code), ReasonForm(posted(request))
    return command(
        request, form, lambda said: revoke_permit(held, said["reason"], id=request_id(request), by=post),
        title=_("Revoke the permit"), submit=_("Revoke"), back=reverse("containment:permit", args=[held.code]),
        done=_("The permit is revoked."), deck=held.code, confirm=_("Revoke the permit?"),
    )  # fmt: skip


@login_required
@require_GET
def find_permit(request: HttpRequest) -> HttpResponse:
    """From a code that somebody types at the gate to the permit."""
    acting_post(request, READ)
    return redirect("containment:permit", the_permit(request.GET.get("code", "")).code)
