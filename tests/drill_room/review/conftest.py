"""A room that has ended and was evaluated, with somebody to correct, to sign, and to take part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from fangxian.drill.review.actions import keep_evaluation
from fangxian.drill.review.models import Draft
from fangxian.drill.room import curtain
from fangxian.drill.room.models import Room
from tests.drill_room.conftest import Cast
from tests.drill_scenario.test_report import DATA

TASK = "00000000-0000-4000-8000-000000000001"


def evaluation(**changed: Any) -> dict[str, Any]:
    """An evaluation as it is kept, with the parts that pictures and sections are made of."""
    clocks = [DATA["clocks"][0] | {"worst": [TASK]}]
    more = {
        "clocks": clocks, "package": "ab" * 32, "city": "c", "titles": {"case.core_facts": ["核心信息", "Core facts"]},
        "missed": [DATA["missed"][0] | {"task": TASK}],
        "marks": [{"kind": "report", "day": 0.4, "fact": ""}],
        "lanes": [
            {"clause": "case.core_facts", "since": 0.4, "until": 3.2, "cells": [[0, 8, 0, 0, 0], [1, 0, 10, 2, 0]]}
        ],
        "frames": [
            {"day": 0, "at": "2021-08-14T00:00:00+08:00", "truth": {"510108011005": 9}, "known": {"510108011005": 2},
             "zones": ["510108011005"]}
        ],
        "ground": {"outlines": [], "approval": "GS(2024)0650号", "points": {"510108011005": [104.1, 30.7]}},
        "bulletins": [
            {"fact": TASK, "at": "2021-08-13T20:00:00+08:00", "figure": "confirmed", "published": 3, "record": 4}
        ],
        "faults": [
            {"kind": "testing_lane", "area": "", "since": "2021-08-13T10:00:00+08:00",
             "until": "2021-08-13T15:00:00+08:00", "facts": 12, "met": 3, "late": 1, "missed": 0, "before": 0.9,
             "answer_minutes": None}
        ],
    }  # fmt: skip
    return {**DATA, **more, **changed}


@dataclass
class Reviewed:
    """A cast whose exercise has ended and was evaluated."""

    cast: Cast

    @property
    def drafts(self) -> dict[str, Draft]:
        """Findings by key."""
        with curtain.lifted():
            return {one.key: one for one in Draft.objects.all()}


@pytest.fixture
def reviewed(cast: Cast) -> Reviewed:
    """The room has ended; its evaluation is kept."""
    Room.objects.update(state=Room.State.ENDED)
    keep_evaluation(evaluation())
    return Reviewed(cast)
