"""The days on which tests are owed of somebody in quarantine: which are done, which are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fangxian.protocol.fact import Fact, moment
from fangxian.response.casework.models import Contact
from fangxian.response.casework.observation import Course
from fangxian.response.casework.titles import RESULT_TITLES
from fangxian.response.ledger.models import TaskRow

_VALID = ("negative", "positive", "grey")
"""Results that a sample gave; an invalid one is no result."""


@dataclass(frozen=True, slots=True)
class TestDay:
    """One test day of the rulebook, as the ledger holds it.

    Attributes
    ----------
    number : int
        Day of the course; day 0 is that of the last exposure.
    wanted : int
        Samples that the rulebook asks for on that day.
    taken : datetime or None
        When the sample was taken that stands for it.
    results : tuple of str
        The results of the samples of its window.
    owed : bool
        Whether it is owed by now: its day has come.
    """

    number: int
    day: date
    wanted: int
    taken: datetime | None
    results: tuple[str, ...]
    owed: bool

    @property
    def words(self) -> list[str]:
        """The results by name."""
        return [str(RESULT_TITLES[result]) for result in self.results]

    @property
    def done(self) -> bool:
        """Whether as many samples as wanted have a result."""
        return self.taken is not None and len(self.results) >= self.wanted


def test_days(contact: Contact, course: Course, facts: Sequence[Fact], today: date) -> list[TestDay]:
    """The test days of the present course, in order.

    They are the steps of the rulebook's clause: the ledger decides which sample stands for which day. A step whose
    day had passed before the exposure was known is owed by nobody; one that the ledger does not hold is missing.
    """
    if course.regime.tests_clause is None:
        return []
    rows = TaskRow.objects.filter(subject=contact.subject, incident=contact.incident_id)
    steps = {_day(row): row for row in rows.filter(clause=course.regime.tests_clause).order_by("opened_at")}
    samples = [fact for fact in facts if fact.kind == "sample.taken"]
    wanted = _wanted(course)
    return [
        _test_day(number, day, wanted.get(number, 1), steps.get(number), samples, facts, today)
        for number, day in course.tests
        if not _was_past(steps.get(number))
    ]


def _was_past(row: TaskRow | None) -> bool:
    return row is not None and row.state == "lapsed" and row.due_at <= row.opened_at


def _day(row: TaskRow) -> int | None:
    kind, _colon, number = row.step.partition(":")
    return int(number) if kind == "day" and number.isdigit() else None


def _wanted(course: Course) -> dict[int, int]:
    """Samples by day of the whole course."""
    regime = course.regime
    wanted: dict[int, int] = {}
    for test in regime.tests:
        number = regime.ends_on(test.stage) - regime.days_of(test.stage) + test.day
        wanted[number] = max(wanted.get(number, 0), test.samples)
    return wanted


def _test_day(
    number: int, day: date, wanted: int, row: TaskRow | None, samples: list[Fact], facts: Sequence[Fact], today: date
) -> TestDay:
    standing = str(row.discharged_by) if row is not None else ""
    stands = next((fact for fact in samples if fact.id == standing), None)
    if stands is None:
        return TestDay(number, day, wanted, None, (), day <= today)
    own = {str(stands.attributes.get("sample") or stands.id)}
    own |= {
        str(fact.attributes["sample"])
        for fact in samples
        if fact.attributes.get("sample") and abs(fact.at - stands.at).total_seconds() < _TOGETHER
    }
    results = {
        str(fact.attributes.get("sample") or fact.id): str(fact.attributes["result"])
        for fact in facts
        if fact.kind == "sample.resulted" and _belongs(fact, own, stands)
    }
    valid = tuple(result for result in results.values() if result in _VALID)
    return TestDay(number, day, wanted, stands.at, valid, day <= today)


def _belongs(result: Fact, samples: set[str], stands: Fact) -> bool:
    """Whether a result is of these samples; one that names no sample, by the time at which it was taken."""
    named = result.attributes.get("sample")
    if named is not None:
        return named in samples
    taken = moment(result.attributes.get("sampled_at"))
    return taken is not None and abs(taken - stands.at).total_seconds() < _TOGETHER


_TOGETHER = 24 * 3600
"""Seconds within which samples belong together: two taken at one release test."""
