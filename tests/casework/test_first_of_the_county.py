"""The first infection of a county is said so in its fact, whoever reports it and in whatever order."""

from __future__ import annotations

from datetime import timedelta

from fangxian.response.casework.actions import CaseReport, exclude_case, reclassify_case, report_case, report_cases
from fangxian.response.ledger.models import FactRow
from tests.factories import NOON, PIDU

CHENGHUA = "510108"
HOUR = timedelta(hours=1)


def firsts() -> list[str]:
    """Numbers of the cases that were said to be the first of their county."""
    facts = FactRow.objects.filter(kind__in=["case.confirmed", "case.asymptomatic"]).order_by("seq")
    return [fact.attributes["number"] for fact in facts if fact.attributes.get("first_in_area")]


def report(number: str, hours: int = 0, area: str = PIDU, classification: str = "confirmed") -> CaseReport:
    return CaseReport(number=number, classification=classification, at=NOON - HOUR * (9 - hours), area=area)


def test_the_first_of_each_county_and_no_other(outbreak):
    report_case(outbreak, number="1", classification="confirmed", at=NOON - 3 * HOUR, area=f"{PIDU}001")
    report_cases(outbreak, [report("2", 8), report("3", 7, CHENGHUA), report("4", 6, f"{CHENGHUA}002")])
    assert firsts() == ["1", "4"]


def test_a_suspect_is_none_until_confirmed(outbreak):
    suspect = report_cases(outbreak, [report("1", classification="suspect")])[0]
    assert firsts() == []
    reclassify_case(suspect, "confirmed", at=NOON - HOUR)
    assert firsts() == ["1"]
    report_cases(outbreak, [report("2", 8)])
    assert firsts() == ["1"]


def test_an_asymptomatic_infection_that_converts_was_the_first_before(outbreak):
    case = report_cases(outbreak, [report("1", classification="asymptomatic")])[0]
    reclassify_case(case, "confirmed", at=NOON - HOUR)
    assert firsts() == ["1"]
    assert FactRow.objects.filter(kind="case.confirmed").count() == 1


def test_where_the_first_was_excluded_the_next_is_the_first(outbreak):
    case = report_cases(outbreak, [report("1")])[0]
    exclude_case(case, reason="false positive", at=NOON - 2 * HOUR)
    report_cases(outbreak, [report("2", 8)])
    assert firsts() == ["1", "2"]


def test_a_case_whose_county_is_not_known_is_none(outbreak):
    report_cases(outbreak, [report("1", area="5101")])
    assert firsts() == []
