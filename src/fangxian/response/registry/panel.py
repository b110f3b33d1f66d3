"""What the panel of an identity shows, on a person's page and on those of a case and a contact."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fangxian.response.registry.documents import DOCUMENTS
from fangxian.response.registry.forms import PurposeForm
from fangxian.response.registry.models import Person
from fangxian.response.registry.queries import masked_identity


def identity_panel(
    person: Person, may_read: bool, form: PurposeForm | None = None, incident: UUID | None = None
) -> dict[str, Any]:
    """The context of ``registry/parts/identity.html``: masked, with the form that asks for the purpose.

    A reading asked for from a page of an incident is recorded with it.
    """
    card = masked_identity(person)
    return {
        "person": person,
        "identity": card,
        "document": DOCUMENTS.get(card.id_kind, "") if card and card.id_number else "",
        "may_read_identity": may_read,
        "purpose_form": form or PurposeForm(initial={"incident": incident}),
    }
