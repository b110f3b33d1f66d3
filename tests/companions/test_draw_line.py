"""The line: a tier, a reason, a signature; only what lies above it comes into the record, with its evidence."""

from __future__ import annotations

import sys

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.companions import stays
from fangxian.response.companions.actions import draw_line, take_hits
from fangxian.response.companions.models import Hit
from tests import factories
from tests.casework.ledger import said


def draw(search, signer, **more):
    return draw_line(search, **{"tier": 1, "reason": "household", "signed_by": "Wang", "by": signer} | more)


def test_only_those_above_the_line_come_in_strongest_first(answered, signer):
    search = take_hits(draw(answered, signer))
    assert search.state == "review"
    assert Hit.objects.count() == search.line_persons == answered.answer["tiers"][0]["so_far"] < 3
    assert not stays.answer_file(search.id).exists()


def test_the_record_says_where_it_lies_and_why(answered, signer):
    draw(answered, signer)
    drawn = said(answered.subject, "search.line_drawn")
    assert (drawn["tier"], drawn["reason"], drawn["signer"]) == (1, "household", "Wang")


def test_a_hit_carries_the_overlaps_with_place_and_times(review):
    strongest = Hit.objects.order_by("rank").first()
    (with_case,) = strongest.evidence
    assert with_case["number"] == "C1"
    assert [(one["place"], one["minutes"]) for one in with_case["overlaps"]] == [("Bar", 180.0), ("Bus 9", 60.0)]
    assert strongest.minutes == 240
    assert strongest.person is None


def test_a_phone_of_a_contact_of_the_incident_is_told(case, answered, signer):
    from fangxian.response.registry.actions import set_identity
    from fangxian.response.registry.identity import IdentityCard
    from tests.companions.conftest import FRIEND

    contact = factories.contact(case.incident, number="K7", source=case.person)
    set_identity(contact.person, IdentityCard(phone=FRIEND))
    take_hits(draw(answered, signer, tier=answered.answer["tiers"][-1]["number"]))
    assert list(Hit.objects.order_by("rank").values_list("known_as", flat=True)) == ["K7", "", ""]


def test_taking_them_in_again_changes_nothing(review):
    assert take_hits(review).state == "review"
    assert Hit.objects.count() == 3


def test_one_line_a_search(answered, signer):
    draw(answered, signer)
    assert draw(answered, signer).line == 1
    with pytest.raises(Conflict):
        draw(answered, signer, tier=2)


@pytest.mark.parametrize(("said", "field"), [({"tier": 99}, "tier"), ({"reason": ""}, "reason"),
                                             ({"signed_by": ""}, "signed_by")])  # fmt: skip
def test_it_needs_a_tier_a_reason_and_a_name(answered, signer, said, field):
    with pytest.raises(Invalid) as refused:
        draw(answered, signer, **said)
    assert refused.value.context["field"] == field


def test_more_people_than_can_be_reviewed_are_refused(answered, signer, monkeypatch):
    monkeypatch.setattr(sys.modules[draw_line.__module__], "MOST_HITS", 0)
    with pytest.raises(Invalid) as refused:
        draw(answered, signer)
    assert refused.value.code == "search.too_many"


def test_the_post_that_asked_cannot_draw_it(answered, asker):
    with pytest.raises(NotAllowed):
        draw(answered, asker)
