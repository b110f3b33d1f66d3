"""Fangxian's own files: one object a line, a workbook with a sheet a kind, CSV or Parquet files in an archive.

What stands here is what the export writes; what is written so is read back whole.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import defaultdict
from pathlib import PurePath
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.linelist.formats.delivery import Delivery, Sheet, digest_of
from fangxian.response.casework.linelist.kinds import KINDS, Kind
from fangxian.response.casework.linelist.mapping import Mapping, guess
from fangxian.response.casework.linelist.table import (
    LARGEST,
    PARQUET,
    Table,
    of_records,
    parquet_file,
    read_bytes,
    read_sheets,
)

RECORD: Final = "record"
"""Name that says in each line what it is about."""

EXPORT: Final = "export"
"""The line that says who exported it, when and where from."""

KIND: Final = b"fangxian.kind"
"""Where a Parquet file says what its rows are about."""

_MEMBERS: Final = (".csv", ".parquet")

HEADINGS: Final[dict[str, dict[str, str]]] = {
    "cases": {
        "number": "case_id", "classification": "classification", "classified_at": "date_of_classification",
        "first_reported_at": "date_of_reporting", "network_report_at": "date_of_network_report",
        "onset_on": "date_of_onset", "sampled_at": "date_of_sample", "sex": "sex", "age": "age", "area": "area_code",
        "route": "route", "source": "source", "cluster": "cluster", "severity": "severity", "outcome": "outcome",
        "outcome_at": "date_of_outcome", "contact_number": "contact_id", "notes": "notes", "name": "name",
        "id_number": "id_number", "phone": "phone", "address": "address",
    },
    "contacts": {
        "number": "contact_id", "kind": "kind", "last_exposure": "date_of_last_contact",
        "identified_at": "date_of_identification", "sex": "sex", "age": "age", "area": "area_code",
        "controlled_at": "quarantine_start", "mode": "quarantine_mode", "name": "name", "id_number": "id_number",
        "phone": "phone", "address": "address",
    },
    "relationships": {
        "source_case": "source_id", "number": "target_id", "kind": "kind", "first_exposure": "date_of_first_contact",
        "last_exposure": "date_of_last_contact", "identified_at": "date_of_identification",
        "setting": "context_of_exposure", "social": "relation_detail", "certainty": "certainty_level",
    },
    "classes": {
        "number": "case_id", "classification": "classification", "since": "date_of_classification", "reason": "reason",
    },
    "measures": {
        "number": "contact_id", "measure": "measure", "at": "date_of_measure", "mode": "quarantine_mode",
        "until": "until", "signer": "signer", "reason": "reason", "certificate": "certificate", "group": "group",
        "legal_basis": "legal_basis",
    },
    "visits": {
        "number": "person_id", "place": "place", "place_area": "place_area_code", "category": "category",
        "began_at": "from", "ended_at": "until", "transport": "transport", "service": "service", "mask": "mask",
        "companions": "companions", "told_by": "told_by", "certainty": "certainty_level", "note": "note",
    },
    "follow_ups": {
        "number": "contact_id", "day": "date_of_followup", "status": "followup_status", "at": "seen_at",
        "method": "method", "temperature": "temperature", "symptoms": "symptoms", "note": "note",
    },
    "samples": {
        "number": "person_id", "sample": "sample_id", "taken_at": "date_of_sample", "specimen": "sample_type",
        "assay": "test_type", "result": "result", "resulted_at": "date_of_result", "ct": "ct_value",
        "institution": "lab_name",
    },
}  # fmt: skip
"""Heading of each field, by kind: the names of Go.Data's clean export where it has one."""


def is_lines(data: bytes) -> bool:
    """Whether it is one object a line, each saying what it is about."""
    first = data.lstrip()[:4096].split(b"\n", 1)[0]
    return first.startswith(b"{") and b'"record"' in first


def is_archive(data: bytes) -> bool:
    """Whether it is an archive of CSV or Parquet files named by kind."""
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist() if data.startswith(b"PK\x03\x04") else []
    except zipfile.BadZipFile:
        return False
    return any(PurePath(name).stem in KINDS and name.endswith(_MEMBERS) for name in names)


def kind_of_parquet(data: bytes, filename: str) -> str:
    """What the rows of a Parquet file of our own are about; empty for any other file."""
    if not data.startswith(PARQUET):
        return ""
    said = (parquet_file(data, filename).schema_arrow.metadata or {}).get(KIND, b"").decode()
    return said if said in KINDS else ""


def is_workbook(data: bytes, filename: str) -> bool:
    """Whether it is a workbook with a sheet named by kind."""
    if not data.startswith(b"PK\x03\x04") or is_archive(data):
        return False
    import openpyxl

    try:
        names = openpyxl.load_workbook(io.BytesIO(data), read_only=True).sheetnames
    except (zipfile.BadZipFile, KeyError, ValueError):
        return False
    return any(name in KINDS for name in names)


def read(data: bytes, filename: str) -> Delivery:
    """Read one of Fangxian's own files.

    Raises
    ------
    Invalid
        ``table.json`` with the line, or what :mod:`..table` says.
    """
    digest = digest_of(data)
    if is_lines(data):
        return _lines(data, filename, digest)
    if is_archive(data):
        tables = _archive(data)
    elif kind := kind_of_parquet(data, filename):
        tables = {kind: read_bytes(data, filename)}
    else:
        tables = read_sheets(data, filename)
    left = {name: len(table.rows) for name, table in tables.items() if name not in KINDS}
    sheets = tuple(_sheet(kind, tables[name]) for name, kind in KINDS.items() if name in tables)
    return Delivery("fangxian", filename, digest, sheets, left)


def _lines(data: bytes, filename: str, digest: str) -> Delivery:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line, text in enumerate(data.splitlines(), start=1):
        if not text.strip():
            continue
        try:
            one = json.loads(text)
            found[str(one.pop(RECORD))].append(one)
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise Invalid(
                "table.json",
                _("Line %(line)s of %(name)s is no object that says what it is about."),
                remedy=_("Export the file again, or mend that line."),
                line=line,
                name=filename,
            ) from error
    sheets = tuple(
        _sheet(kind, of_records(found[name], filename, digest)) for name, kind in KINDS.items() if name in found
    )
    left = {name: len(some) for name, some in found.items() if name not in KINDS and name != EXPORT}
    return Delivery("fangxian", filename, digest, sheets, left)


def _archive(data: bytes) -> dict[str, Table]:
    tables = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for item in archive.infolist():
            if item.filename.endswith(_MEMBERS):
                with archive.open(item) as file:
                    # One byte more than is read, so that a bomb is refused as what it is: too large.
                    tables[PurePath(item.filename).stem] = read_bytes(file.read(LARGEST + 1), item.filename)
    return tables


def _sheet(kind: Kind, table: Table) -> Sheet:
    columns: dict[str, str | list[str]] = {
        field: heading for field, heading in HEADINGS[kind.name].items() if heading in table.headings
    }
    return Sheet(kind, table, Mapping(columns=columns) if columns else guess(table, kind).mapping)
