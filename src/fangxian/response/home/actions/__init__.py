"""The only writers of isolation at home, one command a file."""

from fangxian.response.home.actions.ask_phone import ask_phone
from fangxian.response.home.actions.begin_home import begin_home
from fangxian.response.home.actions.check_dwelling import check_dwelling
from fangxian.response.home.actions.end_home import release_home, send_to_hospital
from fangxian.response.home.actions.keep_up import keep_up
from fangxian.response.home.actions.make_link import make_link, revoke_link
from fangxian.response.home.actions.name_housemate import housemate_left, name_housemate
from fangxian.response.home.actions.note_door import note_door
from fangxian.response.home.actions.record_report import Said, record_report
from fangxian.response.home.actions.report_breach import report_breach, settle_breach
from fangxian.response.home.actions.send_report import send_report
from fangxian.response.home.actions.take_sample import take_sample

__all__ = [
    "Said",
    "ask_phone",
    "begin_home",
    "check_dwelling",
    "housemate_left",
    "keep_up",
    "make_link",
    "name_housemate",
    "note_door",
    "record_report",
    "release_home",
    "report_breach",
    "revoke_link",
    "send_report",
    "send_to_hospital",
    "settle_breach",
    "take_sample",
]
