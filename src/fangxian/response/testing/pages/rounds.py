"""Rounds: the list, opening one, its board, its roll."""

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

from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_names, area_path
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries.incidents import chosen_incident
from fangxian.response.registry.models import Person
from fangxian.response.testing.actions import (
    archive_round,
    close_round,
    hold_members,
    load_roll,
    open_round,
    widen_round,
)
from fangxian.response.testing.forms import RollForm, RoundForm, ScopeForm
from fangxian.response.testing.glance import glance
from fangxian.response.testing.ground import ground
from fangxian.response.testing.methods import pack_in_force, pools
from fangxian.response.testing.models import Plan, Retest, Round
from fangxian.response.testing.policies import PLAN, READ, SAMPLE
from fangxian.response.testing.queries.board import paces, stations
from fangxian.response.testing.queries.coverage import below
from fangxian.response.testing.queries.custody import differences, hops, missing_tubes, passed
from fangxian.response.testing.queries.rounds import Totals, coverage_totals, the_round
from fangxian.response.testing.rolls import read_residents
from fangxian.response.testing.scope import Scope

SHOWN = 20
"""Rows of a panel on the board."""

PACES = 3
"""Slots of the pace on the board."""


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Rounds, the last first, each with its rate."""
    post = acting_post(request, READ)
    rows = list(Round.objects.select_related("incident").order_by("-opened_at")[:100])
    shown = [{"round": one, "counts": coverage_totals(one), "area": area_path(one.area)} for one in rows]
    return render(request, "testing/list.html", {"rows": shown, "may_plan": may(post, PLAN, post.area)})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a round; the tubes offered are those the rulebook in force allows."""
    post = acting_post(request, PLAN)
    incident = chosen_incident(request.POST.get("incident") or request.GET.get("incident", ""))
    known = pools(pack_in_force(incident.id, clock.now())) if incident else {}
    initial = {"incident": incident.id if incident else None}
    form = RoundForm(request.POST or None, request.FILES or None, pools=known, initial=initial)
    form.fields["scope"].widget.attrs["placeholder"] = post.area
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _open(form, post, request_id(request)))
        if made is not None:
            messages.success(request, _("The round is open."))
            return redirect("testing:round", made.id)
    page = {"form": form, "request_id": request.POST.get("request_id") or uuid4(), **ground(post.area)}
    return render(request, "testing/new.html", page, status=422 if form.errors else 200)


@login_required
@require_GET
def board(request: HttpRequest, id: UUID) -> HttpResponse:
    """A round at a glance: rates by area, stations, tubes on their way, positives."""
    post = acting_post(request, READ)
    return _board(request, the_round(id), post)


@login_required
@require_http_methods(["GET", "POST"])
def widen(request: HttpRequest, id: UUID) -> HttpResponse:
    """Add areas to a round."""
    post = acting_post(request, PLAN)
    of = the_round(id)
    form = ScopeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: widen_round(of, **form.said(), by=post, id=request_id(request)))
        if done is not None:
            messages.success(request, _("The round is wider; everything done stays done."))
            return redirect("testing:round", of.id)
    page = {"round": of, "form": form, "request_id": request.POST.get("request_id") or uuid4()}
    page |= ground(post.area, of.drawn) | {"names": area_names(Scope.of(of).codes).values()}
    return render(request, "testing/widen.html", page, status=422 if form.errors else 200)


@login_required
@require_POST
def close(request: HttpRequest, id: UUID) -> HttpResponse:
    """Close a round."""
    post = acting_post(request, PLAN)
    of = close_round(the_round(id), by=post, id=request_id(request))
    messages.success(request, _("The round is closed; its counts are on record."))
    return redirect("testing:round", of.id)


@login_required
@require_POST
def archive(request: HttpRequest, id: UUID) -> HttpResponse:
    """Archive a closed round."""
    post = acting_post(request, PLAN)
    of = archive_round(the_round(id), by=post)
    messages.success(request, _("The round is archived; its counts stay."))
    return redirect("testing:round", of.id)


@login_required
@require_http_methods(["GET", "POST"])
def roll(request: HttpRequest, id: UUID) -> HttpResponse:
    """Load a grid's list onto the roll."""
    post = acting_post(request, PLAN)
    of, form = the_round(id), RollForm(request.POST or None, request.FILES or None)
    loaded = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        loaded = attempt(form, lambda: load_roll(of, read_residents(file.read(), file.name), by=post))
    page = {"round": of, "form": form, "loaded": loaded, "shown": loaded.refused[:200] if loaded else []}
    return render(request, "testing/roll.html", page, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def positives(request: HttpRequest, id: UUID) -> HttpResponse:
    """People of positive and grey tubes: who is held, who was sampled again, with what result."""
    post = acting_post(request, READ)
    of = the_round(id)
    if request.method == "POST":
        chosen = [UUID(one) for one in request.POST.getlist("held")]
        count = hold_members(of, chosen, by=post)
        messages.success(request, _("Recorded as held: %(count)s.") % {"count": count})
        return redirect("testing:positives", of.id)
    rows = Retest.objects.filter(round=of.serial).order_by("tube", "ordered_at", "registration")[:1000]
    names = area_names({one.home for one in rows})
    labels = dict(Person.objects.filter(id__in=[one.person for one in rows]).values_list("id", "label"))
    page = {
        "round": of,
        "rows": [
            {"order": one, "area": names.get(one.home, one.home), "label": labels.get(one.person, "")} for one in rows
        ],
        "may_hold": may(post, SAMPLE, post.area),
        "request_id": uuid4(),
    }
    return render(request, "testing/positives.html", page)


def _open(form: RoundForm, post: Post, request: UUID) -> Round:
    incident = Incident.objects.get(id=form.cleaned_data["incident"])
    return open_round(incident, **form.said(), by=post, id=request)


def _board(request: HttpRequest, of: Round, post: Post) -> HttpResponse:
    area = _area(request, of, post)
    parts = below(of, area)
    names = area_names({one.area for one in parts} | {area})
    now = clock.now()
    counts, held = coverage_totals(of, area), glance(of)
    lost, differing = missing_tubes(of, now, SHOWN), differences(of, SHOWN)
    positive = Retest.objects.filter(round=of.serial).values("tube").distinct().count()
    page: dict[str, Any] = {
        "round": of,
        "incident": either(of.incident.title_zh, of.incident.title_en),
        "area": area,
        "area_name": names.get(area, area),
        "crumbs": _crumbs(of, area, post),
        "counts": counts,
        "figures": _figures(counts, positive, len(lost), len(differing)),
        "parts": [{"part": one, "name": one.building or names.get(one.area, one.area)} for one in parts],
        "stations": stations(of, SHOWN),
        "paces": paces(of, PACES),
        "hops": hops(of),
        "legs": passed(of),
        "missing_tubes": lost,
        "differences": differing,
        "now": now if held is None else held.at,
        "is_open": of.state == Round.State.OPEN,
        "is_closed": of.state == Round.State.CLOSED,
        "may_plan": may(post, PLAN, of.area),
        "may_sample": may(post, SAMPLE, post.area),
        "plan": of.plans.filter(state=Plan.State.SIGNED).order_by("-number").defer("result").first(),
        "request_id": uuid4(),
    }
    return render(request, "testing/board.html", page)


def _figures(counts: Totals, positive: int, lost: int, differing: int) -> list[dict[str, Any]]:
    """The board's first line; of tubes at most so many as it lists."""
    owed = counts.owed if counts.listed else None
    more = f"{SHOWN}+"
    return [
        {
            "key": "sampled", "label": _("Sampled of those to be tested"), "value": counts.sampled if owed else None,
            "denominator": owed, "definition": _("On the roll and not excused; a person counts once."),
        },
        {"key": "missing", "label": _("Missing"), "value": counts.missing if owed else None},
        {"key": "others", "label": _("Sampled, not on the roll"), "value": counts.others},
        {
            "key": "positive", "label": _("Positive and grey tubes"), "value": positive,
            "tone": "alarm" if positive else "",
        },
        {
            "key": "lost", "label": _("Tubes gone for more than an hour"), "value": lost,
            "unit": more if lost == SHOWN else "", "tone": "alarm" if lost else "",
        },
        {
            "key": "differing", "label": _("Tubes on which both sides differ"), "value": differing,
            "unit": more if differing == SHOWN else "", "tone": "alarm" if differing else "",
        },
    ]  # fmt: skip


def _area(request: HttpRequest, of: Round, post: Post) -> str:
    """The area looked at: the one asked for inside the post's, else the narrower of the post's and the round's."""
    widest = of.area if of.area.startswith(post.area) else post.area
    wanted = request.GET.get("area", "")
    return wanted if wanted.startswith(widest) and wanted.isalnum() else widest


def _crumbs(of: Round, area: str, post: Post) -> list[dict[str, str]]:
    from fangxian.response.jurisdiction.codes import ancestors

    widest = of.area if of.area.startswith(post.area) else post.area
    codes = [code for code in ancestors(area) if len(code) >= len(widest)] or [area]
    names = area_names(codes)
    page = reverse("testing:round", args=[of.id])
    return [{"label": names.get(code, code), "url": f"{page}?area={code}"} for code in codes]
