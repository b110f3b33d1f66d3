"""Put a finding right, have that checked by others, and test it again in an exercise."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.rectification.facts import end_of, whom
from fangxian.response.rectification.models import Finding
from fangxian.response.rectification.policies import HANDLE, MANAGE, require_in


@transaction.atomic
def put_right(finding: Finding, measure: str, *, id: UUID | None = None, by: Post | None = None) -> Finding:
    """Record what was done; somebody else checks it.

    Raises
    ------
    NotAllowed
        The post may not handle tasks there.
    Invalid
        It is not said what was done.
    Conflict
        ``findings.undone``.
    """
    require_in(by, HANDLE, finding.area)
    measure = check_text(measure, 300, "measure", needed=True)
    held = _locked(finding)
    if held.rectified_at is not None:
        return held
    held.measure, held.rectified_at = measure, clock.now()
    held.save(update_fields=["measure", "rectified_at"])
    said = {"measure": measure, "office": held.office.name if held.office else ""}
    record([whom(held).fact("inspection.rectified", held.rectified_at, said, request=id or uuid4())])
    return held


@transaction.atomic
def recheck(
    finding: Finding, passed: bool, *, again_by: date | None = None, id: UUID | None = None, by: Post | None = None
) -> Finding:
    """Record whether it is right now; where it is not, until when it has to be.

    Raises
    ------
    NotAllowed
        The post may not check findings there.
    Conflict
        ``findings.not_put_right``: there is nothing to check yet; ``findings.undone``.
    Invalid
        It did not pass, and no new day is given.
    """
    require_in(by, MANAGE, finding.area)
    held = _locked(finding)
    if held.rectified_at is None:
        raise Conflict(
            "findings.not_put_right",
            _("Nobody has recorded yet that it was put right."),
            remedy=_("The office that answers for it says what it did first."),
        )
    said = _result(held, passed, again_by)
    held.checked_at = clock.now() if passed else None
    held.save(update_fields=["checked_at", "rectified_at", "due"])
    record([whom(held).fact("inspection.rechecked", clock.now(), said, request=id or uuid4())])
    return held


@transaction.atomic
def retest(
    finding: Finding,
    passed: bool,
    exercise: str,
    *,
    again_by: date | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Finding:
    """Record what an exercise showed when it was tested again.

    Raises
    ------
    NotAllowed
        The post may not check findings there.
    Invalid
        The exercise is not named; it did not pass, and no new day is given.
    Conflict
        ``findings.undone``.
    """
    require_in(by, MANAGE, finding.area)
    exercise = check_text(exercise, 160, "exercise", needed=True)
    held = _locked(finding)
    said = _result(held, passed, again_by) | {"exercise": exercise}
    held.retested_at, held.retested_in = clock.now(), exercise
    held.save(update_fields=["retested_at", "retested_in", "rectified_at", "due"])
    record([whom(held).fact("inspection.retested", clock.now(), said, request=id or uuid4())])
    return held


def _result(held: Finding, passed: bool, again_by: date | None) -> dict[str, Any]:
    if passed:
        return {"passed": True}
    if again_by is None or end_of(again_by) <= clock.now():
        raise Invalid(
            "findings.again_by",
            _("Say until when it has to be put right now: a day to come."),
            field="again_by",
        )
    held.rectified_at, held.due = None, again_by
    return {"passed": False, "rectify_by": end_of(again_by)}


def _locked(finding: Finding) -> Finding:
    held = Finding.objects.select_for_update(of=("self",)).select_related("intake", "office").get(id=finding.id)
    if held.intake.undone_at is not None:
        raise Conflict("findings.undone", _("The file that this finding came in was taken back."))
    return held
