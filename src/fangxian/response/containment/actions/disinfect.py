"""Disinfection: ordered from an exposed place, sampled before and after, done with agent and time, checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.protocol.schema.goods import Agent
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.containment.models import Disinfection, Swab
from fangxian.response.containment.policies import require_reporter
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.registry.models import Place

RESULTS = ("negative", "positive")
"""What a sample of the surroundings can come to."""


@transaction.atomic
def order_disinfection(
    place: Place,
    incident: Incident,
    *,
    work: str = "terminal",
    scope: str,
    due_at: datetime,
    office: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> Disinfection:
    """Order a disinfection; its clock is the order's own.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The kind is unknown, no scope is given, or it is due in the past.
    """
    require_reporter(by, place.area)
    check_choice(work, Disinfection.Work.values, "work")
    now = clock.now()
    if due_at <= now:
        raise Invalid(
            "disinfection.due", _("It is due after it is ordered."), remedy=_("Correct the time."), field="due_at"
        )
    request = id or uuid4()
    held = Disinfection.objects.filter(id=request).first()
    if held is not None:
        return held
    made = Disinfection.objects.create(
        id=request, place=place, incident=incident, area=place.area, work=work,
        scope=check_text(scope, 300, "scope", needed=True), office=check_text(office, 120, "office"),
        ordered_at=now, due_at=due_at,
    )  # fmt: skip
    said = {"work": work, "scope": made.scope, "office": made.office, "until": due_at}
    record([_whom(made).fact("place.disinfection_ordered", now, said, request=request)])
    return made


@transaction.atomic
def report_disinfected(
    order: Disinfection,
    *,
    agent: str,
    concentration: float | None,
    minutes: int,
    team: str,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Disinfection:
    """Record that it was done: with what, how strong, for how long, by whom.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The rulebook in force does not know the agent, its time of contact was too short, or a figure is missing.
    Conflict
        ``disinfection.order``: before it was ordered.
    """
    require_reporter(by, order.area)
    at = check_time(at or clock.now(), "at")
    held = Disinfection.objects.select_for_update().get(id=order.id)
    if held.done_at is not None:
        return held
    known = agents(held.incident_id, at)
    if known:
        check_choice(agent, known, "agent")
    agent = check_text(agent, 40, "agent", needed=True)
    _check_strength(known.get(agent), concentration, minutes)
    if at < held.ordered_at:
        raise Conflict("disinfection.order", _("It was ordered after that."), remedy=_("Correct the time."), field="at")
    held.done_at, held.agent, held.concentration, held.minutes = at, agent, concentration, minutes
    held.team = check_text(team, 120, "team", needed=True)
    held.save(update_fields=["done_at", "agent", "concentration", "minutes", "team"])
    said = {
        "work": held.work, "agent": agent, "concentration": concentration, "minutes": minutes, "office": held.team,
    }  # fmt: skip
    record([_whom(held).fact("place.disinfected", at, said, request=id or uuid4())])
    return held


@transaction.atomic
def take_swabs(
    order: Disinfection,
    stage: str,
    spots: Sequence[str],
    *,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> list[Swab]:
    """Record samples of the surroundings, before or after the disinfection, one a spot.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The stage is unknown, or no spot is named.
    Conflict
        ``swab.order``: before it was done and "after", or the other way round.
    """
    require_reporter(by, order.area)
    check_choice(stage, Swab.When.values, "stage")
    names = [check_text(spot, 80, "spots", needed=True) for spot in spots]
    if not names:
        raise Invalid("swab.spots", _("No spot is named."), remedy=_("Name one a line."), field="spots")
    at = check_time(at or clock.now(), "at")
    order = Disinfection.objects.get(id=order.id)
    after = order.done_at is not None and at >= order.done_at
    if after != (stage == Swab.When.AFTER):
        raise Conflict(
            "swab.order",
            _("Samples before are taken before the disinfection, samples after it after."),
            remedy=_("Choose the other one, or correct the time."),
            field="stage",
        )
    request = id or uuid4()
    made = [
        Swab(id=derived(request, str(number)), disinfection=order, area=order.area, stage=stage, spot=spot, taken_at=at)
        for number, spot in enumerate(names)
    ]
    if Swab.objects.filter(id=made[0].id).exists():
        return list(Swab.objects.filter(id__in=[one.id for one in made]))
    Swab.objects.bulk_create(made)
    said = {"spot": ", ".join(names)[:300], "count": len(names), "note": str(Swab.When(stage).value)}
    record([_whom(order).fact("environment.sampled", at, said, request=request)])
    return made


@transaction.atomic
def enter_swab(
    swab: Swab, result: str, *, at: datetime | None = None, id: UUID | None = None, by: Post | None = None
) -> Swab:
    """Enter the result of a sample of the surroundings; one that was entered stands.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The result is unknown, or lies before the sample.
    """
    require_reporter(by, swab.area)
    check_choice(result, RESULTS, "result")
    at = check_time(at or clock.now(), "at")
    held = Swab.objects.select_for_update(of=("self",)).select_related("disinfection").get(id=swab.id)
    if held.result:
        return held
    if at < held.taken_at:
        raise Invalid("swab.order", _("The sample was taken after that."), remedy=_("Correct the time."), field="at")
    held.result, held.resulted_at = result, at
    held.save(update_fields=["result", "resulted_at"])
    said = {"result": result, "sample": str(held.id), "spot": held.spot}
    record([_whom(held.disinfection).fact("environment.resulted", at, said, request=id or uuid4())])
    return held


@transaction.atomic
def check_disinfection(
    order: Disinfection,
    *,
    passed: bool,
    checker: str,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Disinfection:
    """Record the check of the effect: it passes only where samples were taken after it, and all are negative.

    A check that failed is repeated after the place was disinfected again, by an order of its own.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Conflict
        ``disinfection.not_done``, or ``disinfection.not_proven`` where it is said to pass without that evidence.
    """
    require_reporter(by, order.area)
    at = check_time(at or clock.now(), "at")
    checker = check_text(checker, 120, "checker", needed=True)
    held = Disinfection.objects.select_for_update().get(id=order.id)
    if held.checked_at is not None:
        return held
    if held.done_at is None or at < held.done_at:
        raise Conflict(
            "disinfection.not_done",
            _("The disinfection has not been done."),
            remedy=_("Record first with what it was done, and when."),
        )
    after = list(Swab.objects.filter(disinfection=held, stage=Swab.When.AFTER).values_list("result", flat=True))
    if passed and (not after or set(after) != {"negative"}):
        raise Conflict(
            "disinfection.not_proven",
            _("It passes only where samples were taken after it and every one is negative."),
            remedy=_("Enter the results, or record that it did not pass."),
            field="passed",
        )
    held.checked_at, held.passed, held.checker = at, passed, checker
    held.save(update_fields=["checked_at", "passed", "checker"])
    said = {"passed": passed, "office": checker}
    record([_whom(held).fact("place.disinfection_checked", at, said, request=id or uuid4())])
    return held


def agents(incident: UUID, at: datetime) -> dict[str, Agent]:
    """Disinfectants of the rulebook in force, by key; none where it names none."""
    pack = pack_in_force(incident, at)
    return {} if pack is None or pack.disinfection is None else {one.id: one for one in pack.disinfection.agents}


def _check_strength(agent: Agent | None, concentration: float | None, minutes: int) -> None:
    if minutes < 1 or minutes > 10_000:
        raise Invalid("disinfection.minutes", _("It acts for at least one minute."), field="minutes")
    least = agent.contact_minutes if agent is not None else None
    if least is not None and minutes < least:
        raise Invalid(
            "disinfection.minutes",
            _("The rulebook asks for at least %(least)s minutes of contact."),
            remedy=_("Disinfect again for as long."),
            field="minutes",
            least=least,
        )
    if concentration is not None and not 0 < concentration <= 1_000_000:
        raise Invalid("disinfection.concentration", _("A concentration is more than 0 mg/L."), field="concentration")


def _whom(order: Disinfection) -> Whom:
    return Whom(order.incident_id, f"place:{order.place_id}", order.area)
