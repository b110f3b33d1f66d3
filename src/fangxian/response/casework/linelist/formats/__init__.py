"""Formats: which program a file comes from, found out by looking at it, and how it becomes rows.

Every reader ends in the same :class:`Delivery`, so that there is one way in, whatever the file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.linelist.formats import fhir, godata, own, sormas, who
from fangxian.response.casework.linelist.formats.delivery import Delivery, Sheet, digest_of
from fangxian.response.casework.linelist.headings import kind_of
from fangxian.response.casework.linelist.kinds import CASES
from fangxian.response.casework.linelist.mapping import Mapping, guess
from fangxian.response.casework.linelist.table import (
    Table,
    decoded,
    of_records,
    read_file,
    read_rows,
    refuse_large,
    table_of,
)

__all__ = ["FORMATS", "Delivery", "Sheet", "one_table", "read_delivery", "read_path"]

FORMATS: Final[dict[str, Any]] = {
    "table": _("a list of its own make (CSV, XLSX, Parquet, JSON)"),
    "fangxian": _("Fangxian"),
    "godata": _("Go.Data (JSON)"),
    "sormas": _("SORMAS (CSV of cases or contacts)"),
    "who": _("WHO line list"),
    "fhir": _("FHIR R4 bundle"),
}
"""Every format with what people call it."""


def read_path(path: Path, format: str = "") -> Delivery:
    """Read a file; see :func:`read_delivery`."""
    try:
        data = path.read_bytes()
    except OSError:
        read_file(path)  # says what is wrong with it
        raise
    return read_delivery(data, path.name, format)


def read_delivery(data: bytes, filename: str, format: str = "") -> Delivery:
    """Read the bytes of a file.

    Parameters
    ----------
    format : str
        A key of :data:`FORMATS`; empty finds it out.

    Raises
    ------
    Invalid
        ``table.…``: it cannot be read as that, or at all.
    """
    if format and format not in FORMATS:
        raise Invalid(
            "format.unknown",
            _("There is no format “%(format)s”."),
            remedy=_("Known are: %(known)s."),
            format=format,
            known=", ".join(FORMATS),
            field="format",
        )
    refuse_large(data, filename)
    if (
        own.is_lines(data)
        or own.is_archive(data)
        or own.is_workbook(data, filename)
        or own.kind_of_parquet(data, filename)
    ):
        if format in ("", "fangxian"):
            return own.read(data, filename)
    elif data.lstrip()[:1] in (b"{", b"["):
        return _objects(data, filename, format)
    return _table(data, filename, format)


def one_table(table: Table, mapping: Mapping | None = None) -> Delivery:
    """A delivery of one table, of the kind that its headings say; of cases where a mapping is given."""
    kind = CASES if mapping is not None else kind_of(table.headings)
    chosen = mapping if mapping is not None else guess(table, kind).mapping
    return Delivery("table", table.filename, table.digest, (Sheet(kind, table, chosen),))


def _table(data: bytes, filename: str, format: str) -> Delivery:
    rows = next(iter(read_rows(data, filename).values()))
    if format == "sormas" or (not format and rows and sormas.is_sormas(rows[0].cells)):
        return sormas.read(table_of(rows, filename, digest_of(data), start=0))
    table = table_of(rows, filename, digest_of(data))
    if format == "who" or (not format and who.is_who(table)):
        return who.read(table)
    if format not in ("", "table"):
        raise _not(format, table.filename)
    return one_table(table)


def _objects(data: bytes, filename: str, format: str) -> Delivery:
    try:
        held = json.loads(decoded(data, filename))
    except ValueError as error:
        raise Invalid(
            "table.unreadable",
            _("%(name)s cannot be read: %(reason)s."),
            remedy=_("It is no JSON as it stands; export it again."),
            name=filename,
            reason=str(error),
        ) from error
    if format == "fhir" or (not format and fhir.is_bundle(held)):
        if not fhir.is_bundle(held):
            raise _not("fhir", filename)
        return fhir.read(held, filename, digest_of(data))
    if format == "godata" or (not format and godata.is_godata(held)):
        return godata.read(held, filename, digest_of(data))
    rows = next((one for one in (held.values() if isinstance(held, dict) else [held]) if isinstance(one, list)), None)
    if format not in ("", "table") or not rows or not all(isinstance(row, dict) for row in rows):
        raise _not(format or "table", filename)
    flat = [{name: _flat(value) for name, value in row.items()} for row in rows]
    return one_table(of_records(flat, filename, digest_of(data)))


def _flat(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool) or value is None else json.dumps(value)


def _not(format: str, filename: str) -> Invalid:
    return Invalid(
        "format.other",
        _("%(name)s is no file of the format “%(format)s”."),
        remedy=_("Choose another format, or let it be found out."),
        name=filename,
        format=FORMATS[format],
        field="format",
    )
