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


def test_in_an_emergency_a_post_reads_outside_its_area_and_supervisors_are_told():
    from fangxian.response.ledger.models import Notice

    far = factories.person(area="510108")
    set_identity(far, IdentityCard(name="李四"))
    head, inspector = factories.post("510108", "director"), factories.post("5101", "inspector")
    factories.post(PIDU, "director")
    card = reveal_identity(far, "核酸阳性者在途，须立即联系", by=factories.post(PIDU, "epidemiologist"), emergency=True)
    assert card.name == "李四"
    assert FactRow.objects.get(subject=far.subject).attributes["emergency"] is True
    told = Notice.objects.all()
    assert {notice.user_id for notice in told} == {head.holder_id, inspector.holder_id}
    assert all(notice.critical and notice.kind == "reading" for notice in told)


def test_inside_ones_area_nothing_is_an_emergency(person):
    from fangxian.response.ledger.models import Notice

    factories.post(PIDU, "director")
    reveal_identity(person, "电话流调", by=factories.post(PIDU, "epidemiologist"), emergency=True)
    assert "emergency" not in FactRow.objects.get(subject=person.subject).attributes
    assert not Notice.objects.exists()


def test_an_emergency_takes_the_right_and_a_longer_reason():
    far = factories.person(area="510108")
    set_identity(far, IdentityCard(name="李四"))
    with pytest.raises(NotAllowed):
        reveal_identity(far, "核酸阳性者在途，须立即联系", by=factories.post(PIDU, "inspector"), emergency=True)
    with pytest.raises(Invalid):
        reveal_identity(far, "电话流调", by=factories.post(PIDU, "epidemiologist"), emergency=True)
    assert not FactRow.objects.exists()
