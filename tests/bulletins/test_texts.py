"""The words of a bulletin: every figure comes from the record, in both languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.protocol.bulletin import COUNTED
from fangxian.protocol.pack import load_pack
from fangxian.response.bulletins.texts import FIELD, FIELDS, Language, Said, change, hour, written

ZONE = ZoneInfo("Asia/Shanghai")
FIGURES = st.fixed_dictionaries({name: st.integers(0, 30_000_000) for name in COUNTED})
WORDS = next(one.template for one in load_pack("covid19-cn-7").notices if one.id == "bulletin")


def a_said(figures: dict[str, int], before: dict[str, int] | None) -> Said:
    at = datetime(2020, 12, 8, 16, tzinfo=UTC)
    return Said({"zh": "成都市", "en": "Chengdu"}, at, at, ZONE, figures, before, "12345", "Press")


@given(figures=FIGURES, before=st.none() | FIGURES, language=st.sampled_from(["zh", "en"]))
def test_the_rulebooks_words_state_every_figure_and_leave_no_field_open(
    figures: dict[str, int], before: dict[str, int] | None, language: Language
) -> None:
    assert WORDS is not None
    words = WORDS.zh if language == "zh" else WORDS.en
    text = written(words, a_said(figures, before), language)
    assert not FIELD.search(text)
    numbers = re.findall(r"(?<![+\-\d,])\d[\d,]*", text)
    assert all(f"{count:,}" in numbers for count in figures.values())


def test_what_is_no_field_stays_as_it_was_written() -> None:
    assert written("{confirmed} {nothing} {", a_said(dict.fromkeys(COUNTED, 3), None), "en") == "3 {nothing} {"
    assert {"confirmed", "confirmed_change", "day"} <= set(FIELDS)


@pytest.mark.parametrize(
    ("now", "before", "zh", "en"),
    [
        (3, None, "", ""),
        (3, 3, "（与上次持平）", " (unchanged)"),
        (1_003, 3, "（较上次+1,000）", " (+1,000 since the last bulletin)"),
        (2, 3, "（较上次-1）", " (-1 since the last bulletin)"),
    ],
)
def test_a_change_is_told_against_the_bulletin_before(now: int, before: int | None, zh: str, en: str) -> None:
    assert (change(now, before, "zh"), change(now, before, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        (datetime(2020, 12, 8, 16, tzinfo=UTC), "2020年12月8日24时", "24:00 on 8 December 2020"),
        (datetime(2020, 12, 8, 1, 5, tzinfo=UTC), "2020年12月8日9时5分", "09:05 on 8 December 2020"),
        (datetime(2020, 12, 31, 16, tzinfo=UTC), "2020年12月31日24时", "24:00 on 31 December 2020"),
    ],
)
def test_midnight_is_the_end_of_its_day(at: datetime, zh: str, en: str) -> None:
    assert (hour(at, ZONE, "zh"), hour(at, ZONE, "en")) == (zh, en)
