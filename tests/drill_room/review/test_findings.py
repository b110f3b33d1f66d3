"""Evaluators correct the proposals; what a person wrote stays, and nothing is changed once it is signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from fangxian.drill.review.actions import (
    Changes,
    add_finding,
    change_finding,
    drop_finding,
    keep_evaluation,
    propose_again,
    release_report,
)
from fangxian.drill.review.models import Draft, Review
from fangxian.drill.review.queries import report_data
from fangxian.drill.room import curtain
from fangxian.drill.room.actions import ask_question, observe, score_answer
from fangxian.drill.room.models import Room
from fangxian.drill.room.queries.standing import script
from fangxian.errors import Conflict, FangxianError, Invalid, NotAllowed
from tests.drill_room.review.conftest import TASK, Reviewed, evaluation

DUE = date(2021, 9, 20)
OWN = Changes("流调表迟交", "", "S", "district", "cdc", DUE, DUE + timedelta(days=20), "case.core_facts")


def keys() -> list[str]:
    return [one["id"] for one in report_data()["findings"]]


def test_what_the_figures_show_is_proposed_with_owner_days_clause_and_the_tasks_behind_it(reviewed: Reviewed) -> None:
    clause = reviewed.drafts["clause.case.core_facts"]
    assert (clause.rating, clause.clause, clause.evidence) == ("U", "case.core_facts", [["task", TASK]])
    assert clause.role
    assert clause.due < clause.retest
    missed = next(one for key, one in reviewed.drafts.items() if ["figure", "people.missed"] in one.evidence)
    assert ["task", TASK] in missed.evidence


def test_what_a_person_changed_or_left_out_survives_a_new_evaluation_and_the_rest_follows_it(
    reviewed: Reviewed,
) -> None:
    evaluator, drafts = reviewed.cast.evaluator, reviewed.drafts
    change_finding(drafts["clause.case.core_facts"], OWN, by=evaluator)
    drop_finding(drafts["guide.clocks"], by=evaluator)
    own = add_finding(replace(OWN, what_zh="", what_en="Nobody led"), by=evaluator)
    keep_evaluation(evaluation(clocks=[], missed=[], ratings={}))
    assert keys() == ["clause.case.core_facts", own.key]
    held = reviewed.drafts["clause.case.core_facts"]
    assert (held.what_zh, held.what_en, held.rating) == ("流调表迟交", "流调表迟交", "S")
    drop_finding(drafts["guide.clocks"], back=True, by=evaluator)
    assert "guide.clocks" in keys()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"what_zh": " "}, "value.missing"), ({"rating": "P"}, "value.unknown"), ({"role": "nobody"}, "value.unknown"),
        ({"retest": DUE - timedelta(days=1)}, "finding.order"), ({"clause": "no.such"}, "finding.clause"),
    ],
)  # fmt: skip
def test_a_field_that_breaks_a_rule_is_named_and_nothing_is_kept(
    reviewed: Reviewed, changes: dict[str, object], code: str
) -> None:
    before = reviewed.drafts["clause.case.core_facts"].what_zh
    with pytest.raises(Invalid) as refused:
        change_finding(reviewed.drafts["clause.case.core_facts"], replace(OWN, **changes), by=reviewed.cast.evaluator)
    assert (refused.value.code, refused.value.context["field"]) == (code, next(iter(changes)))
    assert reviewed.drafts["clause.case.core_facts"].what_zh == before


def test_evaluators_ratings_become_findings_with_their_words_and_scores_a_figure(reviewed: Reviewed) -> None:
    cast = reviewed.cast
    check = next(one for one in script()[1].guide if one.measure is None)
    observe(check=check.id, rating="M", text="等了四十分钟", by=cast.evaluator)
    asked = ask_after_the_end(reviewed)
    propose_again(by=cast.evaluator)
    data = report_data()
    found = next(one for one in data["findings"] if one["id"] == f"guide.{check.id}")
    assert found["rating"] == "M"
    assert "等了四十分钟" in found["what"]["zh"]
    assert found["evidence"][0][0] == "observation"
    assert data["figures"]["questions.share"] == 4 / asked


def ask_after_the_end(reviewed: Reviewed) -> int:
    """A question put before the end, scored after it; returns its points."""
    Room.objects.update(state=Room.State.PAUSED)
    asked = ask_question(office=reviewed.cast.tracer.office, by=reviewed.cast.evaluator)
    Room.objects.update(state=Room.State.ENDED)
    score_answer(asked, 4, by=reviewed.cast.evaluator)
    return asked.points


def test_participants_change_nothing_and_evaluators_do_not_release(reviewed: Reviewed) -> None:
    draft, cast = reviewed.drafts["guide.clocks"], reviewed.cast
    for command in (
        lambda: change_finding(draft, OWN, by=cast.tracer), lambda: add_finding(OWN, by=cast.tracer),
        lambda: drop_finding(draft, by=cast.tracer), lambda: propose_again(by=cast.tracer),
        lambda: release_report("王", by=cast.evaluator),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            command()


def test_a_report_is_signed_by_a_name_and_only_after_the_end(reviewed: Reviewed) -> None:
    with pytest.raises(Invalid):
        release_report("  ", by=reviewed.cast.controller)
    Room.objects.update(state=Room.State.RUNNING)
    with pytest.raises(Conflict) as refused:
        release_report("王芳", by=reviewed.cast.controller)
    assert refused.value.code == "review.running"


def test_once_signed_nothing_is_changed_by_any_command_or_statement(reviewed: Reviewed) -> None:
    cast, draft = reviewed.cast, reviewed.drafts["guide.clocks"]
    released = release_report("王芳", by=cast.controller)
    assert release_report("另一人", by=cast.controller).signer == released.signer == "王芳"
    before = report_data()
    for command in (
        lambda: change_finding(draft, OWN, by=cast.evaluator), lambda: add_finding(OWN, by=cast.evaluator),
        lambda: drop_finding(draft, by=cast.evaluator), lambda: keep_evaluation(evaluation()),
    ):  # fmt: skip
        with pytest.raises(FangxianError, match="王芳"):
            command()
    with curtain.lifted():
        for change in (
            lambda: Draft.objects.update(rating="S"), lambda: Draft.objects.all().delete(),
            lambda: Review.objects.update(signer="x"), lambda: Review.objects.all().delete(),
        ):  # fmt: skip
            with pytest.raises(DatabaseError, match="signed"), transaction.atomic():
                change()
    assert report_data() == before
    assert before["signed"]["signer"] == "王芳"


def test_without_the_curtain_a_draft_is_seen_by_no_query_and_a_released_report_by_all(reviewed: Reviewed) -> None:
    assert not Draft.objects.exists()
    assert not Review.objects.exists()
    release_report("王芳", by=reviewed.cast.controller)
    assert Review.objects.exists()
    assert not Draft.objects.exists()
