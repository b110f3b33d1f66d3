"""The code is the path: being inside is a range in byte order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.response.jurisdiction.codes import ancestors, area_range, level_of, within

codes = st.text(alphabet="0123456789ABZaz", max_size=12)


@given(codes, codes)
def test_a_code_lies_in_the_range_exactly_when_it_begins_with_the_prefix(code: str, prefix: str) -> None:
    lo, hi = area_range(prefix)
    assert (lo.encode() <= code.encode() < hi.encode()) == within(code, prefix)


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("", "nation"),
        ("51", "province"),
        ("5101", "city"),
        ("510117", "district"),
        ("510117001", "street"),
        ("510117001218", "community"),
    ],
)
def test_the_length_of_a_chinese_code_gives_its_level(code: str, level: str) -> None:
    assert level_of(code) == level


def test_a_length_that_no_level_has_is_refused() -> None:
    with pytest.raises(ValueError, match="3 characters"):
        level_of("510")


def test_the_ancestors_of_a_code_begin_with_the_widest() -> None:
    assert ancestors("510117001") == ["51", "5101", "510117", "510117001"]
