"""What a step that was owed counts as."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fangxian.drill.evaluation.material import Step

OPENED = datetime(2021, 8, 13, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def step(state: str, due: int, discharged: int | None = None, lapsed: int | None = None) -> Step:
    """A step due so many hours after its opening, with what became of it."""
    at = [None if hours is None else OPENED + hours * HOUR for hours in (discharged, lapsed)]
    return Step("contact.tests", "person:x", state, OPENED, OPENED + due * HOUR, at[0], at[1])


@pytest.mark.parametrize(
    ("one", "outcome"),
    [
        (step("discharged", 4, discharged=4), "met"),
        (step("discharged", 4, discharged=5), "late"),
        (step("lapsed", 4, lapsed=3), "lapsed"),
        (step("lapsed", 4, lapsed=9), "missed"),
        (step("lapsed", -20, lapsed=0), "lapsed"),
        (step("open", 4), "missed"),
        (step("open", 40), "open"),
    ],
)
def test_who_was_found_too_late_for_a_test_was_not_missed_by_it(one: Step, outcome: str) -> None:
    assert one.outcome(OPENED + 30 * HOUR) == outcome
