"""The daily round of a site on a phone: a card a person, large buttons, one tap for those who are well."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import FangxianError
from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger import clock
from fangxian.response.quarantine.actions import check_health
from fangxian.response.quarantine.forms import HealthForm
from fangxian.response.quarantine.pages.common import form_page, posted
from fangxian.response.quarantine.policies import READ, RUN
from fangxian.response.quarantine.queries.house import guests, guests_of, the_stay
from fangxian.response.quarantine.queries.sites import the_site


@login_required
@require_GET
def daily(request: HttpRequest, id: UUID) -> HttpResponse:
    """Everybody in house in the order of the rooms; those not checked today, unless all are asked for."""
    post = acting_post(request, READ)
    site = the_site(id)
    here = guests(site)
    everyone = bool(request.GET.get("all"))
    context = {
        "site": site,
        "guests": here if everyone else [guest for guest in here if guest.seen is None],
        "total": len(here),
        "done": sum(guest.seen is not None for guest in here),
        "everyone": everyone,
        "today": clock.now().astimezone(clock.zone()).date(),
        "may_run": may(post, RUN, site.area),
    }
    return render(request, "quarantine/health.html", context)


@login_required
@require_POST
def tap(request: HttpRequest, id: UUID) -> HttpResponse:
    """One tap with or without a temperature; answers with the person's card."""
    post = acting_post(request, RUN)
    held = the_stay(id)
    refusal = ""
    try:
        said = {"outcome": request.POST.get("outcome", ""), "temperature": _temperature(request)}
        check_health(held.site, {held.id: said | {"id": request_id(request)}}, by=post)
    except FangxianError as error:
        refusal = str(error)
    if request.headers.get("HX-Request"):
        card = {"guest": guests_of([held])[0], "may_run": True, "refusal": refusal}
        return render(request, "quarantine/parts/health_card.html", card)  # shown in place even where it refuses
    if refusal:
        messages.error(request, refusal)
    return redirect("quarantine:health", held.site_id)


@login_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """One person's check in full: symptoms, temperature, a note."""
    post = acting_post(request, RUN)
    held = the_stay(id)
    form = HealthForm(posted(request), initial={"outcome": request.GET.get("outcome", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"symptoms": tuple(form.cleaned_data["symptoms"]), "id": request_id(request)}
        if attempt(form, lambda: check_health(held.site, {held.id: said}, by=post)) is not None:
            messages.success(request, _("It is on record."))
            return redirect("quarantine:health", held.site_id)
    back = reverse("quarantine:health", args=[held.site_id])
    deck = f"{held.person.label} · {held.room.number}"
    return form_page(request, form, _("Daily health check"), _("Record"), back, deck=deck)


def _temperature(request: HttpRequest) -> Decimal | None:
    """Degrees as typed; what is no number is as if nothing had been typed for somebody who was not seen."""
    text = request.POST.get("temperature", "").replace(",", ".").strip()
    if not text or request.POST.get("outcome") == "missed":
        return None
    try:
        return Decimal(text).quantize(Decimal("0.1"))
    except InvalidOperation:
        return Decimal(0)
