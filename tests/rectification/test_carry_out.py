"""Put right, checked by others, tested again: each step meets its clock, and what did not pass is owed once more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import TaskRow
from fangxian.response.rectification.actions import put_right, recheck, retest, undo_intake
from fangxian.response.rectification.models import Finding
from fangxian.response.rectification.queries import line
from tests.rectification.conftest import Live


def open_clauses(one: Finding) -> set[str]:
    return set(TaskRow.objects.filter(subject=one.subject, state="open").values_list("clause", flat=True))


def fresh(one: Finding) -> Finding:
    return Finding.objects.select_related("intake", "office").get(id=one.id)


def test_a_finding_goes_its_whole_way(live: Live) -> None:
    one = live.bring().findings.get()
    assert line(one).state == "open"
    put_right(one, "流调组加两班", by=live.tracer)
    assert open_clauses(one) == {"inspection.recheck", "inspection.retest"}
    assert line(fresh(one)).state == "checking"
    recheck(one, True, by=live.director)
    assert open_clauses(one) == {"inspection.retest"}
    assert line(fresh(one)).state == "retest"
    retest(one, True, "同一想定,新预案", by=live.director)
    assert open_clauses(one) == set()
    assert line(fresh(one)).state == "closed"


def test_what_did_not_pass_has_to_be_put_right_again_by_a_new_day(live: Live) -> None:
    one = live.bring().findings.get()
    put_right(one, "加班", by=live.tracer)
    with pytest.raises(Invalid) as refused:
        recheck(one, False, by=live.director)
    assert refused.value.context["field"] == "again_by"
    day = clock.now().date() + timedelta(days=20)
    recheck(one, False, again_by=day, by=live.director)
    assert "inspection.rectification" in open_clauses(one)
    assert (fresh(one).due, line(fresh(one)).state) == (day, "open")


def test_an_exercise_that_it_did_not_pass_opens_it_again(live: Live) -> None:
    one = live.bring().findings.get()
    put_right(one, "加班", by=live.tracer)
    recheck(one, True, by=live.director)
    retest(one, False, "第二次演练", again_by=clock.now().date() + timedelta(days=9), by=live.director)
    assert "inspection.rectification" in open_clauses(one)


def test_nothing_is_checked_before_it_was_put_right_nor_by_whoever_may_not(live: Live) -> None:
    one = live.bring().findings.get()
    with pytest.raises(Conflict) as refused:
        recheck(one, True, by=live.director)
    assert refused.value.code == "findings.not_put_right"
    put_right(one, "加班", by=live.tracer)
    with pytest.raises(NotAllowed):
        recheck(one, True, by=live.tracer)


def test_a_file_of_which_something_was_put_right_stays_and_one_taken_back_is_worked_on_no_more(live: Live) -> None:
    held = live.bring()
    one = held.findings.get()
    put_right(one, "加班", by=live.tracer)
    with pytest.raises(Conflict) as refused:
        undo_intake(held, "错", by=live.director)
    assert refused.value.code == "findings.acted_on"
    other = live.bring(signer="李强")
    undo_intake(other, "错", by=live.director)
    with pytest.raises(Conflict) as undone:
        put_right(other.findings.get(), "加班", by=live.tracer)
    assert undone.value.code == "findings.undone"


def test_a_day_that_has_passed_makes_it_late(live: Live) -> None:
    one = live.bring().findings.get()
    one.due = clock.now().date() - timedelta(days=1)
    assert (line(one).state, line(one).late) == ("overdue", True)
