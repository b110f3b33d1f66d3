"""Times of a column as whole seconds of UTC. A time without a zone is refused, unless its zone is declared.

Text follows ISO 8601 (``2021-11-02T08:00:00+08:00``, ``Z``, a space for the T, seconds and their fraction
optional). A fraction of a second is cut off. A leap second, ``23:59:60`` of UTC on the last day of a month
(ITU-R TF.460-6, annex 1), is the instant after it, as in POSIX time (IEEE Std 1003.1, 4.19).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fangxian.science.tracing.compiled import compiled
from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.reading.report import GOOD, MALFORMED, NAIVE, NULL

_UNITS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}

Seconds = NDArray[np.int64]
Codes = NDArray[np.uint8]


def seconds_of(column: Any, name: str, *, zone: str | None = None) -> tuple[Seconds, Codes]:
    """Return a column's times as UTC seconds, and for each row GOOD, NULL, NAIVE or MALFORMED.

    Parameters
    ----------
    column : pyarrow.Array
        Timestamps, text, or integers (seconds since 1970 in UTC).
    name : str
        The column's name, for errors.
    zone : str or None
        IANA name of the zone in which times without one were written; None leaves them out.
    """
    kind = column.type
    if pa.types.is_timestamp(kind):
        return _timestamps(column, zone)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _texts(column, zone)
    if pa.types.is_integer(kind):
        return _filled(column.cast(pa.int64())), _nulls(column)
    if pa.types.is_null(kind):
        return np.zeros(len(column), np.int64), np.full(len(column), NULL, np.uint8)
    wanted = "a time with a zone, text in ISO 8601, or seconds since 1970"
    raise TracingError("stays.column_type", column=name, found=str(kind), wanted=wanted)


def _timestamps(column: Any, zone: str | None) -> tuple[Seconds, Codes]:
    codes = _nulls(column)
    if column.type.tz is None:
        if zone is None:
            codes[codes == GOOD] = NAIVE
        else:
            column = _in_zone(column, zone)
    ticks = _filled(column.cast(pa.timestamp(column.type.unit)).cast(pa.int64()))
    return ticks // _UNITS[column.type.unit], codes


def _texts(column: Any, zone: str | None) -> tuple[Seconds, Codes]:
    column = column.cast(pa.large_string())
    _, offsets, data = column.buffers()
    starts = np.frombuffer(offsets, np.int64)[column.offset : column.offset + len(column) + 1]
    letters = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
    seconds, codes = parse(letters, starts)
    codes[_nulls(column) == NULL] = NULL
    if zone is not None and (codes == NAIVE).any():
        local = pa.array(seconds, pa.timestamp("s"))
        utc = np.asarray(_in_zone(local, zone).cast(pa.timestamp("s")).cast(pa.int64()))
        seconds = np.where(codes == NAIVE, utc, seconds)
        codes[codes == NAIVE] = GOOD
    return seconds, codes


def _in_zone(column: Any, zone: str) -> Any:
    """Times of a clock on the wall: of an hour that came twice the first, of one left out its end."""
    return pc.assume_timezone(column, zone, ambiguous="earliest", nonexistent="latest")


def _nulls(column: Any) -> Codes:
    if column.null_count == 0:
        return np.zeros(len(column), np.uint8)
    return np.where(np.asarray(column.is_null()), NULL, GOOD).astype(np.uint8)


def _filled(column: Any) -> Seconds:
    filled: Seconds = np.asarray(column.fill_null(0) if column.null_count else column).astype(np.int64, copy=False)
    return filled


@compiled
def days_of(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 of a date in the Gregorian calendar."""
    shifted = year - 1 if month <= 2 else year
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


@compiled
def _month_days(year: int, month: int) -> int:
    if month == 2:
        return 29 if (year % 4 == 0 and year % 100 != 0) or year % 400 == 0 else 28
    return 30 if month in (4, 6, 9, 11) else 31


@compiled
def _number(letters: Any, begin: int, end: int, width: int) -> int:
    """The number of `width` digits at a place, or -1."""
    if begin + width > end:
        return -1
    value = 0
    for k in range(begin, begin + width):
        digit: Any = letters[k] - np.int64(48)
        if digit < 0 or digit > 9:
            return -1
        value = value * 10 + digit
    return value


@compiled
def _zone(letters: Any, begin: int, end: int) -> tuple[int, int]:
    """Seconds east of UTC of what stands at the end, and GOOD, NAIVE or MALFORMED."""
    if begin == end:
        return 0, NAIVE
    if letters[begin] in (90, 122):  # Z z
        return 0, GOOD if begin + 1 == end else MALFORMED
    if letters[begin] not in (43, 45):  # + -
        return 0, MALFORMED
    hours = _number(letters, begin + 1, end, 2)
    minutes = 0
    at = begin + 3
    if at < end:
        at += 1 if letters[at] == 58 else 0
        minutes = _number(letters, at, end, 2)
        at += 2
    if hours < 0 or hours > 18 or minutes < 0 or minutes > 59 or at != end:
        return 0, MALFORMED
    east = hours * 3_600 + minutes * 60
    return east if letters[begin] == 43 else -east, GOOD


@compiled
def _clock(letters: Any, begin: int, end: int) -> tuple[int, int, int]:
    """Seconds of the day at a place, where they end, and how many of them are a leap second; -1 if malformed."""
    hour = _number(letters, begin, end, 2)
    if hour < 0 or hour > 23 or begin + 5 > end or letters[begin + 2] != 58:
        return -1, begin, 0
    minute = _number(letters, begin + 3, end, 2)
    if minute < 0 or minute > 59:
        return -1, begin, 0
    at = begin + 5
    second = 0
    if at < end and letters[at] == 58:
        second = _number(letters, at + 1, end, 2)
        at += 3
        if second < 0 or second > 60:
            return -1, begin, 0
        if at < end and letters[at] in (44, 46):  # , .
            at += 1
            first = at
            while at < end and 48 <= letters[at] <= 57:
                at += 1
            if at == first:
                return -1, begin, 0
    return hour * 3_600 + minute * 60 + second, at, 1 if second == 60 else 0


@compiled
def _moment(letters: Any, begin: int, end: int) -> tuple[int, int]:
    while begin < end and letters[begin] == 32:
        begin += 1
    while begin < end and letters[end - 1] == 32:
        end -= 1
    year = _number(letters, begin, end, 4)
    month = _number(letters, begin + 5, end, 2)
    day = _number(letters, begin + 8, end, 2)
    if year < 1 or month < 1 or month > 12 or day < 1 or begin + 16 > end:
        return 0, MALFORMED
    dashes = letters[begin + 4] == 45 and letters[begin + 7] == 45
    if not dashes or letters[begin + 10] not in (84, 116, 32) or day > _month_days(year, month):
        return 0, MALFORMED
    clock, at, leap = _clock(letters, begin + 11, end)
    if clock < 0:
        return 0, MALFORMED
    east, code = _zone(letters, at, end)
    utc = days_of(year, month, day) * 86_400 + clock - east
    if leap == 1 and code == GOOD and not _month_begins(utc):
        return 0, MALFORMED
    return utc, code


@compiled
def _month_begins(utc: int) -> bool:
    """Whether an instant is the first of a month in UTC, 00:00:00: where a leap second may stand before it."""
    if utc % 86_400 != 0:
        return False
    days = utc // 86_400 + 719_468
    of_era = days % 146_097
    year_of_era = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month = (5 * of_year + 2) // 153
    return of_year - (153 * month + 2) // 5 == 0


@compiled
def parse(letters: Any, starts: Any) -> tuple[Any, Any]:
    """Seconds of UTC of each text, and its code. Of a time without a zone: the seconds as its clock shows them."""
    count = len(starts) - 1
    seconds = np.zeros(count, np.int64)
    codes = np.zeros(count, np.uint8)
    for row in range(count):
        seconds[row], codes[row] = _moment(letters, starts[row], starts[row + 1])
    return seconds, codes
