"""What is learned of people at home: by themselves, by a call, at the door. One way in for all three."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.actions.record_follow_up import (
    COLDEST,
    HOTTEST,
    SYMPTOMS,
    record_follow_up,
)
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_choice, check_text, check_time, lock_persons
from fangxian.response.home.days import Day, summed
from fangxian.response.home.models import HomeStay, Report, Source
from fangxian.response.home.plan import plan
from fangxian.response.home.policies import RUN, require_in
from fangxian.response.home.staying import locked_home, refuse_over
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.record import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was learned of one person.

    Attributes
    ----------
    source : str
        ``self``, ``call`` or ``visit``.
    outcome : str
        ``well``, ``ill`` or ``missed``; a fever or a symptom makes it ``ill``, whatever is said.
    temperature : Decimal or None
        Degrees Celsius.
    at : datetime or None
        When; now by default. Aware.
    id : UUID
        Minted by the caller; sending it twice records once.
    """

    source: str
    outcome: str
    temperature: Decimal | None = None
    symptoms: tuple[str, ...] = ()
    note: str = ""
    at: datetime | None = None
    id: UUID = field(default_factory=uuid4)


@transaction.atomic
def record_report(stay: HomeStay, said: Said, *, by: Post | None = None) -> Report:
    """Record what was learned of one person, and bring their day in line with it.

    The day's follow-up is the sum of all its reports, so that it discharges the day's task, and symptoms open theirs
    at once. After as many missed calls in a row as the plan says, the person counts as not reached, until they are.

    Raises
    ------
    NotAllowed
        The post may not run quarantine there.
    Invalid
        A value cannot be right, or somebody who was not reached has a temperature.
    Conflict
        ``home.over``: they stay at home no longer.
    """
    require_in(by, RUN, stay.area)
    at = check_time(said.at or clock.now(), "at")
    _check(said)
    with access.everywhere():
        lock_persons([stay.subject])
        made = Report.objects.filter(id=said.id).first()
        if made is not None:
            return made
        held = locked_home(stay)
        refuse_over(held)
        if at < held.began_at:
            raise Invalid("home.before", _("They were not at home yet then."), field="at")
        report = _report(held, said, at)
        report.save(force_insert=True)
        day = summed(list(Report.objects.filter(stay=held, day=report.day)))
        _follow_up(held, report, day)
        _count(held, report, day)
    return report


def _check(said: Said) -> None:
    check_choice(said.source, Source.values, "source")
    check_choice(said.outcome, Report.Outcome.values, "outcome")
    check_text(said.note, 200, "note")
    for symptom in said.symptoms:
        check_choice(symptom, SYMPTOMS, "symptoms")
    if said.temperature is not None and not COLDEST <= said.temperature <= HOTTEST:
        raise Invalid(
            "follow_up.temperature",
            _("A temperature of %(value)s °C cannot be right."),
            remedy=_("Give degrees Celsius, such as 36.6."),
            field="temperature",
            value=said.temperature,
        )
    missed = said.outcome == Report.Outcome.MISSED
    if missed and (said.source == Source.SELF or said.symptoms or said.temperature is not None):
        raise Invalid(
            "home.unseen",
            _("Of somebody who was not reached nothing is known."),
            remedy=_("Say how they are, or leave temperature and symptoms empty."),
            field="outcome",
        )


def _report(stay: HomeStay, said: Said, at: datetime) -> Report:
    local = at.astimezone(clock.zone())
    symptoms = list(said.symptoms)
    if said.temperature is not None and said.temperature >= plan().fever_from and "fever" not in symptoms:
        symptoms.insert(0, "fever")
    return Report(
        id=said.id, stay=stay, area=stay.area, day=local.date(),
        half=Report.Half.AFTERNOON if local.hour >= plan().afternoon_from else Report.Half.MORNING,
        at=at, source=said.source, outcome=Report.Outcome.ILL if symptoms else said.outcome,
        temperature=said.temperature, symptoms=symptoms, note=" ".join(said.note.split()), actor=context.actor(),
    )  # fmt: skip


def _follow_up(stay: HomeStay, report: Report, day: Day) -> None:
    record_follow_up(
        stay.contact, day.outcome, day=report.day, at=day.at, method=day.method, temperature=day.temperature,
        symptoms=day.symptoms, note=day.note, id=report.id,
    )  # fmt: skip


def _count(stay: HomeStay, report: Report, day: Day) -> None:
    """What lists and boards go by: when they were seen last, and how often in a row they were not."""
    whom = Whom(stay.incident_id, stay.subject, stay.area)
    if report.outcome == Report.Outcome.MISSED:
        stay.calls_missed += 1
        if stay.unreached_at is None and stay.calls_missed >= plan().unreached_calls:
            stay.unreached_at = report.at
            calls = {"calls": stay.calls_missed}
            record([whom.fact("home.unreached", report.at, calls, request=report.id)])
    else:
        if stay.unreached_at is not None:
            reached = {"source": report.source}
            record([whom.fact("home.reached", report.at, reached, request=derived(report.id, "reached"))])
        stay.calls_missed, stay.unreached_at = 0, None
        stay.reported_on = _later(stay.reported_on, report.day)
        if day.outcome == "seen_ill":
            stay.ill_on = _later(stay.ill_on, report.day)
    stay.save(update_fields=["calls_missed", "unreached_at", "reported_on", "ill_on"])


def _later(held: date | None, day: date) -> date:
    return day if held is None else max(held, day)
