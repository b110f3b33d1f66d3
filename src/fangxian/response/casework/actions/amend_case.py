"""Amend what was said of a case: a correction names the fact it takes the place of, nothing is overwritten."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.protocol.fact import plain
from fangxian.response.casework.facts import CLASSIFIED, OUTCOMES, SEVERITIES, Whom
from fangxian.response.casework.models import Case, CaseStatus, Contact, Route
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_choice, check_text, check_time, lock_persons
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, merges
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import FactRow
from fangxian.response.ledger.record import record
from fangxian.response.registry.models import Person

AMENDABLE: Final = (
    "classification",
    "classified_at",
    "area",
    "onset_on",
    "sampled_at",
    "reported_at",
    "route",
    "severity",
    "cluster",
    "source",
    "outcome",
    "outcome_at",
    "notes",
    "sex",
    "age",
)
"""Fields that an amendment may name."""

_IN_FACT = ("area", "onset_on", "sampled_at", "route", "severity", "cluster")
_OF_PERSON = ("sex", "age")
_OF_ROW = ("area", "onset_on", "route", "severity", "cluster", "source", "outcome", "notes", "reported_at")
_ONCE = ("source.proposed", "case.reported", *OUTCOMES.values())


@dataclass(frozen=True, slots=True)
class Amendment:
    """New values for some fields of one case.

    Attributes
    ----------
    changes : Mapping[str, Any]
        Field (one of :data:`AMENDABLE`) to its right value.
    id : UUID
        Minted by the caller, so that the correcting facts have the same ids when it is sent again.
    """

    case: Case
    changes: Mapping[str, Any]
    reason: str = ""
    batch: UUID | None = None
    id: UUID = field(default_factory=uuid4)


def amend_case(
    case: Case,
    changes: Mapping[str, Any],
    *,
    reason: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> Case:
    """Amend one case. What the record says already is no change, so sending an amendment twice amends once.

    Raises
    ------
    NotAllowed
        The post may not record cases in the case's area, or in the area it would move to.
    Invalid
        A field cannot be amended, or its value cannot be right.
    """
    amend_cases([Amendment(case, changes, reason, id=id or uuid4())], by=by)
    case.refresh_from_db()
    return case


@transaction.atomic
def amend_cases(amendments: Sequence[Amendment], *, by: Post | None = None) -> None:
    """Amend many cases in one call of the ledger; all or none.

    Raises
    ------
    NotAllowed, Invalid
        As :func:`amend_case`.
    """
    now = clock.now()
    for amendment in amendments:
        for area in {amendment.case.area, amendment.changes.get("area", amendment.case.area)}:
            require_in(by, "case.write", area)
        _check(amendment.changes, now)
    with access.everywhere():
        lock_persons(amendment.case.subject for amendment in amendments)
        book = _Book(amendments)
        entries = [entry for amendment in amendments for entry in book.amend(amendment)]
        book.write()
        record(entries)


def _check(changes: Mapping[str, Any], now: datetime) -> None:
    unknown = sorted(set(changes) - set(AMENDABLE))
    if unknown:
        raise Invalid(
            "case.not_amendable",
            _("“%(field)s” cannot be amended."),
            remedy=_("These can: %(known)s."),
            field=unknown[0],
            known=", ".join(AMENDABLE),
        )
    choices = {
        "classification": tuple(CLASSIFIED),
        "route": tuple(Route.values),
        "severity": ("", *SEVERITIES),
        "outcome": ("", *OUTCOMES),
        "sex": tuple(Person.Sex.values),
    }
    for name, known in choices.items():
        if name in changes:
            check_choice(changes[name], known, name)
    for name in ("classified_at", "sampled_at", "reported_at", "outcome_at"):
        if changes.get(name) is not None:
            check_time(changes[name], name, now)
    for name, longest in (("source", 300), ("cluster", 160)):
        if name in changes:
            check_text(changes[name], longest, name)


class _Book:
    """Amendments with the lines and facts that they correct."""

    def __init__(self, amendments: Sequence[Amendment]) -> None:
        self.now = clock.now()
        cases = [amendment.case.id for amendment in amendments]
        self.cases = Case.objects.select_related("person").in_bulk(cases)
        lines = CaseStatus.objects.filter(case__in=cases, replaced_at=None).exclude(classification="excluded")
        self.last = {line.case_id: line for line in lines.order_by("at", "recorded_at")}
        self.facts = {row.id: row for row in FactRow.objects.filter(id__in=[line.fact for line in self.last.values()])}
        self.others = _standing([case.subject for case in self.cases.values()])
        self.new_lines: list[CaseStatus] = []
        self.replaced: list[CaseStatus] = []
        self.moved: list[Case] = []

    def amend(self, amendment: Amendment) -> list[Entry]:
        """Change the rows of one case; returns the facts that say so."""
        case = self.cases[amendment.case.id]
        changes = {name: value for name, value in amendment.changes.items() if value is not None}
        for name in _OF_PERSON:
            if name in changes:
                setattr(case.person, name, changes[name])
        if changes.get("area", case.area) != case.area:
            case.person.area = changes["area"]
            self.moved.append(case)
        entries = self._single(case, amendment, changes)
        for name in _OF_ROW:
            if name in changes:
                setattr(case, name, changes[name])
        return [*self._classifying(case, amendment, changes), *entries]

    def write(self) -> None:
        """Write the changed rows."""
        for line in self.replaced:
            line.replaced_at = self.now
        CaseStatus.objects.bulk_update(self.replaced, ["replaced_at"], batch_size=1000)
        CaseStatus.objects.bulk_create(self.new_lines, batch_size=1000)
        Person.objects.bulk_update(
            [case.person for case in self.cases.values()], ["sex", "age", "area"], batch_size=1000
        )
        for case in self.moved:
            case.history.update(area=case.area)
            Contact.objects.filter(incident=case.incident_id, person=case.person_id).update(area=case.area)
        Case.objects.bulk_update(self.cases.values(), [*_OF_ROW, "classification", "classified_at"], batch_size=1000)

    def _classifying(self, case: Case, amendment: Amendment, changes: Mapping[str, Any]) -> list[Entry]:
        """The corrected classifying fact, where the change touches what it says."""
        line = self.last.get(case.id)
        if line is None:
            return []
        held = attributes_of(self.facts.get(line.fact))
        said = held | plain({name: changes[name] for name in _IN_FACT if name in changes})
        classification: str = changes.get("classification", line.classification)
        at: datetime = changes.get("classified_at", line.at)
        reclassified = (classification, at) != (line.classification, line.at)
        if said == held and not reclassified:
            return []
        said |= {
            "note": amendment.reason or said.get("note"),
            "batch": _text(amendment.batch) or said.get("batch"),
        }
        entry = Whom.of_case(case).fact(CLASSIFIED[classification], at, said, request=amendment.id, corrects=line.fact)
        if not reclassified:
            CaseStatus.objects.filter(pk=line.pk).update(fact=entry.id)
            return [entry]
        self.replaced.append(line)
        self.new_lines.append(
            CaseStatus(
                case=case,
                area=case.area,
                classification=classification,
                at=at,
                recorded_at=self.now,
                fact=entry.id,
            )
        )
        if case.classification == line.classification:
            case.classification, case.classified_at = classification, at
        return [entry]

    def _single(self, case: Case, amendment: Amendment, changes: Mapping[str, Any]) -> list[Entry]:
        """Facts that a case has once: each corrects the one before, if there was one."""
        whom = Whom.of_case(case)
        entries: list[Entry] = []

        def say(name: str, kind: str, at: datetime, **said: Any) -> None:
            if name not in changes or changes[name] == getattr(case, name):
                return
            before = self.others.get((case.subject, kind))
            said["batch"] = _text(amendment.batch)
            entries.append(whom.fact(kind, at, said, request=amendment.id, corrects=before.id if before else None))

        outcome = changes.get("outcome")
        say("source", "source.proposed", case.classified_at, hypothesis=changes.get("source"))
        say("reported_at", "case.reported", changes.get("reported_at", case.reported_at))
        if outcome:
            say("outcome", OUTCOMES[outcome], changes.get("outcome_at", case.classified_at))
        return entries


def _standing(subjects: Sequence[str]) -> dict[tuple[str, str], FactRow]:
    """The last fact of each kind that a case has once, by subject and kind, that no other corrects."""
    names = merges.members(subjects)
    rows = list(FactRow.objects.filter(subject__in=names, kind__in=_ONCE).order_by("seq"))
    corrected = {row.corrects for row in rows}
    return {
        (names[row.subject], row.kind): row
        for row in rows
        # A link between two cases is a statement of its own, not the case's one source text.
        if row.id not in corrected and "relationship" not in attributes_of(row)
    }


def attributes_of(row: FactRow | None) -> dict[str, Any]:
    """What a stored fact says; nothing where there is none."""
    if row is None:
        return {}
    held = row.attributes
    return dict(json.loads(held)) if isinstance(held, str) else dict(held)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
