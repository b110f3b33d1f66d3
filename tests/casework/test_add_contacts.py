"""Many contacts of one case at once."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.errors import NotAllowed, NotFound
from fangxian.response.casework.actions import NewContact, add_contacts
from fangxian.response.casework.models import Contact, Relationship
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Identity, Person
from tests import factories
from tests.factories import NOON, PIDU

MET = NOON - timedelta(days=1)


@pytest.fixture
def case(outbreak):
    return factories.case(outbreak)


def several(count: int, **fields) -> list[NewContact]:
    return [
        NewContact(
            area=PIDU, last_exposure=MET, identity=IdentityCard(name=f"某{n}", phone=f"1380000{n:04}"), **fields
        )
        for n in range(count)
    ]  # fmt: skip


def test_each_is_a_person_with_an_identity_an_exposure_and_a_number(case):
    rows = add_contacts(case.incident, case.person, several(3), id=uuid4())
    assert len(rows) == Relationship.objects.count() == Contact.objects.count() == Identity.objects.count() == 3
    assert sorted(Contact.objects.values_list("person__label", flat=True)) == ["K000001", "K000002", "K000003"]


def test_the_same_list_sent_twice_is_recorded_once(case):
    request = uuid4()
    for _ in range(2):
        add_contacts(case.incident, case.person, several(3), id=request)
    assert Contact.objects.count() == 3
    assert Person.objects.count() == 4


def test_people_on_record_are_found_by_number_by_document_or_named_outright(case):
    document = "11010519491231002X"
    first = NewContact(area=PIDU, last_exposure=MET, identity=IdentityCard(id_number=document))
    add_contacts(case.incident, case.person, [first], id=uuid4())
    held = factories.contact(case.incident, number="K-7")
    outright = factories.person()
    other = factories.case(case.incident)
    before = Person.objects.count()
    add_contacts(
        case.incident,
        other.person,
        [first, NewContact(area=PIDU, last_exposure=MET, known_as="K-7"),
         NewContact(area=PIDU, last_exposure=MET, person=outright)],
        id=uuid4(),
    )  # fmt: skip
    assert Person.objects.count() == before
    assert Relationship.objects.filter(source=other.person).count() == 3
    assert Relationship.objects.filter(person=held.person).exists()


def test_nothing_is_written_where_one_number_is_unknown(case):
    with pytest.raises(NotFound):
        add_contacts(
            case.incident,
            case.person,
            [*several(2), NewContact(area=PIDU, last_exposure=MET, known_as="?")],
            id=uuid4(),
        )
    assert not Contact.objects.exists()


def test_another_district_records_nothing(case):
    with pytest.raises(NotAllowed):
        add_contacts(case.incident, case.person, several(1), id=uuid4(), by=factories.post("510108"))


def test_five_hundred_take_less_than_three_seconds(everywhere):
    """Of this process; a machine that is busy with other things proves nothing."""
    factories.workspace()
    incident = factories.incident("pidu", pack="covid19-cn-8")
    case = factories.case(incident)
    people = several(500)
    began = time.process_time()
    add_contacts(incident, case.person, people, id=uuid4())
    assert time.process_time() - began < 3
    assert Contact.objects.count() == 500
