"""Commands on zones, on life inside them, on disinfection and on closed places."""

from fangxian.response.containment.actions.change_zone import change_zone
from fangxian.response.containment.actions.close_place import Entry, close_place, end_hold, hold_goods, list_people
from fangxian.response.containment.actions.declare_zone import declare_zone
from fangxian.response.containment.actions.disinfect import (
    check_disinfection,
    enter_swab,
    order_disinfection,
    report_disinfected,
    take_swabs,
)
from fangxian.response.containment.actions.judge_proposal import give_opinion, refuse_proposal
from fangxian.response.containment.actions.lift_zone import lift_zone
from fangxian.response.containment.actions.needs import answer_need, raise_need, withdraw_need
from fangxian.response.containment.actions.notice_zone import notice_zone
from fangxian.response.containment.actions.open_stage import open_stage
from fangxian.response.containment.actions.open_zone import open_zone
from fangxian.response.containment.actions.permits import issue_permit, pass_gate, revoke_permit
from fangxian.response.containment.actions.propose_zone import Covered, propose_zone
from fangxian.response.containment.actions.publish_notice import publish_notice
from fangxian.response.containment.actions.record_round import record_round
from fangxian.response.containment.actions.report_infection import report_infection
from fangxian.response.containment.actions.review_zone import review_zone
from fangxian.response.containment.actions.service_points import close_service_point, open_service_point
from fangxian.response.containment.actions.settle_person import settle_person

__all__ = [
    "Covered",
    "Entry",
    "answer_need",
    "change_zone",
    "check_disinfection",
    "close_place",
    "close_service_point",
    "declare_zone",
    "end_hold",
    "enter_swab",
    "give_opinion",
    "hold_goods",
    "issue_permit",
    "lift_zone",
    "list_people",
    "notice_zone",
    "open_service_point",
    "open_stage",
    "open_zone",
    "order_disinfection",
    "pass_gate",
    "propose_zone",
    "publish_notice",
    "raise_need",
    "record_round",
    "refuse_proposal",
    "report_disinfected",
    "report_infection",
    "review_zone",
    "revoke_permit",
    "settle_person",
    "take_swabs",
    "withdraw_need",
]
