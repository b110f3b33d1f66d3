"""Figures and moments are written as people in the field read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from fangxian.ui import formats

MIDNIGHT = datetime(2020, 12, 8, 16, 0, tzinfo=UTC)  # 2020-12-09 00:00 in Chengdu


def test_counts_have_thousands_separators_and_nothing_is_not_zero() -> None:
    assert formats.number(2299522) == "2,299,522"
    assert formats.number(0) == "0"
    assert formats.number(None) == "—"


def test_words_in_place_of_a_figure_stay_words() -> None:
    assert formats.number("not counted") == "not counted"


@pytest.mark.parametrize(
    ("value", "text"),
    [(99_999, "99,999"), (100_000, "10万"), (2_299_522, "229.95万"), (12_345_678, "1,234.56万"), (-250_000, "-25万")],
)
def test_large_figures_are_counted_in_wan_in_chinese(value: int, text: str) -> None:
    with translation.override("zh-hans"):
        assert formats.big_number(value) == text


def test_large_figures_stay_exact_in_english() -> None:
    assert formats.big_number(2_299_522) == "2,299,522"


def test_a_share_is_cut_so_that_a_hundred_percent_means_all() -> None:
    assert formats.percent(99_999, 100_000) == "99.9%"
    assert formats.percent(100_000, 100_000) == "100.0%"
    assert formats.percent(1_361_105, 1_458_900) == "93.2%"


def test_a_share_of_nothing_is_nothing() -> None:
    assert formats.percent(3, 0) == "—"
    assert formats.percent(None, 5) == "—"


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_share_says_a_hundred_percent_only_when_all_are_counted(part: int, whole: int) -> None:
    shown = Decimal(formats.percent(part, whole).rstrip("%"))
    assert shown <= Decimal(part) * 100 / Decimal(whole)
    if part < whole:
        assert shown < 100


def test_moments_are_written_on_the_local_clock() -> None:
    assert formats.moment("2020-12-08T12:30:00+00:00") == "2020-12-08 20:30"
    assert formats.moment("2020-12-08T12:30:00+00:00", "short") == "12-08 20:30"
    assert formats.moment(None) == "—"


def test_a_closing_midnight_is_24_00_of_the_day_that_ends() -> None:
    assert formats.as_of(MIDNIGHT) == "2020-12-08 24:00"
    assert formats.as_of(MIDNIGHT + timedelta(minutes=1)) == "2020-12-09 00:01"
    assert formats.moment(MIDNIGHT) == "2020-12-09 00:00"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        formats.moment("2020-12-08T12:30:00")


def test_days_come_from_dates_texts_and_moments() -> None:
    assert formats.day(date(2020, 12, 8)) == "2020-12-08"
    assert formats.day("2020-12-08", "short") == "12-08"
    assert formats.day(MIDNIGHT) == "2020-12-09"
    assert formats.day("2020-12-08T16:00:00+00:00") == "2020-12-09"
    assert formats.day("") == "—"


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [
        (0, "0 min", "0分钟"),
        (26.9, "26 min", "26分钟"),
        (200, "3 h 20 min", "3小时20分钟"),
        (180, "3 h", "3小时"),
        (659, "10 h", "10小时"),
        (2879, "47 h", "47小时"),
        (2880, "2 d", "2天"),
        (-3000, "2 d 2 h", "2天2小时"),
    ],
)
def test_a_span_says_no_more_than_a_person_needs(minutes: float, english: str, chinese: str) -> None:
    assert formats.span(minutes) == english
    with translation.override("zh-hans"):
        if translation.gettext("%(n)s h") == "%(n)s h":
            pytest.skip("the Chinese catalogue is not compiled")
        assert formats.span(minutes) == chinese


def test_a_running_clock_says_what_remains() -> None:
    assert formats.remaining(MIDNIGHT + timedelta(hours=3), MIDNIGHT) == "due in 3 h"
    assert formats.remaining(MIDNIGHT - timedelta(minutes=26), MIDNIGHT) == "overdue by 26 min"
    assert formats.remaining(MIDNIGHT, MIDNIGHT) == "due in 0 min"


def test_a_stopped_clock_says_how_it_ended() -> None:
    assert formats.outcome("discharged", None) == "done in time"
    assert formats.outcome("discharged", 0) == "done in time"
    assert formats.outcome("late", 74) == "done 1 h 14 min late"
    assert formats.outcome("lapsed", None) == "lapsed"
    assert formats.outcome("missed", 30) == "ended undone"
    assert formats.outcome("waiting", None) == "not yet", "what has not begun is not done"


@given(st.text("0123456789X", max_size=20), st.integers(0, 6), st.integers(0, 6))
def test_masking_keeps_the_length_and_hides_the_middle(text: str, start: int, end: int) -> None:
    masked = formats.masked(text, start, end)
    assert len(masked) == len(text)
    if len(text) > start + end:
        assert masked == text[:start] + "*" * (len(text) - start - end) + text[len(text) - end :]
    else:
        assert set(masked) <= {"*"}
