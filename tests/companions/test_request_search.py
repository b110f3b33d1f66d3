"""Asking for a search: for cases and contacts only, with a purpose, and nothing is searched yet."""

from __future__ import annotations

from uuid import uuid4

import pytest

from fangxian.errors import Invalid, NotAllowed, NotFound
from fangxian.response.companions.actions import request_search
from fangxian.response.companions.models import Search
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow
from tests import factories
from tests.companions.conftest import wish
from tests.factories import PIDU


def ask(case, asker, **said):
    return request_search(case.incident, wish(**said), area=PIDU, id=uuid4(), by=asker)


def test_a_search_waits_for_its_signature_and_is_no_fact_yet(asked):
    assert (asked.state, asked.people[0]["number"], asked.people[0]["standing"]) == ("requested", "C1", "case")
    assert not FactRow.objects.filter(subject=asked.subject).exists()


def test_sending_it_again_asks_once(case, layer, asker):
    key = uuid4()
    for _ in range(2):
        request_search(case.incident, wish(), area=PIDU, id=key, by=asker)
    assert Search.objects.count() == 1


def test_nobody_who_is_neither_case_nor_contact_can_be_searched_for(case, layer, asker):
    with pytest.raises(NotFound, match="X9"):
        ask(case, asker, numbers=["C1", "X9"])


def test_an_excluded_case_is_none(case, layer, asker):
    factories.case(case.incident, number="C2", classification="excluded")
    with pytest.raises(NotFound, match="C2"):
        ask(case, asker, numbers=["C2"])


def test_a_case_of_another_area_cannot_be_searched_for_from_here(case, layer, asker):
    factories.case(case.incident, number="T1", area="12")
    with access.area(PIDU), pytest.raises(NotFound, match="T1"):
        ask(case, asker, numbers=["T1"])


def test_a_contact_is_searched_for_from_the_first_exposure_on(case, layer, asker):
    contact = factories.contact(case.incident, number="K1", source=case.person)
    search = ask(case, asker, numbers=["K1"])
    assert search.people[0]["standing"] == "contact"
    assert search.people[0]["from"] == contact.last_exposure.isoformat()


def test_it_needs_a_purpose(case, layer, asker):
    with pytest.raises(Invalid) as refused:
        ask(case, asker, purpose="  ")
    assert refused.value.context["field"] == "purpose"


def test_the_stays_must_be_there(case, asker):
    with pytest.raises(NotFound, match="venues"):
        ask(case, asker)


@pytest.mark.parametrize("said", [{"min_minutes": -1}, {"window_days": 0}, {"operator": "xor"}, {"only": "moon"},
                                  {"expected": float("nan")}, {"kind": "enemy"}])  # fmt: skip
def test_a_parameter_that_cannot_be_right_is_refused(case, layer, asker, said):
    with pytest.raises(Invalid):
        ask(case, asker, **said)


def test_the_clause_is_kept_only_with_its_own_parameters(case, layer, asker):
    chengdu = {"clause": "order-chengdu-companions-2021#companion", "min_hours": 30.0, "operator": "and"}
    assert ask(case, asker, **chengdu).clause == chengdu["clause"]
    assert ask(case, asker, **chengdu | {"min_hours": 5.0}).clause == ""


def test_a_post_without_the_right_cannot_ask(case, layer, signer):
    with pytest.raises(NotAllowed):
        ask(case, signer)
