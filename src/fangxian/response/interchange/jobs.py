"""Exports that take longer than anybody should wait; those that were cut off begin anew, old files go."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from procrastinate.contrib.django import app

from fangxian.errors import FangxianError
from fangxian.response.interchange.actions.cancel_export import erase_exports
from fangxian.response.interchange.actions.run_export import SILENT, run_export
from fangxian.response.interchange.models import Export
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.context import acting


@app.task(name="interchange.write_export")
def write_export(export_id: str) -> None:
    """Write an export as whoever asked for it; a refusal is noted on it for them to read."""
    with access.everywhere():
        export = Export.objects.select_related("post__office").get(id=UUID(export_id))
        with acting(export.actor):
            try:
                run_export(export)
            except FangxianError:
                return


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="interchange.tidy", pass_context=False)
def tidy(timestamp: int) -> None:
    """Every minute: take up again what fell silent (a restart, a power cut), and erase what is over."""
    with access.everywhere():
        cut_off = Export.objects.filter(state=Export.State.RUNNING, beat_at__lt=datetime.now(UTC) - SILENT)
        for export in cut_off:
            write_export.defer(export_id=str(export.id))
        erase_exports()
