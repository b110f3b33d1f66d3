"""Have an export written: a short one now, a long one beside."""

from __future__ import annotations

from fangxian.errors import FangxianError
from fangxian.response.interchange.actions.request_export import AT_ONCE
from fangxian.response.interchange.actions.run_export import run_export
from fangxian.response.interchange.models import Export


def start_export(asked: Export) -> None:
    """Write a short export now, and hand a long one to the worker; what was started before is left alone."""
    if asked.state != Export.State.WAITING:
        return
    if asked.whole > AT_ONCE:
        from fangxian.response.interchange.jobs import write_export

        write_export.defer(export_id=str(asked.id))
        return
    try:
        run_export(asked)
    except FangxianError:
        asked.refresh_from_db()  # the reason is noted on it
