"""Entering a person."""

from __future__ import annotations

from uuid import uuid4

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.registry.actions import NewPerson, create_person, create_persons
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Identity, Person
from fangxian.response.registry.queries import find_by_document, find_by_phone
from tests import factories
from tests.factories import PIDU

pytestmark = pytest.mark.usefixtures("everywhere")


def test_a_person_is_entered_with_what_is_known():
    person = create_person(label="PD-1", area=PIDU, sex="F", age=69)
    assert (person.label, person.sex, person.age, person.area) == ("PD-1", "F", 69, PIDU)


def test_the_same_id_twice_enters_one_person():
    same = uuid4()
    assert create_person(label="PD-1", area=PIDU, id=same) == create_person(label="PD-1", area=PIDU, id=same)
    assert Person.objects.count() == 1


def test_an_id_of_another_person_is_refused():
    held = create_person(label="PD-1", area=PIDU)
    with pytest.raises(Conflict, match="PD-2"):
        create_person(label="PD-2", area=PIDU, id=held.id)


def test_a_thousand_persons_take_a_few_statements(django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        made = create_persons([NewPerson(f"P{n}", PIDU) for n in range(1000)])
    assert [person.label for person in made[:2]] == ["P0", "P1"]


def test_an_identity_given_with_the_person_is_sealed_and_found_by_number_and_phone():
    card = IdentityCard(name="张某", id_number="11010519491231002x", phone="+86 138-0000-0000")
    person = create_person(label="PD-1", area=PIDU, identity=card)
    assert "张某".encode() not in bytes(Identity.objects.get().sealed)
    assert find_by_document("resident_id", "11010519491231002X") == person
    assert find_by_phone("13800000000") == [person]


@pytest.mark.parametrize(
    ("said", "code"),
    [({"label": ""}, "person.label"), ({"sex": "X"}, "person.sex"), ({"age": 131}, "person.age")],
)
def test_an_impossible_value_is_refused(said, code):
    with pytest.raises(Invalid) as refused:
        create_person(**({"label": "PD-1", "area": PIDU} | said))
    assert refused.value.code == code


def test_a_post_enters_people_of_its_own_area_only():
    with pytest.raises(NotAllowed):
        create_person(label="PD-1", area=PIDU, by=factories.post("510108"))
