"""Rolls as grids send them: which columns they have, and the people in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from fangxian.response.testing.actions import Resident
from fangxian.response.testing.columns import read_rows, stream_rows
from fangxian.response.testing.forms_plan import HOUSES

COLUMNS: Final = {
    "number": ("number", "id number", "身份证号", "证件号码", "公民身份号码"),
    "kind": ("document", "kind", "证件类型"),
    "name": ("name", "姓名"),
    "area": HOUSES["area"],
    "compound": HOUSES["compound"],
    "building": HOUSES["building"],
    "door": ("door", "房号", "门牌"),
    "group": ("group", "人群", "人群分类"),
    "phone": ("phone", "电话", "手机", "联系电话"),
}
"""Headings of a roll, in either language."""

NEEDED: Final = ("number", "name", "area")
"""Columns without which a list is no roll."""


def read_residents(data: bytes, filename: str) -> Iterator[Resident]:
    """The people of a list that was sent, CSV or XLSX.

    Raises
    ------
    Invalid
        The file cannot be read, or a needed column is missing.
    """
    return _residents(read_rows(data, filename, COLUMNS, NEEDED))


def stream_residents(path: Path, told: Callable[[int], None]) -> Iterator[Resident]:
    """The people of a CSV file of any size; `told` is told now and then how many bytes have been read.

    Raises
    ------
    Invalid
        As :func:`read_residents`.
    """
    return _residents(stream_rows(path, COLUMNS, NEEDED, told))


def _residents(rows: Iterable[tuple[int, dict[str, str]]]) -> Iterator[Resident]:
    for line, said in rows:
        building = " ".join(filter(None, (said.pop("compound", ""), said.get("building"))))
        yield Resident(**{"number": "", "name": "", "area": "", **said, "building": building}, line=line)
