"""``fangxian drill`` without a database: list, check, workbook, report."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fangxian.cli.drill import app
from fangxian.drill.scenario.files import SHIPPED, shipped_ids
from fangxian.drill.scenario.load import load_scenario
from tests.drill_scenario.test_report import DATA

RUN = CliRunner()


def test_list_names_every_scenario() -> None:
    listed = json.loads(RUN.invoke(app, ["list", "--json"]).stdout)
    assert [one["id"] for one in listed] == list(shipped_ids())


def test_check_says_what_is_wrong_and_fails(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(SHIPPED / "school", folder)
    assert RUN.invoke(app, ["check", str(folder)]).exit_code == 0
    (folder / "guide.toml").write_text((folder / "guide.toml").read_text().replace("people.missed", "people.mised"))
    said = RUN.invoke(app, ["check", str(folder), "--json"])
    assert said.exit_code == 1
    problem = json.loads(said.stdout)[0]
    assert (problem["file"], problem["code"]) == ("guide.toml", "scenario.figure_unknown")
    assert problem["line"] > 1


def test_events_go_out_as_a_workbook_and_come_back(tmp_path: Path) -> None:
    folder, sheet = tmp_path / "mine", tmp_path / "events.xlsx"
    shutil.copytree(SHIPPED / "airport", folder)
    assert RUN.invoke(app, ["msel", "export", "airport", str(sheet)]).exit_code == 0
    assert RUN.invoke(app, ["msel", "import", str(folder), str(sheet)]).exit_code == 0
    assert not (folder / "msel.toml").exists()
    assert load_scenario(folder).injects == load_scenario("airport").injects


def test_a_workbook_that_is_wrong_leaves_the_package_as_it_was(tmp_path: Path) -> None:
    folder, sheet = tmp_path / "mine", tmp_path / "events.xlsx"
    shutil.copytree(SHIPPED / "airport", folder)
    sheet.write_bytes(b"nothing")
    assert RUN.invoke(app, ["msel", "import", str(folder), str(sheet)]).exit_code != 0
    assert load_scenario(folder).digest == load_scenario("airport").digest


@pytest.mark.parametrize("name", ["review.html", "review.docx", "findings.json"])
def test_a_report_is_written_by_the_name_of_its_file(tmp_path: Path, name: str) -> None:
    kept, out = tmp_path / "evaluation.json", tmp_path / name
    kept.write_text(json.dumps(DATA))
    assert RUN.invoke(app, ["report", str(kept), str(out), "--language", "zh"]).exit_code == 0
    assert out.stat().st_size > 200


def test_a_run_without_controllers_has_to_be_asked_for() -> None:
    said = RUN.invoke(app, ["run", "school"])
    assert said.exit_code == 2
    assert "--autopilot" in said.output
