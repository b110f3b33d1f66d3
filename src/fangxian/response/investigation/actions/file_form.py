"""File a form: what is missing is named, what it says of the case goes into the record, the clock stops."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid, NotFound
from fangxian.protocol.errors import ProtocolError
from fangxian.protocol.forms import Form, check, shown
from fangxian.response.casework.actions import amend_case, file_core_facts, file_investigation
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_text, check_time, lock_persons
from fangxian.response.investigation import editions, record
from fangxian.response.investigation.models import FormAnswer
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, context


@transaction.atomic
def file_form(
    draft: FormAnswer,
    *,
    at: datetime | None = None,
    paper_by: str = "",
    reason: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> FormAnswer:
    """File a draft as the next version of the form.

    Parameters
    ----------
    at : datetime or None
        When the investigation was done; for paper, when the paper was filled in. Now by default. Aware.
    paper_by : str
        Office or post of whoever filled in the paper that is being entered.
    reason : str
        Why a form that was filed before is changed; needed from the second version on.

    Raises
    ------
    NotAllowed
        The post may not record cases there.
    NotFound
        ``form.closed``: it is no draft any more.
    ProtocolError
        ``answer.missing`` for each question that is asked, required and not answered.
    Invalid
        The time lies in the future, or a change has no reason.
    """
    case = draft.case
    require_in(by, "case.write", case.area)
    at = check_time(at or clock.now(), "at")
    paper_by = check_text(paper_by, 80, "paper_by")
    lock_persons([case.subject])
    row = FormAnswer.objects.select_for_update().filter(id=draft.id).first()
    if row is None or row.state != FormAnswer.State.DRAFT:
        if row is not None and id is not None and row.fact == id:
            return row
        raise NotFound("form.closed", _("This draft has been filed or thrown away."), remedy=_("Open the form again."))
    form = editions.read(row.edition)
    problems = check(form, row.answers, record.held(case))
    if problems:
        raise ProtocolError(problems)
    before = FormAnswer.objects.filter(case=case, form=row.form, state=FormAnswer.State.FILED).count()
    row.reason = check_text(reason, 300, "reason", needed=before > 0)
    asked = shown(form, row.answers)
    row.answers = {name: value for name, value in row.answers.items() if name in asked}
    request = id or uuid4()
    _fill(form, row, asked, request, by)
    row.state, row.version, row.fact = FormAnswer.State.FILED, before + 1, request
    row.at, row.filed_at, row.paper_by = at, clock.now(), paper_by
    row.saved_at, row.saved_by = row.filed_at, context.actor()
    row.save()
    office = by.office.name if by is not None else ""
    if form.fact == "case.core_facts_filed":
        counts = {"contacts": record.exposed(case).count(), "places": _places(row)}
        file_core_facts(case, at=at, office=office, id=request, by=by, **counts)
    else:
        file_investigation(case, at=at, form=_key(form.id), office=office, id=request, by=by)
    return row


def _fill(form: Form, row: FormAnswer, asked: frozenset[str], request: UUID, by: Post | None) -> None:
    """Bring the record in line with the answers that belong to one of its fields."""
    said = record.changes(form, row.answers, asked, row.case, clock.zone())
    if not said:
        return
    try:
        amend_case(row.case, said, reason=row.reason or str(_("from an investigation form")), id=request, by=by)
    except Invalid as error:
        name = error.context.get("field")
        question = next((one.id for one in form.questions if (one.maps_to or "").endswith(f".{name}")), name)
        raise Invalid(error.code, error.message, remedy=error.remedy, **{**error.context, "field": question}) from error


def _places(row: FormAnswer) -> int:
    return int(record.visits(row.case).values("place").distinct().count())


def _key(form: str) -> str:
    """The form's id as facts write a key."""
    return form.replace("-", "_")
