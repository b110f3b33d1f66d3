"""A document as the answer to a request: a file to save."""

from __future__ import annotations

from django.http import HttpResponse

from fangxian.response.documents.kinds import TYPES, Format


def answer(body: bytes, format: Format, name: str) -> HttpResponse:
    """A file to save."""
    response = HttpResponse(body, content_type=TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    return response
