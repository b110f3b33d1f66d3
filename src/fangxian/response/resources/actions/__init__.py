"""The commands of goods and teams."""

from fangxian.response.resources.actions.allot import allot, free
from fangxian.response.resources.actions.ask import ask, close_request
from fangxian.response.resources.actions.call_team import acknowledge, add_team, arrive, call_team, hand_back
from fangxian.response.resources.actions.count_stock import count_stock
from fangxian.response.resources.actions.keep_lists import add_item, close_store, open_store
from fangxian.response.resources.actions.move_goods import receive_goods, use_goods, write_off
from fangxian.response.resources.actions.receive import receive
from fangxian.response.resources.actions.reverse_voucher import reverse_voucher
from fangxian.response.resources.actions.send import send, turn_back

__all__ = [
    "acknowledge",
    "add_item",
    "add_team",
    "allot",
    "arrive",
    "ask",
    "call_team",
    "close_request",
    "close_store",
    "count_stock",
    "free",
    "hand_back",
    "open_store",
    "receive",
    "receive_goods",
    "reverse_voucher",
    "send",
    "turn_back",
    "use_goods",
    "write_off",
]
