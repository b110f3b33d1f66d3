"""A closed place opens again by stages, each on evidence alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import Conflict, Invalid
from fangxian.response.containment.actions import (
    Entry as Somebody,
)
from fangxian.response.containment.actions import (
    check_disinfection,
    close_place,
    declare_zone,
    end_hold,
    enter_swab,
    hold_goods,
    list_people,
    open_stage,
    order_disinfection,
    take_swabs,
)
from fangxian.response.containment.models import Closure
from fangxian.response.containment.reopening import stages
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.ledger.record import record
from fangxian.response.registry.models import Person
from tests.containment.test_disinfect import HOUR, disinfect
from tests.factories import NOON, TAIPING


@pytest.fixture
def closed(ninth, market):
    return close_place(
        market, ninth, until=NOON + timedelta(days=7), legal_basis="《传染病防治法》第六十三条", signer="指挥部"
    )


def prove(closure):
    """Disinfect the place, sample it, have it checked."""
    order = order_disinfection(closure.place, closure.incident, scope="全部", due_at=NOON + 24 * HOUR)
    order = disinfect(order)
    for swab in take_swabs(order, "after", ["砧板"]):
        enter_swab(swab, "negative")
    check_disinfection(order, passed=True, checker="CDC")


def found_negative(person, incident):
    record([
        Entry(
            kind="sample.resulted", subject=person.subject, at=NOON, area=person.area, incident=incident.id,
            attributes={"result": "negative"},
        )
    ])  # fmt: skip


def met(closure):
    return [step.met for step in stages(closure, NOON)]


def test_a_closure_starts_the_clock_to_decide_anew_and_there_is_one_at_a_time(closed, ninth):
    task = TaskRow.objects.get(subject=closed.subject, clause="place.reopening")
    assert task.due_at == closed.until
    with pytest.raises(Conflict) as refused:
        close_place(closed.place, ninth, until=NOON + HOUR, legal_basis="x", signer="y")
    assert refused.value.code == "closure.running"


def test_stage_by_stage_on_evidence(closed, ninth):
    held = hold_goods(closed, "冷冻虾", quantity="40 箱")
    (worker,) = list_people(closed, "staff", [Somebody("张三", "13800000001")])
    (guest,) = list_people(closed, "visitor", [Somebody("李四", "13800000002")])
    assert met(closed) == [False, False, False]
    with pytest.raises(Conflict) as refused:
        open_stage(closed, signer="指挥部")
    assert refused.value.code == "closure.not_yet"
    prove(closed)
    assert met(closed) == [True, False, False]
    closed = open_stage(closed, signer="指挥部")
    found_negative(worker.person, ninth)
    end_hold(held, "destroyed", paper="焚烧")
    assert met(closed) == [True, True, False]
    closed = open_stage(closed, signer="指挥部")
    assert closed.opened_at is None
    found_negative(guest.person, ninth)
    closed = open_stage(closed, signer="指挥部")
    assert closed.opened_at == NOON
    assert FactRow.objects.filter(kind="place.stage_opened").count() == 2
    assert TaskRow.objects.get(subject=closed.subject, clause="place.reopening").state == "discharged"


def test_an_exposure_after_the_disinfection_takes_its_evidence_away(closed, ninth):
    prove(closed)
    record([
        Entry(
            kind="place.exposed", subject=closed.subject, at=NOON, area=closed.area, incident=ninth.id,
            attributes={"to": NOON + timedelta(minutes=1)},
        )
    ])  # fmt: skip
    assert met(closed)[0] is False


def test_a_place_in_the_strictest_zone_does_not_open_to_the_public(closed, ninth):
    prove(closed)
    (worker,) = list_people(closed, "staff", [Somebody("张三", "13800000001")])
    found_negative(worker.person, ninth)
    assert met(closed) == [True, True, True]
    declare_zone(
        ninth, name="太平村", kind="high", unit="village", area=TAIPING, effective_from=NOON, signed_by="指挥部"
    )
    assert met(closed) == [True, False, False]


def test_people_are_listed_once_and_sealed_in_the_register(closed):
    people = [Somebody("张三", "13800000001"), Somebody("李四", "")]
    list_people(closed, "staff", people)
    list_people(closed, "staff", people[:1])
    labels = [one.label for one in Person.objects.filter(id__in=closed.listed.values("person"))]
    assert len(labels) == 2
    assert not any("张三" in label for label in labels)


def test_no_closure_without_a_basis_a_signature_and_an_end(ninth, market):
    good = {"until": NOON + HOUR, "legal_basis": "x", "signer": "y"}
    for changes in ({"until": NOON - HOUR}, {"legal_basis": ""}, {"signer": " "}):
        with pytest.raises(Invalid):
            close_place(market, ninth, **{**good, **changes})


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["prove", "test", "release", "open"]), max_size=6))
def test_no_order_of_steps_opens_a_place_with_a_missing_condition(closed, ninth, steps):
    from django.db import transaction

    sid = transaction.savepoint()
    held = hold_goods(closed, "货")
    (worker,) = list_people(closed, "staff", [Somebody("张三", "13800000001")])
    for step in steps:
        if step == "prove":
            prove(closed)
        elif step == "test":
            found_negative(worker.person, ninth)
        elif step == "release":
            end_hold(held, "released", paper="x")
        else:
            before = stages(Closure.objects.get(id=closed.id), NOON)
            ready = next((one.met for one in before if one.next), False)
            try:
                open_stage(closed, signer="y")
            except Conflict:
                assert not ready
            else:
                assert ready
    transaction.savepoint_rollback(sid)
