"""QR codes as pictures in the page."""

from __future__ import annotations

from io import BytesIO


def svg(text: str) -> str:
    """The code of a text as an SVG on a white ground: a camera reads nothing dark on dark."""
    import qrcode
    from qrcode.image.svg import SvgPathFillImage

    picture = BytesIO()
    qrcode.make(text, image_factory=SvgPathFillImage).save(picture)
    return picture.getvalue().decode()
