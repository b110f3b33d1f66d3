"""The one document that a page or an operation is about, and what a document can be made from, if it lies in scope."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from fangxian.errors import NotFound
from fangxian.response.casework.models import Case, Contact, Visit
from fangxian.response.documents.kinds import KINDS, Kind
from fangxian.response.documents.models import Issued
from fangxian.response.jurisdiction import access

_MODELS: Final[dict[str, Any]] = {"contact": Contact, "case": Case, "visit": Visit}


def issuable(name: str) -> Kind:
    """A kind of document that is issued from a contact, a case or a visit.

    Raises
    ------
    NotFound
        There is none of this name.
    """
    kind = KINDS.get(name)
    if kind is None or kind.about not in _MODELS:
        raise NotFound("document.kind", _("There is no such document to issue here."))
    return kind


def the_subject(kind: str, id: UUID) -> Any:
    """The contact, case or visit that a document of a kind is made from, in the area in scope.

    Raises
    ------
    NotFound
        There is none, or no such document is issued.
    """
    model = _MODELS[issuable(kind).about]
    related = ("place", "incident") if model is Visit else ("person", "incident")
    found = model.objects.select_related(*related).filter(id=id).first()
    if found is None:
        raise NotFound("document.about", _("What the document is about is not in your area."))
    return found


def the_document(id: UUID) -> Issued:
    """A document in the area in scope, or a public one of any area.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    found = Issued.objects.select_related("person", "incident").filter(id=id).first()
    if found is None:
        public = [kind.key for kind in KINDS.values() if kind.public]
        with access.everywhere():
            found = Issued.objects.select_related("incident").filter(id=id, kind__in=public, person=None).first()
    if found is None:
        raise NotFound("document.unknown", _("There is no such document in your area."))
    return found
