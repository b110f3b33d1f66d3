"""The only writers of co-investigation, one command a file: check, change, record the fact; harmless when repeated."""

from fangxian.response.coinvestigation.actions._compose import Letter
from fangxian.response.coinvestigation.actions.accept_persons import accept_persons
from fangxian.response.coinvestigation.actions.apply_answers import Applied, apply_answers
from fangxian.response.coinvestigation.actions.correct_outcomes import correct_outcomes
from fangxian.response.coinvestigation.actions.export_sheet import export_answer, export_sheet
from fangxian.response.coinvestigation.actions.forward_persons import forward_persons
from fangxian.response.coinvestigation.actions.offer_again import offer_again
from fangxian.response.coinvestigation.actions.receive_sheet import receive_sheet
from fangxian.response.coinvestigation.actions.return_persons import return_persons
from fangxian.response.coinvestigation.actions.reveal_listed import reveal_listed
from fangxian.response.coinvestigation.actions.send_sheets import send_sheets
from fangxian.response.coinvestigation.actions.settle_persons import settle_persons
from fangxian.response.coinvestigation.actions.take_in import take_in_answer, take_in_sheet, take_in_workbook
from fangxian.response.coinvestigation.actions.trust_sender import distrust_sender, trust_sender

__all__ = [
    "Applied",
    "Letter",
    "accept_persons",
    "apply_answers",
    "correct_outcomes",
    "distrust_sender",
    "export_answer",
    "export_sheet",
    "forward_persons",
    "offer_again",
    "receive_sheet",
    "return_persons",
    "reveal_listed",
    "send_sheets",
    "settle_persons",
    "take_in_answer",
    "take_in_sheet",
    "take_in_workbook",
    "trust_sender",
]
