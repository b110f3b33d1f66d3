"""Life inside: needs with the rulebook's clocks, closed by what was done; permits that hold for a while."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fangxian.errors import Conflict, Invalid
from fangxian.response.containment.actions import (
    answer_need,
    close_service_point,
    issue_permit,
    lift_zone,
    open_service_point,
    pass_gate,
    raise_need,
    revoke_permit,
    withdraw_need,
)
from fangxian.response.containment.models import Need
from fangxian.response.containment.queries.board import inside
from fangxian.response.ledger.models import FactRow, TaskRow
from tests.factories import NOON

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("category", "hours"), [("dialysis", 1), ("childbirth", 1), ("medicine", 12), ("food", 24)])
def test_each_need_has_the_clock_of_its_category(draw, category, hours):
    need = raise_need(draw(), category, where="3栋 2单元")
    task = TaskRow.objects.get(subject=need.subject)
    assert task.due_at - task.anchor_at == hours * HOUR
    assert task.role == "community"


def test_every_category_has_a_clock(draw):
    zone = draw()
    for category in Need.Category.values:
        need = raise_need(zone, category, where="1栋", detail="x")
        assert TaskRow.objects.filter(subject=need.subject, state="open").count() == 1, category


def test_what_was_done_closes_it_and_nothing_else_does(draw):
    need = raise_need(draw(), "dialysis", where="3栋")
    with pytest.raises(Invalid):
        answer_need(need, "  ")
    answer_need(need, "已送郫都区人民医院透析", office="太平村")
    assert TaskRow.objects.get(subject=need.subject).state == "discharged"
    assert answer_need(need, "第二次").answer == "已送郫都区人民医院透析"
    other = withdraw_need(raise_need(need.zone, "food", where="4栋"), "家属已送")
    assert TaskRow.objects.get(subject=other.subject).state == "lapsed"


def test_no_personal_word_enters_the_record_of_facts(draw):
    raise_need(draw(), "medicine", where="3栋", detail="王女士的降压药")
    assert "王女士" not in str(FactRow.objects.get(kind="need.raised").attributes)


def test_needs_stand_in_the_order_in_which_they_are_due(draw):
    zone = draw()
    raise_need(zone, "food", where="1栋")
    raise_need(zone, "medicine", where="2栋")
    raise_need(zone, "emergency", where="3栋")
    assert [need.category for need, _due in inside(zone, NOON).needs] == ["emergency", "medicine", "food"]


def test_a_lifted_zone_takes_no_need_and_no_permit(draw):
    zone = lift_zone(draw(), at=NOON, signed_by="x", reason="x")
    with pytest.raises(Conflict):
        raise_need(zone, "food", where="1栋")
    with pytest.raises(Conflict):
        permit(zone)


def test_service_points_open_and_close_once(draw):
    point = open_service_point(draw(), "supply", "东门")
    close_service_point(point)
    close_service_point(point)
    assert FactRow.objects.filter(kind="zone.service_closed").count() == 1


def permit(zone, start=0.0, hours=4.0, **changes):
    said = {
        "holder": "3栋 2单元 501", "reason": "care", "destination": "区医院", "signer": "李",
        "valid_from": NOON + start * HOUR, "valid_to": NOON + (start + hours) * HOUR, **changes,
    }  # fmt: skip
    return issue_permit(zone, **said)


def test_a_permit_lets_out_while_it_holds_and_in_at_any_time(draw, clock_at):
    held = permit(draw())
    assert pass_gate(held).outside
    clock_at(NOON + 10 * HOUR)
    assert not pass_gate(held).outside, "nobody is kept out of their home"
    with pytest.raises(Conflict) as refused:
        pass_gate(held)
    assert refused.value.code == "permit.invalid"


def test_a_revoked_permit_lets_nobody_out(draw):
    held = permit(draw())
    revoke_permit(held, "检测阳性")
    with pytest.raises(Conflict):
        pass_gate(held)


def test_a_permit_ends_after_it_begins_and_not_in_the_past(draw):
    zone = draw()
    for start, hours in ((0, 0), (1, -1), (-5, 3)):
        with pytest.raises(Invalid):
            permit(zone, start, hours)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["gate", "revoke"]), max_size=5), start=st.sampled_from([-1.0, 0.5]))
@example(steps=["gate"] * 4, start=-1.0)
def test_out_and_in_alternate_whatever_happens(draw, steps, start):
    held = permit(draw(id=None), start)
    for step in steps:
        try:
            held = pass_gate(held) if step == "gate" else revoke_permit(held, "x")
        except Conflict:
            continue
    used = FactRow.objects.filter(kind="zone.exit_used", attributes__permit=str(held.id)).order_by("seq")
    directions = [row.attributes["direction"] for row in used]
    assert directions == ["out", "in"][: len(directions)] * 1 or all(
        one != two for one, two in itertools.pairwise(directions)
    )
    assert not (start > 0 and directions), "its time has not come"
