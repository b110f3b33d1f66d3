"""Before isolation at home begins: a look at the dwelling, and the decision."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.response.casework.forms import attempt
from fangxian.response.casework.queries.one import the_contact
from fangxian.response.home.actions import begin_home, check_dwelling
from fangxian.response.home.forms import BeginForm, DwellingForm
from fangxian.response.home.models import DwellingCheck, HomeStay
from fangxian.response.home.policies import READ, RUN
from fangxian.response.home.staying import last_help_line
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger import clock
from fangxian.response.quarantine.pages.common import form_page, posted


@login_required
@require_GET
def panel(request: HttpRequest, id: UUID) -> HttpResponse:
    """Isolation at home of a contact, for the page of that contact; empty where there is none and none may begin."""
    post = acting_post(request, READ)
    contact = the_contact(id)
    over = contact.ended_at is not None or contact.became_case_at is not None
    stays = list(HomeStay.objects.filter(contact=contact).order_by("-began_at"))
    context = {
        "contact": contact,
        "stays": stays,
        "check": DwellingCheck.objects.filter(contact=contact).order_by("-at").first(),
        "standing": any(one.ended_at is None for one in stays),
        "may_begin": not over and may(post, RUN, contact.area),
    }
    return render(request, "home/parts/panel.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, id: UUID) -> HttpResponse:
    """Answer the conditions of the plan; what follows from the answers is computed."""
    post = acting_post(request, RUN)
    contact, form = the_contact(id), DwellingForm(posted(request))
    standing = HomeStay.objects.filter(contact=contact, ended_at=None).first()
    back = reverse("home:stay", args=[standing.id]) if standing is not None else reverse("home:board")
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: check_dwelling(contact, **form.said(), by=post, id=request_id(request)))
        if made is not None:
            if not made.fit:
                messages.warning(request, _("The dwelling is not fit: headquarters are asked for a place at a site."))
                return redirect(back)
            messages.success(request, _("The dwelling is fit."))
            return redirect(back) if standing is not None else redirect("home:begin", contact.id)
    deck = f"{contact.number} · {contact.get_kind_display()}"
    return form_page(request, form, _("Check of the dwelling"), _("Record"), back, deck=deck)


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, id: UUID) -> HttpResponse:
    """Isolation at home begins, in a dwelling that was found fit."""
    post = acting_post(request, RUN)
    contact = the_contact(id)
    if not DwellingCheck.objects.filter(contact=contact).exists():
        messages.info(request, _("The dwelling is looked at first."))
        return redirect("home:check", contact.id)
    form = BeginForm(posted(request), initial={"at": clock.now(), "help_line": last_help_line(contact.area)})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: begin_home(contact, **form.cleaned_data, by=post, id=request_id(request)))
        if made is not None:
            messages.success(request, _("Isolation at home has begun. Give them their link, and the notice."))
            return redirect("home:stay", made.id)
    back = reverse("casework:contact", args=[contact.id])
    deck = f"{contact.number} · {contact.get_kind_display()}"
    return form_page(request, form, _("Isolation at home begins"), _("Begin"), back, deck=deck)
