"""When an exercise ends its driver evaluates it, once; no exercise can write into the live record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from fangxian.drill.autopilot.play import Play
from fangxian.drill.review.evaluating import conclude
from fangxian.drill.review.exchange import findings_file
from fangxian.drill.review.models import Draft, Review
from fangxian.drill.room import curtain
from fangxian.drill.room.driver import Driver
from fangxian.drill.room.models import Fault, Room
from fangxian.drill.room.queries.standing import script
from fangxian.drill.scenario.stage import stage
from fangxian.errors import Conflict
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow
from fangxian.science.city.build import build_city
from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.spec import from_rows
from tests import factories
from tests.drill_room.conftest import HOME, Cast
from tests.drill_room.review.conftest import Reviewed

GAP = float("nan")


def test_the_driver_lets_the_review_be_made_once_when_the_exercise_is_over(cast: Cast) -> None:
    rows = [(code, 700.0, GAP, GAP, 600.0, 1.0) for code in (HOME, f"{HOME[:9]}006")]
    city = build_city(from_rows("Wannianchang", rows, load_parameters()), seed=3)
    staged: list[Play] = []

    def make() -> Play:
        held, package = script()
        staged.append(stage(package, city, variant=held.variant, seed=held.seed, slug="room").play)
        return staged[-1]

    with curtain.lifted():
        Fault.objects.create(kind="rumour", begins_at=clock.now(), ends_at=cast.room.ends_at)
    Driver(make, conclude).turn()
    assert not staged, "an exercise that has not begun is not evaluated"
    Room.objects.update(state=Room.State.STOPPED)
    for _again in range(2):
        Driver(make, conclude).turn()
    assert len(staged) == 1
    with curtain.lifted():
        held = Review.objects.get()
        assert held.until == clock.now()
        assert held.data["figures"]["infections.total"] > 0
        assert [one["kind"] for one in held.data["faults"]] == ["rumour"]
        assert json.loads(json.dumps(held.data)) == held.data
        assert Draft.objects.count() == 0 or all(one.due < one.retest for one in Draft.objects.all())


def test_a_review_stands_in_no_database_but_an_exercises(db: None) -> None:
    with access.everywhere(), curtain.lifted():
        factories.workspace(kind="live", clock=None)
        with pytest.raises(DatabaseError, match="no exercise"), transaction.atomic():
            Review.objects.create(data={}, until=clock.now(), made_at=clock.now())


def test_what_an_exercise_found_leaves_it_only_as_a_file_of_a_signed_report(reviewed: Reviewed, tmp_path: Path) -> None:
    before = set(FactRow.objects.values_list("id", flat=True))
    with pytest.raises(Conflict) as refused:
        findings_file()
    assert refused.value.code == "review.unsigned"
    reviewed.cast.send(reviewed.cast.controller, "/exercise/report/release/", signer="王芳")
    made = findings_file()
    assert made["content"]["workspace"] == "drill"
    assert set(FactRow.objects.values_list("id", flat=True)) == before
