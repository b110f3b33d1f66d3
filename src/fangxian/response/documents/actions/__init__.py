"""The only writers of documents, one command a file."""

from fangxian.response.documents.actions.change_template import change_template, restore_template
from fangxian.response.documents.actions.issue_document import issue_document
from fangxian.response.documents.actions.issue_notice import issue_notice
from fangxian.response.documents.actions.revoke_document import revoke_document
from fangxian.response.documents.actions.take_out import take_out

__all__ = ["change_template", "issue_document", "issue_notice", "restore_template", "revoke_document", "take_out"]
