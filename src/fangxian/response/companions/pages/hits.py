"""Hits: the review list, and what stands behind each of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from fangxian.errors import FangxianError, Invalid, NotAllowed
from fangxian.response.casework.models import Contact
from fangxian.response.companions import queries
from fangxian.response.companions.actions import accept_hits, reject_hits, take_back
from fangxian.response.companions.drawing import HEIGHT, WIDTH, days_of, map_of
from fangxian.response.companions.forms import RejectForm
from fangxian.response.companions.models import Hit, Reason, Search
from fangxian.response.companions.policies import JUDGE, READ
from fangxian.response.companions.rules import definition
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger import clock
from fangxian.response.ledger.authors import who

PAGE = 100
"""Hits on a page."""


@login_required
@require_GET
def listing(request: HttpRequest, id: UUID) -> HttpResponse:
    """Hits of a search by rank, a tab for each decision."""
    post = acting_post(request, READ)
    held = queries.the_search(id)
    state = request.GET.get("state", Hit.Decision.WAITING)
    state = state if state in Hit.Decision.values else Hit.Decision.WAITING
    said = request.GET.get("after", "0")
    after = int(said) if said.isdigit() and len(said) < 9 else 0
    rows = list(held.hits.filter(decision=state, rank__gt=after).order_by("rank")[: PAGE + 1])
    counts = queries.counts(held)
    base = reverse("companions:hits", args=[held.id])
    page = {
        "search": held,
        "hits": rows[:PAGE],
        "state": state,
        "counts": counts,
        "tabs": [
            {"label": label, "url": f"{base}?state={key}", "current": key == state, "count": counts[key]}
            for key, label in Hit.Decision.choices
        ],
        "next_url": f"{base}?state={state}&after={rows[PAGE - 1].rank}" if len(rows) > PAGE else "",
        "previous_url": f"{base}?state={state}" if after else "",
        "reasons": Reason.choices,
        "request_id": uuid4(),
        "may_judge": may(post, JUDGE, held.area) and held.state == Search.State.REVIEW,
    }
    return render(request, "companions/hits.html", page)


@login_required
@require_GET
def hit(request: HttpRequest, id: UUID, hit: UUID) -> HttpResponse:
    """The evidence behind one hit, on a map and a time line, and the decision."""
    post = acting_post(request, READ)
    held = queries.the_search(id)
    one = queries.the_hit(held, hit)
    zone = clock.zone()
    following = queries.next_waiting(held, one.rank)
    page = {
        "search": held,
        "hit": one,
        "map": map_of(one.evidence, held.area),
        "map_size": (WIDTH, HEIGHT),
        "cases": [{**case, "days": days_of(case["overlaps"], zone)} for case in one.evidence],
        "decided_by": who(one.decided_by) if one.decided_by else "",
        "known_url": _known_url(held, one),
        "following": following if following is not None and following.pk != one.pk else None,
        "reject_form": RejectForm(),
        "reasons": Reason.choices,
        "request_id": uuid4(),
        "definition": definition(held.clause, held.incident, (held.same,)) if held.clause else None,
        "may_judge": may(post, JUDGE, held.area) and held.state == Search.State.REVIEW,
    }
    return render(request, "companions/hit.html", page)


@login_required
@require_POST
def judge(request: HttpRequest, id: UUID) -> HttpResponse:
    """Decide on hits, one or many: accept, reject with a reason, take back."""
    post = acting_post(request, JUDGE)
    held = queries.the_search(id)
    ids = _ids(request)
    try:
        done = _decide(request, held, ids, post)
    except NotAllowed:
        raise
    except FangxianError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(_onward(request, held))


def _decide(request: HttpRequest, held: Search, ids: list[UUID], post: Post) -> str:
    said: dict[str, Any] = {"id": request_id(request), "by": post}
    decision = request.POST.get("decision", "")
    if decision == Hit.Decision.ACCEPTED:
        n = len(accept_hits(held, ids, **said))
        return ngettext("%(n)s hit is a contact now.", "%(n)s hits are contacts now.", n) % {"n": n}
    if decision == Hit.Decision.REJECTED:
        reason, note = request.POST.get("reason", ""), request.POST.get("note", "")
        n = len(reject_hits(held, ids, reason=reason, note=note, **said))
        return ngettext("%(n)s hit is rejected.", "%(n)s hits are rejected.", n) % {"n": n}
    if decision == Hit.Decision.WAITING:
        n = len(take_back(held, ids, **said))
        return ngettext("%(n)s decision is taken back.", "%(n)s decisions are taken back.", n) % {"n": n}
    raise Invalid("value.unknown", _("“%(value)s” is not known here."), field="decision", value=decision)


def _known_url(held: Search, one: Hit) -> str:
    """Where the contact stands that a hit became, or the case that it was already."""
    if not one.known_as:
        return ""
    contact = Contact.objects.filter(incident=held.incident_id, number=one.known_as).exists()
    return reverse("casework:contacts" if contact else "casework:list", query={"q": one.known_as})


def _ids(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(text) for text in request.POST.getlist("hits")]
    except ValueError:
        return []


def _onward(request: HttpRequest, held: Search) -> str:
    """The next hit to be judged where one was judged on its own page, else the list."""
    rank = request.POST.get("rank", "")
    if rank.isdigit():
        following = queries.next_waiting(held, int(rank))
        if following is not None:
            return reverse("companions:hit", args=[held.id, following.id])
    state = request.POST.get("state", "")
    return reverse("companions:hits", args=[held.id]) + (f"?state={state}" if state in Hit.Decision.values else "")
