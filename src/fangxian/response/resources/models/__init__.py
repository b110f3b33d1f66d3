"""Goods, stores with their ledger, requests and shipments, teams and call-ups."""

from fangxian.response.resources.models.goods import Item, Lot, Store
from fangxian.response.resources.models.ledger import Account, Balance, Move, Voucher
from fangxian.response.resources.models.request import Request, RequestLine, Shipment, ShipmentLine
from fangxian.response.resources.models.team import CallUp, Team

__all__ = [
    "Account",
    "Balance",
    "CallUp",
    "Item",
    "Lot",
    "Move",
    "Request",
    "RequestLine",
    "Shipment",
    "ShipmentLine",
    "Store",
    "Team",
    "Voucher",
]
