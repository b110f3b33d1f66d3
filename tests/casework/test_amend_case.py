"""Amending what was said of a case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.casework.actions import amend_case, reclassify_case, report_case
from fangxian.response.casework.queries.as_of import cases_as_of
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow
from tests import factories
from tests.casework.ledger import kinds, said, task
from tests.factories import NOON, PIDU


@pytest.fixture
def case(outbreak):
    return report_case(
        outbreak, number="PD-1", classification="confirmed", at=NOON - timedelta(hours=3), area=PIDU, route="mass_test",
        sampled_at=NOON - timedelta(hours=5), source="不明",
    )  # fmt: skip


def test_the_correction_names_the_fact_it_takes_the_place_of_and_keeps_the_rest(case):
    first = FactRow.objects.get(kind="case.confirmed")
    amend_case(case, {"onset_on": date(2020, 12, 5)}, reason="复核问诊")
    second = FactRow.objects.get(corrects=first.id)
    assert second.attributes == first.attributes | {"onset_on": "2020-12-05", "note": "复核问诊"}
    assert (second.at, case.onset_on) == (first.at, date(2020, 12, 5))


def test_saying_what_stands_changes_nothing(case):
    before = FactRow.objects.count()
    for _ in range(2):
        amend_case(case, {"onset_on": date(2020, 12, 5), "route": "mass_test", "source": "不明", "age": 40})
    assert FactRow.objects.count() == before + 1


def test_another_class_and_time_move_the_history_and_the_clock(case):
    amend_case(case, {"classification": "asymptomatic", "classified_at": NOON - timedelta(hours=1)})
    assert [(line.classification, line.replaced_at is None) for line in case.history.all()] == [
        ("confirmed", False), ("asymptomatic", True),
    ]  # fmt: skip
    assert case.classification == "asymptomatic"
    assert task(case.subject, "case.network_report").due_at == NOON + timedelta(hours=1)


def test_what_was_known_before_the_correction_can_still_be_asked(case, outbreak):
    clock.advance(NOON + timedelta(hours=1))
    amend_case(case, {"classification": "asymptomatic"})
    assert [one.classification for one in cases_as_of(outbreak.id, NOON)] == ["confirmed"]
    assert [one.classification for one in cases_as_of(outbreak.id, NOON + timedelta(hours=1))] == ["asymptomatic"]


def test_after_a_change_of_class_the_present_one_is_amended(outbreak):
    case = report_case(outbreak, number="PD-2", classification="suspect", at=NOON - timedelta(hours=3), area=PIDU)
    reclassify_case(case, "confirmed", at=NOON)
    amend_case(case, {"classified_at": NOON - timedelta(hours=1)})
    lines = [(line.classification, line.at) for line in case.history.filter(replaced_at=None)]
    assert lines == [("suspect", NOON - timedelta(hours=3)), ("confirmed", NOON - timedelta(hours=1))]
    assert case.classified_at == NOON - timedelta(hours=1)


def test_source_and_outcome_have_facts_of_their_own(case):
    amend_case(case, {"source": "PD-0 的同事", "outcome": "recovered", "outcome_at": NOON})
    assert said(case.subject, "source.proposed")["hypothesis"] == "PD-0 的同事"
    assert FactRow.objects.filter(kind="source.proposed", corrects__isnull=False).count() == 1
    assert kinds(case.subject)[-1] in ("case.recovered", "source.proposed")


def test_a_case_moves_to_another_area_with_its_history(case):
    amend_case(case, {"area": "510108"})
    assert case.area == case.person.area == "510108"
    assert set(case.history.values_list("area", flat=True)) == {"510108"}


def test_a_field_that_does_not_exist_and_another_area_are_refused(case):
    with pytest.raises(Invalid) as refused:
        amend_case(case, {"shoe_size": 43})
    assert refused.value.code == "case.not_amendable"
    with pytest.raises(NotAllowed):
        amend_case(case, {"area": "510108"}, by=factories.post(PIDU))
