"""Many outbreaks beside the documented one: what is counted, and how."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fangxian.drill.evaluation import validate
from fangxian.drill.evaluation.rehearsal import rehearsal
from fangxian.drill.scenario.schema import Package
from fangxian.science.city.model import City
from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.store import save_city


def test_whoever_is_named_by_several_contacts_counts_once_and_contacts_do_not(
    package: Package, city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "city"
    save_city(city, folder, load_parameters(), {})
    asked: list[int] = []

    def named(_epidemic: Any, person: int, _memory: Any) -> set[int]:
        asked.append(person)
        return {person, -1, -2, -3}

    monkeypatch.setattr(validate, "_named_by", named)
    found = validate.outbreak(package, city, rehearsal(package, package.id, folder, None, "played", 4), 2)
    assert 1 < len(asked) <= validate.ASKED
    assert len(set(asked)) == len(asked)
    assert found["secondary"] == 3 / len(asked)


@pytest.mark.parametrize(("low", "high", "inside"), [(3, 7, True), (7, 9, False), (1, 4.9, False)])
def test_a_figure_lies_inside_where_the_central_runs_do_around_it(low: float, high: float, inside: bool) -> None:
    documented = validate.Documented("yield", "检出", "found", 5.0, "a paper", "V")
    assert validate.Compared(documented, low, (low + high) / 2, high).inside is inside


def test_every_parameter_is_shown_with_its_source() -> None:
    rows = validate.parameters()
    assert len(rows) > 10
    assert all(row.value and row.cite and row.mark for row in rows)
