"""A zone is drawn, proposed, commented on, and signed or refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.errors import FangxianError
from fangxian.protocol.schema.zone import ZoneKind
from fangxian.response.casework.forms import attempt
from fangxian.response.casework.models import Case
from fangxian.response.containment.actions import declare_zone, give_opinion, propose_zone, refuse_proposal
from fangxian.response.containment.forms import DrawForm, DrawnForm, OpinionForm, RefuseForm, SignForm
from fangxian.response.containment.models import Opinion, Proposal
from fangxian.response.containment.models.zone import UNITS
from fangxian.response.containment.pages.common import command, posted
from fangxian.response.containment.pages.zones import ground
from fangxian.response.containment.policies import READ, REPORT, SIGN
from fangxian.response.containment.queries.drawing import Drawing, draw
from fangxian.response.containment.queries.one import the_proposal
from fangxian.response.containment.queries.story import timeline
from fangxian.response.containment.queries.units import as_read
from fangxian.response.containment.rulebook import kinds_in_force
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_name, area_path
from fangxian.response.ledger import clock
from fangxian.response.ledger.authors import who
from fangxian.response.ledger.language import say
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries import tasks
from fangxian.response.ledger.queries.incidents import chosen_incident
from fangxian.response.registry.units import home_points

SHOWN = 400
"""Units of a drawing that the page lists; of more it says how many."""

HOMES = 3000
"""Buildings that the map shows."""

_LIVES = ("case_lives_here", "new_cases", "cumulative_cases", "new_clusters")


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draw a zone, see whom it would confine, and propose it."""
    post = acting_post(request, REPORT)
    said = request.POST if request.method == "POST" else request.GET
    incident = chosen_incident(str(said.get("incident", "")))
    now = clock.now()
    kinds = {key: kind for key, kind in kinds_in_force(incident.id, now).items() if kind.rank} if incident else {}
    form = DrawForm(said or None, kinds=kinds, root=post.area, initial=_usual(incident, kinds, post.area))
    made = _drawn(form, incident, kinds, now) if incident and form.is_bound and form.is_valid() else None
    where = made.area if made is not None else str(form.initial["area"])
    own = None
    if made is not None and made.zones and incident is not None:
        own = DrawnForm(posted(request), kinds=kinds, root=post.area, initial=_named(incident, form, kinds, now))
        if request.method == "POST" and own.is_valid():
            number = request_id(request)
            if attempt(own, lambda: _propose(incident, own, made, number, post)):
                messages.success(request, _("The proposal is on record; headquarters has its clock."))
                return redirect("containment:proposal", number)
    context = {
        "form": form,
        "own": [own[name] for name in own.own] if own is not None else [],
        "own_errors": own.non_field_errors() if own is not None else [],
        "drawing": made,
        "zones": made.zones[:SHOWN] if made else [],
        "more": max(len(made.zones) - SHOWN, 0) if made else 0,
        "figures": _figures(made) if made else [],
        "ground": _ground(made, where),
        "kind": kinds.get(form.cleaned_data.get("kind", "")) if made else None,
        "units": UNITS,
        "kinds": kinds,
        "county": where[:6],
        "request_id": request.POST.get("request_id") or uuid4(),
    }
    return render(request, "containment/propose.html", context, status=422 if own is not None and own.errors else 200)


@login_required
@require_GET
def proposal(request: HttpRequest, id: UUID) -> HttpResponse:
    """One proposal: scope, grounds, what experts say, and the way to a signature."""
    post = acting_post(request, READ)
    held = the_proposal(id)
    now = clock.now()
    kind = kinds_in_force(held.incident_id, now).get(held.kind)
    opinions = list(Opinion.objects.filter(zone=held.id).order_by("-at"))
    context = {
        "proposal": held,
        "kind_label": say(kind.title) if kind else held.kind,
        "kind": kind,
        "unit": UNITS.get(held.unit, held.unit),
        "area": area_path(held.area),
        "per_case": _round(held.people / held.cases) if held.people is not None and held.cases else None,
        "measures": [say(measure) for measure in kind.measures] if kind else [],
        "opinions": opinions,
        "agreed": bool(opinions) and opinions[0].verdict == Opinion.Verdict.AGREE,
        "clocks": [one for one in tasks.of_subjects([held.subject], now) if one.incident == held.incident_id],
        "events": timeline(held),
        "open": held.state == Proposal.State.OPEN,
        "own": kind is not None and kind.signed_apart and held.author_id == post.pk,
        "may_write": may(post, REPORT, held.area),
        "may_sign": may(post, SIGN, held.area),
        "shown": as_read(held.units[:SHOWN]),
        "author": who(f"post:{held.author_id}") if held.author_id else "",
        "more": max(len(held.units) - SHOWN, 0),
        "ground": ground(held),
        "county": held.area[:6],
    }
    return render(request, "containment/proposal.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record an expert's opinion."""
    post = acting_post(request, REPORT)
    held, form = the_proposal(id), OpinionForm(posted(request))
    return command(
        request, form, lambda said: give_opinion(held, said.pop("verdict"), **said, id=request_id(request), by=post),
        title=_("Expert's opinion"), submit=_("Record"), back=reverse("containment:proposal", args=[held.id]),
        done=_("The opinion is on record."), deck=held.name,
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sign a proposal: it becomes a zone."""
    post = acting_post(request, SIGN)
    held = the_proposal(id)
    initial = {"name": held.name, "effective_from": clock.now(), "last_case_at": held.triggered_at}
    form = SignForm(posted(request), initial=initial)

    def run(said: dict[str, Any]) -> Any:
        return declare_zone(
            held.incident, kind=held.kind, unit=held.unit, area=held.area, population=held.people, id=held.id,
            by=post, **said,
        )  # fmt: skip

    return command(
        request, form, run, title=_("Sign a zone"), submit=_("Sign"), deck=held.reason,
        back=reverse("containment:proposal", args=[held.id]), done=_("The zone is signed; publish its notice."),
        confirm=_("Sign the zone? It restricts people."),
        onwards=lambda zone: reverse("containment:zone", args=[zone.id]),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, id: UUID) -> HttpResponse:
    """Refuse a proposal."""
    post = acting_post(request, SIGN)
    held, form = the_proposal(id), RefuseForm(posted(request))
    return command(
        request, form, lambda said: refuse_proposal(held, **said, id=request_id(request), by=post),
        title=_("Refuse the proposal"), submit=_("Refuse"), back=reverse("containment:proposal", args=[held.id]),
        done=_("The proposal is refused; its clock has ended."), deck=held.name,
        confirm=_("Refuse the proposal? No zone is drawn."),
    )  # fmt: skip


def _usual(incident: Incident | None, kinds: dict[str, ZoneKind], root: str) -> dict[str, Any]:
    """What the form offers first: the strictest kind around the homes of the cases of the post's area."""
    kind = max(kinds.values(), key=lambda one: one.rank, default=None)
    area = incident.area if incident is not None and incident.area.startswith(root) else root
    return {
        "incident": incident.id if incident else None, "kind": kind.id if kind else None, "area": area,
        "way": "computed", "take": ["case"],
    }  # fmt: skip


def _drawn(form: DrawForm, incident: Incident, kinds: dict[str, ZoneKind], now: datetime) -> Drawing | None:
    said = form.cleaned_data
    kind = kinds[said["kind"]]
    try:
        return draw(
            incident, said["area"], kind, way=said["way"], take=said["take"] or _taken(kind), price=said["price"],
            named=said["named"], ring=said["ring"], now=now,
        )  # fmt: skip
    except FangxianError as error:
        field = str(error.context.get("field", ""))
        form.add_error(field if field in form.fields else None, str(error))
        return None


def _taken(kind: ZoneKind) -> list[str]:
    """What a kind is drawn for by its criteria: where cases live, or where they stayed."""
    figures = {condition.figure for criterion in kind.criteria for condition in criterion.all}
    lives = ["case"] if figures & set(_LIVES) or not figures else []
    return lives + (["visit"] if "case_stayed_here" in figures else []) or ["case"]


def _named(incident: Incident, form: DrawForm, kinds: dict[str, ZoneKind], now: datetime) -> dict[str, Any]:
    last = Case.objects.filter(incident=incident).exclude(classification="excluded").order_by("-classified_at").first()
    kind = kinds[form.cleaned_data["kind"]]
    return {
        "name": f"{area_name(form.cleaned_data['area'])} {say(kind.title)}",
        "triggered_at": last.classified_at if last is not None else now,
    }


def _propose(incident: Incident, own: DrawnForm, drawing: Drawing, number: UUID, post: Any) -> str:
    said = own.cleaned_data
    zones = drawing.zones
    area = zones[0].code if len(zones) == 1 else _common([zone.code for zone in zones], said["area"])
    kind = kinds_in_force(incident.id, clock.now())[said["kind"]]
    largest = max((zone.level for zone in zones), key=lambda level: list(UNITS).index(level))
    unit = largest if largest in kind.units else next((one for one in reversed(kind.units)), largest)
    return propose_zone(
        incident, kind=said["kind"], unit=largest if said["way"] == "computed" else unit, area=area,
        reason=said["reason"], triggered_at=said["triggered_at"], name=said["name"], covered=drawing.covered(),
        id=number, by=post,
    )  # fmt: skip


def _common(codes: list[str], scope: str) -> str:
    """The most exact area around all codes."""
    for length in (12, 9, 6):
        if length >= len(scope) and len({code[:length] for code in codes}) == 1:
            return codes[0][:length]
    return scope


def _figures(made: Drawing) -> list[dict[str, Any]]:
    return [
        {"key": "zones", "label": _("units"), "value": len(made.zones)},
        {
            "key": "people", "label": _("people confined"), "value": made.people,
            "unit": _("estimated") if made.estimated else "",
        },
        {"key": "per_case", "label": _("people confined per case covered"), "value": _round(made.per_case)},
        {"key": "cases", "label": _("cases covered"), "value": made.count("case")},
        {"key": "contacts", "label": _("close contacts inside"), "value": made.count("contact")},
        {
            "key": "uncovered", "label": _("left out"), "value": len(made.uncovered),
            "tone": "alarm" if made.uncovered else "",
        },
    ]  # fmt: skip


def _round(value: float | None) -> int | None:
    return None if value is None else round(value)


def _ground(made: Drawing | None, area: str) -> dict[str, Any]:
    """Points of the map: buildings to draw around, zones, and what they were drawn for."""
    points = home_points(area, HOMES)
    if made is None:
        return {"points": points, "shapes": []}
    points += [
        {"kind": "zone", "lon": zone.lon, "lat": zone.lat, "name": zone.name, "people": zone.people}
        for zone in made.zones[:2000]
        if zone.lon is not None
    ]
    points += [
        {"kind": point.kind, "lon": point.lon, "lat": point.lat, "name": point.label, "people": 0}
        for point in made.points[:2000]
        if point.lon is not None
    ]
    return {"points": points, "shapes": []}
