"""Record what came of following up contacts on a day, one or thousands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Contact, FollowUp, Method, Outcome
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_choice, check_text, check_time, lock_persons, recorded
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record

SYMPTOMS: Final[dict[str, Any]] = {
    "fever": _("fever"),
    "cough": _("cough"),
    "sore_throat": _("sore throat"),
    "breathless": _("short of breath"),
    "tired": _("tired, aching"),
    "smell_lost": _("smell or taste lost"),
    "diarrhoea": _("diarrhoea or vomiting"),
    "rash": _("rash"),
    "other": _("something else"),
}
"""Symptoms to tick; the list is for all diseases, and the rulebook's case definition judges them."""

COLDEST, HOTTEST = Decimal("30.0"), Decimal("45.0")
"""Degrees Celsius; anything beyond is a slip of the pen."""

_SEEN: Final = ("seen_well", "seen_ill")
_WRITTEN: Final = ("outcome", "at", "method", "temperature", "symptoms", "note", "actor", "recorded_at", "fact",
                   "symptom_fact", "area")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpReport:
    """What came of one contact's follow-up.

    Attributes
    ----------
    outcome : str
        ``seen_well``, ``seen_ill``, ``missed`` (sought, not found) or ``not_attempted``.
    day : date or None
        Local day it belongs to; that of `at` by default.
    at : datetime or None
        When the contact was seen; now by default, and noon of the day for an earlier one.
    temperature : Decimal or None
        Degrees Celsius.
    id : UUID
        Minted by the caller; sending it twice records it once.
    """

    contact: Contact
    outcome: str
    day: date | None = None
    at: datetime | None = None
    method: str = "in_person"
    temperature: Decimal | None = None
    symptoms: tuple[str, ...] = ()
    note: str = ""
    id: UUID = field(default_factory=uuid4)


def record_follow_up(contact: Contact, outcome: str, *, by: Post | None = None, **said: Any) -> FollowUp:
    """Record one day's follow-up; the keywords are the fields of :class:`FollowUpReport`.

    A second report of the same contact and day corrects the first.

    Raises
    ------
    NotAllowed
        The post may not record contacts there.
    Invalid
        The outcome is unknown, the day lies in the future, or a temperature cannot be right.
    Conflict
        ``follow_up.case``: the contact had become a case by that day.
    """
    return record_follow_ups([FollowUpReport(contact=contact, outcome=outcome, **said)], by=by)[0]


@transaction.atomic
def record_follow_ups(reports: Sequence[FollowUpReport], *, by: Post | None = None) -> list[FollowUp]:
    """Record many follow-ups in a few statements and one call of the ledger; all or none.

    Raises
    ------
    NotAllowed, Invalid, Conflict
        As :func:`record_follow_up`; ``follow_up.twice`` for a contact named twice for one day.
    """
    now = clock.now()
    keys = [(report.contact.id, _when(report, now)[0]) for report in reports]
    if len(set(keys)) < len(keys):
        raise Invalid(
            "follow_up.twice",
            _("A contact is named twice for the same day."),
            remedy=_("Send one outcome a contact and day."),
            field="contact",
        )
    for report in reports:
        require_in(by, "case.write", report.contact.area)
        _check(report, now)
    lock_persons(report.contact.subject for report in reports)
    days = {day for _contact, day in keys}
    rows = FollowUp.objects.filter(contact__in=[one for one, _day in keys], day__in=days).select_for_update()
    held = {(row.contact_id, row.day): row for row in rows}
    met = recorded(derived(report.id, kind) for report in reports for kind in ("seen", "missed"))
    fresh, changed, entries = [], [], []
    for report, key in zip(reports, keys, strict=True):
        row = held.get(key)
        if met & {derived(report.id, "seen"), derived(report.id, "missed")} or (row and _same(row, report)):
            continue
        if row is None:
            row = held[key] = FollowUp(incident_id=report.contact.incident_id, contact=report.contact, day=key[1])
            fresh.append(row)
        else:
            changed.append(row)
        entries.extend(_write(row, report, now))
    FollowUp.objects.bulk_create(fresh, batch_size=1000)
    FollowUp.objects.bulk_update(changed, list(_WRITTEN), batch_size=1000)
    record(entries)
    return [held[key] for key in keys]


def _when(report: FollowUpReport, now: datetime) -> tuple[date, datetime]:
    """The local day of a report, and the time on it."""
    zone = clock.zone()
    if report.at is not None:
        return report.day or report.at.astimezone(zone).date(), report.at
    today = now.astimezone(zone).date()
    day = report.day or today
    return day, now if day >= today else datetime.combine(day, time(12), zone)


def _check(report: FollowUpReport, now: datetime) -> None:
    check_choice(report.outcome, Outcome.values, "outcome")
    check_choice(report.method, Method.values, "method")
    check_text(report.note, 200, "note")
    for symptom in report.symptoms:
        check_choice(symptom, SYMPTOMS, "symptoms")
    day, at = _when(report, now)
    check_time(at, "at", now)
    today = now.astimezone(clock.zone()).date()
    if day > today:
        raise Invalid(
            "follow_up.future",
            _("%(day)s has not come yet."),
            remedy=_("Record a day once it has come."),
            field="day",
            day=day.isoformat(),
        )
    if report.temperature is not None and not COLDEST <= report.temperature <= HOTTEST:
        raise Invalid(
            "follow_up.temperature",
            _("A temperature of %(value)s °C cannot be right."),
            remedy=_("Give degrees Celsius, such as 36.6."),
            field="temperature",
            value=report.temperature,
        )
    if report.outcome not in _SEEN and (report.symptoms or report.temperature is not None):
        raise Invalid(
            "follow_up.unseen",
            _("Somebody who was not seen has no temperature and no symptoms on record."),
            remedy=_("Choose “seen”, or leave both empty."),
            field="outcome",
        )
    since = report.contact.became_case_at
    if since is not None and day > since.astimezone(clock.zone()).date():
        raise Conflict(
            "follow_up.case",
            _("%(number)s has become a case and is no longer followed up as a contact."),
            remedy=_("Record it on the page of the case."),
            number=report.contact.number,
        )


def _same(row: FollowUp, report: FollowUpReport) -> bool:
    """Whether the record says already what the report says."""
    said = (report.outcome, report.method, report.temperature, list(report.symptoms), report.note)
    return (row.outcome, row.method, row.temperature, row.symptoms, row.note) == said


def _write(row: FollowUp, report: FollowUpReport, now: datetime) -> list[Entry]:
    """Let a row say what the report says; returns the facts of it."""
    before, symptoms_before = (row.fact, row.symptom_fact) if row.recorded_at else (None, None)
    row.area, row.outcome, row.method = report.contact.area, report.outcome, report.method
    row.at, row.recorded_at, row.actor = _when(report, now)[1], now, context.actor()
    row.temperature, row.symptoms, row.note = report.temperature, list(report.symptoms), report.note
    whom = Whom(report.contact.incident_id, report.contact.subject, report.contact.area)
    entries = [_seen_or_not(whom, row, report, before)]
    row.fact = entries[0].id
    row.symptom_fact = None
    if row.outcome == "seen_ill":
        said = {"symptoms": row.symptoms or None, "temperature": _number(row.temperature)}
        ill = whom.fact("symptom.reported", row.at, said, request=report.id, corrects=symptoms_before)
        row.symptom_fact = ill.id
        entries.append(ill)
    elif symptoms_before is not None:
        entries.append(whom.fact("fact.voided", now, request=report.id, corrects=symptoms_before))
    return entries


def _seen_or_not(whom: Whom, row: FollowUp, report: FollowUpReport, before: UUID | None) -> Entry:
    seen = row.outcome in _SEEN
    confined = report.contact.controlled_at is not None and report.contact.ended_at is None
    said: dict[str, Any] = (
        {
            "during": "quarantine" if confined else "monitoring",
            "method": row.method,
            "temperature": _number(row.temperature),
            "symptoms": row.symptoms or None,
            "note": row.note,
        }
        if seen
        else {"outcome": row.outcome, "reason": row.note}
    )
    entry = whom.fact("followup.visit" if seen else "followup.missed", row.at, said, request=report.id, corrects=before)
    return Entry(
        kind=entry.kind, subject=entry.subject, at=entry.at, area=entry.area, attributes=entry.attributes,
        incident=entry.incident, corrects=entry.corrects, id=derived(report.id, "seen" if seen else "missed"),
    )  # fmt: skip


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
