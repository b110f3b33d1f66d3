"""Teams: who is free, one with its call-ups, and the steps of a call-up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.response.containment.pages.common import at_once, command, posted
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_names, area_path
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries.incidents import chosen_incident
from fangxian.response.resources.actions import acknowledge, add_team, arrive, call_team, hand_back
from fangxian.response.resources.forms_team import STATES, BackForm, CallForm, TeamFilter, TeamForm, WhoForm
from fangxian.response.resources.models import CallUp
from fangxian.response.resources.policies import PLAN, READ, RUN
from fangxian.response.resources.queries import teams as reads
from fangxian.response.resources.queries.one import the_callup, the_team

REPORT, UNTIL = timedelta(hours=4), timedelta(days=7)
"""From now to when a team is to be there, and to when it is to be handed back, as the form proposes, [D]."""

DUTY_HOURS, REST_HOURS = 12, 8
"""Hours on duty and of rest that the forms propose, [D]; the order says otherwise."""


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Who is free now by kind, and every team with what it does."""
    post = acting_post(request, READ)
    form = TeamFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    lines = reads.teams(said.get("kind", ""), said.get("state", ""))
    context = {
        "free": reads.free_by_kind(reads.teams()),
        "rows": [{"line": one, "state": STATES[one.state]} for one in lines],
        "form": form,
        "filtered": any(said.values()),
        "may_plan": may(post, PLAN, post.area),
    }
    return render(request, "resources/teams.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Put a team on the list."""
    post = acting_post(request, PLAN)
    return command(
        request, TeamForm(posted(request), root=post.area, initial={"area": post.area}),
        lambda said: add_team(**said, id=request_id(request), by=post), title=_("Add a team"), submit=_("Add"),
        back=reverse("resources:teams"), done=_("The team is on standby."),
    )  # fmt: skip


@login_required
@require_GET
def team(request: HttpRequest, id: UUID) -> HttpResponse:
    """One team with its call-ups."""
    post = acting_post(request, READ)
    held = the_team(id)
    line = next((one for one in reads.teams() if one.team.id == held.id), None)
    callups = reads.history(held)
    names = area_names({one.also_area for one in callups})
    context = {
        "team": held,
        "area": area_path(held.area),
        "line": line,
        "state": STATES[line.state] if line is not None else "",
        "callups": [{"one": one, "area": names[one.also_area]} for one in callups],
        "may_call": may(post, PLAN, held.area) and line is not None and line.callup is None,
    }
    return render(request, "resources/team.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, id: UUID) -> HttpResponse:
    """Call a team up."""
    post = acting_post(request, PLAN)
    held, incident, now = the_team(id), chosen_incident(""), clock.now()
    initial = {
        "incident": incident.id if incident else None, "to_area": post.area, "report_by": now + REPORT,
        "until": now + UNTIL, "most_hours": DUTY_HOURS,
    }  # fmt: skip
    form = CallForm(posted(request), initial=initial)

    def run(said: dict[str, Any]) -> CallUp:
        where = Incident.objects.get(id=said["incident"])
        return call_team(held, **{**said, "incident": where}, id=request_id(request), by=post)

    return command(
        request, form, run, title=_("Call up"), submit=_("Sign the order"), back=reverse("resources:team", args=[id]),
        done=_("The team is called up; its clocks run."), deck=held.name, onwards=_page,
    )  # fmt: skip


@login_required
@require_GET
def callup(request: HttpRequest, id: UUID) -> HttpResponse:
    """One call-up: what is ordered, where it stands, what comes next."""
    post = acting_post(request, READ)
    held = the_callup(id)
    (area,) = area_names({held.also_area}).values()
    context = {
        "one": held,
        "area": area,
        "line": reads.TeamLine(held.team, "", held if held.state in CallUp.OPEN else None, clock.now()),
        "may_answer": held.state in CallUp.OPEN and any(may(post, RUN, at) for at in (held.area, held.also_area)),
    }
    return render(request, "resources/callup.html", context)


@login_required
@require_POST
def report(request: HttpRequest, id: UUID) -> HttpResponse:
    """The team has reported for duty."""
    post = acting_post(request, RUN)
    held = the_callup(id)
    return at_once(
        request, lambda: arrive(held, id=request_id(request), by=post), _("The team is on duty; its hours count."),
        _page(held),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, id: UUID, what: str) -> HttpResponse:
    """A step of a call-up: acknowledged, handed back or cancelled."""
    post = acting_post(request, RUN)
    held = the_callup(id)
    kinds: dict[str, tuple[Any, Any, str]] = {
        "acknowledge": (WhoForm, acknowledge, _("Acknowledge the order")),
        "back": (BackForm, hand_back, _("Hand back, or cancel")),
    }
    if what not in kinds:
        raise Http404
    kind, run, title = kinds[what]
    form = kind(posted(request), initial={"rest_hours": REST_HOURS if held.arrived_at else 0})
    return command(
        request, form, lambda said: run(held, **said, id=request_id(request), by=post), title=title,
        submit=_("Record"), back=_page(held), done=_("It is on record."), deck=held.team.name,
    )  # fmt: skip


def _page(held: CallUp) -> str:
    return reverse("resources:callup", args=[held.id])
