"""A wrong outcome is corrected by a new fact that names the old one; everything that followed from it follows anew."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.casework.models import Contact
from fangxian.response.coinvestigation.actions import (
    Letter,
    accept_persons,
    correct_outcomes,
    export_answer,
    forward_persons,
    settle_persons,
)
from fangxian.response.coinvestigation.models import Listed, Outcome, State
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow
from tests.casework.ledger import kinds, task
from tests.coinvestigation.conftest import CHENGHUA, JINJIANG, TIANJIN, fresh
from tests.coinvestigation.test_api import call
from tests.factories import PIDU

PROOF = "household register seen"


def settled(world, outcome=Outcome.NONEXISTENT, stay=CHENGHUA):
    listed = world.one(stay)
    with access.everywhere():
        settle_persons([listed.id], outcome, name="Wang", note=PROOF)
    return fresh(listed)


def correct(world, listed, outcome, area=CHENGHUA, **fields):
    fields = {"reason": "the wrong row was ticked", **fields}
    with access.area(area):
        return correct_outcomes([listed.id], outcome, by=world.posts[area], **fields)


def results(listed):
    with access.everywhere():
        return list(FactRow.objects.filter(subject=listed.subject, kind="coinvestigation.resulted").order_by("seq"))


def test_the_new_fact_names_the_old_one_and_says_why(world):
    listed = settled(world)
    assert correct(world, listed, Outcome.CONTROLLED) == 1
    first, second = results(listed)
    assert (second.corrects, second.at) == (first.id, first.at)
    assert (second.attributes["outcome"], second.attributes["reason"]) == ("controlled", "the wrong row was ticked")
    listed = fresh(listed)
    assert (listed.state, listed.outcome, listed.correction) == (State.ENDED, "controlled", "the wrong row was ticked")
    assert listed.sheet.ended_at is not None


def test_what_was_said_of_the_person_is_taken_back_and_the_contact_is_managed_again(world):
    listed = settled(world)
    with access.everywhere():
        assert Contact.objects.get().ended_at is not None
    correct(world, listed, Outcome.CONTROLLED)
    with access.everywhere():
        contact, row = Contact.objects.get(), FactRow.objects.get(kind="person.proven_nonexistent")
        assert (contact.ended_at, contact.follow_up_ended_at) == (None, None)
        assert FactRow.objects.get(kind="fact.voided").corrects == row.id
        assert "person.checked" in kinds(listed.person.subject)


def test_management_ends_where_the_right_outcome_leaves_nobody(world):
    listed = settled(world, Outcome.CONTROLLED)
    with pytest.raises(Invalid):
        correct(world, listed, Outcome.DECEASED)
    correct(world, listed, Outcome.DECEASED, note="certificate of the hospital")
    with access.everywhere():
        assert Contact.objects.get().ended_at == fresh(listed).ended_at
        assert "person.deceased" in kinds(listed.person.subject)


def test_an_outcome_that_was_none_opens_the_request_and_its_clock_again(world):
    listed = settled(world)
    correct(world, listed, "")
    with access.everywhere():
        assert task(listed.subject, "coinvestigation.result").state == "open"
        settle_persons([listed.id], Outcome.CONTROLLED, name="Wang")
        assert task(listed.subject, "coinvestigation.result").state == "discharged"


def test_a_request_opened_again_opens_its_sheet(world):
    listed = settled(world)
    correct(world, listed, "")
    listed = fresh(listed)
    assert (listed.state, listed.ended_at, listed.sheet.ended_at) == (State.ACCEPTED, None, None)
    assert correct(world, settled(world), Outcome.RULED_OUT, note="was never there") == 1


def test_corrections_are_corrected_and_the_same_request_twice_corrects_once(world):
    listed, same = settled(world), uuid4()
    for _ in range(2):
        correct(world, listed, Outcome.CONTROLLED, id=same)
    assert correct(world, listed, Outcome.CONTROLLED) == 0
    correct(world, listed, Outcome.NONEXISTENT, note=PROOF)
    first, second, third = results(listed)
    assert (second.corrects, third.corrects) == (first.id, second.id)


def test_only_who_answered_corrects_and_needs_a_reason(world):
    listed = settled(world)
    with pytest.raises(NotAllowed):
        correct(world, listed, Outcome.CONTROLLED, area=PIDU)
    with pytest.raises(Invalid):
        correct(world, listed, Outcome.CONTROLLED, reason=" ")
    with pytest.raises(Invalid):
        correct(world, listed, Outcome.LEFT, to=TIANJIN)
    with pytest.raises(Conflict):
        correct(world, world.one(), Outcome.CONTROLLED, area=PIDU)


def test_who_went_on_is_corrected_where_they_went_and_every_open_leg_follows(world):
    listed = world.one()
    with access.everywhere():
        accept_persons([listed.id], name="Wang")
        forward_persons([listed.id], to=JINJIANG, letter=Letter())
        onward = Listed.objects.get(chain=listed.chain, leg=2)
        settle_persons([onward.id], Outcome.CONTROLLED, name="Wang")
        with pytest.raises(Conflict) as refused:
            correct_outcomes([listed.id], Outcome.DECEASED, note=PROOF, reason="wrong row")
        assert refused.value.code == "sheet.went_on"
        correct_outcomes([onward.id], Outcome.DECEASED, note=PROOF, reason="wrong row")
    # The first leg ended when the third place took the person over: with receipt, which stays true.
    assert (fresh(listed).outcome, fresh(onward).outcome) == ("left", "deceased")


def test_who_was_asked_for_anew_is_not_opened_again(world):
    listed = settled(world, Outcome.CONTROLLED)
    with access.everywhere():
        contact = Contact.objects.get()
        contact.area = contact.person.area = PIDU
        contact.save()
        contact.person.save()
    world.send(contact)
    with pytest.raises(Conflict) as refused:
        correct(world, listed, "")
    assert refused.value.code == "sheet.open_already"


def test_both_sides_see_what_was_said_before_and_why_it_was_wrong(world):
    listed = settled(world)
    url = reverse("coinvestigation:correct", args=[listed.id])
    sheet = reverse("coinvestigation:sheet", args=[listed.sheet_id])
    assert url in world.client(CHENGHUA).get(sheet).content.decode()
    assert url not in world.client(PIDU).get(sheet).content.decode()
    assert world.client(CHENGHUA).post(url, {"outcome": "controlled", "reason": ""}).status_code == 422
    assert world.client(CHENGHUA).post(url, {"outcome": "controlled", "reason": "a slip"}).status_code == 302
    for area in (CHENGHUA, PIDU):
        page = world.client(area).get(sheet).content.decode()
        for words in ("a slip", "Corrected:", "proven not to exist", "is-voided"):
            assert words in page, (area, words)


def test_corrected_over_json(world):
    listed = settled(world)
    said = {"what": "correct", "people": [str(listed.id)], "outcome": "controlled", "reason": "a slip"}
    status, sheet = call(world.client(CHENGHUA), f"/{listed.sheet_id}/steps", said)
    assert (status, sheet["people"][0]["outcome"], sheet["people"][0]["correction"]) == (200, "controlled", "a slip")


def test_the_answer_as_a_file_says_the_correction(world):
    listed = settled(world)
    correct(world, listed, Outcome.CONTROLLED)
    with access.everywhere():
        (answer,) = export_answer(listed.sheet)["content"]["answers"]
    assert (answer["outcome"], answer["correction"]) == ("controlled", "the wrong row was ticked")
