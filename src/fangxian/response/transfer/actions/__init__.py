"""The only writers of transfers, one command a file."""

from fangxian.response.transfer.actions.allot import allot, put_back
from fangxian.response.transfer.actions.ask_plan import ask_plan, drop_plan
from fangxian.response.transfer.actions.board import board
from fangxian.response.transfer.actions.bring_to_door import bring_to_door
from fangxian.response.transfer.actions.cancel_transfer import cancel_transfer
from fangxian.response.transfer.actions.change_vehicle import change_vehicle
from fangxian.response.transfer.actions.compute_plan import compute_plan
from fangxian.response.transfer.actions.deliver import deliver
from fangxian.response.transfer.actions.give import give
from fangxian.response.transfer.actions.refuse_pickup import refuse_pickup
from fangxian.response.transfer.actions.register_vehicle import disinfect_vehicle, register_vehicle, set_vehicle
from fangxian.response.transfer.actions.request_transfer import Rider, request_transfer
from fangxian.response.transfer.actions.sign_plan import sign_plan
from fangxian.response.transfer.actions.turn_back import turn_back

__all__ = [
    "Rider",
    "allot",
    "ask_plan",
    "board",
    "bring_to_door",
    "cancel_transfer",
    "change_vehicle",
    "compute_plan",
    "deliver",
    "disinfect_vehicle",
    "drop_plan",
    "give",
    "put_back",
    "refuse_pickup",
    "register_vehicle",
    "request_transfer",
    "set_vehicle",
    "sign_plan",
    "turn_back",
]
