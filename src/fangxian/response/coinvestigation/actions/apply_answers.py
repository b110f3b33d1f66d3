"""Take in what the other side answered in a file, row by row: good rows count, bad ones are named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import FangxianError, NotAllowed
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import recorded
from fangxian.response.coinvestigation.actions.accept_persons import accept_persons
from fangxian.response.coinvestigation.actions.return_persons import return_persons
from fangxian.response.coinvestigation.actions.settle_persons import settle_persons
from fangxian.response.coinvestigation.destinations import find_area
from fangxian.response.coinvestigation.exchange.answers import Answer, Problem
from fangxian.response.coinvestigation.models import Listed, Sheet
from fangxian.response.coinvestigation.policies import answering_area, require_side
from fangxian.response.jurisdiction.models import Post


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
    """Record receipt, taking over, return and outcome as the rows say them; each row by itself.

    The same file twice changes nothing, also where the person was asked for again in between.

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
    for answer in answers:
        if answer.id not in known:
            done.problems.append(Problem(answer.row, "id", _("This row names nobody on the sheet.")))
            continue
        request = derived("answer", answer.id, answer.decision, answer.reason, answer.outcome, answer.to_area)
        if (not answer.decision and not answer.outcome) or _taken(request, answer.id):
            done.known += 1
            continue
        try:
            with transaction.atomic():
                _apply(answer, request, name or sheet.to_name, by)
        except NotAllowed:
            raise
        except FangxianError as error:
            done.problems.append(Problem(answer.row, _field(answer, error), str(error)))
        else:
            done.taken += 1
    return done


def _apply(answer: Answer, request: UUID, name: str, by: Post | None) -> None:
    people, name = [answer.id], (answer.received_by or name)[:60]
    if answer.decision == "returned":
        return_persons(people, reason=answer.reason, at=answer.decided_at, id=request, by=by)
        return
    if answer.decision == "accepted":
        accept_persons(people, name=name, at=answer.decided_at, id=request, by=by)
    if answer.outcome:
        settle_persons(
            people,
            answer.outcome,
            name=name,
            note=answer.note,
            to=(find_area(answer.to_area) or answer.to_area) if answer.to_area else "",
            at=answer.outcome_at,
            id=request,
            by=by,
        )


def _field(answer: Answer, error: FangxianError) -> str:
    """The column that a refusal is about."""
    at = "outcome_at" if answer.outcome_at is not None else "decided_at"
    field = str(error.context.get("field", "outcome"))
    return {"at": at, "to": "to_area", "name": "received_by"}.get(field, field)


def _taken(request: UUID, listed: UUID) -> bool:
    """Whether this very answer was taken in before."""
    return bool(recorded(_facts(request, listed)))


def _facts(request: UUID, listed: UUID) -> Iterable[UUID]:
    return [derived(request, kind, listed, 0) for kind in ("returned", "accepted", "resulted")]
