"""Sites: the board, one site from inside, its rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import FangxianError
from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_names, area_path
from fangxian.response.jurisdiction.sharing import KEPT_S
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries.incidents import chosen_incident
from fangxian.response.quarantine.actions import add_rooms, close_site, register_site, set_rooms, take_samples
from fangxian.response.quarantine.forms import RoomsForm, SiteForm
from fangxian.response.quarantine.models import Room, Trouble
from fangxian.response.quarantine.pages.common import form_page, posted, said_uuids
from fangxian.response.quarantine.policies import PLAN, READ, RUN
from fangxian.response.quarantine.queries import house
from fangxian.response.quarantine.queries.running import last_check, next_check, stages
from fangxian.response.quarantine.queries.sites import LARGE, SiteLine, board, the_site
from fangxian.response.quarantine.queries.today import today_at


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The board: every site with its free rooms by class, who is in, who comes and goes today."""
    post = acting_post(request, READ)
    lines = board(closed=bool(request.GET.get("closed")))
    names = area_names({line.site.area for line in lines})
    context = {
        "lines": [{"line": line, "area": names.get(line.site.area, line.site.area)} for line in lines],
        "figures": _figures(lines),
        "may_plan": may(post, PLAN, post.area),
        "closed": bool(request.GET.get("closed")),
        "kept": int(KEPT_S) if sum(line.inside for line in lines) >= LARGE else 0,
    }
    return render(request, "quarantine/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a site."""
    post = acting_post(request, PLAN)
    incident = chosen_incident("")
    form = SiteForm(posted(request), root=post.area, initial={"incident": incident.id if incident else None})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        where = Incident.objects.get(id=said.pop("incident"))
        made = attempt(form, lambda: register_site(where, **said, by=post, id=request_id(request)))
        if made is not None:
            messages.success(request, _("The site is registered; add its rooms."))
            return redirect("quarantine:site", made.id)
    deck = _("The clocks of calling it up begin: a third of the rooms, half of them, all.")
    return form_page(
        request, form, _("Register a quarantine site"), _("Register"), reverse("quarantine:list"), deck=deck
    )


@login_required
@require_GET
def site(request: HttpRequest, id: UUID) -> HttpResponse:
    """One site: what is to be done today, its rooms and who stays in them, what went wrong."""
    post = acting_post(request, READ)
    held = the_site(id)
    show = request.GET.get("show", "") if request.GET.get("show", "") in house.SHOWS else ""
    lines, after = house.rooms(held, show, request.GET.get("after", ""))
    today = today_at(held)
    page = reverse("quarantine:site", args=[held.id])
    context: dict[str, Any] = {
        "site": held,
        "area": area_path(held.area),
        "line": today.line,
        "figures": _figures([today.line]),
        "today": today,
        "waiting": house.waiting(held) if held.closed_at is None else [],
        "rooms": lines,
        "tabs": [
            {"label": label, "url": f"{page}?{urlencode({'show': key})}" if key else page, "current": key == show}
            for key, label in house.SHOWS.items()
        ],
        "states": Room.State.choices,
        "next_url": f"{page}?{urlencode({'show': show, 'after': after})}" if after else "",
        "stages": stages(held),
        "check": last_check(held),
        "next_check": next_check(held),
        "troubles": Trouble.objects.filter(site=held).select_related("room").order_by("rectified_at", "-found_at")[:30],
        "may_plan": may(post, PLAN, held.area),
        "may_run": may(post, RUN, held.area) and held.closed_at is None,
        "request_id": uuid4(),
        "now": clock.now(),
    }
    return render(request, "quarantine/site.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def rooms(request: HttpRequest, id: UUID) -> HttpResponse:
    """Add rooms to a site."""
    post = acting_post(request, PLAN)
    held, form = the_site(id), RoomsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: add_rooms(held, **form.cleaned_data, by=post, id=request_id(request)))
        if made is not None:
            text = ngettext("%(n)d room added.", "%(n)d rooms added.", len(made))
            messages.success(request, text % {"n": len(made)})
            return redirect("quarantine:site", held.id)
    back = reverse("quarantine:site", args=[held.id])
    return form_page(request, form, _("Add rooms"), _("Add"), back, deck=held.place.name)


@login_required
@require_POST
def states(request: HttpRequest, id: UUID) -> HttpResponse:
    """Set the state of the rooms that are ticked."""
    post = acting_post(request, RUN)
    held = the_site(id)
    chosen = said_uuids(request.POST.getlist("room"))
    try:
        count = set_rooms(held, chosen, request.POST.get("state", ""), by=post, id=request_id(request))
    except FangxianError as error:
        messages.error(request, str(error))
    else:
        text = ngettext("%(n)d room changed.", "%(n)d rooms changed.", count)
        messages.success(request, text % {"n": count})
    return redirect("quarantine:site", held.id)


@login_required
@require_POST
def samples(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record that those who are ticked were sampled."""
    post = acting_post(request, RUN)
    held = the_site(id)
    stays = [house.the_stay(one) for one in said_uuids(request.POST.getlist("stay"))]
    double = bool(request.POST.get("double"))
    try:
        count = take_samples(held, stays, double=double, by=post, id=request_id(request))
    except FangxianError as error:
        messages.error(request, str(error))
    else:
        text = ngettext("%(n)d sample recorded.", "%(n)d samples recorded.", count)
        messages.success(request, text % {"n": count})
    return redirect("quarantine:site", held.id)


@login_required
@require_POST
def close(request: HttpRequest, id: UUID) -> HttpResponse:
    """Close a site."""
    post = acting_post(request, PLAN)
    held = the_site(id)
    try:
        close_site(held, by=post, id=request_id(request))
    except FangxianError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The site is closed; its stays remain on record."))
    return redirect("quarantine:site", held.id)


def _figures(lines: Sequence[SiteLine]) -> list[dict[str, Any]]:
    """Sums over sites, for the head of a page."""
    words = {
        "inside": _("in quarantine"),
        "entered": _("came today"),
        "leaving": _("last day today"),
        "over": _("beyond the last day"),
        "free_rooms": _("rooms free"),
    }
    sums = {key: sum(getattr(line, key) for line in lines) for key in words}
    return [
        {"key": key, "label": label, "value": sums[key], "tone": "alarm" if key == "over" and sums[key] else ""}
        for key, label in words.items()
    ]
