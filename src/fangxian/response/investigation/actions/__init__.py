"""The only writers of forms, one command a file."""

from fangxian.response.investigation.actions.change_overlay import put_in_force, save_overlay, withdraw_overlay
from fangxian.response.investigation.actions.file_form import file_form
from fangxian.response.investigation.actions.open_draft import discard_draft, open_draft
from fangxian.response.investigation.actions.save_answer import save_answer

__all__ = [
    "discard_draft",
    "file_form",
    "open_draft",
    "put_in_force",
    "save_answer",
    "save_overlay",
    "withdraw_overlay",
]
