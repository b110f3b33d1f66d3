"""Which column of a pasted list is which: by its heading, else by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.casework.linelist.headings import normal

TITLES: Final[dict[str, Any]] = {
    "name": pgettext_lazy("person", "Name"),
    "phone": _("Phone"),
    "id_number": _("Number of the document"),
    "sex": _("Sex"),
    "age": _("Age"),
    "area": _("Area responsible"),
    "address": _("Address"),
    "kind": _("Kind of contact"),
    "last_exposure": _("Last exposure"),
    "first_exposure": _("First exposure"),
    "setting": _("Setting"),
    "social": _("Relation"),
    "number": _("Contact number"),
    "known_as": _("Number, if the person is a case or contact already"),
    "seat_row": _("Row of the seat"),
}
"""Fields of a pasted list, with what they are called."""

_HEADINGS: Final = {
    "name": "name fullname contactname 姓名 名字 联系人 接触者姓名 密接姓名",
    "phone": "phone mobile tel telephone phonenumber 电话 手机 手机号 手机号码 联系电话 联系方式 电话号码",
    "id_number": "id idnumber idcard document 身份证 身份证号 身份证号码 证件号 证件号码",
    "sex": "sex gender 性别",
    "age": "age years 年龄",
    "area": "area district street community areacode 区域 属地 地区 责任属地 管辖地区 街道 社区 所属街道 所属社区",
    "address": "address homeaddress 地址 住址 现住址 居住地址 家庭住址 现住地址",
    "kind": "kind type contacttype kindofcontact 接触类别 类型 类别 接触类型 密接类型 接触者类型",
    "last_exposure": "lastexposure lastcontact dateoflastcontact 末次暴露 末次暴露时间 末次接触时间 末次接触 "
    "最后接触时间 末次接触日期",
    "first_exposure": "firstexposure firstcontact 首次暴露 首次暴露时间 首次接触时间 首次接触",
    "setting": "setting place where 场景 接触场所 接触方式 接触地点 暴露场所 暴露地点 地点 场所",
    "social": "relation relationship 关系 与病例关系 与病例的关系",
    "number": "number contactnumber contactid 编号 密接编号 接触者编号",
    "known_as": "knownas casenumber existingnumber 已有编号 病例编号",
    "seat_row": "seat row seatrow 座位 座位号 排 座位排",
}
FIELDS: Final = {normal(word): field for field, words in _HEADINGS.items() for word in words.split()}
"""Heading in normal form → field."""

_CONTENT: Final = (
    ("id_number", re.compile(r"^\d{17}[\dXx]$")),
    ("phone", re.compile(r"^(\+?86[- ]?)?1\d{10}$|^0\d{2,3}-\d{7,8}$")),
    ("sex", re.compile(r"^[男女]$|^(fe)?male$|^[FM]$", re.IGNORECASE)),
    ("age", re.compile(r"^\d{1,3}\s*岁?$")),
    ("last_exposure", re.compile(r"^(\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(\b|[ T\d]).*$")),
    ("area", re.compile(r"^\d{6}(\d{3}(\d{3})?)?$|^.{1,12}(街道|镇|乡|社区|村)$")),
    ("kind", re.compile(r"^(次密接|密接|密切接触者|一般接触者|close|secondary|general)$", re.IGNORECASE)),
    ("name", re.compile(r"^[\u4e00-\u9fff·]{2,6}$|^[A-Za-z][A-Za-z .'-]{2,40}$")),
)
"""What the cells of a column without a heading look like, the surest first."""

_LEAST = 0.6  # share of a column's cells that must look alike


def by_heading(cells: Sequence[str]) -> list[str] | None:
    """Field of each cell of a heading row, empty where unknown; None where the row is no heading."""
    found = [FIELDS.get(normal(cell), "") for cell in cells]
    named = [field for field in found if field]
    filled = [cell for cell in cells if cell]
    if not named or len(named) * 2 < len(filled) or any(character.isdigit() for cell in filled for character in cell):
        return None
    return [field if found.index(field) == place else "" for place, field in enumerate(found)]


def by_content(rows: Sequence[Sequence[str]]) -> list[str]:
    """Field of each column, told from what stands in it; empty where nothing can be told."""
    width = max((len(row) for row in rows), default=0)
    taken: set[str] = set()
    fields: list[str] = []
    for place in range(width):
        cells = [row[place] for row in rows if place < len(row) and row[place]]
        field = next(
            (
                name
                for name, pattern in _CONTENT
                if name not in taken and cells and sum(bool(pattern.match(c)) for c in cells) >= _LEAST * len(cells)
            ),
            "",
        )
        taken.add(field)
        fields.append(field)
    return fields
