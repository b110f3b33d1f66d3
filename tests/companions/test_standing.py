"""The promise: whoever is no case or contact of the incident, in the area in scope, cannot be searched for."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import Conflict, FangxianError, Invalid, NotFound
from fangxian.response.casework.models import Contact, Relationship
from fangxian.response.companions.actions import answer_search, sign_search
from fangxian.response.companions.models import Search
from fangxian.response.companions.standing import require_standing, sought
from fangxian.response.jurisdiction import access
from tests import factories
from tests.factories import NOON, PIDU

LIVES = ("case", "excluded", "elsewhere", "contact", "cleared", "named only", "other incident", "stranger")
"""What somebody may be; only the first and the fourth may be searched for from Pidu."""


def _somebody(life: str, number: str, case, other) -> None:
    if life in ("case", "excluded", "elsewhere"):
        area = "12" if life == "elsewhere" else PIDU
        classification = {"classification": "excluded"} if life == "excluded" else {}
        factories.case(case.incident, number=number, area=area, **classification)
    elif life == "other incident":
        factories.case(other, number=number)
    elif life == "named only":
        factories.contact(case.incident, number=number)
    elif life in ("contact", "cleared"):
        contact = factories.contact(case.incident, number=number, source=case.person)
        if life == "cleared":
            Relationship.objects.filter(person=contact.person).update(voided_at=NOON)
    else:
        factories.person(number)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=st.lists(st.sampled_from(LIVES), min_size=1, max_size=6))
def test_only_cases_and_contacts_in_the_area_can_be_searched_for(case, lives):
    point = transaction.savepoint()
    other = factories.incident("other", pack="covid19-cn-8")
    for k, life in enumerate(lives):
        _somebody(life, f"N{k}", case, other)
    numbers = [f"N{k}" for k in range(len(lives))]
    allowed = {number for number, life in zip(numbers, lives, strict=True) if life in ("case", "contact")}
    with access.area(PIDU):
        for number in allowed:
            assert [one.number for one in sought(case.incident, [number])] == [number]
        for number in set(numbers) - allowed:
            with pytest.raises(NotFound, match=number):
                sought(case.incident, [number])
        if set(numbers) == allowed:
            assert [one.number for one in sought(case.incident, numbers)] == numbers
        else:
            with pytest.raises(NotFound):
                sought(case.incident, numbers)
    transaction.savepoint_rollback(point)


@pytest.mark.parametrize("numbers", [[], ["", " "], [f"N{k}" for k in range(1_001)]])
def test_nobody_and_too_many_are_refused(case, numbers):
    with pytest.raises(Invalid):
        sought(case.incident, numbers)


def test_a_contact_without_a_time_is_sought_from_when_they_were_named(case):
    contact = factories.contact(case.incident, number="K1", source=case.person, last_exposure=None)
    Relationship.objects.filter(person=contact.person).update(last_exposure=None)
    (found,) = sought(case.incident, ["K1"])
    assert found.since == contact.identified_at


def test_who_is_merged_into_another_entry_keeps_their_standing(case, asked, signer):
    from fangxian.response.registry.models import Person

    twin = factories.person("twin")
    case.person, old = twin, case.person
    case.save(update_fields=["person"])
    Person.objects.filter(pk=old.pk).update(merged_into=twin)
    require_standing(asked)
    assert sign_search(asked, signed_by="Wang", by=signer).state == "queued"


def test_a_contact_whose_exposures_were_voided_stops_the_search_before_it_runs(case, layer, asker, signer):
    from fangxian.response.companions.actions import request_search
    from tests.companions.conftest import wish

    contact = factories.contact(case.incident, number="K1", source=case.person)
    search = request_search(case.incident, wish(numbers=["K1"]), area=PIDU, id=uuid4(), by=asker)
    signed = sign_search(search, signed_by="Wang", by=signer)
    Relationship.objects.filter(person=contact.person).update(voided_at=NOON + timedelta(hours=1))
    with pytest.raises(Conflict, match="K1"):
        require_standing(signed)
    failed = answer_search(signed)
    assert (failed.state, failed.answer) == ("failed", {})
    assert Contact.objects.filter(number="K1").exists()


def test_what_nobody_foresaw_is_noted_and_not_swallowed(asked, signer, monkeypatch):
    from fangxian.response.companions import running

    def broken(*args):
        raise OSError("disk")

    search = sign_search(asked, signed_by="Wang", by=signer)
    monkeypatch.setattr(running, "ask", broken)
    with pytest.raises(OSError, match="disk"):
        answer_search(search)
    held = Search.objects.get(pk=search.pk)
    assert held.state == "failed"
    assert "log" in held.error
    assert not isinstance(OSError(), FangxianError)
