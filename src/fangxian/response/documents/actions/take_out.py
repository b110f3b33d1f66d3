"""Take a document out as a file: masked, or naming the person to whoever may read identities and says what for."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.documents import contexts
from fangxian.response.documents.kinds import Format, Language
from fangxian.response.documents.models import Issued
from fangxian.response.documents.render import by_id, made
from fangxian.response.jurisdiction.models import Post
from fangxian.response.registry.actions import reveal_identity


@transaction.atomic
def take_out(
    issued: Issued,
    language: Language,
    format: Format,
    *,
    named: bool = False,
    purpose: str = "",
    by: Post | None = None,
) -> bytes:
    """The document as a file.

    Parameters
    ----------
    named : bool
        With name and document number; the reading and its purpose are recorded.

    Raises
    ------
    NotAllowed, Invalid, NotFound
        As :func:`fangxian.response.registry.actions.reveal_identity`, where `named`.
    Conflict
        ``document.revoked``: it was revoked, and names nobody any more.
    """
    card = None
    if named and issued.person is not None:
        if issued.revoked_at is not None:
            raise Conflict("document.revoked", _("%(serial)s was revoked."), serial=issued.serial)
        card = reveal_identity(issued.person, purpose or issued.purpose, by=by, incident=issued.incident_id)
    with contexts.speaking(language):
        names = contexts.identity(issued.person, card)
    text = issued.contexts[language] | names
    return made(issued.kind, by_id(issued.templates.get(language)), text, language, format)
