"""What can be done about exports: one command a file."""

from fangxian.response.interchange.actions.cancel_export import cancel_export
from fangxian.response.interchange.actions.request_export import Wish, request_export
from fangxian.response.interchange.actions.run_export import run_export
from fangxian.response.interchange.actions.start_export import start_export

__all__ = ["Wish", "cancel_export", "request_export", "run_export", "start_export"]
