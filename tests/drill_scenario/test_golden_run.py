"""The first scenario on autopilot: from the first case to the end of the second day, and the same to the byte again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from fangxian.drill.evaluation.present import record_digest
from fangxian.drill.scenario.perform import perform
from fangxian.drill.scenario.schema import Package
from fangxian.drill.scenario.stage import stage
from fangxian.response.casework.models import Case
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow
from fangxian.science.city.model import City
from tests import factories
from tests.conftest import database_of_its_own
from tests.drill_scenario.conftest import Played


def test_nobody_is_found_before_the_scenario_says_so(played: Played) -> None:
    first = Case.objects.earliest("reported_at")
    assert first.route == "fever_clinic"
    found = first.reported_at - played.exercise.starts_at
    assert timedelta(hours=9) < found < timedelta(hours=13)


def test_the_first_case_is_none_of_those_infected_from_outside(played: Played) -> None:
    outside = {int(person) for people in played.exercise.seeds.values() for person in people}
    first = min(played.exercise.play.positive, key=lambda person: played.exercise.play.positive[person])
    assert first not in outside or played.exercise.play.world.truth.infections == len(outside)


def test_what_injects_put_on_record_is_there_and_was_answered(played: Played) -> None:
    rumours = list(FactRow.objects.filter(kind__startswith="rumour.").order_by("at").values_list("kind", flat=True))
    assert rumours == ["rumour.found", "rumour.answered"]


def test_a_round_was_held_and_counted(played: Played) -> None:
    assert FactRow.objects.filter(kind="testing.round_opened").exists()
    last = FactRow.objects.filter(kind="testing.progress").latest("at")
    assert 0 < last.attributes["sampled"] <= played.exercise.play.world.city.n_persons
    assert 0.8 < (played.found.figures["testing.coverage"] or 0) <= 1  # those taken away since it opened are missed


def test_the_evaluation_is_data_that_can_be_kept(played: Played) -> None:
    again = json.loads(json.dumps(played.data, ensure_ascii=False))
    assert again == played.data
    assert again["figures"]["infections.total"] >= again["figures"]["infections.on_record"] > 0
    assert again["ratings"]
    assert again["scenario"] == "unknown-origin-18d"


def test_the_same_package_city_and_seed_give_the_same_drill_to_the_byte(
    played: Played, django_db_blocker: pytest.FixtureRequest, package: Package, city: City
) -> None:
    until = played.exercise.starts_at + timedelta(hours=20)
    with access.everywhere():
        earlier = set(FactRow.objects.filter(recorded_at__lte=until).values_list("id", "digest", "recorded_at"))
    with database_of_its_own("again", django_db_blocker), access.everywhere():
        exercise = stage(package, city, variant="ancestral", seed=3)
        factories.workspace(kind="drill", clock=exercise.starts_at, slug=exercise.play.names.slug)
        perform(exercise, until)
        again = set(FactRow.objects.values_list("id", "digest", "recorded_at"))
        assert len(record_digest(exercise.play)) == 64
    assert {bytes(one[1]) for one in earlier} == {bytes(one[1]) for one in again}
    assert {one[::2] for one in earlier} == {one[::2] for one in again}
    assert len(again) > 10
