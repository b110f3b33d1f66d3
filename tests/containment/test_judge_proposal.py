"""A proposal: commented on by an expert, signed by another post, or refused with a reason."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.containment.actions import Covered, declare_zone, give_opinion, propose_zone, refuse_proposal
from fangxian.response.containment.models import Proposal
from fangxian.response.ledger.models import FactRow, TaskRow
from tests import factories
from tests.factories import NOON, PIDU, TAIPING


@pytest.fixture
def proposed(ninth):
    """A compound proposed as a high-risk zone, by a post of the district's CDC."""
    by = factories.post(PIDU, "epidemiologist")
    number = uuid4()
    units = [
        {
            "id": "1",
            "area": TAIPING,
            "name": "阳光苑",
            "level": "compound",
            "people": 166,
            "reason": ["zones.smallest", {}],
        }
    ]
    propose_zone(
        ninth, kind="high", unit="compound", area=TAIPING, reason="病例居住地", triggered_at=NOON - timedelta(hours=2),
        name="阳光苑高风险区", covered=Covered(units=units, people=166, cases=2), id=number, by=by,
    )  # fmt: skip
    return Proposal.objects.get(id=number)


def sign(proposal: Proposal, **changes):
    said = {
        "name": proposal.name, "kind": proposal.kind, "unit": proposal.unit, "area": proposal.area,
        "effective_from": NOON, "signed_by": "指挥长", "id": proposal.id, **changes,
    }  # fmt: skip
    return declare_zone(proposal.incident, **said)


def test_a_proposal_starts_the_clock_of_headquarters_once(ninth, proposed):
    assert TaskRow.objects.filter(subject=proposed.subject, clause="zone.published", state="open").count() == 1
    again = propose_zone(
        ninth, kind="high", unit="compound", area=TAIPING, reason="另一个说法", triggered_at=NOON, id=proposed.id
    )
    assert again == proposed.subject
    assert FactRow.objects.filter(kind="zone.proposed").count() == 1


def test_a_signed_proposal_hands_its_scope_and_people_to_the_zone(proposed):
    give_opinion(proposed, "agree", expert="张专家")
    zone = sign(proposed, by=factories.post(PIDU, "director"))
    assert (zone.people, zone.units) == (166, proposed.units)
    assert Proposal.objects.get().state == "signed"


def test_who_proposed_a_zone_does_not_sign_it(ninth):
    director = factories.post(PIDU, "director")
    number = uuid4()
    # A director has no right to record; that of the system stands in for a second duty of the same post.
    propose_zone(ninth, kind="high", unit="compound", area=TAIPING, reason="x", triggered_at=NOON, id=number)
    Proposal.objects.filter(id=number).update(author=director)
    held = Proposal.objects.get(id=number)
    with pytest.raises(Conflict) as refused:
        sign(held, by=director, without_opinion="急")
    assert refused.value.code == "zone.own_proposal"
    assert sign(held, by=factories.post(PIDU, "director"), without_opinion="急").id == number


@pytest.mark.parametrize("verdict", [None, "against", "change"])
def test_no_signature_without_an_expert_who_agrees_unless_the_signer_says_why(proposed, verdict):
    director = factories.post(PIDU, "director")
    give_opinion(proposed, "agree", expert="甲")
    if verdict is None:
        from fangxian.response.containment.models import Opinion

        Opinion.objects.all().delete()
    else:
        give_opinion(proposed, verdict, expert="乙", text="范围过大", at=NOON + timedelta(minutes=1))
    with pytest.raises(Conflict) as refused:
        sign(proposed, by=director)
    assert refused.value.code == "zone.no_opinion"
    sign(proposed, by=director, without_opinion="专家均在外地，先行管控")
    assert FactRow.objects.get(kind="zone.signed").attributes["note"] == "专家均在外地，先行管控"


def test_a_refusal_ends_the_clock_and_no_zone_follows(proposed):
    with pytest.raises(NotAllowed):
        refuse_proposal(proposed, signed_by="x", reason="y", by=factories.post(PIDU, "epidemiologist"))
    refuse_proposal(proposed, signed_by="指挥长", reason="密接均已管控", by=factories.post(PIDU, "director"))
    assert TaskRow.objects.get(subject=proposed.subject, clause="zone.published").state == "lapsed"
    with pytest.raises(Conflict) as refused:
        sign(proposed)
    assert refused.value.code == "zone.refused"


def test_an_expert_who_does_not_agree_says_why(proposed):
    with pytest.raises(Invalid) as refused:
        give_opinion(proposed, "against", expert="乙")
    assert refused.value.context["field"] == "text"
