"""Attach a picture to a disinfection."""

from __future__ import annotations

import hashlib
import io
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.writing import check_text
from fangxian.response.containment.models import Disinfection, Photo
from fangxian.response.containment.policies import require_reporter
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock

LARGEST: Final = 12_000_000
"""Bytes of a picture as it comes from a telephone."""

SIDE: Final = 1600
"""Pixels of the longer side as it is kept."""

MOST: Final = 40
"""Pictures of one disinfection."""


@transaction.atomic
def add_photo(
    order: Disinfection, body: bytes, *, caption: str = "", id: UUID | None = None, by: Post | None = None
) -> Photo:
    """Keep a picture, made smaller and without what the camera wrote into it (place, owner, serial number).

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        ``photo.size``, ``photo.kind`` or ``photo.many``.
    """
    require_reporter(by, order.area)
    request = id or uuid4()
    held = Photo.objects.filter(id=request).first()
    if held is not None:
        return held
    if Photo.objects.filter(disinfection=order).count() >= MOST:
        raise Invalid("photo.many", _("A disinfection has at most %(most)s pictures."), field="file", most=MOST)
    kept = plain_jpeg(body)
    return Photo.objects.create(
        id=request, disinfection=order, area=order.area, caption=check_text(caption, 120, "caption"),
        taken_at=clock.now(), file=kept, digest=hashlib.sha256(kept).hexdigest(),
    )  # fmt: skip


def plain_jpeg(body: bytes) -> bytes:
    """The picture as a JPEG of at most :data:`SIDE` pixels, upright, with nothing in it but the picture."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if not body or len(body) > LARGEST:
        raise Invalid(
            "photo.size", _("A picture has at most 12 MB."), remedy=_("Take it with fewer pixels."), field="file"
        )
    try:
        with Image.open(io.BytesIO(body), formats=("JPEG", "PNG", "WEBP")) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise Invalid(
            "photo.kind", _("This is no picture that can be read."), remedy=_("Send a JPEG, PNG or WebP."), field="file"
        ) from None
    upright.thumbnail((SIDE, SIDE))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    kept = io.BytesIO()
    plain.save(kept, "JPEG", quality=80)
    return kept.getvalue()
