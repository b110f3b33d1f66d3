"""``fangxian demo``: what it takes, and what it does where there is little memory."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console
from typer.testing import CliRunner

from fangxian.cli import demo_drill
from fangxian.cli.demo import DEFAULT, OUTBREAKS, app
from fangxian.drill.scenario.files import shipped_ids


def test_what_there_is_nothing_of_is_refused_with_what_there_is() -> None:
    said = CliRunner().invoke(app, ["atlantis-1755", "--no-serve"])
    assert said.exit_code == 2
    assert all(name in said.output.replace("\n", " ") for name in ("pidu-2020", "measles-school"))


def test_only_a_documented_outbreak_has_published_figures_to_check() -> None:
    said = CliRunner().invoke(app, ["school", "--check", "--no-serve"])
    assert said.exit_code == 2
    assert "pidu-2020" in said.output


def test_what_is_shown_by_default_is_shipped() -> None:
    assert DEFAULT in shipped_ids()
    assert not set(OUTBREAKS) & set(shipped_ids())


@pytest.mark.parametrize(("free", "people"), [(2 * 2**30, demo_drill.IF_SHORT), (20 * 2**30, 0), (None, 0)])
def test_where_memory_is_short_a_smaller_city_is_played_and_said(
    monkeypatch: pytest.MonkeyPatch, free: int | None, people: int
) -> None:
    monkeypatch.setattr(demo_drill, "_free_memory", lambda: free)
    screen = StringIO()
    assert demo_drill._affordable(Console(file=screen, width=200)) == people
    assert bool(screen.getvalue()) == bool(people)
