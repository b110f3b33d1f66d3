"""``fangxian areas``: what it prints, and how it refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from django.utils import translation
from typer.testing import CliRunner

from fangxian.cli.areas import app
from fangxian.errors import FangxianError
from fangxian.response.jurisdiction.loading import divisions
from fangxian.response.jurisdiction.models import Area, Office

Run = Callable[..., Result]


@pytest.fixture
def run(own_database: str, monkeypatch: pytest.MonkeyPatch, asset: Callable[..., Path]) -> Run:
    """Calls the command on the test's database, where the small tree stands for the nation's."""
    monkeypatch.setattr("fangxian.cli.boot.boot", lambda *_args, **_named: None)
    monkeypatch.setattr(divisions.load, "__defaults__", (asset(), None))

    def call(*arguments: str) -> Result:
        with translation.override("en"):
            return CliRunner().invoke(app, list(arguments))

    return call


def test_load_says_how_much_it_took_and_then_that_nothing_changed(run: Run) -> None:
    first = run("load")
    assert first.exit_code == 0, first.output
    assert "Division tree: 20 in" in first.output
    assert "Boundaries: 222 in" in first.output
    assert "Census of 2020: 72 in" in first.output
    assert run("load").output.splitlines() == [
        "Division tree: unchanged",
        "Boundaries: unchanged",
        "Census of 2020: unchanged",
    ]


def test_show_gives_an_area_with_what_lies_around_and_below(run: Run) -> None:
    divisions.load()
    shown = run("show", "5101")
    assert shown.exit_code == 0
    assert shown.output.splitlines() == [
        "5101  成都市  Chengdu City",
        "Chengdu City, Sichuan Province",
        "  510108  成华区  Chenghua District",
        "  510117  郫都区  Pidu District",
    ]
    refused = run("show", "99")
    assert isinstance(refused.exception, FangxianError)
    assert refused.exception.code == "area.unknown"


def test_search_finds_by_name_and_fails_where_there_is_nothing(run: Run) -> None:
    divisions.load()
    assert (
        run("search", "pitong").output
        == "510117001  郫筒街道  Pitong Subdistrict, Pidu District, Chengdu City, Sichuan Province\n"
    )
    assert run("search", "pitong", "--within", "12").exit_code == 1


def test_offices_opens_the_standard_ones_once(run: Run) -> None:
    divisions.load()
    assert "Offices:" in run("offices", "5101").output
    assert Office.objects.filter(area="510117001218", role="community").exists()
    assert run("offices", "5101").output == "Offices: unchanged\n"
    assert isinstance(run("offices", "99").exception, FangxianError)


def test_import_takes_a_table_or_lists_what_is_wrong_with_it(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "kenya.csv"
    table.write_text("code,name\nKE,Kenya\nKE047,Nairobi\n")
    assert "Areas: 2 in" in run("import", str(table)).output
    table.write_text("code,name\nKE,Kenya\nKE!,x\nKE01,\n")
    refused: Any = run("import", str(table))
    assert refused.exit_code == 1
    assert refused.stderr.splitlines() == [
        "Row 3: “KE!” is no code; 1 to 20 letters or digits are. [code.malformed]",
        "Row 4: the name is empty. [name.empty]",
    ]
    assert refused.exception.code == "areas.refused"
    assert Area.objects.count() == 2
