"""Every shipped scenario plays by itself: contacts are found under its rulebook, and nobody is missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from fangxian.drill.evaluation.collect import collect
from fangxian.drill.evaluation.evaluate import evaluate
from fangxian.drill.scenario.files import shipped_ids
from fangxian.drill.scenario.load import load_scenario
from fangxian.drill.scenario.perform import perform
from fangxian.drill.scenario.stage import stage
from fangxian.drill.scenario.town import cut
from fangxian.response.casework.models import Case, Contact
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import TaskRow
from fangxian.science.city.build import build_city
from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.spec import from_rows
from tests import factories

PEOPLE, HOURS = 500, 34
"""The first case is found in the morning of day 0; until the next evening most first clocks have run out."""

AT_ONCE = timedelta(hours=2)
"""Who is found half an hour before midnight is swabbed after it: the rulebook's day is over, and nobody was idle."""

GAP = float("nan")


@pytest.fixture(autouse=True)
def _everywhere(db: None) -> Iterator[None]:
    with access.everywhere():
        yield


@pytest.mark.parametrize("name", shipped_ids())
def test_contacts_are_found_and_nobody_is_missed(name: str) -> None:
    package = load_scenario(name)
    home = package.manifest.city.home
    rows = [(home, 1_000.0, GAP, GAP, 600.0, 1.0)]
    city = build_city(cut(from_rows("small", rows, load_parameters()), home, PEOPLE), package.manifest.city.seed)
    exercise = stage(package, city, seed=2)
    factories.workspace(kind="drill", clock=exercise.starts_at, slug=exercise.play.names.slug)
    script = perform(exercise, exercise.starts_at + timedelta(hours=HOURS))
    found = evaluate(collect(exercise, script.came))
    assert Case.objects.exists()
    assert Contact.objects.exists()
    opened = dict(TaskRow.objects.filter(id__in=[one.task for one in found.missed]).values_list("id", "opened_at"))
    in_time = [one for one in found.missed if one.due_at - opened[UUID(one.task)] > AT_ONCE]
    assert in_time == []
