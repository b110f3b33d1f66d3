"""Call an export off, or erase its file; and erase those whose days are over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotAllowed
from fangxian.response.interchange.actions.run_export import file_of
from fangxian.response.interchange.models import Export
from fangxian.response.jurisdiction.models import Post

_GOING = (Export.State.WAITING, Export.State.RUNNING)


def cancel_export(export: Export, *, by: Post) -> Export:
    """Call off an export that is still going, or erase the file of one that is ready. Doing it again changes nothing.

    Raises
    ------
    NotAllowed
        Another post asked for it.
    """
    if export.post_id != by.pk:
        raise NotAllowed("export.other", _("Another post asked for this export."))
    if not Export.objects.filter(id=export.id, state__in=_GOING).update(state=Export.State.CANCELLED):
        _erase(export)
    export.refresh_from_db()
    return export


def erase_exports(now: datetime | None = None) -> int:
    """Erase the files that have been kept as long as they may be; returns how many."""
    until = (now or datetime.now(UTC)) - timedelta(days=settings.FANGXIAN_EXPORT_DAYS)
    over = Export.objects.filter(state=Export.State.DONE, finished_at__lt=until)
    for export in over:
        _erase(export)
    return len(over)


def _erase(export: Export) -> None:
    file_of(export).unlink(missing_ok=True)
    Export.objects.filter(id=export.id, state=Export.State.DONE).update(state=Export.State.ERASED, size=0)
