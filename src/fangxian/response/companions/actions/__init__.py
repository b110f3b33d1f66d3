"""The only writers of searches and hits, one command a file: check, change, record the fact; harmless when repeated."""

from fangxian.response.companions.actions.accept_hits import accept_hits
from fangxian.response.companions.actions.answer_search import answer_search
from fangxian.response.companions.actions.cancel_search import cancel_search
from fangxian.response.companions.actions.draw_line import draw_line
from fangxian.response.companions.actions.erase_search import erase_search
from fangxian.response.companions.actions.erase_stays import erase_stays
from fangxian.response.companions.actions.keep_stays import keep_stays
from fangxian.response.companions.actions.reject_hits import reject_hits
from fangxian.response.companions.actions.request_search import Wish, request_search
from fangxian.response.companions.actions.sign_search import sign_search
from fangxian.response.companions.actions.take_back import take_back
from fangxian.response.companions.actions.take_hits import take_hits

__all__ = [
    "Wish",
    "accept_hits",
    "answer_search",
    "cancel_search",
    "draw_line",
    "erase_search",
    "erase_stays",
    "keep_stays",
    "reject_hits",
    "request_search",
    "sign_search",
    "take_back",
    "take_hits",
]
