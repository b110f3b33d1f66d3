"""The list of buildings, and who of the cases and contacts lives in which."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fangxian.errors import Invalid, NotFound
from fangxian.response.containment.actions import load_units, settle_person
from fangxian.response.containment.forms import SettleForm, UnitsForm
from fangxian.response.containment.models import Unit
from fangxian.response.containment.pages.common import command, posted
from fangxian.response.containment.policies import REPORT
from fangxian.response.containment.queries.units import full_name
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.registry.models import Person

LARGEST = 20_000_000
"""Bytes of a list."""

OFFERED = 2000
"""Units that the form offers at most."""


@login_required
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Load a list of buildings."""
    post = acting_post(request, REPORT)
    form = UnitsForm(posted(request), request.FILES or None)
    return command(
        request, form, lambda said: load_units(_text(said["file"]), by=post), title=_("Load a list of buildings"),
        submit=_("Load"), back=reverse("containment:new"), done=_("The list of buildings is loaded."),
        deck=_("What a zone can be drawn around below a community; a unit that is there already gets the new figures."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, person: UUID) -> HttpResponse:
    """Say in which building a case or contact lives."""
    post = acting_post(request, REPORT)
    who = Person.objects.filter(id=person).first()
    if who is None:
        raise NotFound("person.unknown", _("There is no such person in your area."))
    lo, hi = area_range(who.residence or who.area)
    rows = Unit.objects.filter(area__gte=lo, area__lt=hi).select_related("parent__parent").order_by("area", "id")
    units = {str(unit.id): unit for unit in rows[:OFFERED]}
    form = SettleForm(posted(request), units=[(key, full_name(unit)) for key, unit in units.items()])
    back = reverse("containment:new")
    return command(
        request, form, lambda said: settle_person(who, units[said["unit"]], by=post), title=_("Where they live"),
        submit=_("Save"), back=back, done=_("The building is noted."), deck=who.label,
    )  # fmt: skip


def _text(file: Any) -> str:
    if file.size > LARGEST:
        raise Invalid("unit.size", _("A list has at most 20 MB."), remedy=_("Send it in parts."), field="file")
    body = file.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return str(body.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Invalid("unit.encoding", _("The file is no text."), remedy=_("Save it as CSV, UTF-8."), field="file")
