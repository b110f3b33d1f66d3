"""From what a telephone sends to what is kept: upright, small, with nothing in it but the picture and its line."""

from __future__ import annotations

import io
from functools import cache
from typing import Any, Final
from unicodedata import category

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.documents.typesetting import FONTS

LARGEST: Final = 12_000_000
"""Bytes of a photo as it comes from a telephone."""

SIDE: Final = 1600
"""Pixels of the longer side as it is kept."""

SMALL: Final = 320
"""Pixels of the longer side in a list."""

PIXELS: Final = 60_000_000
"""Pixels that are unpacked at most; telephones have up to 50 million."""

_HEIC: Final = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc", b"ftypheim")


def kept(body: bytes, line: str) -> tuple[bytes, bytes]:
    """The photo as it is kept, and as lists show it: two JPEGs with a line at the foot of the larger one.

    Raises
    ------
    Invalid
        ``photo.size``, ``photo.heic`` or ``photo.kind``.
    """
    plain = _plain(body)
    small = plain.copy()
    small.thumbnail((SMALL, SMALL))
    _write(plain, line)
    return _jpeg(plain, 80), _jpeg(small, 75)


def _plain(body: bytes) -> Any:
    from PIL import Image, ImageOps, UnidentifiedImageError

    if not body or len(body) > LARGEST:
        raise Invalid(
            "photo.size", _("A photo has at most 12 MB."), remedy=_("Take it with fewer pixels."), field="file"
        )
    if body[4:12] in _HEIC:
        raise Invalid(
            "photo.heic",
            _("HEIC cannot be read here."),
            remedy=_("In the camera's settings choose “Most compatible” (JPEG), or send it as JPEG."),
            field="file",
        )
    try:
        with Image.open(io.BytesIO(body), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > PIXELS:
                raise Invalid(
                    "photo.size",
                    _("A photo has at most 60 million pixels."),
                    remedy=_("Take it with fewer pixels."),
                    field="file",
                )
            picture.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Invalid(
            "photo.kind", _("This is no picture that can be read."), remedy=_("Send a JPEG, PNG or WebP."), field="file"
        ) from None
    upright.thumbnail((SIDE, SIDE))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    return plain


def _write(picture: Any, line: str) -> None:
    """Write a line on a dark band at the foot, as large as it fits; it never hides more than a tenth."""
    from PIL import ImageDraw

    # A paragraph's end or another control character inside the line stops the shaper of text.
    line = "".join(" " if category(one)[0] == "C" or category(one) in ("Zl", "Zp") else one for one in line)
    draw = ImageDraw.Draw(picture, "RGBA")
    width, height = picture.size
    size = max(8, min(width // 40, height // 14, 36))
    while size > 8 and draw.textlength(line, font=_font(size)) > width * 0.96:
        size -= 1
    band = round(size * 1.6)
    draw.rectangle((0, height - band, width, height), fill=(0, 0, 0, 150))
    draw.text((width * 0.02, height - band / 2), line, font=_font(size), fill=(255, 255, 255, 255), anchor="lm")


@cache
def _font(size: int) -> Any:
    from PIL import ImageFont

    file = FONTS / "NotoSansHans-Regular.otf"
    return ImageFont.truetype(str(file), size) if file.exists() else ImageFont.load_default(size)


def _jpeg(picture: Any, quality: int) -> bytes:
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=quality)
    return made.getvalue()
