"""Lay questions of one's own over a form: write, check, put in force with a signature, withdraw."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid, NotFound
from fangxian.protocol.forms import Form, lay_overlays, load_form
from fangxian.response.casework.policies import require_in
from fangxian.response.investigation.models import Overlay
from fangxian.response.jurisdiction.codes import LEVELS
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record

LONGEST = 200_000
"""Characters of an overlay's text."""


def tried(form: str, area: str, text: str) -> Form:
    """The form as the area would ask it: what the areas above laid on it, then this text.

    Raises
    ------
    ProtocolError
        Everything that is wrong with the text, each with its line.
    """
    above = [area[:length] for length in LEVELS if length < len(area)]
    rows = Overlay.objects.filter(form=form, state=Overlay.State.IN_FORCE, area__in=above)
    beneath = sorted(((row.area, row.name, row.text) for row in rows), key=lambda row: len(row[0]))
    own = Overlay(form=form, area=area).name
    return lay_overlays(load_form(form), [*((name, text) for _area, name, text in beneath), (own, text)])


@transaction.atomic
def save_overlay(form: str, area: str, text: str, *, by: Post | None = None) -> Overlay:
    """Keep the text as the area's draft; it need not be right yet.

    Raises
    ------
    NotAllowed
        The post may not change forms there.
    ProtocolError
        ``form.unknown``.
    Invalid
        The text is too long.
    """
    require_in(by, "form.manage", area)
    load_form(form)
    if len(text) > LONGEST:
        raise Invalid("value.long", _("The text is longer than %(longest)s characters."), longest=LONGEST, field="text")
    row, _made = Overlay.objects.update_or_create(
        form=form, area=area, state=Overlay.State.DRAFT,
        defaults={"text": text, "saved_at": clock.now(), "saved_by": context.actor()},
    )  # fmt: skip
    return row


@transaction.atomic
def put_in_force(draft: Overlay, *, signed_by: str, id: UUID | None = None, by: Post | None = None) -> Overlay:
    """Put a draft in force from now on; the one in force before is withdrawn and stays readable.

    Raises
    ------
    NotAllowed
        The post may not change forms there.
    ProtocolError
        The text is not right.
    Invalid
        Nobody signs.
    """
    require_in(by, "form.manage", draft.area)
    if not signed_by.strip():
        raise Invalid(
            "form.unsigned", _("A form is changed by a named person."), remedy=_("Name who signed."), field="signed_by"
        )
    row = Overlay.objects.select_for_update().filter(id=draft.id).first()
    if row is None or row.state == Overlay.State.WITHDRAWN:
        raise NotFound("form.no_draft", _("There is no such draft any more."))
    if row.state == Overlay.State.IN_FORCE:
        return row
    tried(row.form, row.area, row.text)
    now = clock.now()
    same = Overlay.objects.filter(form=row.form, area=row.area)
    same.filter(state=Overlay.State.IN_FORCE).update(state=Overlay.State.WITHDRAWN, withdrawn_at=now)
    row.state, row.in_force_from, row.signed_by = Overlay.State.IN_FORCE, now, signed_by.strip()
    row.version = same.exclude(state=Overlay.State.DRAFT).exclude(id=row.id).count() + 1
    row.save()
    record([_fact(row, "form.changed", id or uuid4())])
    return row


@transaction.atomic
def withdraw_overlay(overlay: Overlay, *, signed_by: str, id: UUID | None = None, by: Post | None = None) -> None:
    """Ask the form again as the rulebook has it; drafts are thrown away.

    Raises
    ------
    NotAllowed, Invalid
        As :func:`put_in_force`.
    """
    require_in(by, "form.manage", overlay.area)
    row = Overlay.objects.select_for_update().filter(id=overlay.id).exclude(state=Overlay.State.WITHDRAWN).first()
    if row is None:
        return
    if row.state == Overlay.State.DRAFT:
        row.delete()
        return
    if not signed_by.strip():
        raise Invalid(
            "form.unsigned", _("A form is changed by a named person."), remedy=_("Name who signed."), field="signed_by"
        )
    row.state, row.withdrawn_at = Overlay.State.WITHDRAWN, clock.now()
    row.signed_by = signed_by.strip()
    row.save(update_fields=["state", "withdrawn_at", "signed_by"])
    record([_fact(row, "form.restored", id or uuid4())])


def _need_signer(signed_by: str) -> None:
    if not signed_by.strip():
        raise Invalid(
            "form.unsigned",
            _("A form is changed by a named person."),
            remedy=_("Name who signed."),
            field="signed_by",
        )


def _fact(row: Overlay, kind: str, id: UUID) -> Entry:
    said = {"form": row.form, "version": row.version, "area": row.area, "signer": row.signed_by}
    return Entry(kind=kind, subject=f"form:{row.id}", at=clock.now(), area=row.area, attributes=said, id=id)
