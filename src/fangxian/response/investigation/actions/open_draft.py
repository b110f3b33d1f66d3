"""Open the draft of a form for a case, with what the record or the last version says already; or throw it away."""

from __future__ import annotations

from django.db import transaction

from fangxian.response.casework.models import Case
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import lock_persons
from fangxian.response.investigation import editions, record
from fangxian.response.investigation.models import FormAnswer
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, context


@transaction.atomic
def open_draft(case: Case, form: str, *, by: Post | None = None) -> FormAnswer:
    """The draft of a form, opened where there is none; under the edition in force, with answers that still fit it.

    A draft begun under an earlier edition moves to the one in force: answers to questions that both ask are kept.

    Raises
    ------
    NotAllowed
        The post may not record cases there.
    NotFound
        The rulebook asks no such form.
    """
    require_in(by, "case.write", case.area)
    asked = editions.form_for(case, form)
    lock_persons([case.subject])
    now = clock.now()
    edition = editions.keep(asked)
    held = FormAnswer.objects.filter(case=case, form=form, state=FormAnswer.State.DRAFT).first()
    if held is not None:
        if held.edition_id != edition.digest:
            held.edition = edition
            held.save(update_fields=["edition"])
        return held
    last = FormAnswer.objects.filter(case=case, form=form, state=FormAnswer.State.FILED).last()
    answers = dict(last.answers) if last is not None else record.known(asked, case, clock.zone())
    return FormAnswer.objects.create(
        case=case, form=form, edition=edition, answers=answers, opened_at=now, saved_at=now, saved_by=context.actor()
    )


@transaction.atomic
def discard_draft(draft: FormAnswer, *, by: Post | None = None) -> None:
    """Throw a draft away; what was filed stays.

    Raises
    ------
    NotAllowed
        The post may not record cases there.
    """
    require_in(by, "case.write", draft.case.area)
    FormAnswer.objects.filter(id=draft.id, state=FormAnswer.State.DRAFT).delete()
