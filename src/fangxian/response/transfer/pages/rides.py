"""Rides: the crew's page on the phone, and the same page for those who plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import FangxianError
from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.quarantine.pages.common import form_page, posted
from fangxian.response.registry.actions.reveal_identity import reveal_identities
from fangxian.response.transfer.actions import (
    board,
    bring_to_door,
    change_vehicle,
    deliver,
    disinfect_vehicle,
    refuse_pickup,
    turn_back,
)
from fangxian.response.transfer.forms import ChangeForm, CleanForm, TurnBackForm, WordForm
from fangxian.response.transfer.models import Ride, Transfer, Vehicle
from fangxian.response.transfer.pages.common import said_ids
from fangxian.response.transfer.policies import DRIVE, PLAN, READ, is_crew, require_crew
from fangxian.response.transfer.queries import board as reads


@login_required
@require_GET
def crew(request: HttpRequest) -> HttpResponse:
    """The rides of whoever looks: what is under way, what comes next, which vehicle is to be disinfected."""
    post = acting_post(request, DRIVE)
    mine = [one for one in reads.fleet() if one.vehicle.post_id in (post.pk, None)]
    own = [one for one in mine if one.vehicle.post_id == post.pk] or mine
    return render(request, "transfer/crew.html", {"fleet": own, "clean": CleanForm(), "request_id": uuid4()})


@login_required
@require_GET
def ride(request: HttpRequest, id: UUID) -> HttpResponse:
    """One ride: whom it carries in the order of the pick-ups, and what the crew does with each."""
    post = acting_post(request, READ)
    return _page(request, reads.the_ride(id), post)


def _page(request: HttpRequest, held: Ride, post: Post, status: int = 200, **more: Any) -> HttpResponse:
    people = reads.people_of(held)
    steps = reads.lines(people)
    steps.sort(key=lambda one: (one.first.order, one.first.requested_at))
    context = {
        "ride": held,
        "steps": steps,
        "aboard": sum(one.state in Transfer.CARRIED for one in people),
        "left": sum(one.state in Transfer.OPEN for one in people),
        "tier": reads.tier_title(held.tier),
        "is_crew": is_crew(post, held) and held.state in (Ride.State.PLANNED, Ride.State.UNDERWAY),
        "may_clean": may(post, DRIVE, held.area) and held.vehicle.state == Vehicle.State.SOILED,
        "may_plan": may(post, PLAN, held.area) and held.state == Ride.State.PLANNED,
        "clean": CleanForm(),
        "request_id": uuid4(),
        **more,
    }
    return render(request, "transfer/ride.html", context, status=status)


@login_required
@require_POST
def tap(request: HttpRequest, id: UUID, what: str) -> HttpResponse:
    """One tap of the crew: aboard, or at the door."""
    post = acting_post(request, DRIVE)
    held, ids = reads.the_ride(id), said_ids(request)
    giver = request.POST.get("giver", "")
    commands: dict[str, Callable[[], Any]] = {
        "board": lambda: board(held, ids, giver=giver, by=post, id=request_id(request)),
        "door": lambda: bring_to_door(ids, by=post),
    }
    if what not in commands:
        raise Http404
    try:
        commands[what]()
    except FangxianError as error:
        return _page(request, reads.the_ride(id), post, status=error.status, refusal=str(error))
    return redirect("transfer:ride", id)


@login_required
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, id: UUID, what: str) -> HttpResponse:
    """What takes more than a tap: refuse, bring back, hand over at a hospital, change the vehicle."""
    post = acting_post(request, DRIVE)
    held = reads.the_ride(id)
    ids = said_ids(request)
    made = _form(request, held, what)
    if made is None:
        raise Http404
    form, title, command = made
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: command(form.cleaned_data, ids, post, request_id(request)))
        if done is not None:
            messages.success(request, _("It is on record."))
            return redirect("transfer:ride", done.id if isinstance(done, Ride) else id)
    names = ", ".join(one.person.label for one in reads.people_of(held) if one.id in ids)
    back = reverse("transfer:ride", args=[id])
    return form_page(request, form, title, title, back, deck=names or held.vehicle.plate)


_Command = Callable[[dict[str, Any], Sequence[UUID], Post, UUID], Any]


def _form(request: HttpRequest, held: Ride, what: str) -> tuple[Form, str, _Command] | None:
    """The form of an act, its title and its command."""
    sent = posted(request)
    match what:
        case "refuse":
            return (
                WordForm(sent, label=_("Reason")), _("Leave them, with a reason"),
                lambda said, ids, by, key: refuse_pickup(ids, reason=said["words"], by=by, id=key),
            )  # fmt: skip
        case "deliver":
            return (
                WordForm(sent, label=_("Who takes them there")), _("Hand over at the hospital"),
                lambda said, ids, by, key: deliver(ids, receiver=said["words"], by=by, id=key),
            )  # fmt: skip
        case "back":
            return (
                TurnBackForm(sent), _("Bring back"),
                lambda said, ids, by, key: turn_back(ids, **said, by=by, id=key),
            )  # fmt: skip
        case "change":
            others = Vehicle.objects.filter(state=Vehicle.State.READY).exclude(id=held.vehicle_id).order_by("plate")
            return (
                ChangeForm(sent, vehicles=list(others)), _("Into another vehicle"),
                lambda said, ids, by, key: change_vehicle(
                    held, reads.the_vehicle(UUID(said["vehicle"])), reason=said["reason"], by=by, id=key
                ),
            )  # fmt: skip
    return None


@login_required
@require_POST
def reveal(request: HttpRequest, id: UUID) -> HttpResponse:
    """Names, telephones and addresses of those whom the crew is to pick up; the reading is on record."""
    post = acting_post(request, DRIVE)
    held = reads.the_ride(id)
    require_crew(post, held)
    people = [one for one in reads.people_of(held) if one.state in Transfer.OPEN]
    cards: dict[UUID, Any] = {}
    if held.state in (Ride.State.PLANNED, Ride.State.UNDERWAY):
        with access.everywhere():
            purpose = f"转运接送 Transfer {held.vehicle.plate}"
            cards = reveal_identities([one.person for one in people], purpose, incident=held.incident_id)
    rows = [(one.person, cards.get(one.person_id)) for one in people]
    return render(request, "transfer/parts/who.html", {"people": rows})


@login_required
@require_POST
def clean(request: HttpRequest, id: UUID) -> HttpResponse:
    """The vehicle was disinfected."""
    post = acting_post(request, DRIVE)
    vehicle = reads.the_vehicle(id)
    form = CleanForm(request.POST)
    if form.is_valid():
        done = attempt(form, lambda: disinfect_vehicle(vehicle, **form.cleaned_data, by=post, id=request_id(request)))
        if done is not None:
            messages.success(request, _("%(plate)s is ready.") % {"plate": vehicle.plate})
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect("transfer:fleet" if request.POST.get("back") == "fleet" else "transfer:crew")
