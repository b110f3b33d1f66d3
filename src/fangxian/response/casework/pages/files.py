"""Tables that leave as files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.http import StreamingHttpResponse

from fangxian.response.casework.queries.export import watermark
from fangxian.response.ledger import clock

_KINDS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(blocks: Iterable[bytes], name: str, form: str) -> StreamingHttpResponse:
    """A table as it is saved: named after what it holds, the time and the workspace, and kept by nobody on the way."""
    at = clock.now().astimezone(clock.zone()).strftime("%Y%m%d-%H%M")
    mark = "-".join(watermark().split()[-1:]).lower()
    called = "-".join(filter(None, [name, at, mark]))
    response = StreamingHttpResponse(blocks, content_type=_KINDS[form])
    response["Content-Disposition"] = f'attachment; filename="{called}.{form}"'
    response["Cache-Control"] = "no-store"
    return response
