"""Judging: an accepted hit becomes a contact with its task; a rejected one stays unknown; both can be undone."""

from __future__ import annotations

from uuid import uuid4

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.casework.models import Contact, Relationship
from fangxian.response.companions import pseudonyms, queries
from fangxian.response.companions.actions import accept_hits, reject_hits, take_back
from fangxian.response.companions.models import Hit
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Person
from fangxian.response.registry.queries import card_of
from tests import factories
from tests.casework.ledger import said, task
from tests.companions.conftest import FRIEND
from tests.factories import PIDU, PITONG


@pytest.fixture
def hits(review):
    return list(Hit.objects.order_by("rank"))


def test_an_accepted_hit_is_a_contact_of_the_case_with_a_day_to_be_checked(case, review, hits, asker):
    (hit,) = accept_hits(review, [hits[0].id], by=asker)
    contact = Contact.objects.get(number=hit.known_as)
    assert (contact.kind, contact.area) == ("companion", PITONG)
    assert card_of(contact.person).phone == FRIEND
    link = Relationship.objects.get(person=contact.person)
    assert (link.source, link.first_exposure, link.last_exposure) == (case.person, hit.first, hit.last)
    owed = task(contact.subject, "companion.checked")
    assert (owed.due_at - contact.identified_at).total_seconds() == 24 * 3600


def test_accepting_twice_makes_one_contact(review, hits, asker):
    key = uuid4()
    for _ in range(2):
        accept_hits(review, [hits[0].id], id=key, by=asker)
    assert Contact.objects.count() == 1
    assert said(review.subject, "search.judged")["count"] == 1


def test_many_are_accepted_at_once(review, hits, asker):
    accept_hits(review, [hit.id for hit in hits], by=asker)
    review.refresh_from_db()
    assert (review.accepted, Contact.objects.count()) == (3, 3)


def test_an_interviewed_contact_gains_the_exposure_and_keeps_the_stricter_kind(case, review, hits, asker):
    known = factories.contact(case.incident, number="K1", source=case.person)
    set_identity(known.person, IdentityCard(phone=FRIEND))
    (hit,) = accept_hits(review, [hits[0].id], by=asker)
    assert (hit.person, hit.known_as) == (known.person, "K1")
    assert Contact.objects.get().kind == "close"
    assert Relationship.objects.filter(person=known.person).count() == 2


def test_until_then_nobody_is_looked_up(review, hits, asker, monkeypatch):
    opened = []
    resolve = pseudonyms.resolve
    monkeypatch.setattr(pseudonyms, "resolve", lambda one: opened.append(one) or resolve(one))
    people = Person.objects.count()
    reject_hits(review, [hits[1].id], reason="apart", by=asker)
    assert (opened, Person.objects.count()) == ([], people)
    accept_hits(review, [hits[0].id], by=asker)
    assert set(opened) == {hits[0].pseudonym}


def test_a_phone_that_nobody_delivered_becomes_a_contact_to_be_found(review, hits, asker):
    from fangxian.response.companions.pseudonyms import forget

    forget([])
    (hit,) = accept_hits(review, [hits[0].id], by=asker)
    assert Contact.objects.get(number=hit.known_as).area == PIDU
    assert card_of(hit.person) is None


def test_a_rejected_hit_keeps_its_reason_and_counts_as_false(review, hits, asker):
    accept_hits(review, [hits[0].id], by=asker)
    reject_hits(review, [hits[1].id], reason="other", note="worked behind glass", by=asker)
    (worth,) = queries.worth()
    assert (worth.accepted, worth.rejected, worth.false_share) == (1, 1, 0.5)
    assert said(review.subject, "search.judged")["reason"] == "other: worked behind glass"


@pytest.mark.parametrize("said", [{"reason": ""}, {"reason": "bored"}, {"reason": "other"}])
def test_a_rejection_needs_a_known_reason_and_another_one_words(review, hits, asker, said):
    with pytest.raises(Invalid):
        reject_hits(review, [hits[0].id], by=asker, **said)


def test_an_accepted_hit_is_rejected_only_after_it_was_taken_back(review, hits, asker):
    accept_hits(review, [hits[0].id], by=asker)
    with pytest.raises(Conflict):
        reject_hits(review, [hits[0].id], reason="apart", by=asker)
    take_back(review, [hits[0].id], by=asker)
    (hit,) = reject_hits(review, [hits[0].id], reason="apart", by=asker)
    assert hit.decision == "rejected"


def test_taking_an_acceptance_back_voids_its_exposures_and_ends_the_task(review, hits, asker):
    (hit,) = accept_hits(review, [hits[0].id], by=asker)
    take_back(review, [hit.id], by=asker)
    assert not Relationship.objects.filter(person=hit.person, voided_at=None).exists()
    assert task(hit.person.subject, "companion.checked").state == "lapsed"
    review.refresh_from_db()
    assert review.accepted == 0
    (again,) = accept_hits(review, [hit.id], by=asker)
    assert Relationship.objects.filter(person=again.person, voided_at=None).count() == 1


def test_a_hit_of_another_search_is_refused(review, hits, asker):
    with pytest.raises(Invalid):
        accept_hits(review, [uuid4()], by=asker)


def test_a_post_that_may_not_record_contacts_may_not_judge(review, hits, signer):
    with pytest.raises(NotAllowed):
        accept_hits(review, [hits[0].id], by=signer)
