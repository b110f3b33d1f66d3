"""One person at home: the conditions to let them go, their days, their household, their link."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import FangxianError
from fangxian.response.casework.forms import attempt
from fangxian.response.casework.queries import story
from fangxian.response.home.actions import make_link, release_home, revoke_link, take_sample
from fangxian.response.home.forms import SignForm
from fangxian.response.home.links import secret_of
from fangxian.response.home.models import Breach, DoorSignal, DwellingCheck, HomeStay, ReportLink
from fangxian.response.home.plan import plan
from fangxian.response.home.policies import READ, RUN
from fangxian.response.home.queries.people import household_of, reports_of, residents_of, the_home
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import say
from fangxian.response.quarantine.criteria import release_from_home
from fangxian.ui import qr


@login_required
@never_cache
@require_GET
def stay(request: HttpRequest, id: UUID) -> HttpResponse:
    """One person's stay at home."""
    post = acting_post(request, READ)
    return _page(request, the_home(id), post)


@login_required
@never_cache
@require_POST
def release(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let somebody go, if every condition holds."""
    post = acting_post(request, RUN)
    held, form = the_home(id), SignForm(request.POST)
    if form.is_valid():
        issued = attempt(form, lambda: release_home(held, **form.cleaned_data, by=post, id=request_id(request)))
        if issued is not None:
            messages.success(request, _("Released; certificate %(serial)s.") % {"serial": issued.serial})
            return redirect("home:stay", held.id)
    return _page(request, held, post, status=422, release_form=form)


@login_required
@require_POST
def sample(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record that they were sampled at home."""
    post = acting_post(request, RUN)
    held = the_home(id)
    try:
        take_sample(held, by=post, id=request_id(request))
    except FangxianError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The sample is on record."))
    return redirect("home:stay", held.id)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, id: UUID) -> HttpResponse:
    """The sheet with the person's link and its code, to be handed over with the notice of quarantine."""
    post = acting_post(request, RUN)
    held = the_home(id)
    if request.method == "POST":
        make_link(held, anew=bool(request.POST.get("anew")), by=post, id=request_id(request))
        return redirect("home:link", held.id)
    context = {
        "stay": held,
        "person": residents_of([held])[0],
        "code": _code(request, held),
        "open": held.ended_at is None,
        "request_id": uuid4(),
    }
    return render(request, "home/link.html", context)


@login_required
@require_POST
def revoke(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take the link back."""
    post = acting_post(request, RUN)
    held = the_home(id)
    if revoke_link(held, by=post):
        messages.success(request, _("The link leads nowhere from now on."))
    return redirect("home:link", held.id)


def _code(request: HttpRequest, held: HomeStay) -> dict[str, str] | None:
    """The address of the standing link and its picture; only for posts that run quarantine there."""
    made = ReportLink.objects.filter(stay=held, revoked_at=None).first()
    if made is None:
        return None
    address = request.build_absolute_uri(reverse("home:report", args=[secret_of(made.id)]))
    return {"address": address, "qr": qr.svg(address)}


def _page(request: HttpRequest, held: HomeStay, post: Post, status: int = 200, **shown: Form) -> HttpResponse:
    now = clock.now()
    inside = held.ended_at is None
    runs = inside and may(post, RUN, held.area)
    with access.everywhere():
        events = story.timeline(held.subject)
    context = {
        "stay": held,
        "area": area_path(held.area),
        "person": residents_of([held])[0],
        "verdict": release_from_home(held.contact, now) if inside else None,
        "reports": reports_of(held),
        "mates": household_of(held),
        "breaches": Breach.objects.filter(stay=held).order_by("settled_at", "-found_at"),
        "signals": DoorSignal.objects.filter(stay=held).order_by("-at")[:10],
        "check": _check(held),
        "events": events,
        "inside": inside,
        "may_run": runs,
        "code": _code(request, held) if runs else None,
        "may_sign": may(post, "case.write", held.area),
        "release_form": SignForm(),
        "request_id": uuid4(),
        **shown,
    }
    return render(request, "home/stay.html", context, status=status)


def _check(held: HomeStay) -> dict[str, Any] | None:
    """The last look at the dwelling: what did not hold, in words."""
    found = DwellingCheck.objects.filter(contact=held.contact_id).order_by("-at").first()
    if found is None:
        return None
    failed = [(say(one), found.notes.get(one.id, "")) for one in plan().conditions if found.results.get(one.id) == "no"]
    return {"held": found, "failed": failed}
