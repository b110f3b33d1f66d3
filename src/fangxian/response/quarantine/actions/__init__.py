"""The only writers of quarantine sites, one command a file."""

from fangxian.response.quarantine.actions.admit import Member, admit
from fangxian.response.quarantine.actions.check_health import check_health
from fangxian.response.quarantine.actions.check_site import check_site
from fangxian.response.quarantine.actions.close_site import close_site
from fangxian.response.quarantine.actions.end_stay import end_stay
from fangxian.response.quarantine.actions.enter_result import enter_result
from fangxian.response.quarantine.actions.expose_room_mates import expose_room_mates
from fangxian.response.quarantine.actions.move_stays import move_stays
from fangxian.response.quarantine.actions.move_waste import receive_waste, seal_waste, send_waste
from fangxian.response.quarantine.actions.register_site import add_rooms, register_site
from fangxian.response.quarantine.actions.release_stay import release_stay
from fangxian.response.quarantine.actions.report_trouble import put_right, report_trouble
from fangxian.response.quarantine.actions.run_staff import join_staff, leave_staff, sample_staff
from fangxian.response.quarantine.actions.set_rooms import set_rooms
from fangxian.response.quarantine.actions.take_samples import take_samples

__all__ = [
    "Member",
    "add_rooms",
    "admit",
    "check_health",
    "check_site",
    "close_site",
    "end_stay",
    "enter_result",
    "expose_room_mates",
    "join_staff",
    "leave_staff",
    "move_stays",
    "put_right",
    "receive_waste",
    "register_site",
    "release_stay",
    "report_trouble",
    "sample_staff",
    "seal_waste",
    "send_waste",
    "set_rooms",
    "take_samples",
]
