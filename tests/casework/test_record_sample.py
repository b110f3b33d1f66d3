"""Samples are taken and resulted."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.casework.actions import (
    Sample,
    record_relationship,
    record_result,
    record_sample,
    record_samples,
)
from fangxian.response.ledger.models import FactRow
from tests import factories
from tests.casework.ledger import kinds, said, states
from tests.factories import NOON


def test_a_sample_discharges_its_own_day_only(outbreak):
    person = factories.person()
    record_relationship(
        outbreak,
        source=factories.case(outbreak).person,
        person=person,
        last_exposure=NOON - timedelta(days=2),
        at=NOON - timedelta(days=2),
    )
    record_sample(outbreak, person=person, at=NOON - timedelta(days=1))
    assert states(person.subject, "contact.tests") == {
        "day:1": "discharged", "day:4": "open", "day:7": "open", "day:14": "open",
    }  # fmt: skip


def test_many_samples_are_one_call_of_the_ledger_and_a_repetition_adds_none(outbreak):
    samples = [Sample(person=factories.person(), at=NOON) for _ in range(20)]
    record_samples(outbreak, samples)
    record_samples(outbreak, samples)
    assert FactRow.objects.filter(kind="sample.taken").count() == 20


def test_a_result_names_its_sample_and_makes_nobody_a_case(outbreak):
    person = factories.person()
    sample = record_sample(outbreak, person=person, at=NOON - timedelta(hours=6), specimen="throat_swab")
    record_result(outbreak, person=person, result="positive", at=NOON, sample=sample, ct=31.5)
    assert kinds(person.subject) == ["sample.taken", "sample.resulted"]
    assert said(person.subject, "sample.resulted") == {"result": "positive", "sample": str(sample), "ct": 31.5}


def test_an_unknown_result_and_another_area_are_refused(outbreak):
    person = factories.person()
    with pytest.raises(Invalid):
        record_result(outbreak, person=person, result="maybe", at=NOON, id=uuid4())
    with pytest.raises(NotAllowed):
        record_sample(outbreak, person=person, at=NOON, by=factories.post("510108"))
