"""The one thing a page or an operation is about, if it lies in scope."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fangxian.errors import NotFound
from fangxian.response.jurisdiction import access
from fangxian.response.resources.models import CallUp, Item, Lot, Request, Shipment, Store, Team, Voucher


def the_store(id: UUID) -> Store:
    """A store in scope.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    return Store.objects.select_related("place").filter(id=id).first() or _nothing(_("There is no such store here."))


def the_item(id: UUID) -> Item:
    """Goods of the catalogue; see :func:`the_store`."""
    return Item.objects.filter(id=id).first() or _nothing(_("There are no such goods in the catalogue."))


def the_lot(id: UUID) -> Lot:
    """A lot; see :func:`the_store`."""
    return Lot.objects.select_related("item").filter(id=id).first() or _nothing(_("There is no such lot."))


def the_voucher(id: UUID) -> Voucher:
    """A booking in scope; see :func:`the_store`."""
    return Voucher.objects.filter(id=id).first() or _nothing(_("There is no such booking in your area."))


def the_request(id: UUID) -> Request:
    """A request in scope; see :func:`the_store`."""
    found = Request.objects.select_related("store", "incident").filter(id=id).first()
    return found or _nothing(_("There is no such request in your area."))


def the_shipment(id: UUID) -> Shipment:
    """A shipment that leaves or enters the area in scope, with both its stores; see :func:`the_store`."""
    if not Shipment.objects.filter(id=id).exists():
        _nothing(_("There is no such shipment in your area."))
    with access.everywhere():  # the other side's store lies in another area
        return Shipment.objects.select_related("source", "target", "request__incident").get(id=id)


def the_team(id: UUID) -> Team:
    """A team in scope; see :func:`the_store`."""
    return Team.objects.filter(id=id).first() or _nothing(_("There is no such team in your area."))


def the_callup(id: UUID) -> CallUp:
    """A call-up from or to the area in scope, with its team; see :func:`the_store`."""
    if not CallUp.objects.filter(id=id).exists():
        _nothing(_("There is no such call-up in your area."))
    with access.everywhere():
        return CallUp.objects.select_related("team", "incident").get(id=id)


def _nothing(words: str) -> Any:
    raise NotFound("resources.unknown", words, remedy=_("Look for it in the list."))
