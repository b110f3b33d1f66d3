"""Commands on the ledger itself and on tasks: how they are received, passed on, split and excused."""

from fangxian.response.ledger.actions._checks import LONGEST_TEXT
from fangxian.response.ledger.actions._nodes import Outcome, Refused
from fangxian.response.ledger.actions.accept_tasks import accept_tasks
from fangxian.response.ledger.actions.create_workspace import create_workspace
from fangxian.response.ledger.actions.decline_tasks import decline_tasks
from fangxian.response.ledger.actions.excuse_tasks import excuse_tasks
from fangxian.response.ledger.actions.finish_parts import finish_parts
from fangxian.response.ledger.actions.offer_tasks import offer_tasks
from fangxian.response.ledger.actions.receive_tasks import receive_tasks
from fangxian.response.ledger.actions.return_tasks import return_tasks
from fangxian.response.ledger.actions.split_task import split_task
from fangxian.response.ledger.actions.take_back import take_back

__all__ = [
    "LONGEST_TEXT",
    "Outcome",
    "Refused",
    "accept_tasks",
    "create_workspace",
    "decline_tasks",
    "excuse_tasks",
    "finish_parts",
    "offer_tasks",
    "receive_tasks",
    "return_tasks",
    "split_task",
    "take_back",
]
