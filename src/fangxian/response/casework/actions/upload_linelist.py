"""Take a file in for import: read, sealed, kept until it has come in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from fangxian.errors import FangxianError
from fangxian.response.casework.actions.import_linelist import ImportResult, import_delivery
from fangxian.response.casework.linelist.formats import Delivery, Sheet, one_table, read_delivery
from fangxian.response.casework.linelist.kinds import KINDS
from fangxian.response.casework.linelist.mapping import Mapping, from_dict, guess
from fangxian.response.casework.linelist.table import read_bytes
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
    incident: Incident, data: bytes, filename: str, *, by: Post, mapping: Mapping | None = None, format: str = ""
) -> Upload:
    """Keep a file, sealed, with a guessed or given mapping; files that were left lying are erased.

    Parameters
    ----------
    format : str
        A key of :data:`fangxian.response.casework.linelist.formats.FORMATS`; found out where empty.

    Raises
    ------
    NotAllowed
        The post may not import lists.
    Invalid
        It is nothing that can be read.
    """
    require(by, "case.import", by.area)
    if mapping is None:
        delivery = read_delivery(data, filename, format)
    else:
        delivery = one_table(read_bytes(data, filename), mapping)
    Upload.objects.filter(sent_at__lt=clock.now() - KEPT).delete()
    upload = Upload(id=uuid4(), incident=incident, post=by, area=by.area, filename=filename[:200], sent_at=clock.now())
    _describe(upload, delivery)
    upload.sealed = seal_bytes(upload.id, data)
    upload.save()
    return upload


def delivery_of(upload: Upload) -> Delivery:
    """What an upload holds, read as is chosen for it."""
    delivery = read_delivery(unseal_bytes(upload.id, bytes(upload.sealed)), upload.filename, upload.format)
    chosen = next(iter(upload.mapping), "")
    if upload.format == "table" and chosen in KINDS:
        sheets = (Sheet(KINDS[chosen], delivery.sheets[0].table, from_dict(upload.mapping[chosen])),)
        return replace(delivery, sheets=sheets)
    return delivery.mapped(upload.mapping)


@transaction.atomic
def map_upload(upload: Upload, mappings: dict[str, Mapping]) -> None:
    """Change how the tables of an upload are to be read, by kind."""
    upload.mapping = {kind: mapping.as_dict() for kind, mapping in mappings.items()}
    upload.save(update_fields=["mapping"])


@transaction.atomic
def reread_upload(upload: Upload, format: str, kind: str = "") -> None:
    """Read an upload as another format, or its one table as rows of another kind; the mapping is guessed anew.

    Raises
    ------
    Invalid
        It is no file of that format.
    """
    delivery = read_delivery(unseal_bytes(upload.id, bytes(upload.sealed)), upload.filename, format)
    if delivery.format == "table" and kind in KINDS:
        table = delivery.sheets[0].table
        delivery = replace(delivery, sheets=(Sheet(KINDS[kind], table, guess(table, KINDS[kind]).mapping),))
    _describe(upload, delivery)
    upload.save(update_fields=["format", "mapping", "whole"])


def _describe(upload: Upload, delivery: Delivery) -> None:
    upload.format, upload.mapping, upload.whole = delivery.format, delivery.mappings(), delivery.rows


def run_upload(upload: Upload, *, dry_run: bool = False) -> ImportResult:
    """Import an upload, noting its progress; its file is erased when it has come in.

    Raises
    ------
    FangxianError
        As :func:`import_delivery`; noted on the upload.
    """
    delivery = delivery_of(upload)
    if dry_run:
        return import_delivery(upload.incident, delivery, dry_run=True, by=upload.post)
    _note(upload, state=Upload.State.RUNNING, done=0, whole=delivery.rows, error="")
    try:
        result = import_delivery(upload.incident, delivery, by=upload.post, on_progress=_noting(upload))
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
