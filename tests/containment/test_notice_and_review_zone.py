from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.errors import Invalid
from fangxian.response.containment.actions import lift_zone, notice_zone, review_zone
from fangxian.response.containment.queries.board import board
from fangxian.response.ledger.models import FactRow, TaskRow
from tests.factories import NOON


def test_a_notice_with_an_end_and_a_help_line_keeps_the_clock(draw):
    zone = draw(effective_from=NOON - timedelta(hours=1))
    notice_zone(zone, at=NOON, until=NOON + timedelta(days=14), help_line="12345")
    task = TaskRow.objects.get(subject=zone.subject, clause="zone.notice")
    assert (task.state, task.late) == ("discharged", False)


def test_a_notice_without_an_end_is_no_evidence(draw):
    zone = draw()
    notice_zone(zone, at=NOON, help_line="12345")
    assert TaskRow.objects.get(subject=zone.subject, clause="zone.notice").state == "open"


def test_the_same_notice_twice_is_recorded_once(draw):
    zone, request = draw(), uuid4()
    notice_zone(zone, at=NOON, id=request)
    notice_zone(zone, at=NOON, id=request)
    assert FactRow.objects.filter(kind="zone.noticed").count() == 1


def test_a_review_computes_whether_the_conditions_hold(draw, clock_at):
    zone = draw()
    review_zone(zone, "keep", at=NOON)
    clock_at(NOON + timedelta(days=14))
    review_zone(zone, "lift", at=NOON + timedelta(days=14))
    met = FactRow.objects.filter(kind="zone.reviewed").order_by("at").values_list("attributes", flat=True)
    assert [attributes["criteria_met"] for attributes in met] == [False, True]


def test_an_unknown_decision_is_refused(draw):
    with pytest.raises(Invalid) as refused:
        review_zone(draw(), "ponder", at=NOON)
    assert refused.value.code == "zone.decision"


def test_the_board_shows_the_next_review_before_and_after_one(draw, outbreak):
    zone = draw()
    (line,) = board(outbreak, NOON, now=NOON, lifted=False)
    first = TaskRow.objects.get(subject=zone.subject, clause="zone.review", state="open").due_at
    assert (line.review.due_at, line.review.status) == (first, "open")
    review_zone(zone, "keep", at=NOON)
    (line,) = board(outbreak, NOON, now=NOON, lifted=False)
    assert (line.review.due_at, line.review.status) == (first + timedelta(days=3), "waiting")
    lift_zone(zone, at=NOON, signed_by="x", reason="x")
    (line,) = board(outbreak, NOON, now=NOON, lifted=True)
    assert line.review is None
