"""Changing a case's classification."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from fangxian.errors import Conflict, NotAllowed
from fangxian.response.casework.actions import reclassify_case, report_case
from fangxian.response.casework.models import Case
from tests import factories
from tests.casework.ledger import kinds, said
from tests.factories import NOON, PIDU

EARLIER = NOON - timedelta(days=1)


@pytest.fixture
def suspect(outbreak):
    return report_case(outbreak, number="PD-1", classification="suspect", at=EARLIER, area=PIDU)


def lines(case: Case) -> list[str]:
    return [line.classification for line in case.history.filter(replaced_at=None)]


def test_a_suspect_is_confirmed_and_stays_one_case(suspect):
    case = reclassify_case(suspect, "confirmed", at=NOON)
    assert (case.classification, case.classified_at) == ("confirmed", NOON)
    assert lines(case) == ["suspect", "confirmed"]
    assert kinds(case.subject) == ["case.suspected", "case.confirmed", "case.converted"]
    assert said(case.subject, "case.converted") == {"from": "suspect", "to": "confirmed"}
    assert Case.objects.count() == 1


def test_the_same_request_twice_makes_one_line(suspect):
    same = uuid4()
    for _ in range(2):
        reclassify_case(suspect, "confirmed", at=NOON, id=same)
    assert lines(suspect) == ["suspect", "confirmed"]


def test_a_change_that_is_learned_late_joins_the_history_at_its_own_time(suspect):
    reclassify_case(suspect, "excluded", at=NOON, reason="两次阴性")
    case = reclassify_case(suspect, "confirmed", at=NOON - timedelta(hours=3))
    assert lines(case) == ["suspect", "confirmed", "excluded"]
    assert case.classification == "excluded"


def test_a_step_that_the_rulebook_does_not_know_is_refused_with_what_is_possible(suspect):
    with pytest.raises(Conflict) as refused:
        reclassify_case(suspect, "asymptomatic", at=NOON)
    assert refused.value.code == "case.transition"
    with translation.override("en"):
        assert "confirmed" in str(refused.value)
    assert kinds(suspect.subject) == ["case.suspected"]


def test_without_a_rulebook_the_plain_table_decides(everywhere):
    factories.workspace()
    case = report_case(factories.incident(), number="PD-1", classification="suspect", at=EARLIER, area=PIDU)
    assert reclassify_case(case, "asymptomatic", at=NOON).classification == "asymptomatic"
    with pytest.raises(Conflict):
        reclassify_case(case, "probable", at=NOON)


def test_an_excluded_case_can_be_classified_anew(suspect):
    reclassify_case(suspect, "excluded", at=EARLIER + timedelta(hours=2), reason="复核阴性")
    case = reclassify_case(suspect, "confirmed", at=NOON)
    assert lines(case) == ["suspect", "excluded", "confirmed"]
    assert kinds(case.subject) == ["case.suspected", "case.excluded", "case.confirmed"]


def test_a_post_of_another_area_may_not(suspect):
    with pytest.raises(NotAllowed):
        reclassify_case(suspect, "confirmed", at=NOON, by=factories.post("510108"))
