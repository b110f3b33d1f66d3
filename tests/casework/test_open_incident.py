"""Opening an incident."""

from __future__ import annotations

from uuid import uuid4

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.protocol.errors import ProtocolError
from fangxian.response.casework.actions import open_incident
from fangxian.response.ledger.models import FactRow, Incident, PackAdoption
from tests import factories
from tests.factories import NOON, PIDU

SAID = {
    "slug": "pidu-2020", "title_zh": "郫都疫情", "title_en": "Pidu outbreak", "disease": "covid19", "area": PIDU,
    "at": NOON,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _workspace(everywhere):
    factories.workspace()


def test_an_incident_is_opened_with_its_rulebook_and_who_signed_it_in():
    incident = open_incident(**SAID, pack="tests/casework/mini.toml", signed_by="指挥长")
    adoption = PackAdoption.objects.get(incident=incident)
    assert (adoption.pack, adoption.in_force_from, adoption.signed_by) == ("tests/casework/mini.toml", NOON, "指挥长")
    assert list(FactRow.objects.order_by("seq").values_list("kind", "subject")) == [
        ("incident.opened", f"incident:{incident.id}"),
        ("incident.pack_adopted", f"incident:{incident.id}"),
    ]


def test_without_a_rulebook_it_is_opened_all_the_same():
    assert not PackAdoption.objects.filter(incident=open_incident(**SAID)).exists()


def test_opening_it_twice_with_one_id_opens_one():
    same = uuid4()
    assert open_incident(**SAID, id=same) == open_incident(**SAID, id=same)
    assert (Incident.objects.count(), FactRow.objects.count()) == (1, 1)


def test_a_slug_is_given_once():
    open_incident(**SAID)
    with pytest.raises(Conflict, match="pidu-2020"):
        open_incident(**SAID)


def test_a_rulebook_that_nobody_signed_in_is_refused():
    with pytest.raises(Invalid) as refused:
        open_incident(**SAID, pack="tests/casework/mini.toml")
    assert refused.value.code == "pack.unsigned"


def test_an_unknown_rulebook_is_refused():
    with pytest.raises(ProtocolError):
        open_incident(**SAID, pack="no-such-pack", signed_by="指挥长")


def test_only_who_may_adopt_rulebooks_opens_an_incident():
    with pytest.raises(NotAllowed):
        open_incident(**SAID, by=factories.post(PIDU, "epidemiologist"))
    assert open_incident(**SAID, by=factories.post(PIDU, "director"))
