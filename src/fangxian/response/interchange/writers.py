"""Files of many rows, written as the rows come: CSV, XLSX, JSON Lines, Parquet, FHIR."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.linelist.formats.own import EXPORT, KIND, RECORD
from fangxian.response.casework.queries.export import BOM, safe
from fangxian.response.interchange.columns import Column, Type
from fangxian.response.interchange.fhir import Resources

Chunk = Sequence[dict[str, Any]]
FORMATS: Final[dict[str, Any]] = {
    "csv": _("CSV, for spreadsheets"),
    "xlsx": _("XLSX, one sheet a kind"),
    "jsonl": _("JSON Lines, one object a line"),
    "parquet": _("Parquet, for analysis"),
    "fhir": _("FHIR R4 bundle"),
}
"""Every format with what people call it."""

LONGEST_SHEET: Final = 1_000_000
"""Rows of one sheet of a workbook, below the 1,048,576 that the format allows; further rows go on the next sheet."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file says of itself: the mark of a workspace that is not live, which workspace, who, when, what for."""

    mark: str
    workspace: str
    who: str
    at: datetime
    purpose: str

    def line(self) -> str:
        """All of it in one line."""
        parts = [self.mark, self.workspace, self.who, self.at.isoformat(timespec="minutes"), self.purpose]
        return " · ".join(part for part in parts if part)

    def as_dict(self) -> dict[str, str]:
        """All of it by name."""
        return {"mark": self.mark, "workspace": self.workspace, "who": self.who, "at": self.at.isoformat(),
                "purpose": self.purpose}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one kind, with their columns."""

    kind: str
    columns: tuple[Column, ...]
    chunks: Iterable[Chunk]


def ending(format: str, kinds: Sequence[str]) -> str:
    """The ending of the file: several tables of a format that holds one make an archive."""
    if format in ("csv", "parquet") and len(kinds) > 1:
        return "zip"
    return "json" if format == "fhir" else format


def write(format: str, path: Path, parts: Sequence[Part], origin: Origin) -> None:
    """Write a file, part after part, holding no more than a chunk."""
    {"csv": _csv, "xlsx": _xlsx, "jsonl": _jsonl, "parquet": _parquet, "fhir": _fhir}[format](path, parts, origin)


def _csv(path: Path, parts: Sequence[Part], origin: Origin) -> None:
    for part, file in _files(path, parts, "csv"):
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        text.write(BOM)
        writer = csv.writer(text)
        writer.writerow([origin.line()])
        writer.writerow([column.name for column in part.columns])
        for chunk in part.chunks:
            writer.writerows([safe(_text(row.get(one.name))) for one in part.columns] for row in chunk)
        text.flush()
        text.detach()


def _xlsx(path: Path, parts: Sequence[Part], origin: Origin) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for part in parts:
        sheet, count, number = None, 0, 0
        for chunk in part.chunks:
            for row in chunk:
                if sheet is None or count == LONGEST_SHEET:
                    number += 1
                    count = 0
                    sheet = _sheet(book, part, origin, number)
                sheet.append([safe(_cell(row.get(one.name))) for one in part.columns])
                count += 1
        if sheet is None:
            _sheet(book, part, origin, 1)
    book.save(path)


def _sheet(book: Any, part: Part, origin: Origin, number: int) -> Any:
    sheet = book.create_sheet(part.kind if number == 1 else f"{part.kind} {number}")
    sheet.oddHeader.center.text = origin.line().replace("&", "&&")[:200]
    sheet.append([origin.line()])
    sheet.append([column.name for column in part.columns])
    return sheet


def _jsonl(path: Path, parts: Sequence[Part], origin: Origin) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps({RECORD: EXPORT, **origin.as_dict()}, ensure_ascii=False) + "\n")
        for part in parts:
            names = [column.name for column in part.columns]
            for chunk in part.chunks:
                for row in chunk:
                    said = {name: _plain(row[name]) for name in names if row.get(name) not in (None, "")}
                    file.write(json.dumps({RECORD: part.kind, **said}, ensure_ascii=False) + "\n")


def _parquet(path: Path, parts: Sequence[Part], origin: Origin) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types: dict[Type, Any] = {
        "text": pa.string(), "int": pa.int32(), "number": pa.float64(), "day": pa.date32(),
        "time": pa.timestamp("us", tz=str(origin.at.tzinfo)),
    }  # fmt: skip
    meta = {f"fangxian.{name}".encode(): value.encode() for name, value in origin.as_dict().items()}
    for part, file in _files(path, parts, "parquet"):
        about = meta | {KIND: part.kind.encode()}
        schema = pa.schema([(one.name, types[one.type]) for one in part.columns], metadata=about)
        with pq.ParquetWriter(file, schema) as writer:
            for chunk in part.chunks:
                writer.write_batch(
                    pa.record_batch(
                        [
                            pa.array([_typed(row.get(one.name), one.type) for row in chunk], types[one.type])
                            for one in part.columns
                        ],
                        schema=schema,
                    )
                )


def _fhir(path: Path, parts: Sequence[Part], origin: Origin) -> None:
    """Write a bundle of type ``collection``, resource by resource."""
    resources = Resources()
    with path.open("w", encoding="utf-8") as file:
        head = {
            "resourceType": "Bundle",
            "type": "collection",
            "timestamp": origin.at.isoformat(timespec="seconds"),
            "meta": {"tag": [{"system": "urn:fangxian:origin", "code": "export", "display": origin.line()}]},
        }
        file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "entry": [')
        first = True
        for part in parts:
            for chunk in part.chunks:
                for row in chunk:
                    for resource in resources.of(part.kind, row):
                        file.write("" if first else ",\n")
                        entry = {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
                        file.write(json.dumps(entry, ensure_ascii=False))
                        first = False
        file.write("]}\n")


def _files(path: Path, parts: Sequence[Part], suffix: str) -> Iterator[tuple[Part, IO[bytes]]]:
    """A file for each part: the one itself, or a member of an archive."""
    if len(parts) == 1:
        with path.open("wb") as file:
            yield parts[0], file
        return
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part in parts:
            with _member(archive, f"{part.kind}.{suffix}") as file:
                yield part, file


@contextmanager
def _member(archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    with archive.open(name, "w", force_zip64=True) as file:
        yield file


def _text(value: Any) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: Any) -> Any:
    """A workbook's times have no zone, so they are written as text that has; days and figures stay what they are."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, int | float | date) or value is None else str(value)


def _typed(value: Any, type: Type) -> Any:
    if value in (None, ""):
        return None
    return str(value) if type == "text" else value
