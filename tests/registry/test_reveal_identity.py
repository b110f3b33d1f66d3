"""Reading who a person is, with a purpose."""

from __future__ import annotations

import pytest

from fangxian.errors import Invalid, NotAllowed, NotFound
from fangxian.response.ledger.context import acting
from fangxian.response.ledger.models import FactRow
from fangxian.response.registry.actions import reveal_identity, set_identity
from fangxian.response.registry.identity import IdentityCard
from tests import factories
from tests.factories import NOON, PIDU

pytestmark = pytest.mark.usefixtures("everywhere")


@pytest.fixture
def person():
    held = factories.person()
    set_identity(held, IdentityCard(name="张某某", phone="13812345678"))
    return held


def test_a_purpose_opens_it_and_the_reading_is_recorded(person):
    with acting("user:1/post:2"):
        card = reveal_identity(person, "电话流调", by=factories.post(PIDU, "epidemiologist"))
    assert (card.name, card.phone) == ("张某某", "13812345678")
    fact = FactRow.objects.get(subject=person.subject)
    assert (fact.kind, fact.at, fact.actor) == ("identity.read", NOON, "user:1/post:2")
    assert fact.attributes == {"purpose": "电话流调", "fields": ["name", "phone"], "actor": "user:1/post:2"}


def test_without_a_purpose_nothing_is_read(person):
    with pytest.raises(Invalid) as refused:
        reveal_identity(person, " 看 ")
    assert refused.value.code == "identity.purpose"
    assert not FactRow.objects.exists()


@pytest.mark.parametrize(("area", "duty"), [(PIDU, "inspector"), ("510108", "epidemiologist")])
def test_without_the_right_there_nothing_is_read(person, area, duty):
    with pytest.raises(NotAllowed):
        reveal_identity(person, "电话流调", by=factories.post(area, duty))
    assert not FactRow.objects.exists()


def test_somebody_of_whom_nothing_is_held_is_not_found():
    with pytest.raises(NotFound):
        reveal_identity(factories.person(), "电话流调")
