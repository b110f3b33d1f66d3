"""A sheet as a workbook: the people as they were sent, locked, and beside them the columns to fill in.

A hidden page holds the signed document, so that a change to what was sent is found, cell by cell, when the
workbook comes back.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from zipfile import BadZipFile

from django.utils.translation import gettext_lazy as _

from fangxian.response.coinvestigation.exchange.answers import DECISIONS, OUTCOMES, Problem, choice
from fangxian.response.coinvestigation.exchange.document import IDENTITY, SAID, code_of
from fangxian.response.coinvestigation.exchange.signing import Signed, grouped, opened, unreadable
from fangxian.ui.context import WATERMARKS

_SIGNED: Final = "signed"
_LONGEST: Final = 30_000  # characters of a cell; a workbook holds 32,767
_NAMES: Final = 7
_FIRST: Final = 9
_MOST: Final = 5_000  # rows read of an answer

_SENT: Final[dict[str, str]] = {
    "id": "编号 id", "row": "序号 No.", "label": "人员编号 Label", "name": "姓名 Name", "sex": "性别 Sex",
    "age": "年龄 Age", "id_kind": "证件类型 Document", "id_number": "证件号码 Number", "phone": "电话 Phone",
    "address": "地址 Address", "born": "出生日期 Born", "kind": "接触类别 Kind of contact",
    "first_exposure": "首次暴露 First exposure", "last_exposure": "末次暴露 Last exposure",
    "setting": "暴露场景 Setting", "certainty": "可信程度 Certainty", "case": "关联病例 Case", "rule": "判定依据 Rule",
    "stay": "现住地代码 Area code", "stay_name": "现住地 Staying in",
}  # fmt: skip
_ASKED: Final[dict[str, str]] = {
    "decision": "接收或退回 Decision", "received_by": "签收人 Received by", "decided_at": "签收时间 Time",
    "reason": "退回原因 Reason for return", "outcome": "协查结果 Outcome", "outcome_at": "结果时间 Time of outcome",
    "to_area": "移交地区代码 Handed on to (area code)", "note": "说明 Note",
    "correction": "更正原因（结果有误时） Reason, where a result is corrected",
}  # fmt: skip
_CHOICES: Final = {"decision": DECISIONS, "outcome": OUTCOMES}
_HELP: Final = (
    "请只填写黄色各列；其余各列不得改动，改动会被发现。时间写作 2020-12-08 14:30。可分次回传。",
    "Fill in the yellow columns only; a change to any other is found. Write times as 2020-12-08 14:30.",
    "Partial answers are welcome, and sending one twice does no harm.",
)


def write(document: Mapping[str, Any]) -> bytes:
    """The workbook of a signed sheet."""
    import openpyxl

    content = document["content"]
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "协查 sheet"
    for line in (
        f"协查函 Co-investigation sheet {content['number']} {WATERMARKS.get(content['workspace'], '')}",
        f"{content['from']['name']} → {content['to']['name']}",
        f"校验码 Verification code {grouped(code_of(content))}",
        *_HELP,
    ):
        page.append([None, line])
    page.append([*_SENT, *_ASKED])
    page.append([*_SENT.values(), *_ASKED.values()])
    for person in content["people"]:
        page.append([_plain(value) for value in _cells(person).values()])
    _dress(page, _FIRST - 1 + max(len(content["people"]), 1))
    hidden = book.create_sheet(_SIGNED)
    hidden.sheet_state = "veryHidden"
    text = json.dumps(document, ensure_ascii=True)
    for start in range(0, len(text), _LONGEST):
        hidden.append([text[start : start + _LONGEST]])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _dress(page: Any, last: int) -> None:
    """Headings, widths, locks, colours and drop-downs of the rows up to `last`."""
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    page.row_dimensions[_NAMES].hidden = True
    page.column_dimensions["A"].hidden = True
    page.freeze_panes = page.cell(row=_FIRST, column=4)
    page["B1"].font = Font(bold=True, size=14)
    yellow = PatternFill("solid", fgColor="FFF2CC")
    for column, name in enumerate([*_SENT, *_ASKED], start=1):
        head = page.cell(row=_FIRST - 1, column=column)
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        if name != "id":
            page.column_dimensions[head.column_letter].width = 20
        for row in range(_FIRST - 1, last + 1) if name in _ASKED else ():
            cell = page.cell(row=row, column=column)
            cell.fill, cell.protection = yellow, Protection(locked=row < _FIRST)
        if name in _CHOICES:
            page.add_data_validation(_drop_down(name, f"{head.column_letter}{_FIRST}:{head.column_letter}{last}"))
    page.protection.sheet = True


def _drop_down(name: str, cells: str) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation

    words = ",".join(choice(code, pair) for code, pair in _CHOICES[name].items())
    rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
    rule.add(cells)
    return rule


def read(file: Any) -> tuple[Signed, list[tuple[int, dict[str, Any]]], list[Problem]]:
    """The signed sheet in a workbook, the rows that were filled in, and what of the sent part was changed.

    Raises
    ------
    Invalid
        It is no workbook of a sheet, or its signature does not hold.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(file, data_only=True)
        document = json.loads("".join(str(cell) for (cell,) in book[_SIGNED].iter_rows(max_col=1, values_only=True)))
    except (BadZipFile, KeyError, ValueError, OSError):
        raise unreadable() from None
    signed = opened(document)
    rows = list(_rows(book.worksheets[0]))
    return signed, rows, list(_changed(signed.content, rows))


def _rows(page: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    names = [str(cell or "") for cell in next(page.iter_rows(min_row=_NAMES, max_row=_NAMES, values_only=True))]
    if "id" not in names:
        raise unreadable()
    for number, cells in enumerate(page.iter_rows(min_row=_FIRST, max_row=_FIRST + _MOST, values_only=True), _FIRST):
        if any(cell not in (None, "") for cell in cells):
            yield number, dict(zip(names, cells, strict=False))


def _changed(content: Mapping[str, Any], rows: list[tuple[int, dict[str, Any]]]) -> Iterator[Problem]:
    people = {person["id"]: person for person in content["people"]}
    seen = set()
    for number, cells in rows:
        person = people.get(str(cells.get("id") or ""))
        if person is None:
            yield Problem(number, "id", _("This row was not on the sheet as it was sent."))
            continue
        seen.add(person["id"])
        for name, value in _cells(person).items():
            if name not in _ASKED and _said(cells.get(name)) != _said(_plain(value)):
                yield Problem(number, name, _("This cell was changed after the sheet was sent."))
    for missing in people.keys() - seen:
        yield Problem(people[missing]["row"] + _FIRST - 1, "id", _("This row of the sheet was taken out."))


def _cells(person: Mapping[str, Any]) -> dict[str, Any]:
    identity = person.get("identity", {})
    values = {name: person.get(name) for name in ("id", *SAID, "stay_name")} | {
        name: identity.get(name, "") for name in IDENTITY
    }
    return {name: values.get(name) for name in _SENT}


def _plain(value: Any) -> Any:
    """A value as a cell holds it; a text that a spreadsheet program would run as a formula stays a text."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@")):
        return "'" + value
    return value


def _said(value: Any) -> str:
    return "" if value is None else str(value)
