"""Tables that leave as files."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import StreamingHttpResponse

from fangxian.response.casework.queries.export import watermark
from fangxian.response.ledger import clock


def download(lines: Iterable[bytes], name: str) -> StreamingHttpResponse:
    """A table as CSV: named after what it holds, the time and the workspace, and kept by nobody on the way."""
    at = clock.now().astimezone(clock.zone()).strftime("%Y%m%d-%H%M")
    mark = "-".join(watermark().split()[-1:]).lower()
    called = "-".join(filter(None, [name, at, mark]))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{called}.csv"'
    response["Cache-Control"] = "no-store"
    return response
