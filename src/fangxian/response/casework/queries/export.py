"""A list as a file, of any length: one row a case, nothing in it that tells who somebody is."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.models import Case, Classification, Route
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger import clock
from fangxian.ui.context import WATERMARKS

BOM: Final = "\ufeff"
"""Begins the CSV, so that spreadsheet programs read it as UTF-8."""

_BLOCK: Final = 4096  # bytes read at a time from a workbook

COLUMNS: Final[tuple[tuple[str, Any, Callable[[Case], Any]], ...]] = (
    ("case_id", _("case number"), lambda case: case.number),
    ("classification", _("classification"), lambda case: case.classification),
    ("classification_name", _("classification in words"), lambda case: Classification(case.classification).label),
    ("sex", _("sex"), lambda case: case.person.sex),
    ("age", _("age"), lambda case: case.person.age),
    ("area_code", _("area code"), lambda case: case.area),
    ("area", _("area responsible"), lambda case: ""),
    ("date_of_onset", _("day of onset"), lambda case: case.onset_on),
    ("date_of_reporting", _("first report"), lambda case: case.reported_at),
    ("date_of_classification", _("present classification since"), lambda case: case.classified_at),
    ("route", _("how it was found"), lambda case: case.route),
    ("route_name", _("how it was found, in words"), lambda case: Route(case.route).label),
    ("severity", _("clinical type"), lambda case: case.severity),
    ("outcome", _("outcome"), lambda case: case.outcome),
    ("source", _("source of infection"), lambda case: case.source),
    ("cluster", _("cluster"), lambda case: case.cluster),
    ("reconstructed", _("reconstructed"), lambda case: "yes" if case.person.reconstructed else ""),
)
"""Heading (names of Go.Data's and WHO's line lists where there is one), what people call it, and the value."""

_AREA: Final = next(place for place, column in enumerate(COLUMNS) if column[0] == "area")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def watermark() -> str:
    """What a file from a workspace that is not live says first; empty for the live record."""
    return WATERMARKS.get(clock.workspace().kind, "")


def as_csv(cases: Iterable[Case]) -> Iterator[bytes]:
    """The lines of a CSV file, one by one."""
    return csv_lines([name for name, _title, _value in COLUMNS], _values(cases))


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
        writer.writerow([_safe(_text(value)) for value in values])
        yield flush()


def as_xlsx(cases: Iterable[Case]) -> Iterator[bytes]:
    """An XLSX workbook, written row by row to disk and then sent in blocks."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("cases")
    mark = watermark()
    if mark:
        sheet.append([mark])
    sheet.append([name for name, _title, _value in COLUMNS])
    sheet.append([str(title) for _name, title, _value in COLUMNS])
    for values in _values(cases):
        sheet.append([_safe(_cell(value)) for value in values])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while block := file.read(_BLOCK):
            yield block


def _values(cases: Iterable[Case]) -> Iterator[list[Any]]:
    block: list[Case] = []
    for case in cases:
        block.append(case)
        if len(block) == 500:
            yield from _block(block)
            block = []
    yield from _block(block)


def _block(cases: list[Case]) -> Iterator[list[Any]]:
    names = area_names(case.area for case in cases)
    for case in cases:
        values = [value(case) for _name, _title, value in COLUMNS]
        values[_AREA] = names[case.area]
        yield values


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(clock_zone()).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(clock_zone()).replace(tzinfo=None)  # a workbook's times have no zone
    return value if isinstance(value, int | date) or value is None else str(value)


def _safe(value: Any) -> Any:
    """A text that a spreadsheet program would run as a formula, as the text it is."""
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


def clock_zone() -> Any:
    """The zone that times are written in: Django's current one, which is the workspace's."""
    from django.utils import timezone

    return timezone.get_current_timezone()
