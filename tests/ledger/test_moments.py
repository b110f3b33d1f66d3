"""Times read from PostgreSQL by our own reader are those that Django's reader gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DataError, connection
from hypothesis import given
from hypothesis import strategies as st

from fangxian.response.ledger.moments import TimeLoader

pytestmark = pytest.mark.django_db

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
SECONDS = st.floats(-2_000_000_000, 200_000_000_000).map(lambda seconds: timedelta(seconds=round(seconds, 6)))
MOMENTS = st.builds(lambda since, zone: (EPOCH + since).astimezone(zone), SECONDS, OFFSETS)


def read(value: object) -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [value])
        found: datetime | None = cursor.fetchone()[0]
        return found


def test_connections_read_times_with_it() -> None:
    with connection.cursor() as cursor:
        assert cursor.connection.adapters.get_loader(1184, 0) is TimeLoader


@given(moment=MOMENTS)
def test_every_moment_comes_back_as_it_went_in_utc(moment: datetime) -> None:
    found = read(moment)
    assert found == moment
    assert found is not None
    assert found.tzinfo is UTC


def test_a_session_in_another_zone_is_read_the_same() -> None:
    moment = datetime(2020, 12, 7, 9, 30, 15, 250_000, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Kolkata'")
    assert read(moment) == moment


def test_no_time_is_none_and_what_python_has_no_moment_for_is_refused() -> None:
    assert read(None) is None
    with pytest.raises(DataError):
        read("infinity")
