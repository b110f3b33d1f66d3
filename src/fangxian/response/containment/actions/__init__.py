"""Commands on zones: sign in, put in force, publish, report an infection in, review, lift."""

from fangxian.response.containment.actions.declare_zone import declare_zone
from fangxian.response.containment.actions.lift_zone import lift_zone
from fangxian.response.containment.actions.notice_zone import notice_zone
from fangxian.response.containment.actions.open_zone import open_zone
from fangxian.response.containment.actions.propose_zone import propose_zone
from fangxian.response.containment.actions.report_infection import report_infection
from fangxian.response.containment.actions.review_zone import review_zone

__all__ = ["declare_zone", "lift_zone", "notice_zone", "open_zone", "propose_zone", "report_infection", "review_zone"]
