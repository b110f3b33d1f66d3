"""What went wrong at a site, and what was done about it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.ledger import clock
from fangxian.response.quarantine.actions import put_right, report_trouble
from fangxian.response.quarantine.forms import MeasureForm, TroubleForm
from fangxian.response.quarantine.models import Trouble
from fangxian.response.quarantine.pages.common import form_page, posted
from fangxian.response.quarantine.policies import RUN
from fangxian.response.quarantine.queries.sites import the_site


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, id: UUID) -> HttpResponse:
    """Report a trouble."""
    post = acting_post(request, RUN)
    site = the_site(id)
    form = TroubleForm(posted(request), initial={"rectify_by": clock.now() + timedelta(days=1)})
    back = reverse("quarantine:site", args=[site.id])
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: report_trouble(site, **form.cleaned_data, by=post, id=request_id(request)))
        if made is not None:
            messages.success(request, _("It is on record; its clock runs until it is put right and checked."))
            return redirect(back)
    return form_page(request, form, _("Report a trouble"), _("Report"), back, deck=site.place.name)


@login_required
@require_http_methods(["GET", "POST"])
def right(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say what was done about a trouble."""
    post = acting_post(request, RUN)
    held = get_object_or_404(Trouble.objects.select_related("site__place"), id=id)
    form = MeasureForm(posted(request))
    back = reverse("quarantine:site", args=[held.site_id])
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: put_right(held, **form.cleaned_data, by=post, id=request_id(request)))
        if made is not None:
            messages.success(request, _("It is on record; somebody else checks it."))
            return redirect(back)
    return form_page(request, form, _("Put right"), _("Record"), back, deck=held.text)
