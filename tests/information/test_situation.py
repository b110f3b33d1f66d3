"""The situation as of a moment: what was known then, nothing more, and counts that can be reproduced."""

from __future__ import annotations

from typing import Any

import pytest

from fangxian.response.information.queries.situation import as_json, situation
from fangxian.response.ledger.models import Incident
from tests.information.conftest import hours


def told(outbreak: Incident, hour: float) -> dict[str, Any]:
    return as_json(situation(outbreak, hours(hour)), "5101")


def figures(outbreak: Incident, hour: float) -> dict[str, int]:
    return {figure["key"]: figure["value"] for figure in told(outbreak, hour)["figures"]}


@pytest.mark.parametrize(
    ("hour", "confirmed", "asymptomatic"), [(0.5, 0, 0), (2, 1, 0), (11, 1, 1), (29, 1, 1), (31, 2, 0), (36, 2, 0)]
)
def test_a_conversion_moves_and_never_duplicates(
    outbreak: Incident, hour: float, confirmed: int, asymptomatic: int
) -> None:
    found = figures(outbreak, hour)
    assert (found["confirmed"], found["asymptomatic"]) == (confirmed, asymptomatic)


def test_new_today_counts_local_days(outbreak: Incident) -> None:
    assert figures(outbreak, 11)["new"] == 2
    assert figures(outbreak, 14.9)["new"] == 2  # 23:54 in Chengdu
    assert figures(outbreak, 15.1)["new"] == 0


def test_who_is_in_quarantine_is_read_from_the_record(outbreak: Incident) -> None:
    assert figures(outbreak, 11)["in_quarantine"] == 0
    assert figures(outbreak, 13)["in_quarantine"] == 1


def test_what_was_never_stated_is_not_zero(outbreak: Incident) -> None:
    assert figures(outbreak, 11)["sampled"] is None
    assert figures(outbreak, 13)["sampled"] == 5_000


def test_districts_add_up_to_the_whole(outbreak: Incident) -> None:
    found = told(outbreak, 36)
    assert sum(district["cases"] for district in found["districts"]) == 2
    assert {d["code"]: d["cases"] for d in found["districts"]}["510117"] == 2


def test_the_curve_holds_every_infection_once_and_says_how_many_have_no_onset(outbreak: Incident) -> None:
    curve = told(outbreak, 36)["curve"]
    assert sum(day["confirmed"] + day["asymptomatic"] for day in curve["report"]) == 2
    assert sum(day["confirmed"] + day["asymptomatic"] for day in curve["onset"]) + curve["onset_missing"] == 2
    assert curve["onset"][0]["date"] == "2020-12-05"


def test_tasks_are_those_the_facts_called_for_then(outbreak: Incident) -> None:
    before = {(clock["clause"], clock["subject_label"]): clock["state"] for clock in told(outbreak, 2)["clocks"]}
    assert before["case.network_report", "A-1"] in {"open", "due_soon"}
    later = {(clock["clause"], clock["subject_label"]): clock["state"] for clock in told(outbreak, 10)["clocks"]}
    assert later["case.network_report", "A-1"] == "overdue"


def test_the_past_does_not_change_when_more_is_learned(outbreak: Incident) -> None:
    from fangxian.response.ledger.entry import Entry
    from fangxian.response.ledger.record import record

    before = told(outbreak, 20)
    record(
        [
            Entry(
                kind="case.reported", subject=f"person:{outbreak.cases.get(number='A-1').person_id}", at=hours(2),
                area="510117001218", incident=outbreak.id,
            )
        ]
    )  # fmt: skip
    assert told(outbreak, 20) == before
    assert figures(outbreak, 36)["overdue_tasks"] < len(told(outbreak, 36)["clocks"])


def test_the_days_of_the_slider_run_from_the_first_fact_to_now(outbreak: Incident) -> None:
    days = told(outbreak, 36)["days"]
    assert days[0].startswith("2020-12-07T16:00")
    assert days[-1].startswith("2020-12-08T13:00")
