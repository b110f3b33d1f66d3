"""How long data is kept, and what happens then."""

from __future__ import annotations

from typing import Literal

from fangxian.protocol.schema.base import Days, Key, Sourced, Text


class Retention(Sourced):
    """A class of data with its clock."""

    id: Key
    title: Text
    keep_days: Days
    """Days from the anchor."""
    anchor: Literal["outbreak_ended", "recorded", "measure_ended"] = "outbreak_ended"
    then: Literal["erase", "keep_aggregate", "restrict"]
    """``restrict``: stop all use but storage, where the law forbids erasing."""
    clause: Key | None = None
