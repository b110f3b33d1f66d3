"""Change a case's classification: one more line of its history, never a second case."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.actions._history import add_to_history
from fangxian.response.casework.actions.exclude_case import exclude_case
from fangxian.response.casework.facts import CLASSIFIED, Whom, case_attributes
from fangxian.response.casework.firsts import COUNTED, Classified, first_in_county
from fangxian.response.casework.models import Case, Classification
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.transitions import pack_in_force, require_transition
from fangxian.response.casework.writing import check_choice, check_time, lock_persons, recorded
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.record import record


@transaction.atomic
def reclassify_case(
    case: Case,
    classification: str,
    *,
    at: datetime,
    reason: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> Case:
    """Put a case into another class, from `at` on.

    A change that is learned late joins the history at its own time; the present classification is always the
    last by time. Excluding goes by :func:`exclude_case`; a case that had been excluded is classified anew.

    Raises
    ------
    NotAllowed
        The post may not record cases there.
    Conflict
        ``case.transition``: the rulebook in force does not allow the change.
    """
    require_in(by, "case.write", case.area)
    check_choice(classification, Classification.values, "classification")
    check_time(at, "at")
    if classification == "excluded":
        return exclude_case(case, reason=reason, at=at, id=id, by=by)
    request = id or uuid4()
    lock_persons([case.subject])
    case.refresh_from_db()
    before = case.history.filter(replaced_at=None, at__lte=at).order_by("-at", "-recorded_at").first()
    source = before.classification if before else case.classification
    whom = Whom.of_case(case)
    # The class itself, which the rulebook's clauses read, and beside it the change.
    first = _becomes_first(case, classification, at)
    said = case_attributes(case, note=reason, first_in_area=first or None)
    fact = whom.fact(CLASSIFIED[classification], at, said, request=request)
    if recorded([fact.id]):
        return case
    require_transition(pack_in_force(case.incident_id, at), source, classification)
    add_to_history(case, classification, at, fact.id)
    facts = [fact]
    if source != "excluded":
        change = {"from": source, "to": classification, "onset_on": case.onset_on, "note": reason}
        facts.append(whom.fact("case.converted", at, change, request=request))
    record(facts)
    return case


def _becomes_first(case: Case, classification: str, at: datetime) -> bool:
    """Whether the change makes it the first infection of its county; one that only converts was it before."""
    if case.classification in COUNTED:
        return False
    with access.everywhere():
        return bool(first_in_county(case.incident_id, [Classified(case.id, classification, at, case.area)]))
