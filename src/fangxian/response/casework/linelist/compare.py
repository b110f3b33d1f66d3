"""What a row of a list means for the record: a new case, some changes, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from fangxian.response.casework.actions.report_case import CaseReport
from fangxian.response.casework.linelist.kinds import EVERY
from fangxian.response.casework.linelist.rows import Row
from fangxian.response.casework.models import Case
from fangxian.response.registry.identity import IdentityCard

_PLAIN: Final = ("onset_on", "area", "route", "severity", "cluster", "source", "outcome", "notes")
_PERSONAL: Final = frozenset(field.name for field in EVERY.values() if field.personal)
_OF_PERSON: Final = ("sex", "age")
_UNSEEN: Final = ("sampled_on", "outcome_on", "last_exposure_on", "source_cases", "related_cases", "contact_number")
_AMENDED_AS: Final = {"classified_on": "classified_at", "sampled_on": "sampled_at", "outcome_on": "outcome_at"}


@dataclass(slots=True)
class Change:
    """What a row changes in a case that is on record.

    Attributes
    ----------
    values : dict
        Fields of an amendment with their new values.
    differs : list
        Field, and what the record says there: changed by hand since the last list, and left alone.
    classification : str
        A new class, where the list says one.
    """

    values: dict[str, Any] = field(default_factory=dict)
    differs: list[tuple[str, str]] = field(default_factory=list)
    classification: str = ""

    def __bool__(self) -> bool:
        return bool(self.values or self.classification)


def said(row: Row) -> dict[str, str]:
    """What a row says, as text, without what tells who somebody is."""
    return said_in(row) | {"classified_on": row.classified_on.isoformat()}


def said_in(row: Row) -> dict[str, str]:
    """The values of a row of any kind, as text, without what tells who somebody is."""
    return {
        name: value if type(value) is str else _text(value)
        for name, value in row.values.items()
        if name not in _PERSONAL
    }


def compare(row: Row, case: Case, last: Mapping[str, Any], zone: ZoneInfo) -> Change:
    """What a row changes.

    A value is taken where it differs from what the last list said and the record still says that (or nothing).
    Where the record says something else, somebody has changed it since: that is left, and listed. An empty cell
    changes nothing.
    """
    change = Change()
    held = _held(case, last, zone)
    new = said(row)
    typed = {**row.values, "classified_on": row.classified_on}
    for name in (*_PLAIN, *_OF_PERSON, "classification", "classified_on", "sampled_on", "outcome_on"):
        if name not in new or new[name] in (last.get(name), held.get(name)):
            continue
        if held.get(name, "") not in ("", last.get(name, "")):
            change.differs.append((name, held[name]))
        elif name == "classification":
            change.classification = typed[name]
        else:
            is_time = name in _AMENDED_AS
            change.values[_AMENDED_AS.get(name, name)] = midnight(typed[name], zone) if is_time else typed[name]
    return change


def _held(case: Case, last: Mapping[str, Any], zone: ZoneInfo) -> dict[str, str]:
    """What the record says, as text; where it does not show a field, what the last list said."""
    held = {name: _text(getattr(case, name)) for name in _PLAIN}
    held |= {name: _text(getattr(case.person, name)) for name in _OF_PERSON}
    held["classification"] = case.classification
    held["classified_on"] = case.classified_at.astimezone(zone).date().isoformat()
    return held | {name: last[name] for name in _UNSEEN if name in last}


def new_case(row: Row, *, area: str, zone: ZoneInfo, id: UUID, batch: UUID) -> CaseReport:
    """The report of a case that is not on record yet. Days become times at 0:00 local time."""
    value = row.values.get
    reported, confirmed = value("reported_on"), value("confirmed_on")
    filed = _midnight(reported, zone) if confirmed and reported and reported >= confirmed else None
    return CaseReport(
        number=row.number,
        classification=row.values["classification"],
        at=_moment(row, "classified_at", zone) or midnight(row.classified_on, zone),
        area=area,
        sex=value("sex", ""),
        age=value("age"),
        identity=card(row),
        route=value("route", ""),
        onset_on=value("onset_on"),
        sampled_at=_moment(row, "sampled_at", zone) or _midnight(value("sampled_on"), zone),
        first_reported_at=_moment(row, "first_reported_at", zone),
        reported_at=_moment(row, "network_report_at", zone) or filed,
        severity=value("severity", ""),
        source=value("source", ""),
        cluster=value("cluster", ""),
        outcome=value("outcome", ""),
        outcome_at=_moment(row, "outcome_at", zone) or _midnight(value("outcome_on"), zone),
        notes=value("notes", ""),
        batch=batch,
        id=id,
    )


def card(row: Row) -> IdentityCard | None:
    """Who the row says it is; None where it does not."""
    fields = {name: row.values.get(name, "") for name in ("name", "id_number", "phone", "address")}
    return IdentityCard(**fields) if any(fields.values()) else None


def aware(moment: datetime, zone: ZoneInfo) -> datetime:
    """A time as a list says it, local where the list gives no offset."""
    return moment if moment.utcoffset() is not None else moment.replace(tzinfo=zone)


def _moment(row: Row, name: str, zone: ZoneInfo) -> datetime | None:
    said: datetime | None = row.values.get(name)
    return None if said is None else aware(said, zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The beginning of a local day."""
    return datetime.combine(day, time(0), zone)


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else midnight(day, zone)


def _text(value: Any) -> str:
    if type(value) is str:
        return value
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
