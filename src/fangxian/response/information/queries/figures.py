"""Key figures, each with what it counts and as of when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from fangxian.response.casework.queries.as_of import CaseAsOf
from fangxian.response.information.queries.published import Published
from fangxian.response.ledger.days import local_day
from fangxian.response.testing.queries.positives import Awaited


@dataclass(frozen=True)
class Figure:
    """One figure 指标.

    Attributes
    ----------
    key, label, unit : str
        Its name for programs and for people, and what is counted.
    value : int or None
        None where nothing has been recorded yet, which is not zero.
    definition : str
        What is counted, from which facts.
    as_of : datetime
        The moment it holds for: the time of the latest fact it rests on, or the moment asked for.
    delta : int or None
        Change since the same hour of the day before.
    denominator : int or None
        What it is a part of.
    """

    key: str
    label: str
    value: int | None
    unit: str
    definition: str
    as_of: datetime
    delta: int | None = None
    denominator: int | None = None

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self) | {"as_of": self.as_of.isoformat()}


INFECTED = ("confirmed", "asymptomatic")


def figures(
    at: datetime,
    zone: ZoneInfo,
    cases: Sequence[CaseAsOf],
    yesterday: Sequence[CaseAsOf],
    in_quarantine: int,
    published: Published,
    zones: int,
    tasks: Counter[str],
    pools: Awaited | None = None,
) -> list[Figure]:
    """The figures of the command screen.

    Parameters
    ----------
    at : datetime
        The moment they hold for.
    zone : ZoneInfo
        The workspace's time zone; days are local.
    cases, yesterday : sequence of CaseAsOf
        Cases as known at `at`, and a day before.
    in_quarantine : int
        People whose quarantine has begun and not ended.
    published : Published
        Totals stated by an office rather than counted here (samples, results).
    zones : int
        Zones above low risk in force.
    tasks : Counter of str
        Counts of tasks by status as of `at`.
    pools : Awaited or None
        Positive tubes of the testing rounds and who waits for a re-test; shown where there is one.
    """
    return [
        *_cases(at, zone, cases, yesterday),
        Figure(
            "in_quarantine", _("In quarantine"), in_quarantine, _("people"),
            _("People whose quarantine has begun and has neither been released nor ended in becoming a case."), at,
        ),
        *_testing(at, published),
        *_pools(at, pools),
        Figure(
            "zones", _("Risk zones in force"), zones, _("zones"),
            _("Zones declared and not lifted at this moment, low risk not counted."), at,
        ),
        *_clocks(at, tasks),
    ]  # fmt: skip


def _cases(at: datetime, zone: ZoneInfo, cases: Sequence[CaseAsOf], yesterday: Sequence[CaseAsOf]) -> list[Figure]:
    today = local_day(at, zone)
    confirmed, asymptomatic = _count(cases, "confirmed"), _count(cases, "asymptomatic")
    infected = [case for case in cases if case.classification in INFECTED]
    new = sum(local_day(case.first_reported, zone) == today for case in infected)
    controlled = sum(case.route in {"contact", "companion"} for case in infected)
    return [
        Figure(
            "confirmed", _("Confirmed"), confirmed, _("cases"),
            _("Cases whose latest classification is confirmed; an infection that turned ill counts here, once."),
            at, delta=confirmed - _count(yesterday, "confirmed"),
        ),
        Figure(
            "asymptomatic", _("Asymptomatic"), asymptomatic, _("infections"),
            _("Infections whose latest classification is asymptomatic."),
            at, delta=asymptomatic - _count(yesterday, "asymptomatic"),
        ),
        Figure(
            "new", _("New today"), new, _("infections"),
            _("Infections first reported since 0:00 local time of this day."), at,
        ),
        Figure(
            "controlled", _("Found under control"), controlled, _("infections"),
            _("Infections found among contacts and companions already under control, of all infections found."),
            at, denominator=len(infected),
        ),
        Figure(
            "clean_days", _("Days without a new infection"), _clean_days(infected, today, zone), _("days"),
            _("Whole local days since the last infection was first reported."), at,
        ),
    ]  # fmt: skip


def _count(cases: Sequence[CaseAsOf], classification: str) -> int:
    return sum(case.classification == classification for case in cases)


def _clean_days(infected: Sequence[CaseAsOf], today: date, zone: ZoneInfo) -> int | None:
    if not infected:
        return None
    last = max(local_day(case.first_reported, zone) for case in infected)
    return max(0, (today - last - timedelta(days=1)).days) if today > last else 0


def _testing(at: datetime, published: Published) -> list[Figure]:
    return [
        Figure(
            "sampled", _("Sampled"), published.sampled, _("people"),
            _("People sampled in the testing rounds, cumulative, as last stated by the office that runs them."),
            published.as_of or at,
        ),
        Figure(
            "resulted", _("With a result"), published.resulted, _("people"),
            _("People whose sample has a result, cumulative, of those sampled."),
            published.as_of or at, denominator=published.sampled,
        ),
    ]  # fmt: skip


def _pools(at: datetime, pools: Awaited | None) -> list[Figure]:
    if pools is None or not pools.people:
        return []
    return [
        Figure(
            "positive_tubes", _("Positive tubes"), pools.tubes, _("tubes"),
            _("Tubes of the testing rounds that read positive or grey; everybody in them is held and sampled again."),
            at,
        ),
        Figure(
            "awaiting_retest", _("Awaiting re-test"), pools.waiting, _("people"),
            _("People of positive or grey tubes who have not been sampled again, alone."),
            at, denominator=pools.people,
        ),
    ]  # fmt: skip


def _clocks(at: datetime, tasks: Counter[str]) -> list[Figure]:
    owed = sum(tasks[status] for status in ("open", "waiting", "due_soon", "overdue"))
    ended = sum(tasks[status] for status in ("discharged", "late", "missed"))
    return [
        Figure(
            "open_tasks", _("Open tasks"), owed, _("tasks"),
            _("Steps that a clause calls for and no fact has discharged yet."), at,
        ),
        Figure(
            "overdue_tasks", _("Overdue"), tasks["overdue"], _("tasks"),
            _("Open tasks whose due time has passed."), at, denominator=owed,
        ),
        Figure(
            "clocks_met", _("Clocks met"), tasks["discharged"], _("tasks"),
            _("Tasks discharged by their due time, of those discharged, or ended undone after it."),
            at, denominator=ended,
        ),
    ]  # fmt: skip
