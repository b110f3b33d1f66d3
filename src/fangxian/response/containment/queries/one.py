"""The one thing a page or an operation is about, if it lies in scope."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fangxian.errors import NotFound
from fangxian.response.containment.models import Closure, Disinfection, Need, Permit, Proposal, Zone
from fangxian.response.documents.models import Issued
from fangxian.response.jurisdiction import access


def the_zone(id: UUID) -> Zone:
    """A zone in scope.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    found = Zone.objects.select_related("incident").filter(id=id).first()
    return found or _nothing(_("There is no such zone in your area."))


def notices_of(zone: Zone) -> list[Issued]:
    """The notices of a zone, the last first: published to everybody, so read from within each part of it."""
    with access.everywhere():
        return list(Issued.objects.filter(about=zone.id, kind="zone_notice")[:20])


def the_proposal(id: UUID) -> Proposal:
    """A proposal in scope; see :func:`the_zone`."""
    found = Proposal.objects.select_related("incident", "author__office").filter(id=id).first()
    return found or _nothing(_("There is no such proposal in your area."))


def the_need(id: UUID) -> Need:
    """A special need in scope; see :func:`the_zone`."""
    found = Need.objects.select_related("zone", "person").filter(id=id).first()
    return found or _nothing(_("There is no such need in your area."))


def the_permit(code: str) -> Permit:
    """A permit of a zone in scope by its code; see :func:`the_zone`.

    Whoever holds the code in their hands reads the permit, at any gate of the zone.
    """
    with access.everywhere():
        found = Permit.objects.select_related("zone").filter(code=code.strip().upper()).first()
    if found is not None and not Zone.objects.filter(id=found.zone_id).exists():
        found = None
    return found or _nothing(_("There is no permit with this code in your area."))


def the_order(id: UUID) -> Disinfection:
    """An order to disinfect, in scope; see :func:`the_zone`."""
    found = Disinfection.objects.select_related("place", "incident").filter(id=id).first()
    return found or _nothing(_("There is no such disinfection in your area."))


def the_closure(id: UUID) -> Closure:
    """A closed place in scope; see :func:`the_zone`."""
    found = Closure.objects.select_related("place", "incident").filter(id=id).first()
    return found or _nothing(_("There is no such closed place in your area."))


def _nothing(words: str) -> Any:
    raise NotFound("containment.unknown", words, remedy=_("Look for it in the list."))
