"""Filters of clauses are data; this is what they mean."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from fangxian.protocol.clause import Trigger
from fangxian.protocol.filters import compile_where

YES, NO = True, False


@pytest.mark.parametrize(
    ("where", "attributes", "passes"),
    [
        ({}, {}, YES),
        ({"kind": "close"}, {"kind": "close"}, YES),
        ({"kind": "close"}, {"kind": "general"}, NO),
        ({"kind": "close"}, {}, NO),
        ({"kind": ["close", "secondary"]}, {"kind": "secondary"}, YES),
        ({"kind": {"ne": "close"}}, {"kind": "close"}, NO),
        ({"kind": {"ne": "close"}}, {}, YES),
        ({"kind": {"not_in": ["close"]}}, {}, YES),
        ({"kind": {"not_in": ["close"]}}, {"kind": "close"}, NO),
        ({"group": {"exists": True}}, {"group": "child"}, YES),
        ({"group": {"exists": True}}, {}, NO),
        ({"group": {"exists": False}}, {}, YES),
        ({"group": {"exists": False}}, {"group": "child"}, NO),
        ({"ct": {"lt": 35}}, {"ct": 34.9}, YES),
        ({"ct": {"lt": 35}}, {"ct": 35}, NO),
        ({"ct": {"lt": 35}}, {}, NO),
        ({"ct": {"lt": 35}}, {"ct": "low"}, NO),
        ({"ct": {"ge": 35, "le": 40}}, {"ct": 40}, YES),
        ({"ct": {"ge": 35, "le": 40}}, {"ct": 41}, NO),
        ({"ct": {"gt": 35}}, {"ct": 35}, NO),
        ({"passed": True}, {"passed": True}, YES),
        ({"passed": True}, {"passed": 1}, NO),
        ({"contacts": 1}, {"contacts": True}, NO),
        ({"symptoms": "fever"}, {"symptoms": ["cough", "fever"]}, YES),
        ({"symptoms": {"ne": "fever"}}, {"symptoms": ["cough", "fever"]}, NO),
        ({"onset_on": {"ge": date(2020, 12, 1)}}, {"onset_on": "2020-12-01"}, YES),
        ({"onset_on": {"ge": date(2020, 12, 2)}}, {"onset_on": "2020-12-01"}, NO),
        ({"onset_on": {"ge": date(2020, 12, 2)}}, {"onset_on": "unknown"}, NO),
        ({"until": {"lt": datetime(2020, 12, 1, tzinfo=UTC)}}, {"until": "2020-12-01T07:59+08:00"}, YES),
        ({"until": {"lt": datetime(2020, 12, 1, tzinfo=UTC)}}, {"until": "2020-12-01T08:00+08:00"}, NO),
        ({"kind": "close", "group": "child"}, {"kind": "close"}, NO),
    ],
)
def test_a_filter_passes_what_it_says(where, attributes, passes):
    assert compile_where(Trigger(kind="x", where=where).where)(attributes) is passes
