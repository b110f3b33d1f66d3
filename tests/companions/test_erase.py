"""Erasing: hits and stays go under the clause, with a proof on record; figures and contacts stay."""

from __future__ import annotations

from datetime import date

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.casework.models import Contact
from fangxian.response.companions import pseudonyms, stays
from fangxian.response.companions.actions import accept_hits, erase_search, erase_stays, reject_hits
from fangxian.response.companions.models import Hit
from tests.casework.ledger import said, task
from tests.companions.conftest import FRIEND


def test_hits_and_people_are_gone_and_what_the_rule_was_worth_stays(review, asker, signer):
    first, second, _third = Hit.objects.order_by("rank")
    accept_hits(review, [first.id], by=asker)
    reject_hits(review, [second.id], reason="apart", by=asker)
    search = erase_search(review, signed_by="Wang", by=signer)
    assert not Hit.objects.exists()
    assert (search.people, search.accepted, search.rejected) == ([], 1, 1)
    assert Contact.objects.count() == 1


def test_the_proof_discharges_the_clause(review, signer):
    search = erase_search(review, signed_by="Wang", by=signer)
    fact = said(search.subject, "record.erased")
    assert (fact["record_class"], fact["count"], fact["proof"]) == ("companions", 3, search.proof)
    assert task(search.subject, "data.visits_erased").state == "discharged"


def test_erasing_again_changes_nothing(review, signer):
    proof = erase_search(review, signed_by="Wang", by=signer).proof
    assert erase_search(review, signed_by="Li", by=signer).proof == proof


def test_an_answer_whose_line_was_never_drawn_can_be_erased(answered, signer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        erase_search(answered, signed_by="Wang", by=signer)
    assert not stays.answer_file(answered.id).exists()


def test_a_search_that_was_not_answered_cannot_be(asked, signer):
    with pytest.raises(Conflict):
        erase_search(asked, signed_by="Wang", by=signer)


def test_it_takes_the_right_and_a_name(review, asker, signer):
    with pytest.raises(NotAllowed):
        erase_search(review, signed_by="Wang", by=asker)
    with pytest.raises(Invalid):
        erase_search(review, signed_by="", by=signer)


def test_old_days_of_the_stays_go_with_those_who_have_none_left(outbreak, layer, signer):
    (friend,) = pseudonyms.of([f"phone:{FRIEND}"])
    assert pseudonyms.resolve(friend).phone == FRIEND
    done = erase_stays(outbreak, "venues", before=date(2020, 12, 8), signed_by="Wang", by=signer)
    assert done["days"] == ["2020-12-07"]
    assert pseudonyms.resolve(friend).phone == ""
    assert said(layer.subject, "record.erased")["proof"] == done["proof"]
    assert task(layer.subject, "data.visits_erased").state == "discharged"


def test_no_phone_number_is_written_to_the_disk(layer):
    for file in stays.folder().rglob("*"):
        if file.is_file():
            assert FRIEND.encode() not in file.read_bytes(), file.name
