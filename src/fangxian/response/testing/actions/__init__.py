"""Commands of mass testing, one a file."""

from fangxian.response.testing.actions.close_round import archive_round, close_round
from fangxian.response.testing.actions.enter_paper import Line, enter_paper
from fangxian.response.testing.actions.enter_results import Reading, enter_results, release_results
from fangxian.response.testing.actions.hand_over import explain_difference, hand_over, take_over
from fangxian.response.testing.actions.hold_members import hold_members
from fangxian.response.testing.actions.lay_plate import lay_plate
from fangxian.response.testing.actions.load_roll import Resident, load_roll
from fangxian.response.testing.actions.note_absence import note_absence
from fangxian.response.testing.actions.open_laboratory import open_laboratory
from fangxian.response.testing.actions.open_round import open_round
from fangxian.response.testing.actions.open_station import issue_device, open_station, revoke_device
from fangxian.response.testing.actions.request_plan import cancel_plan, request_plan, run_plan
from fangxian.response.testing.actions.reveal_missing import reveal_missing
from fangxian.response.testing.actions.sign_plan import sign_plan
from fangxian.response.testing.actions.take_outbox import take_outbox
from fangxian.response.testing.actions.widen_round import widen_round

__all__ = [
    "Line",
    "Reading",
    "Resident",
    "archive_round",
    "cancel_plan",
    "close_round",
    "enter_paper",
    "enter_results",
    "explain_difference",
    "hand_over",
    "hold_members",
    "issue_device",
    "lay_plate",
    "load_roll",
    "note_absence",
    "open_laboratory",
    "open_round",
    "open_station",
    "release_results",
    "request_plan",
    "reveal_missing",
    "revoke_device",
    "run_plan",
    "sign_plan",
    "take_outbox",
    "take_over",
    "widen_round",
]
