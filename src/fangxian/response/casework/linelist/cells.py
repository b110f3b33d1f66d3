"""Reading one cell: a value, nothing, or a reason why it is neither. No cell ever raises."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from fangxian.errors import FangxianError
from fangxian.response.casework.linelist.fields import Field
from fangxian.response.casework.linelist.mapping import EMPTY, ISO_DATES
from fangxian.response.casework.linelist.mapping import Mapping as ColumnMapping
from fangxian.response.registry.actions.create_person import OLDEST
from fangxian.response.registry.identity import IdentityCard, normal

EARLIEST: Final = date(1950, 1, 1)
"""No day of a line list lies before; the ledger takes none either."""

_CLASSES: Final = {
    "confirmed": "confirmed case c lab-confirmed 确诊 确诊病例 实验室确诊 实验室确诊病例 阳性",
    "suspect": "suspected suspected-case suspect-case 疑似 疑似病例",
    "probable": "probable-case clinical clinically-diagnosed 临床诊断 临床诊断病例 可能病例",
    "asymptomatic": "asymptomatic-infection asymptomatic-case confirmed-no-symptoms 无症状 无症状感染者",
    "excluded": "not-a-case no-case discarded 排除 排除病例 非病例",
}
_SEXES: Final = {"F": "female woman girl 女 女性", "M": "male man boy 男 男性"}
_SEVERITIES: Final = {
    "mild": "minor light 轻 轻型 轻症",
    "ordinary": "moderate common 普通 普通型 中型",
    "severe": "serious 重 重型 重症",
    "critical": "critically-ill 危重 危重型 危重症",
}
_OUTCOMES: Final = {
    "died": "dead death deceased fatal 死亡 病亡",
    "recovered": "discharged cured healed released 治愈 出院 治愈出院 痊愈 解除隔离",
    "": "alive active hospitalised hospitalized inpatient in-hospital 在院 住院 在治 治疗中",
}
_ROUTES: Final = {
    "fever_clinic": "fever-clinic 发热门诊 门诊 就诊",
    "contact": "contacts contact-tracing close-contact 密接 密接排查 密接筛查 密切接触者 集中隔离 隔离管控 隔离点",
    "companion": "时空伴随 时空伴随者",
    "mass_test": "mass-testing screening community-screening 全员核酸 核酸筛查 区域核酸 社区筛查 大规模核酸",
    "key_post": "key-post routine-testing 重点人群 重点岗位 应检尽检 重点人群筛查",
    "arrival": "arrivals imported border airport 入境 来返人员 外地来返 境外输入",
    "goods": "cold-chain 冷链 进口货物",
    "self_report": "self-reported voluntary 主动报告 主动就诊 愿检尽检 自行就诊",
    "outside_notice": "notified 外地协查 协查 外地通报 协查通报",
}


def _table(words: Mapping[str, str]) -> dict[str, str]:
    known = {value.casefold(): value for value in words if value}
    known |= {word.replace("-", " "): value for value, text in words.items() for word in text.split()}
    return known


CHOICES: Final = {
    "sex": _table(_SEXES),
    "classification": _table(_CLASSES),
    "severity": _table(_SEVERITIES),
    "outcome": _table(_OUTCOMES),
    "route": _table(_ROUTES),
}
"""Text in a list → value, for the fields with a closed list of values."""


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a cell gives no value: a code, what stood there, and the values of the code's sentence."""

    code: str
    text: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    kept: Any = None
    """What is taken of it all the same."""


_UNKEPT: Final = ("Cc", "Cs", "Co", "Cn")  # control characters, surrogates, private and unassigned

Reading = Any
"""A value, None for nothing, or a :class:`Bad`."""


def read(what: Field, cell: Any, mapping: ColumnMapping, today: date) -> Reading:
    """Read a cell as a field.

    Parameters
    ----------
    what : Field
        The field; decides how it is read.
    cell : Any
        Text, number, day or time, or None.
    today : date
        Local day of the workspace's clock; no day of a list lies after it.
    """
    text = tidy(cell)
    table = {key.casefold(): value for key, value in mapping.values.get(what.name, {}).items()}
    if text.casefold() in table:
        text = cell = table[text.casefold()]
    if text.casefold() in EMPTY or text.casefold() in {word.casefold() for word in mapping.empty}:
        return None
    result = _READERS.get(what.reader, _choice)(what, cell, text, mapping)
    if isinstance(result, date) and result > today:
        return Bad("value.future", text, {"today": today.isoformat()})
    return result


def tidy(cell: Any) -> str:
    """A cell as one line of text; whatever PostgreSQL could not keep is left out."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    text = unicodedata.normalize("NFC", str(cell)).encode("utf-8", "ignore").decode()
    kept = "".join(
        character if unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn") else " " for character in text
    )
    return " ".join(kept.split())


def _number(what: Field, cell: Any, text: str, mapping: ColumnMapping) -> Reading:
    plain = unicodedata.normalize("NFKC", text)
    if mapping.prefix and plain.isdigit():
        plain = mapping.prefix + plain
    return plain if len(plain) <= what.longest else Bad("value.long", text, {"longest": what.longest})


def _text(what: Field, cell: Any, text: str, mapping: ColumnMapping) -> Reading:
    if what.longest and len(text) > what.longest:
        cut = text[: what.longest - 1] + "…"
        return Bad("value.cut", text, {"longest": what.longest}, kept=cut)
    return text


def _date(what: Field, cell: Any, text: str, mapping: ColumnMapping) -> Reading:
    day = cell.date() if isinstance(cell, datetime) else cell if isinstance(cell, date) else _parsed(text, mapping)
    if day is None:
        return Bad("value.date", text)
    return day if day >= EARLIEST else Bad("value.early", text, {"earliest": EARLIEST.isoformat()})


def _parsed(text: str, mapping: ColumnMapping) -> date | None:
    plain = unicodedata.normalize("NFKC", text)
    for form in (*mapping.dates, *ISO_DATES):
        for candidate in (plain, plain.split("T")[0].split(" ")[0]):
            try:
                return datetime.strptime(candidate, form).date()  # noqa: DTZ007 -- a day has no zone
            except ValueError:
                continue
    return None


_AGE = re.compile(r"^(\d+(?:\.\d+)?)\s*(岁|周岁|y|yr|yrs|years?|years? old)?$", re.IGNORECASE)
_AGE_BELOW_ONE = re.compile(r"^\d+(?:\.\d+)?\s*(个月|月龄|月|天|日龄|周|m|mo|months?|w|weeks?|d|days?)$", re.IGNORECASE)


def _age(what: Field, cell: Any, text: str, mapping: ColumnMapping) -> Reading:
    plain = unicodedata.normalize("NFKC", text)
    if _AGE_BELOW_ONE.match(plain):
        number = float(re.match(r"[\d.]+", plain).group())  # type: ignore[union-attr]
        months = re.search(r"月|m", plain, re.IGNORECASE) is not None
        return int(number // 12) if months else 0
    found = _AGE.match(plain)
    if found is None or float(found.group(1)) > OLDEST:
        return Bad("value.age", text, {"oldest": OLDEST})
    return int(float(found.group(1)))


def _choice(what: Field, cell: Any, text: str, mapping: ColumnMapping) -> Reading:
    known = CHOICES[what.reader]
    key = unicodedata.normalize("NFKC", text).casefold().replace("_", " ").replace("-", " ")
    if key in known:
        return known[key] or None
    return Bad("value.choice", text, {"known": ", ".join(sorted({value for value in known.values() if value}))})


def _identity(what: Field, cell: Any, text: str, mapping: ColumnMapping) -> Reading:
    name = "id_number" if what.reader == "id_number" else "phone"
    try:
        return getattr(normal(IdentityCard(**{name: text})), name)
    except FangxianError as error:
        # Never the text itself: a wrong identity number is one character off a right one.
        return Bad(error.code, "", {})


def _as_text(what: Field, cell: Any, text: str, mapping: ColumnMapping) -> Reading:
    return text


_READERS: Final[dict[str, Callable[[Field, Any, str, ColumnMapping], Reading]]] = {
    "number": _number,
    "text": _text,
    "date": _date,
    "age": _age,
    "area": _as_text,
    "references": _as_text,
    "id_number": _identity,
    "phone": _identity,
}
