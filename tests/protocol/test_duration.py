"""Durations are ISO 8601 without years and months."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.protocol.duration import parse, written


@pytest.mark.parametrize(
    ("text", "hours"),
    [("PT2H", 2), ("P1D", 24), ("P1W", 168), ("P1DT12H", 36), ("PT90M", 1.5), ("PT36S", 0.01), ("P0D", 0)],
)
def test_a_duration_is_read(text, hours):
    assert parse(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "P", "PT", "P1DT", "P1Y", "P1M", "2H", "-PT2H", "PT2.5H", "P9999999999D"])
def test_what_is_no_fixed_duration_is_refused(text):
    with pytest.raises(ValueError, match=r"duration|longer"):
        parse(text)


@given(st.integers(0, 10**9))
def test_what_is_written_reads_back(seconds):
    assert parse(written(timedelta(seconds=seconds))) == timedelta(seconds=seconds)
