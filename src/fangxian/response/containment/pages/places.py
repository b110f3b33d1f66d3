"""Disinfection of places, and places that are closed and opened again by stages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.response.containment.actions import (
    check_disinfection,
    close_place,
    end_hold,
    enter_swab,
    hold_goods,
    list_people,
    open_stage,
    order_disinfection,
    report_disinfected,
    take_swabs,
)
from fangxian.response.containment.actions.disinfect import agents
from fangxian.response.containment.forms_place import (
    CheckForm,
    CloseForm,
    DoneForm,
    EndHoldForm,
    HoldForm,
    ListForm,
    OrderForm,
    StageForm,
    SwabForm,
)
from fangxian.response.containment.models import Closure, Disinfection, Hold, Listed, Swab
from fangxian.response.containment.pages.common import at_once, command, posted
from fangxian.response.containment.policies import READ, REPORT, SIGN
from fangxian.response.containment.queries.one import the_closure, the_order
from fangxian.response.containment.queries.place import exposed
from fangxian.response.containment.reopening import stage_titles, stages
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import say
from fangxian.response.photos.pages import add_page
from fangxian.response.photos.queries import photos_of

DUE_HOURS = 24
"""Hours after which an order is offered to be due; who orders says otherwise."""

PEOPLE = 1000
"""People of a list that a page shows."""


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Orders to disinfect and closed places: what waits first."""
    post = acting_post(request, READ)
    now = clock.now()
    orders = list(Disinfection.objects.filter(checked_at=None).select_related("place").order_by("due_at")[:200])
    closed = list(Closure.objects.filter(opened_at=None).select_related("place").order_by("until")[:200])
    titles = stage_titles((one.incident_id for one in closed), now)
    late = sum(one.done_at is None and one.due_at < now for one in orders)
    waiting = sum(one.done_at is None for one in orders)
    done = Disinfection.objects.exclude(checked_at=None).select_related("place").order_by("-checked_at")[:50]
    context = {
        "orders": orders,
        "closed": [(one, titles.get((one.incident_id, one.stage), one.stage)) for one in closed],
        "done": done,
        "figures": [
            {"key": "orders", "label": _("disinfections ordered"), "value": waiting},
            {"key": "late", "label": _("of them overdue"), "value": late, "tone": "alarm" if late else ""},
            {"key": "unchecked", "label": _("done, not checked"), "value": len(orders) - waiting},
            {"key": "closed", "label": _("places closed"), "value": len(closed)},
        ],
        "may_write": may(post, REPORT, post.area),
    }  # fmt: skip
    return render(request, "containment/places.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, id: UUID) -> HttpResponse:
    """Order the disinfection of an exposed place."""
    post = acting_post(request, REPORT)
    place, incident = exposed(id)
    form = OrderForm(posted(request), initial={"due_at": clock.now() + timedelta(hours=DUE_HOURS), "scope": place.name})
    return command(
        request, form, lambda said: order_disinfection(place, incident, **said, id=request_id(request), by=post),
        title=_("Order a disinfection"), submit=_("Order"), back=reverse("casework:place", args=[place.id]),
        done=_("The disinfection is ordered; its clock runs."), deck=place.name,
        onwards=lambda made: reverse("containment:disinfection", args=[made.id]),
    )  # fmt: skip


@login_required
@require_GET
def disinfection(request: HttpRequest, id: UUID) -> HttpResponse:
    """One disinfection: samples before, what was done, samples after, pictures, the check."""
    post = acting_post(request, READ)
    held = the_order(id)
    swabs = list(Swab.objects.filter(disinfection=held).order_by("taken_at", "spot"))
    agent = agents(held.incident_id, clock.now()).get(held.agent)
    context = {
        "order": held,
        "place": held.place,
        "area": area_path(held.area),
        "agent": say(agent.title) if agent else held.agent,
        "before": [one for one in swabs if one.stage == Swab.When.BEFORE],
        "after": [one for one in swabs if one.stage == Swab.When.AFTER],
        "photos": photos_of("disinfection", held.id),
        "may_write": may(post, REPORT, held.area),
        "request_id": uuid4(),
    }
    return render(request, "containment/disinfection.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def done(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record that a place was disinfected as ordered."""
    post = acting_post(request, REPORT)
    held = the_order(id)
    now = clock.now()
    known = [(key, say(agent.title)) for key, agent in agents(held.incident_id, now).items()]
    form = DoneForm(posted(request), agents=known, initial={"at": now, "team": held.office})
    return _on_order(
        request, held, form, lambda said: report_disinfected(held, **said, id=request_id(request), by=post),
        _("Disinfected"), _("It is on record; sample, then have it checked."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def swab(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record samples of the surroundings."""
    post = acting_post(request, REPORT)
    held = the_order(id)
    form = SwabForm(posted(request), initial={"stage": "after" if held.done_at else "before"})
    return _on_order(
        request, held, form,
        lambda said: take_swabs(held, said["stage"], said["spots"], id=request_id(request), by=post),
        _("Samples of the surroundings"), _("The samples are on record."),
    )  # fmt: skip


@login_required
@require_POST
def result(request: HttpRequest, id: UUID) -> HttpResponse:
    """Enter the result of a sample."""
    post = acting_post(request, REPORT)
    held = get_object_or_404(Swab, id=id)
    back = reverse("containment:disinfection", args=[held.disinfection_id])
    return at_once(
        request, lambda: enter_swab(held, request.POST.get("result", ""), id=request_id(request), by=post),
        _("The result is on record."), back,
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record the check of the effect."""
    post = acting_post(request, REPORT)
    held, form = the_order(id), CheckForm(posted(request))
    return _on_order(
        request, held, form, lambda said: check_disinfection(held, **said, id=request_id(request), by=post),
        _("Check of the effect"), _("The check is on record."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def photo(request: HttpRequest, id: UUID) -> HttpResponse:
    """Add a photo."""
    acting_post(request, REPORT)
    held = the_order(id)
    back = reverse("containment:disinfection", args=[held.id])
    return add_page(request, "disinfection", held.id, area=held.area, back=back, deck=held.place.name)


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, id: UUID) -> HttpResponse:
    """Close an exposed place."""
    post = acting_post(request, SIGN)
    place, incident = exposed(id)
    form = CloseForm(posted(request))
    return command(
        request, form, lambda said: close_place(place, incident, **said, id=request_id(request), by=post),
        title=_("Close the place"), submit=_("Sign"), back=reverse("casework:place", args=[place.id]),
        done=_("The place is closed; list who was there and hold its goods."), deck=place.name,
        confirm=_("Close the place?"), onwards=lambda made: reverse("containment:closure", args=[made.id]),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def closure(request: HttpRequest, id: UUID) -> HttpResponse:
    """A closed place: the stages of its re-opening with their conditions, goods, staff and visitors."""
    post = acting_post(request, READ)
    held = the_closure(id)
    form = StageForm(posted(request), initial={"signer": held.signer})
    if request.method == "POST":
        post = acting_post(request, SIGN)
        return command(
            request, form, lambda said: open_stage(held, **said, id=request_id(request), by=post),
            title=_("Open a stage further"), submit=_("Sign"), back=reverse("containment:closure", args=[held.id]),
            done=_("The next stage has begun."), deck=held.place.name,
        )  # fmt: skip
    people = Listed.objects.filter(closure=held).select_related("person").order_by("role", "person__label")
    context: dict[str, Any] = {
        "closure": held,
        "place": held.place,
        "area": area_path(held.area),
        "steps": stages(held, clock.now()),
        "holds": Hold.objects.filter(closure=held).order_by("ended_at", "held_at"),
        "staff": people.filter(role=Listed.Role.STAFF)[:PEOPLE],
        "visitors": people.filter(role=Listed.Role.VISITOR)[:PEOPLE],
        "orders": Disinfection.objects.filter(place=held.place).order_by("-ordered_at")[:20],
        "form": form,
        "may_write": may(post, REPORT, held.area) and held.opened_at is None,
        "may_sign": may(post, SIGN, held.area) and held.opened_at is None,
        "request_id": uuid4(),
    }
    return render(request, "containment/closure.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, id: UUID) -> HttpResponse:
    """Hold goods of a closed place."""
    post = acting_post(request, REPORT)
    held, form = the_closure(id), HoldForm(posted(request))
    return _on_closure(
        request, held, form,
        lambda said: hold_goods(held, said["goods"], quantity=said["quantity"], id=request_id(request), by=post),
        _("Hold goods"), _("The goods are held."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def unhold(request: HttpRequest, id: UUID) -> HttpResponse:
    """Release or destroy held goods."""
    post = acting_post(request, REPORT)
    goods = get_object_or_404(Hold.objects.select_related("closure__place"), id=id)
    form = EndHoldForm(posted(request))
    return _on_closure(
        request, goods.closure, form,
        lambda said: end_hold(goods, said["end"], paper=said["paper"], id=request_id(request), by=post),
        goods.goods, _("It is on record."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, id: UUID) -> HttpResponse:
    """List staff or visitors."""
    post = acting_post(request, REPORT)
    held = the_closure(id)
    form = ListForm(posted(request), initial={"role": request.GET.get("role"), "last_there": held.closed_at})
    return _on_closure(
        request, held, form,
        lambda said: list_people(
            held, said["role"], said["people"], last_there=said["last_there"], id=request_id(request), by=post
        ),
        _("List staff or visitors"), _("They are listed."),
    )  # fmt: skip


def _on_order(request: HttpRequest, held: Disinfection, form: Any, run: Any, title: str, said: str) -> HttpResponse:
    back = reverse("containment:disinfection", args=[held.id])
    return command(request, form, run, title=title, submit=_("Record"), back=back, done=said, deck=held.place.name)


def _on_closure(request: HttpRequest, held: Closure, form: Any, run: Any, title: str, said: str) -> HttpResponse:
    back = reverse("containment:closure", args=[held.id])
    return command(request, form, run, title=title, submit=_("Record"), back=back, done=said, deck=held.place.name)
