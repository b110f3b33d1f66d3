"""The master scenario events list as a workbook: a row an inject, so that controllers can write it where they like."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from fangxian.drill.scenario.errors import ScenarioError
from fangxian.drill.scenario.msel import Inject
from fangxian.protocol.errors import Problem
from fangxian.protocol.load import Source

COLUMNS: Final[dict[str, tuple[str, str]]] = {
    "id": ("编号", "No."),
    "day": ("第几天", "Day"),
    "time": ("时刻", "Time"),
    "after_fact": ("触发事实", "After fact"),
    "after_where": ("触发条件", "After: where"),
    "after_count": ("触发次数", "After: count"),
    "after_delay": ("触发后延时", "After: delay"),
    "after_by_day": ("最迟第几天", "At the latest on day"),
    "kind": ("类型", "Type"),
    "channel": ("方式", "Channel"),
    "sender_zh": ("发送方（中文）", "From (Chinese)"),
    "sender_en": ("发送方（英文）", "From (English)"),
    "to": ("接收方", "To"),
    "title_zh": ("标题（中文）", "Title (Chinese)"),
    "title_en": ("标题（英文）", "Title (English)"),
    "text_zh": ("内容（中文）", "Text (Chinese)"),
    "text_en": ("内容（英文）", "Text (English)"),
    "aspect": ("科目", "Aspect"),
    "expects": ("期望行动", "Expected"),
    "says": ("载入事实", "Puts on record"),
    "fault": ("故障", "Fault"),
    "infects": ("播散", "Infects"),
    "media": ("附件", "Media"),
}
"""Key → heading in Chinese and in English; a sheet's heading is ``编号 No. (id)``."""

_KEY = re.compile(r"\(([a-z_]+)\)\s*$")
_TO = re.compile(r"^(?P<level>[a-z]+)\s+(?P<role>[a-z_]+)(?:\s+(?P<area>\d+))?$")
_EXPECT = re.compile(
    r"^(?P<fact>[a-z_.]+)\s+(?P<within>P[0-9A-Z]+)(?:\s+\[(?P<clause>[a-z0-9_.]+)\])?(?:\s+(?P<where>\{.*\}))?$"
)
_FAULT = re.compile(r"^(?P<kind>[a-z_]+)\s+(?P<lasts>P[0-9A-Z]+)(?:\s+×(?P<factor>[0-9.]+))?(?:\s+@(?P<area>\d+))?$")


@dataclass(frozen=True)
class SheetSource(Source):
    """A sheet as if it were a file of tables: its lines are rows."""

    rows: tuple[int, ...] = ()

    @cached_property
    def lines(self) -> dict[tuple[str | int, ...], int]:
        """Row of each inject."""
        return {("inject",): 1, **{("inject", number): row for number, row in enumerate(self.rows)}}


# ── out ──────────────────────────────────────────────────────────────────────────────────────────────────


def write_sheet(injects: Sequence[Inject]) -> bytes:
    """The events as a workbook; read back, they are the same."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "MSEL"
    sheet.append([f"{zh} {en} ({key})" for key, (zh, en) in COLUMNS.items()])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for inject in injects:
        row = cells_of(inject)
        sheet.append([row[key] for key in COLUMNS])
    for column, key in zip(sheet.columns, COLUMNS, strict=True):
        wide = key.startswith(("text", "title")) or key in {"expects", "to", "says", "infects", "after_where"}
        sheet.column_dimensions[column[0].column_letter].width = 40 if wide else 14
        for cell in column[1:]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with '=' is no formula
    sheet.freeze_panes = "B2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells_of(inject: Inject) -> dict[str, str | int]:
    """One inject as the cells of its row."""
    said = inject.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    when, after = said["when"], said["when"].get("after", {})
    return {
        "id": inject.id,
        "day": when.get("day", ""),
        "time": inject.when.time.strftime("%H:%M") if inject.when.time else "",
        "after_fact": after.get("fact", ""),
        "after_where": _json(after.get("where")),
        "after_count": after.get("count", ""),
        "after_delay": after.get("delay", ""),
        "after_by_day": after.get("by_day", ""),
        "kind": inject.kind,
        "channel": inject.channel,
        "sender_zh": inject.sender.zh,
        "sender_en": inject.sender.en,
        "to": "\n".join(" ".join(filter(None, (to.level, to.role, to.area))) for to in inject.to),
        "title_zh": inject.title.zh,
        "title_en": inject.title.en,
        "text_zh": inject.text.zh,
        "text_en": inject.text.en,
        "aspect": inject.aspect,
        "expects": "\n".join(_expectation(one) for one in said.get("expect", ())),
        "says": _json(said.get("say")),
        "fault": _fault(said.get("fault")),
        "infects": _json(said.get("infects")),
        "media": "\n".join(inject.media),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""


def _expectation(one: Mapping[str, Any]) -> str:
    clause = f" [{one['clause']}]" if one.get("clause") else ""
    where = f" {_json(one['where'])}" if one.get("where") else ""
    return f"{one['fact']} {one['within']}{clause}{where}"


def _fault(one: Mapping[str, Any] | None) -> str:
    if not one:
        return ""
    factor = f" ×{one['factor']:g}" if one.get("factor", 1) != 1 else ""
    area = f" @{one['area']}" if one.get("area") else ""
    return f"{one['kind']} {one['lasts']}{factor}{area}"


# ── in ───────────────────────────────────────────────────────────────────────────────────────────────────


def read_sheet(content: bytes, file: str = "msel.xlsx") -> SheetSource:
    """The events of a workbook as ``msel.toml`` would have them; empty rows are passed over.

    Raises
    ------
    ScenarioError
        It is no workbook, lacks a column, or a cell cannot be read: with its row and its column.
    """
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = list(book.worksheets[0].iter_rows(values_only=True))
    except Exception as error:  # openpyxl raises whatever the damaged part of a file made it stumble over
        raise ScenarioError([Problem("pack.file_unreadable", "", {"reason": str(error)}, file)]) from error
    columns = _columns(rows[0] if rows else (), file)
    injects: list[dict[str, Any]] = []
    numbers: list[int] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows[1:], 2):
        cells = {key: _text(row[at]) for key, at in columns.items() if at < len(row)}
        if not any(cells.values()):
            continue
        injects.append(_inject(cells, file, number, problems))
        numbers.append(number)
    if problems:
        raise ScenarioError(problems)
    return SheetSource(file, {"inject": injects}, "", tuple(numbers))


def _columns(headings: Sequence[Any], file: str) -> dict[str, int]:
    """Where each column stands: by the key in brackets, by the heading in either language, or by the bare key."""
    names = {heading: key for key, both in COLUMNS.items() for heading in (key, *both)}
    found: dict[str, int] = {}
    problems = []
    for at, heading in enumerate(headings):
        text = str(heading or "").strip()
        bracketed = _KEY.search(text)
        key = bracketed.group(1) if bracketed else names.get(text)
        if key not in COLUMNS:
            continue
        if key in found:
            problems.append(Problem("scenario.column_twice", key, {"name": text}, file, 1))
        found[key] = at
    needed = set(COLUMNS) - {key for key in COLUMNS if key.startswith("after_")} - {"says", "fault", "infects", "media"}
    missing = sorted(needed - set(found))
    problems += [Problem("scenario.column_missing", name, {"name": name}, file, 1) for name in missing]
    if problems:
        raise ScenarioError(problems)
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "strftime") and not hasattr(value, "year"):  # a cell of time
        return str(value.strftime("%H:%M"))
    return str(value).strip()


def _inject(cells: Mapping[str, str], file: str, row: int, problems: list[Problem]) -> dict[str, Any]:
    def read(key: str, how: Callable[[str], Any]) -> Any:
        text = cells.get(key, "")
        if not text:
            return None
        try:
            return how(text)
        except ValueError as error:
            problems.append(Problem("scenario.cell", key, {"value": text, "reason": str(error)}, file, row))
            return None

    after = {
        "fact": cells.get("after_fact") or None,
        "where": read("after_where", json.loads),
        "count": read("after_count", int),
        "delay": cells.get("after_delay") or None,
        "by_day": read("after_by_day", int),
    }
    when = {"day": read("day", int), "time": cells.get("time") or None, "after": _given(after) or None}
    said = {
        "id": cells.get("id"),
        "kind": cells.get("kind"),
        "channel": cells.get("channel"),
        "aspect": cells.get("aspect"),
        "when": _given(when),
        "to": read("to", lambda text: [_matched(_TO, part, "city headquarters") for part in text.splitlines()]),
        "expect": read("expects", lambda text: [_expected(part) for part in text.splitlines() if part.strip()]),
        "say": read("says", json.loads),
        "fault": read("fault", lambda text: _matched(_FAULT, text, "testing_lane PT5H")),
        "infects": read("infects", json.loads),
        "media": cells.get("media", "").split() or None,
    }
    for name in ("sender", "title", "text"):
        said[name] = _given({"zh": cells.get(f"{name}_zh") or None, "en": cells.get(f"{name}_en") or None})
    return _given(said)


def _given(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if value is not None and value != ""}


def _expected(part: str) -> dict[str, Any]:
    found = _matched(_EXPECT, part, "rumour.answered PT4H [clause]")
    return found | ({"where": json.loads(found["where"])} if "where" in found else {})


def _matched(pattern: re.Pattern[str], text: str, example: str) -> dict[str, Any]:
    found = pattern.match(text.strip())
    if found is None:
        raise ValueError(f"write it as '{example}'")
    return _given(found.groupdict())
