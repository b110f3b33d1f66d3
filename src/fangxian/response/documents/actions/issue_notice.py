"""Issue a notice to the public, about nobody: what it says is the caller's, the rest as of any document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction

from fangxian.response.casework.writing import check_text
from fangxian.response.documents import contexts
from fangxian.response.documents.actions._serial import next_serial
from fangxian.response.documents.kinds import KINDS, LANGUAGES, Language
from fangxian.response.documents.models import Issued
from fangxian.response.documents.render import in_force, made
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.models import Incident


@transaction.atomic
def issue_notice(
    kind: str,
    *,
    incident: Incident,
    area: str,
    subject: str,
    about: UUID,
    signer: str,
    write: Callable[[Language, str], dict[str, Any]],
    fact: UUID,
    id: UUID,
    by: Post | None = None,
) -> Issued:
    """Number a notice and keep what it says in both languages; the caller has checked who may, and records the fact.

    Parameters
    ----------
    subject, about : str, UUID
        Subject of the fact, and the id of what the notice is made from.
    write : callable
        What it says, from a language and the serial number; called with that language in force.
    fact : UUID
        Of the fact that says it was published.

    Raises
    ------
    Invalid
        Nobody signs, or the area's template cannot be filled in.
    """
    with access.everywhere():
        held = Issued.objects.filter(id=id).first()
    if held is not None:
        return held
    form = KINDS[kind]
    serial = next_serial(form, incident.id, by.area if by is not None else area)
    issued = Issued(
        id=id, kind=kind, serial=serial, area=area, incident=incident, subject=subject, about=about, contexts={},
        purpose=str(form.title), signer=check_text(signer, 120, "signer", needed=True), issued_at=clock.now(),
        actor=context.actor(), fact=fact,
    )  # fmt: skip
    for language in LANGUAGES:
        with contexts.speaking(language):
            text = write(language, serial)
        template = in_force(kind, language, area)
        made(kind, bytes(template.file) if template else None, text, language)
        issued.contexts[language] = text
        if template is not None:
            issued.templates[language] = str(template.id)
    issued.save(force_insert=True)
    return issued
