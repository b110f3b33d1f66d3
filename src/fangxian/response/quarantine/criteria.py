"""Whether somebody may leave quarantine: each condition of the rulebook with its truth and its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import takewhile
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from fangxian.protocol.fact import Fact
from fangxian.protocol.schema.condition import Condition, Value
from fangxian.response.casework.models import Contact, FollowUp, Relationship
from fangxian.response.casework.observation import Course, Courses
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.language import say
from fangxian.response.ledger.queries.facts import facts_of
from fangxian.response.quarantine.models import Stay
from fangxian.response.quarantine.roommates import unrecorded
from fangxian.response.quarantine.rules import CENTRAL, ends_on, goes_home
from fangxian.response.quarantine.testdays import TestDay, test_days
from fangxian.ui import formats

_DAYS: Final = "days_since_last_exposure"


@dataclass(frozen=True, slots=True)
class Check:
    """One condition.

    Attributes
    ----------
    truth : bool or None
        None where it cannot be known, which lets nobody go.
    evidence : str
        What the answer rests on, in the reader's language.
    """

    title: str
    truth: bool | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """All conditions for one person, as of a moment.

    Attributes
    ----------
    leads_to : str
        ``released``, or ``home`` where isolation at home follows; empty where no rule is known.
    ends_on : date or None
        Last day there by the rule or a signed extension.
    tests : tuple
        The days of tests, done, missing and to come.
    """

    checks: tuple[Check, ...]
    leads_to: str = ""
    ends_on: date | None = None
    tests: tuple[TestDay, ...] = ()

    @property
    def met(self) -> bool:
        """Whether every condition is known to hold; without any there is nothing to go by."""
        return bool(self.checks) and all(check.truth is True for check in self.checks)

    @property
    def failing(self) -> list[str]:
        """Titles of the conditions that do not hold or are not known to."""
        return [check.title for check in self.checks if check.truth is not True]


def release_of(stay: Stay, at: datetime) -> Verdict:
    """Weigh the conditions of leaving a site on what the ledger holds.

    A figure that nobody computes leaves its condition unknown, and the person in.
    """
    with access.everywhere():
        courses = Courses(at)
        course = courses.of(stay.contact)
        last = ends_on(course) if course is not None else None
        if course is None or last is None:
            return _no_rule()
        weighed = _weighed(stay.contact, course, courses.zone, at, last, central=goes_home(course))
        left = ", ".join(mate.person.label for mate in unrecorded(stay, at))
        mates = Check(_("Every infected room-mate is on record as an exposure"), not left, left or _("None left."))
        leads_to = "home" if goes_home(course) else "released"
        return replace(weighed, checks=(*weighed.checks, mates), leads_to=leads_to)


def release_from_home(contact: Contact, at: datetime) -> Verdict:
    """Weigh the conditions of the end of isolation at home, which ends the whole quarantine; see :func:`release_of`."""
    with access.everywhere():
        courses = Courses(at)
        course = courses.of(contact)
        if course is None or course.quarantine_ends is None:
            return _no_rule()
        weighed = _weighed(contact, course, courses.zone, at, course.quarantine_ends, central=False)
        return replace(weighed, leads_to="released")


def _no_rule() -> Verdict:
    title = _("The rulebook says when this quarantine ends")
    return Verdict((Check(title, None, _("No rulebook confines this kind of contact, or none is in force.")),))


def _weighed(contact: Contact, course: Course, zone: ZoneInfo, at: datetime, last: date, *, central: bool) -> Verdict:
    """The conditions that hold wherever somebody is kept, up to a last day."""
    held = facts_of(contact.incident_id, [contact.subject]).get(contact.subject, [])
    facts = [fact for fact in held if fact.at <= at]
    today = at.astimezone(zone).date()
    tests = [one for one in test_days(contact, course, facts, today) if one.day <= last]
    figures = _Figures(contact, course, facts, tests, today, _source_negatives(contact, course, at))
    checks = [figures.check(one) for one in _conditions(course, last, central=central)]
    if contact.became_case_at is not None:
        since = formats.moment(contact.became_case_at)
        checks.append(Check(_("They have not become a case"), False, _("A case since %(at)s.") % {"at": since}))
    if course.extended:
        signed = _("Signed until %(day)s.") % {"day": formats.day(last)}
        checks.append(Check(_("The signed extension has run out"), today >= last, signed))
    return Verdict(tuple(checks), ends_on=last, tests=tuple(tests))


def _conditions(course: Course, last: date, *, central: bool) -> Iterable[Condition]:
    """The rulebook's conditions; `central`: the days are those at the site, where isolation at home follows them."""
    days = course.regime.days_of(CENTRAL) if central else None
    for one in course.regime.release:
        yield one.model_copy(update={"value": float(days)}) if one.figure == _DAYS and days is not None else one
    if not any(one.figure == _DAYS for one in course.regime.release):
        title = {"zh": "隔离期满", "en": "The days of quarantine are over"}
        yield Condition.model_validate({"figure": _DAYS, "value": course.number(last), "title": title})


class _Figures:
    """The figures of one person that are known, each with what it rests on."""

    def __init__(
        self,
        contact: Contact,
        course: Course,
        facts: Sequence[Fact],
        tests: Sequence[TestDay],
        today: date,
        source: int | None,
    ) -> None:
        results = [fact for fact in facts if fact.kind == "sample.resulted"]
        since = _first_exposure(contact)
        positive = [
            fact for fact in results if fact.attributes["result"] == "positive" and (since is None or fact.at >= since)
        ]
        missing = [one for one in tests if one.owed and not one.done]
        seen = FollowUp.objects.filter(contact=contact, day=today).first()
        number, row = course.number(today), _negatives(results)
        self.values: dict[str, Value | None] = {
            _DAYS: number,
            "tests_missing": len(missing) if course.regime.tests_clause is not None else None,
            "tests_positive": len(positive),
            "negatives_in_a_row": row,
            "symptom_free": _well(seen),
            "source_contact_first_negatives": source,
        }
        day = formats.day(course.anchor)
        self.evidence = {
            _DAYS: _("Last exposure on %(day)s; today is day %(number)d.") % {"day": day, "number": number},
            "tests_missing": _said(missing, tests),
            "tests_positive": ", ".join(formats.moment(fact.at) for fact in positive)
            or _("Results: %(count)d, none positive.") % {"count": len(results)},
            "negatives_in_a_row": _("Negative in a row: %(count)d.") % {"count": row},
            "symptom_free": str(seen.get_outcome_display()) if seen is not None else _("Not checked today."),
            "source_contact_first_negatives": _("Their first results negative in a row: %(count)d.") % {"count": source}
            if source is not None
            else _("Nobody is on record who exposed them."),
        }

    def check(self, condition: Condition) -> Check:
        """One condition, weighed."""
        title = say(condition.title)
        if condition.figure == _DAYS:
            title = _("%(days)d days since the last exposure") % {"days": int(condition.value)}
        evidence = self.evidence.get(condition.figure, _("This figure is not computed here."))
        return Check(title, condition.truth(self.values), evidence)


def _first_exposure(contact: Contact) -> datetime | None:
    """When the exposures began for which the person is in; a positive result before is of another infection."""
    rows = Relationship.objects.filter(incident=contact.incident_id, person=contact.person_id, voided_at=None)
    times = [first or last for first, last in rows.values_list("first_exposure", "last_exposure")]
    return min((time for time in times if time is not None), default=None)


def _source_negatives(contact: Contact, course: Course, at: datetime) -> int | None:
    """Of the contacts who exposed them: with how many negative results each began, the fewest; None for nobody.

    Asked for only where the rulebook does; what was sampled before they were exposed themselves says nothing.
    """
    if not any(one.figure == "source_contact_first_negatives" for one in course.regime.release):
        return None
    rows = Relationship.objects.filter(incident=contact.incident_id, person=contact.person_id, voided_at=None)
    sources = list(Contact.objects.filter(incident=contact.incident_id, person__in=rows.values("source")))
    held = facts_of(contact.incident_id, [one.subject for one in sources])
    found = []
    for one in sources:
        since = _first_exposure(one)
        results = (fact for fact in held.get(one.subject, []) if fact.kind == "sample.resulted")
        counted = (fact for fact in results if fact.at <= at and (since is None or fact.at >= since))
        first = takewhile(lambda fact: fact.attributes["result"] == "negative", counted)
        found.append(sum(1 for _one in first))
    return min(found, default=None)


def _negatives(results: Sequence[Fact]) -> int:
    """Negative results since the last one that was not."""
    count = 0
    for fact in results:
        count = count + 1 if fact.attributes["result"] == "negative" else 0
    return count


def _well(seen: FollowUp | None) -> bool | None:
    return {"seen_well": True, "seen_ill": False}.get(seen.outcome) if seen is not None else None


def _said(missing: Sequence[TestDay], tests: Sequence[TestDay]) -> str:
    if missing:
        return _("Without a result: %(days)s.") % {"days": ", ".join(f"D{one.number}" for one in missing)}
    done = ", ".join(f"D{one.number}" for one in tests if one.done)
    return _("With a result: %(days)s.") % {"days": done or "–"}
