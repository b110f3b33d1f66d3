"""Commands on bulletins, one a file."""

from fangxian.response.bulletins.actions.approve_bulletin import approve_bulletin
from fangxian.response.bulletins.actions.draft_bulletin import draft_bulletin
from fangxian.response.bulletins.actions.drop_bulletin import drop_bulletin
from fangxian.response.bulletins.actions.issue_bulletin import issue_bulletin
from fangxian.response.bulletins.actions.publish_bulletin import publish_bulletin
from fangxian.response.bulletins.actions.rewrite_bulletin import rewrite_bulletin

__all__ = [
    "approve_bulletin", "draft_bulletin", "drop_bulletin", "issue_bulletin", "publish_bulletin", "rewrite_bulletin",
]  # fmt: skip
