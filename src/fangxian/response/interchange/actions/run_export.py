"""Write the file of an export, a chunk of rows at a time, telling how far it is and heeding whoever calls it off."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import translation

from fangxian.errors import FangxianError
from fangxian.response.casework.queries.export import watermark
from fangxian.response.interchange.actions.request_export import choice_of
from fangxian.response.interchange.models import Export
from fangxian.response.interchange.producing import origin, parts
from fangxian.response.interchange.writers import ending, write
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either

SILENT = timedelta(minutes=3)
"""An export that has not shown itself for so long is taken to have been cut off, and begun anew."""


class _CancelledError(Exception):
    """Somebody called the export off."""


def folder() -> Path:
    """Where this workspace's exports are kept, for nobody else's eyes."""
    path = Path(settings.FANGXIAN_EXPORTS)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def file_of(export: Export) -> Path:
    """The file of an export."""
    return folder() / f"{export.id}.{ending(export.format, export.kinds)}"


def run_export(export: Export) -> Export:
    """Write an export as whoever asked for it: what their post may see, in their language.

    Begun anew after an interruption it writes the same rows again; one that is being written, is ready or was
    called off is left alone.
    """
    if not _begin(export):
        return export
    path = file_of(export)
    part = path.with_suffix(path.suffix + ".part")
    try:
        with access.area(export.area), translation.override(export.language):
            fresh = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.close(fresh)
            made = parts(
                export.kinds, export.columns, choice_of(export), identities=export.identities, told=_told(export)
            )
            write(export.format, part, made, origin(_who(export), export.purpose))
        part.replace(path)
    except _CancelledError:
        part.unlink(missing_ok=True)
        return export
    except (FangxianError, OSError) as error:
        part.unlink(missing_ok=True)
        _note(export, state=Export.State.FAILED, error=str(error)[:300])
        raise
    _note(
        export,
        state=Export.State.DONE,
        size=path.stat().st_size,
        filename=_name(export),
        finished_at=datetime.now(UTC),
    )
    return export


def _begin(export: Export) -> bool:
    """Take the export up, unless somebody else has it in hand."""
    now = datetime.now(UTC)
    waiting = Export.objects.filter(id=export.id, state=Export.State.WAITING)
    silent = Export.objects.filter(id=export.id, state=Export.State.RUNNING, beat_at__lt=now - SILENT)
    begun = (waiting | silent).update(state=Export.State.RUNNING, beat_at=now, done=0, error="")
    export.refresh_from_db()
    return bool(begun)


def _told(export: Export) -> Callable[[int], None]:
    """Note how far it is, and stop where it is not wanted any more."""

    def told(done: int) -> None:
        running = Export.objects.filter(id=export.id, state=Export.State.RUNNING)
        if not running.update(done=done, beat_at=datetime.now(UTC)):
            export.refresh_from_db()
            raise _CancelledError
        export.done = done

    return told


def _who(export: Export) -> str:
    post = export.post
    return f"{either(post.office.name, post.office.name_en)} · {either(post.title, post.title_en)}"


def _name(export: Export) -> str:
    """What the file is called when it is saved: what is in it, when, and whether it is an exercise."""
    what = "-".join(export.kinds) if len(export.kinds) < 3 else "record"
    at = clock.now().astimezone(clock.zone()).strftime("%Y%m%d-%H%M")
    mark = "-".join(watermark().split()[-1:]).lower()
    return "-".join(filter(None, [what, at, mark])) + "." + ending(export.format, export.kinds)


def _note(export: Export, **changes: object) -> None:
    for name, value in changes.items():
        setattr(export, name, value)
    export.save(update_fields=list(changes))
