"""Searches: the list, asking for one, its page, its signature, its line and its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.response.casework.forms import attempt
from fangxian.response.companions import jobs, queries, stays
from fangxian.response.companions.actions import (
    cancel_search,
    draw_line,
    erase_search,
    request_search,
    sign_search,
)
from fangxian.response.companions.actions.cancel_search import STOPPABLE
from fangxian.response.companions.actions.erase_search import ERASABLE
from fangxian.response.companions.forms import LineForm, SearchForm, SignForm
from fangxian.response.companions.models import Search
from fangxian.response.companions.policies import ASK, JUDGE, READ, SIGN, asked_it
from fangxian.response.companions.rules import definition, definitions
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger.language import either
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries.incidents import chosen_incident

PAGE = 50
"""Searches on a page."""

FOLLOWED = 50
"""Accepted contacts whose companions may be sought next, of one search."""

RUNS = (Search.State.QUEUED, Search.State.RUNNING, Search.State.TAKING)
"""States in which a job is at work."""


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Searches, the last first; below, what each set of parameters was worth."""
    post = acting_post(request, READ)
    said = request.GET.get("from", "0")
    start = min(int(said), 100_000) if said.isdigit() else 0
    rows = list(queries.searches()[start : start + PAGE + 1])
    page = {
        "searches": rows[:PAGE],
        "worth": queries.worth(),
        "layers": stays.layers(),
        "next_url": f"?from={start + PAGE}" if len(rows) > PAGE else "",
        "previous_url": f"?from={max(0, start - PAGE)}" if start else "",
        "may_ask": may(post, ASK, post.area),
    }
    return render(request, "companions/list.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a search; the parameters are filled in from the rulebook that is chosen."""
    post = acting_post(request, ASK)
    incident = chosen_incident(request.POST.get("incident") or request.GET.get("incident", ""))
    if request.method == "POST":
        form = SearchForm(request.POST)
        if form.is_valid():
            asked = attempt(form, lambda: _ask(form, request, post))
            if asked is not None:
                messages.success(request, _("The search is asked for; another post must sign it."))
                return redirect("companions:search", asked.id)
    else:
        form = SearchForm(initial=_initial(request, incident))
    known = definitions(incident, _units())
    page = {
        "form": form,
        "definitions": known,
        "defined_here": any(one.in_force and not one.same for one in known),
        "incident": incident,
        "numbers": request.GET.get("numbers", ""),
        "layers": stays.layers(),
        "request_id": request.POST.get("request_id") or uuid4(),
    }
    return render(request, "companions/new.html", page, status=422 if form.errors else 200)


@login_required
@require_GET
def search(request: HttpRequest, id: UUID) -> HttpResponse:
    """The page of a search, whatever its state."""
    post = acting_post(request, READ)
    return _show(request, queries.the_search(id), post)


@login_required
@require_GET
def progress(request: HttpRequest, id: UUID) -> HttpResponse:
    """How far a search is; asked again every second until it has come to rest."""
    acting_post(request, READ)
    held = queries.the_search(id)
    if held.state in RUNS:
        return render(request, "companions/parts/progress.html", {"search": held})
    response = HttpResponse(status=204)
    response["HX-Redirect"] = request.build_absolute_uri(reverse("companions:search", args=[held.id]))
    return response


@login_required
@require_POST
def sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sign a search; it is run beside the pages."""
    post = acting_post(request, SIGN)
    held, form = queries.the_search(id), SignForm(request.POST)
    done = _send(form, lambda: sign_search(held, by=post, id=request_id(request), **form.cleaned_data))
    return _after(request, held, post, done, _("The search is signed and runs."), sign_form=form)


@login_required
@require_POST
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    """Stop a search, or decline to sign it."""
    post = acting_post(request, READ)
    held = queries.the_search(id)
    cancel_search(held, reason=request.POST.get("reason", ""), by=post, id=request_id(request))
    messages.success(request, _("The search is cancelled; nothing of it is kept."))
    return redirect("companions:search", held.id)


@login_required
@require_POST
def line(request: HttpRequest, id: UUID) -> HttpResponse:
    """Draw the line; what lies above it is taken in for review."""
    post = acting_post(request, SIGN)
    held = queries.the_search(id)
    form = LineForm(request.POST, tiers=held.answer.get("tiers", []))
    done = _send(form, lambda: draw_line(held, by=post, id=request_id(request), **form.cleaned_data))
    return _after(request, held, post, done, _("The line is drawn."), line_form=form)


@login_required
@require_POST
def erase(request: HttpRequest, id: UUID) -> HttpResponse:
    """Erase what the search found."""
    post = acting_post(request, SIGN)
    held, form = queries.the_search(id), SignForm(request.POST)
    done = _send(form, lambda: erase_search(held, by=post, id=request_id(request), **form.cleaned_data))
    return _after(request, held, post, done, _("The hits are erased; the proof is on record."), erase_form=form)


def _ask(form: SearchForm, request: HttpRequest, post: Post) -> Search:
    incident = Incident.objects.get(id=form.cleaned_data["incident"])
    return request_search(incident, form.wish(), area=post.area, id=request_id(request), by=post)


def _initial(request: HttpRequest, incident: Incident | None) -> dict[str, Any]:
    known = definitions(incident, _units())
    wanted = request.GET.get("definition", "")
    chosen = next((one for one in known if one.clause == wanted), known[0] if known else None)
    found: dict[str, Any] = {"numbers": request.GET.get("numbers", ""), "incident": incident.id if incident else None}
    if chosen is not None:
        found |= chosen.values | {
            "clause": chosen.clause,
            "kind": chosen.kind,
            "restriction_days": chosen.restriction_days,
        }
    return found


def _units() -> set[str]:
    """What the stays at hand tell apart in a place."""
    return {one.index.same for one in stays.layers()}


def _send(form: forms.Form, command: Callable[[], Any]) -> Any:
    return attempt(form, command) if form.is_valid() else None


def _after(
    request: HttpRequest, held: Search, post: Post, done: Search | None, said: str, **shown: forms.Form
) -> HttpResponse:
    """Back to the page, with what was done, or with the form that was refused."""
    if done is None:
        return _show(request, held, post, status=422, **shown)
    jobs.hand_over(done)
    messages.success(request, said)
    return redirect("companions:search", held.id)


def _show(request: HttpRequest, held: Search, post: Post, status: int = 200, **shown: forms.Form) -> HttpResponse:
    tiers = held.answer.get("tiers", [])
    page = {
        "search": held,
        "incident": either(held.incident.title_zh, held.incident.title_en),
        "area": area_path(held.area),
        "tiers": tiers,
        "chance": held.answer.get("chance"),
        "counts": queries.counts(held),
        "accepted": ", ".join(queries.accepted_numbers(held, FOLLOWED)),
        "definition": definition(held.clause, held.incident, (held.same,)) if held.clause else None,
        "runs": held.state in RUNS,
        "sign_form": SignForm(),
        "line_form": LineForm(tiers=tiers),
        "erase_form": SignForm(),
        "erasable": ERASABLE,
        "stoppable": held.state in STOPPABLE and held.line is None,
        "request_id": uuid4(),
        "own": asked_it(post, held),
        "may_ask": may(post, ASK, held.area),
        "may_sign": may(post, SIGN, held.area),
        "may_stop": may(post, SIGN, held.area) or may(post, ASK, held.area),
        "may_judge": may(post, JUDGE, held.area),
        **shown,
    }
    return render(request, "companions/search.html", page, status=status)
