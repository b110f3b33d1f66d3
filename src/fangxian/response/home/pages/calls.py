"""The call list on a phone: who was not heard of today, the most urgent first, with one tap for what came of it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fangxian.errors import FangxianError
from fangxian.response.home.actions import Said, ask_phone, record_report
from fangxian.response.home.models import HomeStay, Source
from fangxian.response.home.plan import plan
from fangxian.response.home.policies import CALL, READ, RUN
from fangxian.response.home.queries.people import calls_done, residents_of, the_home, to_call
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger import clock

PAGE: Final = 40
"""People of a list; whoever is called leaves it, and the next ones come up."""


@login_required
@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Those of whom nothing is known today."""
    post = acting_post(request, READ)
    today = clock.now().astimezone(clock.zone()).date()
    people = residents_of(to_call(today, PAGE))
    whole, done = calls_done(today)
    context = {
        "people": people,
        "names": area_names({one.stay.area for one in people}),
        "whole": whole,
        "done": done,
        "today": today,
        "limit": plan().unreached_calls,
        **_rights(post),
    }
    return render(request, "home/calls.html", context)


@login_required
@never_cache
@require_POST
def phone(request: HttpRequest, id: UUID) -> HttpResponse:
    """The number to call, asked for and recorded in one tap; answers with the person's card."""
    post = acting_post(request, CALL)
    stay, number, refusal = the_home(id), "", ""
    try:
        number = ask_phone(stay, by=post)
    except FangxianError as error:
        refusal = str(error)
    return _card(request, stay, post, {"phone": number, "refusal": refusal}, shown=True)


@login_required
@require_POST
def call(request: HttpRequest, id: UUID) -> HttpResponse:
    """What came of a call: well, or nobody answered; the ill are told of in full on a form of their own."""
    post = acting_post(request, RUN)
    stay, refusal = the_home(id), ""
    try:
        said = Said(
            source=Source.CALL, outcome=request.POST.get("outcome", ""), temperature=_temperature(request),
            id=request_id(request),
        )  # fmt: skip
        record_report(stay, said, by=post)
    except FangxianError as error:
        refusal = str(error)
    return _card(request, the_home(id), post, {"refusal": refusal})


def _card(
    request: HttpRequest, stay: HomeStay, post: Post, said: dict[str, Any], *, shown: bool = False
) -> HttpResponse:
    """The card in place; without htmx a page that has nothing but it, or the list again."""
    (person,) = residents_of([stay])
    context = {"person": person, "names": area_names({stay.area}), "limit": plan().unreached_calls, **said}
    context |= _rights(post)
    if request.headers.get("HX-Request"):
        return render(request, "home/parts/call_card.html", context)
    if shown:
        return render(request, "home/calls.html", context | {"people": [person], "today": person.today, "alone": True})
    if said["refusal"]:
        messages.error(request, said["refusal"])
    return redirect("home:calls")


def _rights(post: Post) -> dict[str, bool]:
    return {"may_run": may(post, RUN, post.area), "may_call": may(post, CALL, post.area)}


def _temperature(request: HttpRequest) -> Decimal | None:
    """Degrees as typed; what is no number is refused by the command, as 0 °C would be."""
    text = request.POST.get("temperature", "").replace(",", ".").strip()
    if not text or request.POST.get("outcome") == "missed":
        return None
    try:
        return Decimal(text).quantize(Decimal("0.1"))
    except InvalidOperation:
        return Decimal(0)
