"""Commands on findings."""

from fangxian.response.rectification.actions.carry_out import put_right, recheck, retest
from fangxian.response.rectification.actions.take_in_findings import opened_findings, take_in_findings
from fangxian.response.rectification.actions.undo_intake import undo_intake

__all__ = ["opened_findings", "put_right", "recheck", "retest", "take_in_findings", "undo_intake"]
