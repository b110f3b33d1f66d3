"""Issue a document: number it, keep what it says, record that it was issued."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.models import Case, Contact, Visit
from fangxian.response.casework.policies import require_either, require_in
from fangxian.response.casework.writing import check_text
from fangxian.response.documents import contexts
from fangxian.response.documents.actions._serial import next_serial
from fangxian.response.documents.kinds import KINDS, LANGUAGES, Kind, Language
from fangxian.response.documents.models import Issued
from fangxian.response.documents.render import in_force, made
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record

Subject = Contact | Case | Visit

_CONTEXT: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "contact": contexts.of_contact,
    "case": contexts.of_case,
    "visit": contexts.of_visit,
}


@transaction.atomic
def issue_document(
    kind: str,
    about: Subject,
    *,
    signer: str,
    purpose: str,
    said: Mapping[str, Any] | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Issued:
    """Issue a document in both languages.

    Parameters
    ----------
    kind : str
        A kind about a contact, a case or a visit.
    purpose : str
        What it is for; recorded with the fact.
    said : Mapping[str, Any] or None
        What the record does not know: ``help_line``, ``legal_basis``, ``where``, ``summary``, ``advice``.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        Nobody signs, no purpose is stated, or the area's template cannot be filled in.
    Conflict
        ``document.not_released``: a certificate for somebody who is still in quarantine.
    """
    form = KINDS[kind]
    area = about.place_area if isinstance(about, Visit) else about.area
    _require(by, about)
    signer = check_text(signer, 120, "signer", needed=True)
    purpose = check_text(purpose, 200, "purpose", needed=True)
    if kind == "release_certificate" and isinstance(about, Contact) and about.ended_at is None:
        raise Conflict(
            "document.not_released",
            _("%(number)s has not been released."),
            remedy=_("Record the release first."),
            number=about.number,
        )
    request = id or uuid4()
    with access.everywhere():
        held = Issued.objects.filter(id=request).first()
    if held is not None:
        return held
    given = {key: check_text(str(value), 2000, key) for key, value in (said or {}).items()}
    serial = next_serial(form, about.incident_id, by.area if by is not None else about.area)
    issued = Issued(
        id=request,
        kind=kind,
        serial=serial,
        area=area,
        incident=about.incident,
        person=None if isinstance(about, Visit) else about.person,
        subject=about.place.subject if isinstance(about, Visit) else about.subject,
        about=about.pk,
        contexts={},
        purpose=purpose,
        signer=signer,
        issued_at=clock.now(),
        actor=context.actor(),
        fact=request,
    )
    given |= {"signer": signer, "serial": serial}
    for language in LANGUAGES:
        _write(issued, form, language, about, given, by)
    issued.save(force_insert=True)
    record([_fact(issued, form, about, given)])
    return issued


def _require(by: Post | None, about: Subject) -> None:
    if isinstance(about, Visit):
        require_either(by, "case.write", (about.place_area, about.area))
    else:
        require_in(by, "case.write", about.area)


def _write(
    issued: Issued, form: Kind, language: Language, about: Subject, given: Mapping[str, Any], by: Post | None
) -> None:
    """What the document says in a language; that its template can be filled in is tried before it is issued."""
    with contexts.speaking(language):
        text = _CONTEXT[form.about](about, given, by)
        names = contexts.identity(issued.person)
    template = in_force(form.key, language, issued.area)
    made(form.key, bytes(template.file) if template else None, text | names, language)
    issued.contexts[language] = text
    if template is not None:
        issued.templates[language] = str(template.id)


def _fact(issued: Issued, form: Kind, about: Subject, said: Mapping[str, Any]) -> Entry:
    shared: dict[str, Any] = {"serial": issued.serial, "signer": issued.signer}
    if isinstance(about, Visit):
        kind = "place.search_noticed"
        shared |= {"from": about.began_at, "to": about.ended_at, "help_line": said.get("help_line") or "—"}
    else:
        kind = "document.issued"
        shared |= {"document": form.key, "purpose": issued.purpose, "legal_basis": said.get("legal_basis")}
    return Entry(
        kind=kind,
        subject=issued.subject,
        at=issued.issued_at,
        area=issued.area,
        attributes={name: value for name, value in shared.items() if value not in (None, "")},
        incident=issued.incident_id,
        id=issued.fact,
    )
