"""Take a file in for import: read, sealed, kept until it has come in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from fangxian.errors import FangxianError
from fangxian.response.casework.actions.import_linelist import ImportResult, import_linelist
from fangxian.response.casework.linelist.mapping import Mapping, from_dict, guess
from fangxian.response.casework.linelist.table import Table, read_bytes
from fangxian.response.casework.models import LineListImport, Upload
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.seal import seal_bytes, unseal_bytes

KEPT = timedelta(days=1)
"""A file that nobody imported is gone after a day."""


@transaction.atomic
def upload_linelist(
    incident: Incident, data: bytes, filename: str, *, by: Post, mapping: Mapping | None = None
) -> Upload:
    """Keep a file, sealed, with a guessed or given mapping; files that were left lying are erased.

    Raises
    ------
    NotAllowed
        The post may not import lists.
    Invalid
        It is no list that can be read.
    """
    require(by, "case.import", by.area)
    table = read_bytes(data, filename)
    Upload.objects.filter(sent_at__lt=clock.now() - KEPT).delete()
    upload = Upload(
        id=uuid4(),
        incident=incident,
        post=by,
        area=by.area,
        filename=filename[:200],
        mapping=(mapping or guess(table).mapping).as_dict(),
        whole=len(table.rows),
        sent_at=clock.now(),
    )
    upload.sealed = seal_bytes(upload.id, data)
    upload.save()
    return upload


def table_of(upload: Upload) -> Table:
    """The list that an upload holds."""
    return read_bytes(unseal_bytes(upload.id, bytes(upload.sealed)), upload.filename)


@transaction.atomic
def map_upload(upload: Upload, mapping: Mapping) -> None:
    """Change how an upload is to be read."""
    upload.mapping = mapping.as_dict()
    upload.save(update_fields=["mapping"])


def run_upload(upload: Upload, *, dry_run: bool = False) -> ImportResult:
    """Import an upload, noting its progress; its file is erased when it has come in.

    Raises
    ------
    FangxianError
        As :func:`import_linelist`; noted on the upload.
    """
    table, mapping = table_of(upload), from_dict(upload.mapping)
    if dry_run:
        return import_linelist(upload.incident, table, mapping, dry_run=True, by=upload.post)
    _note(upload, state=Upload.State.RUNNING, done=0, whole=len(table.rows), error="")
    try:
        result = import_linelist(upload.incident, table, mapping, by=upload.post, on_progress=_noting(upload))
    except FangxianError as error:
        _note(upload, state=Upload.State.FAILED, error=str(error))
        raise
    batch = LineListImport.objects.filter(id=result.batch).first() if result.batch else None
    _note(upload, state=Upload.State.DONE, done=result.rows, batch=batch, sealed=b"")
    return result


def _noting(upload: Upload) -> Callable[[int, int], None]:
    return lambda done, whole: _note(upload, done=done, whole=whole)


def _note(upload: Upload, **changes: object) -> None:
    for name, value in changes.items():
        setattr(upload, name, value)
    upload.save(update_fields=list(changes))
