"""Plans of a round: ask for one, watch it being worked out, read it on a map and in tables, sign it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import FangxianError
from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may, require
from fangxian.response.jurisdiction.queries import area_name, area_path
from fangxian.response.ledger import clock
from fangxian.response.registry.actions import load_units
from fangxian.response.registry.units import homes, may_list_units, units_in
from fangxian.response.testing.actions import cancel_plan, request_plan, run_plan, sign_plan
from fangxian.response.testing.actions.request_plan import is_small
from fangxian.response.testing.forms import NameForm
from fangxian.response.testing.forms_plan import BuildingsForm, PlanForm, read_houses
from fangxian.response.testing.ground import ground, outline_url
from fangxian.response.testing.methods import pack_in_force
from fangxian.response.testing.models import Plan, Round
from fangxian.response.testing.planning.reading import read_plan
from fangxian.response.testing.policies import PLAN, READ
from fangxian.response.testing.queries.rounds import the_round


@login_required
@require_http_methods(["GET", "POST"])
def plans(request: HttpRequest, id: UUID) -> HttpResponse:
    """The plans of a round, and the form by which another is asked for."""
    post = acting_post(request, READ)
    of = the_round(id)
    form = PlanForm(request.POST or None, request.FILES or None, of=of, pack=pack_in_force(of.incident_id, clock.now()))
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: request_plan(of, form.wish(), by=post, id=request_id(request)))
        if made is not None:
            start(made)
            return redirect("testing:plan", made.id)
    page = {
        "round": of,
        "form": form,
        "plans": of.plans.order_by("-number").defer("result"),
        "may_plan": may(post, PLAN, of.area),
        "is_open": of.state == Round.State.OPEN,
        "request_id": request.POST.get("request_id") or uuid4(),
    }
    return render(request, "testing/plans.html", page, status=422 if form.errors else 200)


@login_required
@require_GET
def plan(request: HttpRequest, id: UUID) -> HttpResponse:
    """A plan: figures, map, stations by slot, what is missing; or how far it is."""
    return _show(request, _plan(id), acting_post(request, READ))


@login_required
@require_GET
def progress(request: HttpRequest, id: UUID) -> HttpResponse:
    """How far a plan is, asked for again every two seconds; once it is ready the whole page comes."""
    acting_post(request, READ)
    held = _plan(id)
    response = render(request, "testing/parts/plan_progress.html", {"plan": held})
    if not held.going:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sign a plan."""
    post = acting_post(request, PLAN)
    held, form = _plan(id), NameForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"]
        if attempt(form, lambda: sign_plan(held, signed_by=name, by=post, id=request_id(request))) is not None:
            messages.success(request, _("Signed and on record; its stations are open, sign their devices in."))
            return redirect("testing:plan", held.id)
    return _show(request, held, post, form)


@login_required
@require_POST
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    """Call a plan off."""
    post = acting_post(request, PLAN)
    held = _plan(id)
    cancel_plan(held, by=post)
    messages.success(request, _("The plan was called off."))
    return redirect("testing:plans", held.round_id)


@login_required
@require_http_methods(["GET", "POST"])
def buildings(request: HttpRequest) -> HttpResponse:
    """The register of buildings: load a list, and see on the map what is known."""
    post = acting_post(request)
    if not may_list_units(post, post.area):
        require(post, PLAN, post.area)
    form = BuildingsForm(request.POST or None, request.FILES or None)
    loaded = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        loaded = attempt(form, lambda: load_units(read_houses(file.read(), file.name), by=post))
    held = homes(units_in(post.area))
    page = {
        "form": form,
        "loaded": loaded,
        "shown": loaded.refused[:200] if loaded else [],
        "count": held.count(),
        "placed": held.exclude(lon=None).count(),
        "area_name": area_name(post.area),
        **ground(post.area),
    }
    return render(request, "testing/buildings.html", page, status=422 if form.errors else 200)


def start(plan: Plan) -> None:
    """Work a small plan out now, and a large one beside."""
    if plan.state != Plan.State.WAITING:
        return
    if not is_small(plan.round):
        from fangxian.response.testing.jobs import work_plan_out

        work_plan_out.defer(plan_id=str(plan.id))
        return
    try:
        run_plan(plan)
    except FangxianError:
        plan.refresh_from_db()  # the reason is noted on it


def _plan(id: UUID) -> Plan:
    return get_object_or_404(Plan.objects.select_related("round__incident", "post__office"), id=id)


def _show(request: HttpRequest, held: Plan, post: Post, form: NameForm | None = None) -> HttpResponse:
    page: dict[str, Any] = {
        "plan": held,
        "round": held.round,
        "area": area_path(held.area),
        "form": form or NameForm(),
        "may_plan": may(post, PLAN, held.area),
        "request_id": uuid4(),
    }
    if held.result:
        page |= read_plan(held, clock.zone()) | {"outline_url": outline_url(held.area)}
        page["as_of"] = datetime.fromisoformat(held.result["as_of"])
    return render(request, "testing/plan.html", page, status=422 if form and form.errors else 200)
