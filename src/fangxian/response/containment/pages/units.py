"""Who of the cases and contacts lives in which building."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fangxian.errors import NotFound
from fangxian.response.containment.actions import settle_person
from fangxian.response.containment.forms import SettleForm
from fangxian.response.containment.pages.common import command, posted
from fangxian.response.containment.policies import REPORT
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.registry.models import Person
from fangxian.response.registry.units import units_in

OFFERED = 2000
"""Units that the form offers at most."""


@login_required
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, person: UUID) -> HttpResponse:
    """Say in which building a case or contact lives."""
    post = acting_post(request, REPORT)
    who = Person.objects.filter(id=person).first()
    if who is None:
        raise NotFound("person.unknown", _("There is no such person in your area."))
    rows = units_in(who.residence or who.area).order_by("area", "id")
    units = {str(unit.id): unit for unit in rows[:OFFERED]}
    form = SettleForm(posted(request), units=[(key, unit.label) for key, unit in units.items()])
    back = reverse("containment:new")
    return command(
        request, form, lambda said: settle_person(who, units[said["unit"]], by=post), title=_("Where they live"),
        submit=_("Save"), back=back, done=_("The building is noted."), deck=who.label,
    )  # fmt: skip
