"""The words of a bulletin, and the figures and names that are filled into them, in Chinese and in English. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from fangxian.protocol.bulletin import COUNTED

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")

FIELD: Final = re.compile(r"\{([a-z_]*)\}")
"""How a text names what is filled in."""

FIELDS: Final = (
    *COUNTED, *(f"{name}_change" for name in COUNTED), "area", "as_of", "help_line", "signer", "day",
)  # fmt: skip
"""Everything that a text may name."""

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What a bulletin fills its words with.

    Attributes
    ----------
    area : Mapping
        What the area is called, by language.
    as_of, at : datetime
        Up to when it counts, and when it is published. Aware.
    figures, before : Mapping
        Counts by name: its own, and those of the one before it; None where it is the first.
    """

    area: Mapping[Language, str]
    as_of: datetime
    at: datetime
    zone: ZoneInfo
    figures: Mapping[str, int]
    before: Mapping[str, int] | None
    help_line: str
    signer: str


def written(words: str, said: Said, language: Language) -> str:
    """A text with everything filled in; a name that there is not stays as it stands."""
    values = _values(said, language)
    return FIELD.sub(lambda found: values.get(found[1], found[0]), words)


def change(now: int, before: int | None, language: Language) -> str:
    """What is said behind a figure: how it differs from the bulletin before; nothing in the first one."""
    if before is None:
        return ""
    if now == before:
        return "（与上次持平）" if language == "zh" else " (unchanged)"
    return f"（较上次{now - before:+,}）" if language == "zh" else f" ({now - before:+,} since the last bulletin)"


def hour(at: datetime, zone: ZoneInfo, language: Language) -> str:
    """A closing moment in full: ``2020年12月8日24时``, ``24:00 on 8 December 2020``."""
    local = at.astimezone(zone)
    clock = local.hour, local.minute
    if clock == (0, 0):
        local, clock = local - timedelta(days=1), (24, 0)
    if language == "en":
        return f"{clock[0]:02}:{clock[1]:02} on {day(local, language)}"
    return f"{day(local, language)}{clock[0]}时" + (f"{clock[1]}分" if clock[1] else "")


def day(local: datetime, language: Language) -> str:
    """A local day in full."""
    if language == "zh":
        return f"{local.year}年{local.month}月{local.day}日"
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def _values(said: Said, language: Language) -> dict[str, str]:
    before = said.before
    return {
        **{name: f"{said.figures[name]:,}" for name in COUNTED},
        **{
            f"{name}_change": change(said.figures[name], before.get(name) if before is not None else None, language)
            for name in COUNTED
        },
        "area": said.area[language],
        "as_of": hour(said.as_of, said.zone, language),
        "help_line": said.help_line,
        "signer": said.signer,
        "day": day(said.at.astimezone(said.zone), language),
    }
