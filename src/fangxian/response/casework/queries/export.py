"""Tables that leave as CSV, line by line, with the mark of the workspace they come from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils.timezone import get_current_timezone

from fangxian.response.ledger import clock
from fangxian.ui.context import WATERMARKS

BOM: Final = "\ufeff"
"""Begins the CSV, so that spreadsheet programs read it as UTF-8."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def watermark() -> str:
    """What a file from a workspace that is not live says first; empty for the live record."""
    return WATERMARKS.get(clock.workspace().kind, "")


def csv_lines(heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The lines of any CSV file: its watermark, its heading, its rows; nothing in it runs as a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def flush() -> bytes:
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text.encode()

    buffer.write(BOM)
    mark = watermark()
    if mark:
        writer.writerow([mark])
    writer.writerow(heading)
    yield flush()
    for values in rows:
        writer.writerow([safe(_text(value)) for value in values])
        yield flush()


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(get_current_timezone()).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def safe(value: Any) -> Any:
    """A text that a spreadsheet program would run as a formula, as the text it is."""
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value
