"""Save one answer of a draft, unless somebody else has changed it since the writer saw it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, NotFound
from fangxian.protocol.forms import read_value
from fangxian.response.casework.policies import require_in
from fangxian.response.investigation import editions
from fangxian.response.investigation.models import FormAnswer
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, context


@transaction.atomic
def save_answer(
    draft: FormAnswer, name: str, given: Any, *, seen: int | None = None, by: Post | None = None
) -> FormAnswer:
    """Write one answer into the draft; saying again what it says changes nothing.

    Parameters
    ----------
    name : str
        The question.
    given : Any
        The answer as it was typed: a text, a list, or rows.
    seen : int or None
        Revision of the answer that the writer saw; None overwrites whatever is there.

    Raises
    ------
    NotAllowed
        The post may not record cases there.
    NotFound
        ``form.closed``: it has been filed or thrown away; ``form.question``: it asks no such thing.
    Conflict
        ``form.changed``: somebody has changed the answer since; `context` says who, when and what.
    ProtocolError
        ``answer.*``: no such answer can be right.
    """
    require_in(by, "case.write", draft.case.area)
    row = FormAnswer.objects.select_for_update().filter(id=draft.id, state=FormAnswer.State.DRAFT).first()
    if row is None:
        raise NotFound("form.closed", _("This draft has been filed or thrown away."), remedy=_("Open the form again."))
    form = editions.read(row.edition)
    question = next((one for one in form.questions if one.id == name and not one.held), None)
    if question is None:
        raise NotFound("form.question", _("The form asks no “%(name)s”."), name=name)
    value = read_value(question, given, clock.zone())
    before = row.answers.get(name)
    if value == before:
        return row
    revision, actor, at = row.touched.get(name, (0, "", ""))
    if seen is not None and seen < revision and actor != context.actor():
        raise Conflict(
            "form.changed",
            _("Somebody else has changed this answer."),
            remedy=_("Take it over, or keep yours."),
            name=name,
            actor=actor,
            at=at,
            theirs=before,
            revision=revision,
        )
    row.revision += 1
    row.answers = {key: kept for key, kept in row.answers.items() if key != name}
    if value is not None:
        row.answers[name] = value
    now = clock.now()
    row.touched[name] = [row.revision, context.actor(), now.isoformat(timespec="seconds")]
    row.saved_at, row.saved_by = now, context.actor()
    row.save(update_fields=["answers", "touched", "revision", "saved_at", "saved_by"])
    return row
