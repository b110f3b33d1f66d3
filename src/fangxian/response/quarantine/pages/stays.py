"""Stays: admitting people, one person's stay, moving and releasing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.response.casework.forms import attempt
from fangxian.response.casework.models import FollowUp
from fangxian.response.casework.queries import story
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger import clock
from fangxian.response.quarantine.actions import (
    admit,
    end_stay,
    enter_result,
    expose_room_mates,
    move_stays,
    release_stay,
)
from fangxian.response.quarantine.beds import stays_in
from fangxian.response.quarantine.criteria import release_of
from fangxian.response.quarantine.forms import AdmitForm, LeaveForm, MoveForm, ReleaseForm, ResultForm
from fangxian.response.quarantine.models import Room, Stay
from fangxian.response.quarantine.pages.common import form_page, posted
from fangxian.response.quarantine.policies import READ, RUN
from fangxian.response.quarantine.queries.choices import rooms_with_beds
from fangxian.response.quarantine.queries.house import guests_of, the_stay
from fangxian.response.quarantine.queries.sites import the_site
from fangxian.response.quarantine.roommates import unrecorded


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, id: UUID) -> HttpResponse:
    """Admit somebody, or a family, to a room."""
    post = acting_post(request, RUN)
    site = the_site(id)
    initial = {"at": clock.now(), "numbers": request.GET.get("numbers", ""), "room": request.GET.get("room", "")}
    form = AdmitForm(posted(request), rooms=rooms_with_beds(site), initial=initial)
    back = reverse("quarantine:site", args=[site.id])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = attempt(
            form,
            lambda: admit(
                Room.objects.get(id=said["room"]), form.members(site), at=said["at"], joins=said["joins"],
                legal_basis=said["legal_basis"], by=post, id=request_id(request),
            ),
        )  # fmt: skip
        if made is not None:
            text = ngettext("%(n)d person admitted.", "%(n)d people admitted.", len(made))
            messages.success(request, text % {"n": len(made)})
            return redirect(back)
    return form_page(request, form, _("Admit"), _("Admit"), back, deck=site.place.name)


@login_required
@require_GET
def stay(request: HttpRequest, id: UUID) -> HttpResponse:
    """One person's stay: the conditions to let them go, each true or false; tests, health, room-mates."""
    post = acting_post(request, READ)
    return _page(request, the_stay(id), post)


@login_required
@require_POST
def result(request: HttpRequest, id: UUID) -> HttpResponse:
    """Enter the result of the oldest sample that waits for one."""
    post = acting_post(request, RUN)
    held, form = the_stay(id), ResultForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data["result"]
        mates = attempt(form, lambda: enter_result(held, said, by=post, id=request_id(request)))
        if mates is not None:
            messages.success(request, _("The result is on record."))
            _say_exposed(request, mates)
            return redirect("quarantine:stay", held.id)
    return _page(request, held, post, status=422, result_form=form)


@login_required
@require_POST
def mates(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record that this person, who is infected, exposed the room-mates."""
    post = acting_post(request, RUN)
    held = the_stay(id)
    _say_exposed(request, expose_room_mates(held, by=post, id=request_id(request)))
    return redirect("quarantine:stay", held.id)


@login_required
@require_POST
def release(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let somebody go, if every condition holds."""
    post = acting_post(request, RUN)
    held, form = the_stay(id), ReleaseForm(request.POST)
    if form.is_valid():
        done = attempt(form, lambda: (release_stay(held, **form.cleaned_data, by=post, id=request_id(request)), True))
        if done is not None:
            issued = done[0]
            if issued is None:
                messages.success(request, _("They move on to isolation at home."))
            else:
                messages.success(request, _("Released; certificate %(serial)s.") % {"serial": issued.serial})
            return redirect("quarantine:stay", held.id)
    return _page(request, held, post, status=422, release_form=form)


@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, id: UUID) -> HttpResponse:
    """Another room, here or at another site."""
    held = the_stay(id)
    form = MoveForm(posted(request), rooms=rooms_with_beds())

    def command(post: Post, said: dict[str, Any], request_of: UUID) -> Any:
        who = stays_in(held.room) if said.pop("together") else [held]
        room = Room.objects.get(id=said.pop("room"))
        return move_stays(who, room, **said, by=post, id=request_of)

    return _act(request, held, form, command, _("Move to another room"), _("Move"))


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, id: UUID) -> HttpResponse:
    """To hospital, or out because the case workers signed for it."""
    held = the_stay(id)
    form = LeaveForm(posted(request), initial={"at": clock.now()})

    def command(post: Post, said: dict[str, Any], request_of: UUID) -> Any:
        return end_stay(held, **said, by=post, id=request_of)

    confirm = _("Record that they left? The bed is free from then on.")
    return _act(request, held, form, command, _("Left without a release"), _("Record"), confirm)


def _act(
    request: HttpRequest,
    held: Stay,
    form: Form,
    command: Callable[[Post, dict[str, Any], UUID], Any],
    title: str,
    submit: str,
    confirm: str = "",
) -> HttpResponse:
    post = acting_post(request, RUN)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: command(post, dict(form.cleaned_data), request_id(request)))
        if made is not None:
            messages.success(request, _("It is on record."))
            first = made[0] if isinstance(made, list) else made
            return redirect("quarantine:stay", first.id)
    back = reverse("quarantine:stay", args=[held.id])
    deck = f"{held.person.label} · {held.site.place.name} · {held.room.number}"
    return form_page(request, form, title, submit, back, deck=deck, confirm=confirm)


def _say_exposed(request: HttpRequest, persons: list[UUID]) -> None:
    if persons:
        text = ngettext(
            "%(n)d room-mate was exposed; the days begin anew.",
            "%(n)d room-mates were exposed; their days begin anew.",
            len(persons),
        )
        messages.warning(request, text % {"n": len(persons)})


def _page(request: HttpRequest, held: Stay, post: Post, status: int = 200, **shown: Form) -> HttpResponse:
    now = clock.now()
    inside = held.left_at is None
    verdict = release_of(held, now) if inside else None
    with access.everywhere():
        days = list(FollowUp.objects.filter(contact=held.contact_id).order_by("-day")[:30])
        around = [one for one in stays_in(held.room) if one.id != held.id] if inside else []
        events = story.timeline(held.subject)
        left = unrecorded(held, now) if inside else []
    context = {
        "stay": held,
        "area": area_path(held.origin),
        "guest": guests_of([held])[0],
        "verdict": verdict,
        "days": days,
        "mates": around,
        "unrecorded": left,
        "events": events,
        "inside": inside,
        "may_run": inside and may(post, RUN, held.area),
        "may_sign": may(post, "case.write", held.origin),
        "release_form": ReleaseForm(),
        "result_form": ResultForm(),
        "request_id": uuid4(),
        **shown,
    }
    return render(request, "quarantine/stay.html", context, status=status)
