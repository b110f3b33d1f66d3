"""What is done to a zone in force: notice, review, infection, round, another kind, the end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fangxian.response.containment.actions import (
    change_zone,
    give_opinion,
    lift_zone,
    open_zone,
    publish_notice,
    record_round,
    report_infection,
    review_zone,
)
from fangxian.response.containment.criteria import criteria_to_lift
from fangxian.response.containment.forms import (
    ChangeForm,
    InfectionForm,
    LiftForm,
    NoticeForm,
    OpinionForm,
    ReviewForm,
    RoundForm,
)
from fangxian.response.containment.models import Zone
from fangxian.response.containment.notice import default_end
from fangxian.response.containment.pages.common import at_once, command, posted
from fangxian.response.containment.policies import REPORT, SIGN
from fangxian.response.containment.queries.one import the_zone
from fangxian.response.containment.rulebook import kinds_in_force
from fangxian.response.documents.models import Issued
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.ledger import clock


def _back(zone: Zone) -> str:
    return reverse("containment:zone", args=[zone.id])


@login_required
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, id: UUID) -> HttpResponse:
    """Publish the notice of a zone."""
    post = acting_post(request, SIGN)
    held = the_zone(id)
    kind = kinds_in_force(held.incident_id, clock.now()).get(held.kind)
    last = Issued.objects.filter(kind="zone_notice").order_by("-issued_at").first()
    said = last.contexts.get("zh", {}) if last is not None else {}
    initial = {
        "until": default_end(held, kind), "signer": held.signed_by, "legal_basis": held.legal_basis,
        "help_line": said.get("help_line", ""),
    }  # fmt: skip
    form = NoticeForm(posted(request), initial=initial)
    return command(
        request, form, lambda said: publish_notice(held, **said, id=request_id(request), by=post),
        title=_("Publish the notice"), submit=_("Publish"), back=_back(held), deck=held.name,
        done=_("The notice is published."), onwards=lambda made: reverse("documents:document", args=[made.id]),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, id: UUID) -> HttpResponse:
    """Lift a zone."""
    post = acting_post(request, SIGN)
    held = the_zone(id)
    form = LiftForm(posted(request), initial={"at": clock.now()})
    return command(
        request, form, lambda said: lift_zone(held, **said, id=request_id(request), by=post), title=_("Lift the zone"),
        submit=_("Lift"), back=_back(held), done=_("The zone is lifted."), deck=_advice(held),
        confirm=_("Lift the zone? People may move again."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    """Lower or raise a zone."""
    post = acting_post(request, SIGN)
    held = the_zone(id)
    now = clock.now()
    kinds = {key: kind for key, kind in kinds_in_force(held.incident_id, now).items() if key != held.kind}
    form = ChangeForm(
        posted(request), kinds=kinds, initial={"at": now, "kind": criteria_to_lift(held, now).lowers_to or None}
    )
    return command(
        request, form,
        lambda said: change_zone(held, said.pop("kind"), **said, id=request_id(request), by=post),
        title=_("Lower or raise the zone"), submit=_("Sign"), back=_back(held), deck=_advice(held),
        done=_("The zone has another level; publish it."), confirm=_("Change the level of the zone?"),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, id: UUID) -> HttpResponse:
    """Review a zone."""
    post = acting_post(request, SIGN)
    held, form = the_zone(id), ReviewForm(posted(request))

    def run(said: dict[str, Any]) -> None:
        office = post.office.name
        review_zone(
            held, said["decision"], at=clock.now(), note=said["note"], office=office, id=request_id(request), by=post
        )

    return command(
        request, form, run, title=_("Review the zone"), submit=_("Record"), back=_back(held), deck=_advice(held),
        done=_("The review is on record."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def infection(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record an infection found inside."""
    post = acting_post(request, REPORT)
    held = the_zone(id)
    form = InfectionForm(posted(request), initial={"at": clock.now()})
    return command(
        request, form, lambda said: report_infection(held, **said, id=request_id(request), by=post),
        title=_("New infection in the zone"), submit=_("Record"), back=_back(held), deck=held.name,
        done=_("The infection is on record; the days count anew."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def tested(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record a round in which everybody was tested."""
    post = acting_post(request, REPORT)
    held = the_zone(id)
    form = RoundForm(posted(request), initial={"at": clock.now(), "tested": held.people})
    return command(
        request, form, lambda said: record_round(held, **said, id=request_id(request), by=post),
        title=_("Everybody was tested"), submit=_("Record"), back=_back(held), deck=held.name,
        done=_("The round is on record."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record an expert's opinion on a zone in force."""
    post = acting_post(request, REPORT)
    held, form = the_zone(id), OpinionForm(posted(request))
    return command(
        request, form, lambda said: give_opinion(held, said.pop("verdict"), **said, id=request_id(request), by=post),
        title=_("Expert's opinion"), submit=_("Record"), back=_back(held), done=_("The opinion is on record."),
        deck=held.name,
    )  # fmt: skip


@login_required
@require_POST
def begin(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put a signed zone in force, its hour having come."""
    post = acting_post(request, SIGN)
    held = the_zone(id)
    return at_once(
        request,
        lambda: open_zone(held, unit=held.unit, until=held.until, population=held.people, by=post),
        _("The zone is in force."), _back(held),
    )  # fmt: skip


def _advice(zone: Zone) -> str:
    """In one line, what the conditions come to."""
    found = criteria_to_lift(zone, clock.now())
    if found.met:
        return _("%(name)s: every condition holds.") % {"name": zone.name}
    left = sum(check.truth is not True for check in found.checks)
    return _("%(name)s: %(left)d of %(all)d conditions do not hold or are not known to; it takes a reason.") % {
        "name": zone.name, "left": left, "all": len(found.checks),
    }  # fmt: skip
