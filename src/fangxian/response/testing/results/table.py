"""Results as a table, CSV or XLSX, as instruments write them: which well, which tube, which thresholds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.linelist.table import Table, TableRow, read_bytes
from fangxian.response.testing.results.words import reading_of, threshold

if TYPE_CHECKING:
    from fangxian.response.testing.actions.enter_results import Reading
    from fangxian.response.testing.models import Plate

_WELL: Final = {"well", "position", "孔位", "孔"}
_TUBE: Final = {"tube", "sample", "sample name", "barcode", "采样管", "管码", "样本编号", "样本名称", "条码"}
_RESULT: Final = {"result", "reading", "结果", "检测结果", "结论"}
_CT: Final = re.compile(
    r"(?:ct|cq|ct值)?[\s_:（(]*(orf1ab|orf1a/b|orf|n|e|s|rnase\s?p|ic|内标)?[)）]?[\s_]*(?:ct|cq|ct值)?"
)


def read_table(data: bytes, filename: str, plate: Plate) -> list[Reading]:
    """The readings of a table.

    A row names its well or its tube, its result, and in any columns headed Ct its thresholds.

    Raises
    ------
    Invalid
        The file cannot be read, or a row breaks a rule; names the row, the field and the rule.
    """
    table = read_bytes(data, filename)
    columns = {heading.strip().casefold(): place for place, heading in enumerate(table.headings)}
    well, tube, result = (_column(columns, names) for names in (_WELL, _TUBE, _RESULT))
    if result is None or (well is None and tube is None):
        raise Invalid(
            "results.columns",
            _("%(name)s needs a column of results and one of wells or tubes; it has: %(found)s."),
            remedy=_("Head them: well, tube, result; thresholds: Ct ORF1ab, Ct N."),
            name=filename,
            found=", ".join(filter(None, table.headings)),
        )
    targets = _targets(table, {well, tube, result})
    places = {one.tube: one.position for one in plate.wells.all() if one.tube}
    return [_row(row, well, tube, result, targets, places) for row in table.rows]


def _row(
    row: TableRow,
    well: int | None,
    tube: int | None,
    result: int,
    targets: dict[int, str],
    places: dict[str, str],
) -> Reading:
    from fangxian.response.testing.actions.enter_results import Reading

    code = _text(row, tube)
    at = _text(row, well).upper() or places.get(code, "")
    at = re.sub(r"^([A-H])0(\d)$", r"\1\2", at)
    if code and code in places and at != places[code]:
        raise _bad(
            row, "tube", _("the tube %(tube)s stands in %(well)s on this plate") % {"tube": code, "well": places[code]}
        )
    if not at:
        raise _bad(row, "well", _("the tube %(tube)s is not on this plate") % {"tube": code or "–"})
    cts = {name: _ct(row, place, name) for place, name in targets.items()}
    return Reading(at, reading_of(_text(row, result)), cts, row.line)


def _ct(row: TableRow, place: int, name: str) -> float | None:
    said = _text(row, place)
    try:
        return threshold(said)
    except ValueError as error:
        raise _bad(row, f"Ct {name}", _("“%(value)s” is no cycle threshold") % {"value": said}) from error


def _bad(row: TableRow, name: str, rule: str) -> Invalid:
    return Invalid(
        "results.row",
        _("Row %(line)s, %(column)s: %(rule)s."),
        remedy=_("Correct the file and send it again; nothing was entered."),
        field=name,
        line=row.line,
        column=name,
        rule=rule,
    )


def _targets(table: Table, others: set[int | None]) -> dict[int, str]:
    found = {}
    for place, heading in enumerate(table.headings):
        plain = heading.strip().casefold()
        match = _CT.fullmatch(plain)
        if place not in others and match and plain and ("ct" in plain or "cq" in plain or match[1]):
            found[place] = match[1] or "ct"
    return found


def _column(columns: dict[str, int], names: set[str]) -> int | None:
    return next((place for heading, place in columns.items() if heading in names), None)


def _text(row: TableRow, place: int | None) -> str:
    cell: Any = row.cells[place] if place is not None and place < len(row.cells) else None
    return "" if cell is None else str(cell).strip()
