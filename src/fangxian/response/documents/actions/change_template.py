"""Put a city's own Word template in place of the shipped one, after trying it; or restore the shipped one."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_choice, check_text
from fangxian.response.documents.filling import fill
from fangxian.response.documents.kinds import KINDS, LANGUAGES
from fangxian.response.documents.models import Template
from fangxian.response.documents.reading import text_of
from fangxian.response.documents.samples import SAMPLES
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record


def try_template(kind: str, file: bytes) -> bytes:
    """The template filled in with an invented document.

    Raises
    ------
    Invalid
        ``template.unreadable``, ``template.field``; ``template.silent``: it leaves out what such a document must
        state.
    """
    sample = SAMPLES[kind]
    document = fill(file, sample)
    text = text_of(document)
    silent = [name for name in KINDS[kind].must_state if str(sample[name]) not in text]
    if silent:
        raise Invalid(
            "template.silent",
            _("The template leaves out what such a document must state: %(fields)s."),
            remedy=_("Write these fields into it, each in double braces."),
            field="file",
            fields=", ".join(silent),
        )
    return document


@transaction.atomic
def change_template(
    kind: str,
    language: str,
    area: str,
    file: bytes,
    *,
    signed_by: str,
    filename: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> Template:
    """Put a template in force from now on; documents issued before keep theirs.

    Raises
    ------
    NotAllowed
        The post may not change templates there.
    Invalid
        It cannot be used, or nobody signs.
    """
    require_in(by, "form.manage", area)
    check_choice(kind, KINDS, "kind")
    check_choice(language, LANGUAGES, "language")
    signed_by = check_text(signed_by, 120, "signed_by", needed=True)
    try_template(kind, file)
    request = id or uuid4()
    held = Template.objects.filter(id=request).first()
    if held is not None:
        return held
    now = clock.now()
    same = Template.objects.select_for_update().filter(kind=kind, language=language, area=area)
    same.filter(withdrawn_at=None).update(withdrawn_at=now)
    made = Template.objects.create(
        id=request, kind=kind, language=language, area=area, file=file, filename=check_text(filename, 200, "file"),
        version=same.count() + 1, in_force_from=now, signed_by=signed_by,
    )  # fmt: skip
    record([_fact(made, "template.changed", signed_by, request)])
    return made


@transaction.atomic
def restore_template(template: Template, *, signed_by: str, id: UUID | None = None, by: Post | None = None) -> None:
    """Go back to the template of the area above, or the shipped one.

    Raises
    ------
    NotAllowed, Invalid
        As :func:`change_template`.
    """
    require_in(by, "form.manage", template.area)
    signed_by = check_text(signed_by, 120, "signed_by", needed=True)
    if Template.objects.filter(id=template.id, withdrawn_at=None).update(withdrawn_at=clock.now()):
        record([_fact(template, "template.restored", signed_by, id or uuid4())])


def _fact(template: Template, kind: str, signer: str, id: UUID) -> Entry:
    said = {"template": template.kind, "version": template.version, "area": template.area, "signer": signer}
    return Entry(
        kind=kind, subject=f"template:{template.id}", at=clock.now(), area=template.area, attributes=said, id=id
    )
