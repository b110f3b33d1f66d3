"""Vehicles: the fleet, a new one, its crew."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.quarantine.pages.common import form_page, posted
from fangxian.response.transfer.actions import register_vehicle, set_vehicle
from fangxian.response.transfer.forms import CleanForm, CrewForm, VehicleForm
from fangxian.response.transfer.models import Vehicle
from fangxian.response.transfer.pages.common import crews
from fangxian.response.transfer.policies import DRIVE, PLAN, READ
from fangxian.response.transfer.queries import board as reads


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every vehicle with its state, its crew and its next rides."""
    post = acting_post(request, READ)
    context = {
        "fleet": reads.fleet(),
        "may_plan": may(post, PLAN, post.area),
        "may_drive": may(post, DRIVE, post.area),
        "clean": CleanForm(),
        "request_id": uuid4(),
    }
    return render(request, "transfer/fleet.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a vehicle."""
    post = acting_post(request, PLAN)
    form = VehicleForm(posted(request), root=post.area, posts=crews(post.area), initial={"area": post.area})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["post"] = Post.objects.filter(pk=said["post"]).first() if said["post"] else None
        made = attempt(form, lambda: register_vehicle(**said, by=post, id=request_id(request)))
        if made is not None:
            messages.success(request, _("%(plate)s is ready.") % {"plate": made.plate})
            return redirect("transfer:fleet")
    return form_page(request, form, _("Add a vehicle"), _("Add"), reverse("transfer:fleet"))


@login_required
@require_http_methods(["GET", "POST"])
def vehicle(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who drives, and whether it is in service."""
    post = acting_post(request, PLAN)
    held = reads.the_vehicle(id)
    initial = {
        "crew": held.crew, "phone": held.phone, "post": held.post_id, "out": held.state == Vehicle.State.OUT,
    }  # fmt: skip
    form = CrewForm(posted(request), posts=crews(post.area), initial=initial)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["post"] = Post.objects.filter(pk=said["post"]).first() if said["post"] else None
        if attempt(form, lambda: set_vehicle(held, **said, by=post)) is not None:
            messages.success(request, _("It is on record."))
            return redirect("transfer:fleet")
    return form_page(request, form, held.plate, _("Save"), reverse("transfer:fleet"))
