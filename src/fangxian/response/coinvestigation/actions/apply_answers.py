"""Take in what the other side answered in a file, row by row: good rows count, bad ones are named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import FangxianError, NotAllowed
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import recorded
from fangxian.response.coinvestigation.actions.accept_persons import accept_persons
from fangxian.response.coinvestigation.actions.correct_outcomes import correct_outcomes
from fangxian.response.coinvestigation.actions.return_persons import return_persons
from fangxian.response.coinvestigation.actions.settle_persons import settle_persons
from fangxian.response.coinvestigation.destinations import find_area
from fangxian.response.coinvestigation.exchange.answers import Answer, Problem
from fangxian.response.coinvestigation.models import Listed, Sheet, State
from fangxian.response.coinvestigation.policies import answering_area, require_side
from fangxian.response.coinvestigation.writing import fact_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.together import tasks_together

_NOBODY: Final = UUID(int=0)


@dataclass(slots=True)
class Applied:
    """What came of a file of answers.

    Attributes
    ----------
    taken : int
        Rows whose answer is on record now.
    known : int
        Rows that said nothing new: blank, or taken in before.
    problems : list of Problem
        Rows that could not be taken in.
    """

    taken: int = 0
    known: int = 0
    problems: list[Problem] = field(default_factory=list)


def apply_answers(sheet: Sheet, answers: Sequence[Answer], *, name: str = "", by: Post | None = None) -> Applied:
    """Record receipt, taking over, return and outcome as the rows say them.

    Rows that say the same are recorded together; where that is refused, each by itself, so that one bad row
    keeps no other from the record. The same file twice changes nothing, also where the person was asked for
    again in between.

    Parameters
    ----------
    name : str
        Who received the sheet, for rows that do not say it.

    Raises
    ------
    NotAllowed
        The post does not belong to the side that answers.
    """
    require_side(by, answering_area(sheet))
    known = {one.id for one in Listed.objects.filter(sheet=sheet)}
    done = Applied()
    done.problems = [
        Problem(one.row, "id", _("This row names nobody on the sheet.")) for one in answers if one.id not in known
    ]
    named = [one for one in answers if one.id in known]
    fresh = _fresh(named)
    done.known = len(named) - len(fresh)
    groups: dict[Answer, list[Answer]] = defaultdict(list)
    for answer in fresh:
        groups[_wording(answer)].append(answer)
    with tasks_together():
        for wording, rows in groups.items():
            _take(wording, rows, name or sheet.to_name, by, done)
    done.problems.sort(key=lambda problem: problem.row)
    return done


def _wording(answer: Answer) -> Answer:
    """What a row says, whomever it says it of."""
    return replace(answer, row=0, id=_NOBODY)


def _request(answer: Answer) -> UUID:
    """The request that a row is: the same for the same words, whatever their times."""
    words = (answer.decision, answer.reason, answer.outcome, answer.to_area)
    return derived("answer", *words, *filter(None, [answer.correction]))


def _fresh(answers: Sequence[Answer]) -> list[Answer]:
    """Rows that say something, said neither before in this file nor taken in before."""
    said = {(one.id, _wording(one)): one for one in reversed(answers) if one.decision or one.outcome}
    marks = {one: _marks(one) for one in said.values()}
    taken = recorded(mark for some in marks.values() for mark in some)
    return [one for one in answers if one in marks and not taken & marks[one]]


def _marks(answer: Answer) -> set[UUID]:
    """The facts of which a row leaves one."""
    return {fact_id(_request(answer), kind, answer.id) for kind in ("returned", "accepted", "resulted")}


def _take(wording: Answer, rows: Sequence[Answer], name: str, by: Post | None, done: Applied) -> None:
    try:
        with transaction.atomic():
            _apply(wording, [row.id for row in rows], name, by)
    except NotAllowed:
        raise
    except FangxianError as error:
        if len(rows) == 1:
            done.problems.append(Problem(rows[0].row, _field(wording, error), str(error)))
            return
        for row in rows:
            _take(wording, [row], name, by, done)
    else:
        done.taken += len(rows)


def _apply(answer: Answer, people: list[UUID], name: str, by: Post | None) -> None:
    name, request = (answer.received_by or name)[:60], _request(answer)
    to = (find_area(answer.to_area) or answer.to_area) if answer.to_area else ""
    if answer.decision == "returned":
        return_persons(people, reason=answer.reason, at=answer.decided_at, id=request, by=by)
        return
    said: dict[str, Any] = {"note": answer.note, "to": to, "id": request, "by": by}
    ended = Listed.objects.filter(id__in=people, state=State.ENDED)
    if answer.correction and answer.outcome and (wrong := set(ended.values_list("id", flat=True))):
        correct_outcomes(wrong, answer.outcome, reason=answer.correction, **said)
        people = [one for one in people if one not in wrong]
    if answer.decision == "accepted" and people:
        accept_persons(people, name=name, at=answer.decided_at, id=request, by=by)
    if answer.outcome and people:
        settle_persons(people, answer.outcome, name=name, at=answer.outcome_at, **said)


def _field(answer: Answer, error: FangxianError) -> str:
    """The column that a refusal is about."""
    at = "outcome_at" if answer.outcome_at is not None else "decided_at"
    field = str(error.context.get("field", "outcome"))
    return {"at": at, "to": "to_area", "name": "received_by"}.get(field, field)
