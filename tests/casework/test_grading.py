"""Who counts on board: the transport rules of the rulebook."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.protocol.pack import load_pack
from fangxian.response.casework.grading import grade, table


@pytest.mark.parametrize(
    ("vehicle", "where", "kind"),
    [
        ("aircraft", {"rows_apart": 0}, "close"),
        ("aircraft", {"rows_apart": 3}, "close"),
        ("aircraft", {"rows_apart": -3}, "close"),
        ("aircraft", {"rows_apart": 4}, "general"),
        ("aircraft", {"rows_apart": 9, "crew": True}, "close"),
        ("train_sealed_seat", {"units_apart": 0}, "close"),
        ("train_sealed_seat", {"units_apart": 1}, "general"),
        ("train_open_bay", {"units_apart": -1}, "close"),
        ("train_open_bay", {"units_apart": 2}, "general"),
        ("coach_sealed", {}, "close"),
        ("bus_open", {"rows_apart": -4}, "general"),
        ("ship", {"units_apart": 0}, "close"),
    ],
)
def test_the_seat_decides_by_the_table_of_the_rulebook(vehicle, where, kind):
    found = grade(load_pack("covid19-cn-8"), vehicle, **where)
    assert (found.kind, found.mark) == (kind, "V2")


@pytest.mark.parametrize(("vehicle", "where"), [("aircraft", {}), ("aircraft", {"units_apart": 0}), ("balloon", {})])
def test_where_too_little_is_known_nothing_is_decided(vehicle, where):
    assert grade(load_pack("covid19-cn-8"), vehicle, **where) is None


@given(st.integers(-60, 60))
def test_a_seat_nearer_to_the_case_never_counts_less(rows):
    pack = load_pack("covid19-cn-8")
    nearer = rows - (rows > 0) + (rows < 0)
    if grade(pack, "aircraft", rows_apart=rows).kind == "close":
        assert grade(pack, "aircraft", rows_apart=nearer).kind == "close"


def test_every_rule_is_said_with_its_source():
    rows = table(load_pack("covid19-cn-8"))
    assert len(rows) == 8
    assert all(row["vehicle"] and row["who"] and row["cite"] for row in rows)
