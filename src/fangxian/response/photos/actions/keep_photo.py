"""Keep a photo of a record."""

from __future__ import annotations

import hashlib
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Workspace
from fangxian.response.photos.drawing import kept
from fangxian.response.photos.models import Photo
from fangxian.response.photos.policies import WRITE

MOST: Final = 40
"""Photos of one record."""


@transaction.atomic
def keep_photo(
    kind: str,
    record: UUID,
    body: bytes,
    *,
    area: str,
    also_area: str = "",
    caption: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> Photo:
    """Keep a photo of a record, made smaller, without what the camera wrote into it, with time and post on it.

    Parameters
    ----------
    area, also_area : str
        Areas that see the record, and so the photo; the right is asked for in the first.

    Raises
    ------
    NotAllowed
        The post may not write such records there.
    Invalid
        ``photo.size``, ``photo.heic``, ``photo.kind`` or ``photo.many``.
    Conflict
        ``photo.known``: the id is another record's photo.
    """
    require_in(by, WRITE[kind], area)
    request = id or uuid4()
    held = Photo.objects.filter(id=request).defer("file", "small").first()
    if held is not None:
        if (held.kind, held.record) != (kind, record):
            raise Conflict("photo.known", _("This photo belongs to another record."), remedy=_("Send it once more."))
        return held
    if Photo.objects.filter(kind=kind, record=record).count() >= MOST:
        raise Invalid("photo.many", _("One record has at most %(most)s photos."), field="file", most=MOST)
    now = clock.now()
    file, small = kept(body, _line(by))
    return Photo.objects.create(
        id=request, kind=kind, record=record, area=area, also_area=also_area, sent_at=now,
        caption=check_text(caption, 120, "caption"), sent_by=str(by or "")[:160],
        file=file, small=small, digest=hashlib.sha256(file).hexdigest(),
    )  # fmt: skip


def _line(by: Post | None) -> str:
    workspace = clock.workspace()
    said = [clock.now().astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M %z"), str(by or "")]
    if workspace.kind == Workspace.Kind.DRILL:
        said.append("演练 EXERCISE")
    return " · ".join(filter(None, said))
