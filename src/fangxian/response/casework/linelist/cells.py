"""Reading one cell: a value, nothing, or a reason why it is neither. No cell ever raises."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from fangxian.errors import FangxianError
from fangxian.response.casework.linelist.choices import CHOICES
from fangxian.response.casework.linelist.fields import Field
from fangxian.response.casework.linelist.mapping import EMPTY, ISO_DATES
from fangxian.response.casework.linelist.mapping import Mapping as ColumnMapping
from fangxian.response.registry.actions.create_person import OLDEST
from fangxian.response.registry.documents import tidy_number
from fangxian.response.registry.identity import tidy_phone
from fangxian.response.registry.resident_id import RESIDENT_ID

EARLIEST: Final = date(1950, 1, 1)
"""No day of a line list lies before; the ledger takes none either."""


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a cell gives no value: a code, what stood there, and the values of the code's sentence."""

    code: str
    text: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    kept: Any = None
    """What is taken of it all the same."""


_BOUNDS: Final = {"temperature": (Decimal("30"), Decimal("45")), "ct": (Decimal("0"), Decimal("60"))}
"""Degrees Celsius as :mod:`..actions.record_follow_up` takes them; cycles of a PCR."""

_UNKEPT: Final = ("Cc", "Cs", "Co", "Cn")  # control characters, surrogates, private and unassigned

_FORMULA: Final = ("=", "+", "-", "@")

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
    if text[:1] == "'" and text[1:2] in _FORMULA:  # how our own files keep a spreadsheet from running it
        text = cell = text[1:]
    if what.name in mapping.values:
        table = {key.casefold(): value for key, value in mapping.values[what.name].items()}
        if text.casefold() in table:
            text = cell = table[text.casefold()]
    if text.casefold() in EMPTY or (mapping.empty and text.casefold() in {word.casefold() for word in mapping.empty}):
        return None
    result = _READERS.get(what.reader, _choice)(what, cell, text, mapping)
    if (
        not what.ahead
        and isinstance(result, date)
        and (result.date() if isinstance(result, datetime) else result) > today
    ):
        return Bad("value.future", text, {"today": today.isoformat()})
    return result


def tidy(cell: Any) -> str:
    """A cell as one line of text; whatever PostgreSQL could not keep is left out."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    text = str(cell)
    if text.isprintable() and unicodedata.is_normalized("NFC", text):  # then nothing of it would be left out
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text).encode("utf-8", "ignore").decode()
    kept = "".join(character if unicodedata.category(character) not in _UNKEPT else " " for character in text)
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


def _moment(what: Field, cell: Any, text: str, mapping: ColumnMapping) -> Reading:
    """A time, aware where the list says its offset; a mere day is its beginning. The importer adds the local zone."""
    if isinstance(cell, datetime):
        said: datetime | None = cell
    else:
        said = _time_of(unicodedata.normalize("NFKC", text))
    if said is None:
        day = _date(what, cell, text, mapping)
        return datetime.combine(day, time(0)) if isinstance(day, date) else day
    return said if said.date() >= EARLIEST else Bad("value.early", text, {"earliest": EARLIEST.isoformat()})


def _time_of(text: str) -> datetime | None:
    """An ISO time of day, with a blank or a T before it, to the minute at least; None for anything else."""
    if len(text) < 14:
        return None
    try:
        return datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
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


def _key(what: Field, cell: Any, text: str, mapping: ColumnMapping) -> Reading:
    """A machine name, such as ``throat_swab``, made of whatever the list says."""
    name = re.sub(r"[^a-z0-9]+", "_", unicodedata.normalize("NFKC", text).casefold()).strip("_")
    return name[:60] or Bad("value.key", text)


def _figure(what: Field, cell: Any, text: str, mapping: ColumnMapping) -> Reading:
    low, high = _BOUNDS[what.reader]
    try:
        value = Decimal(unicodedata.normalize("NFKC", text).removesuffix("°C").removesuffix("℃").strip())
    except InvalidOperation:
        return Bad("value.figure", text, {"low": low, "high": high})
    # A NaN compares with nothing, and an infinity lies outside.
    return (
        value if value.is_finite() and low <= value <= high else Bad("value.figure", text, {"low": low, "high": high})
    )


def _symptoms(what: Field, cell: Any, text: str, mapping: ColumnMapping) -> Reading:
    known = symptom_words()
    found = [known.get(word.casefold(), "other") for word in re.split(r"[,;|/，；、]\s*", text) if word.strip()]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def symptom_words() -> dict[str, str]:
    """Words of symptoms, in both languages, and their names on record."""
    words = {
        "fever": "发热 发烧", "cough": "咳嗽 干咳", "sore_throat": "sore-throat 咽痛 咽干",
        "breathless": "dyspnea breathing 气促 呼吸困难", "tired": "fatigue aching 乏力 肌痛",
        "smell_lost": "anosmia 嗅觉减退 味觉减退", "diarrhoea": "diarrhea vomiting 腹泻 呕吐", "rash": "皮疹",
        "other": "其他",
    }  # fmt: skip
    return {key: name for name, text in words.items() for key in (name, *text.replace("-", " ").split())}


def _identity(what: Field, cell: Any, text: str, mapping: ColumnMapping) -> Reading:
    try:
        return tidy_number(RESIDENT_ID, text) if what.reader == "id_number" else tidy_phone(text)
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
    "moment": _moment,
    "temperature": _figure,
    "ct": _figure,
    "symptoms": _symptoms,
    "specimen": _key,
    "assay": _key,
}
