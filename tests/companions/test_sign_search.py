"""Signing: another post, for people who still are cases, and the record says so."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.casework.models import Case
from fangxian.response.companions.actions import cancel_search, sign_search
from fangxian.response.ledger.models import FactRow
from tests import factories
from tests.casework.ledger import kinds, said, task
from tests.factories import PIDU


def test_the_record_says_what_for_whom_under_which_rule_and_who_signed(asked, signer):
    search = sign_search(asked, signed_by="Director Wang", by=signer)
    assert search.state == "queued"
    assert kinds(search.subject) == ["search.signed", "collection.started"]
    signed = said(search.subject, "search.signed")
    assert signed["purpose"] == "source of C1"
    assert signed["cases"] == [f"person:{asked.people[0]['person']}"]
    assert "min_minutes=10" in " ".join(signed["parameters"])
    assert signed["signer"] == "Director Wang"


def test_the_rulebook_then_asks_for_the_hits_to_be_erased(asked, signer):
    search = sign_search(asked, signed_by="Director Wang", by=signer)
    assert task(search.subject, "data.visits_erased").state == "open"


def test_signing_again_changes_nothing(asked, signer):
    for _ in range(2):
        sign_search(asked, signed_by="Director Wang", by=signer)
    assert FactRow.objects.filter(subject=asked.subject, kind="search.signed").count() == 1


def test_nobody_signs_what_they_asked_for(asked, asker):
    director = factories.post(PIDU, "director", holder=asker.holder)
    with pytest.raises(Conflict) as refused:
        sign_search(asked, signed_by="me", by=director)
    assert refused.value.code == "search.own_signature"


def test_a_post_without_the_right_cannot_sign(asked):
    with pytest.raises(NotAllowed):
        sign_search(asked, signed_by="me", by=factories.post(PIDU, "epidemiologist"))


def test_a_name_is_needed(asked, signer):
    with pytest.raises(Invalid):
        sign_search(asked, signed_by=" ", by=signer)


def test_somebody_who_is_no_case_any_more_stops_it(asked, signer):
    Case.objects.filter(number="C1").update(classification="excluded")
    with pytest.raises(Conflict, match="C1"):
        sign_search(asked, signed_by="Director Wang", by=signer)


def test_a_cancelled_search_cannot_be_signed(asked, asker, signer):
    cancel_search(asked, reason="solved", by=asker)
    with pytest.raises(Conflict):
        sign_search(asked, signed_by="Director Wang", by=signer)


def test_cancelling_a_signed_search_discharges_the_erasure(asked, signer):
    search = cancel_search(sign_search(asked, signed_by="Director Wang", by=signer), by=signer)
    assert search.state == "cancelled"
    assert task(search.subject, "data.visits_erased").state == "discharged"
