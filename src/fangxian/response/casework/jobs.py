"""Imports that take longer than a page should wait."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from fangxian.errors import FangxianError
from fangxian.response.casework.actions.upload_linelist import run_upload
from fangxian.response.casework.models import Upload
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.context import acting


@app.task(name="casework.import_upload")
def import_upload(upload_id: str, actor: str) -> None:
    """Import an upload as the person who sent it; a refusal is noted on the upload for them to read."""
    with access.everywhere():
        upload = Upload.objects.select_related("incident", "post__office").get(id=UUID(upload_id))
    with access.area(upload.post.area), acting(actor):
        try:
            run_upload(upload)
        except FangxianError:
            return
