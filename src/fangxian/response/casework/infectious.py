"""From when to when contact with a case counts as an exposure, by the rulebook in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fangxian.protocol.pack import Pack
from fangxian.response.casework.models import Case
from fangxian.response.ledger import clock
from fangxian.response.ledger.merges import members
from fangxian.response.ledger.models import FactRow


@dataclass(frozen=True, slots=True)
class Period:
    """The infectious period of a case.

    Attributes
    ----------
    start, end : datetime or None
        Local midnights; `start` None where the rulebook fixes no window (every visit counts), `end` None where
        it ends with an event such as isolation.
    cite, mark : str
        What it rests on, and how sure that is; empty without a rule.
    """

    start: datetime | None
    end: datetime | None
    cite: str = ""
    mark: str = ""

    def covers(self, began_at: datetime, ended_at: datetime | None) -> bool:
        """Whether a stay reaches into the period."""
        last = ended_at or began_at
        return (self.start is None or last >= self.start) and (self.end is None or began_at < self.end)


def infectious_period(case: Case, rulebook: Pack | None) -> Period:
    """The period of a case; open on both sides where no rulebook says anything.

    The onset is the day known now; where it is not known, the day of the classification stands in for it.
    """
    window = rulebook.window_of(case.classification) if rulebook is not None else None
    if window is None or window.no_window or window.from_days is None:
        return Period(None, None)
    zone = clock.zone()
    anchor = _anchor(case, window.anchor or "onset", zone)
    start = _midnight(anchor + timedelta(days=window.from_days), zone)
    end = None if window.to_days is None else _midnight(anchor + timedelta(days=window.to_days + 1), zone)
    return Period(start, end, window.cite, window.mark)


def _anchor(case: Case, anchor: str, zone: ZoneInfo) -> date:
    classified = case.classified_at.astimezone(zone).date()
    if anchor in ("onset", "rash"):
        return case.onset_on or classified
    if anchor == "sample":
        taken = FactRow.objects.filter(
            subject__in=members([case.subject]),
            incident=case.incident_id,
            kind="sample.taken",
            at__lte=case.classified_at,
        )
        last = taken.order_by("-at").values_list("at", flat=True).first()
        return last.astimezone(zone).date() if last else classified
    return classified


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
