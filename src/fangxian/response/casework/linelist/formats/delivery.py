"""What a file brings, whatever program wrote it: tables of known kinds, each with the mapping by which it is read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as MappingABC
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fangxian.response.casework.linelist.kinds import KINDS, Kind
from fangxian.response.casework.linelist.mapping import Mapping, from_dict
from fangxian.response.casework.linelist.rows import Row
from fangxian.response.casework.linelist.table import Table, of_records


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a delivery."""

    kind: Kind
    table: Table
    mapping: Mapping


@dataclass(frozen=True, slots=True)
class Delivery:
    """The content of a file.

    Attributes
    ----------
    format : str
        A key of :data:`fangxian.response.casework.linelist.formats.FORMATS`.
    sheets : tuple of Sheet
        In the order in which they come in: what others refer to first.
    left : dict
        What the file holds beside, by its own name, and how often; it does not come in.
    refused : tuple of Row
        Rows that the format's own rules keep out, each with its problem.
    """

    format: str
    filename: str
    digest: str
    sheets: tuple[Sheet, ...]
    left: dict[str, int] = field(default_factory=dict)
    refused: tuple[Row, ...] = ()

    @property
    def rows(self) -> int:
        """Rows in all tables, those that are refused among them."""
        return sum(len(sheet.table.rows) for sheet in self.sheets) + len(self.refused)

    def mappings(self) -> dict[str, dict[str, Any]]:
        """The mapping of each table, by kind, as JSON keeps it."""
        return {sheet.kind.name: sheet.mapping.as_dict() for sheet in self.sheets}

    def mapped(self, mappings: MappingABC[str, MappingABC[str, Any]]) -> Delivery:
        """The same delivery, read by other mappings where some are given."""
        sheets = tuple(
            Sheet(one.kind, one.table, from_dict(mappings[one.kind.name])) if one.kind.name in mappings else one
            for one in self.sheets
        )
        return replace(self, sheets=sheets)


def of_objects(
    format: str,
    found: MappingABC[str, Sequence[MappingABC[str, Any]]],
    filename: str,
    digest: str,
    left: MappingABC[str, int] | None = None,
) -> Delivery:
    """A delivery of objects whose names are those of the fields, by kind."""
    sheets = []
    for name, kind in KINDS.items():
        records = [{key: value for key, value in one.items() if key in kind.by_name} for one in found.get(name, ())]
        if records:
            table = of_records(records, filename, digest)
            columns: dict[str, str | list[str]] = {heading: heading for heading in table.headings}
            sheets.append(Sheet(kind, table, Mapping(columns=columns)))
    return Delivery(format, filename, digest, tuple(sheets), {k: n for k, n in (left or {}).items() if n})


def digest_of(data: bytes) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(data).hexdigest()
