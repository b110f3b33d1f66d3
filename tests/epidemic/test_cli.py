"""``fangxian epidemic``: what it prints and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from fangxian.cli.epidemic import app

TOWN = ["--people", "3000", "--days", "6", "--seeds", "30"]


def call(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 2, result.output
    return result.output


def test_a_run_says_what_came_of_it() -> None:
    found = json.loads(call("run", *TOWN, "--pack", "covid19-cn-8", "--json"))
    assert (found["people"], found["days"], found["disease"]) == (3000, 6, "covid19-delta")
    assert sum(found["daily_infections"]) == found["infections"] == sum(found["by_setting"].values())


def test_the_same_seed_the_same_infections() -> None:
    one, other = (json.loads(call("run", *TOWN, "--json", "--seed", "5")) for _ in range(2))
    assert one["daily_infections"] == other["daily_infections"]


def test_measures_are_taken_by_name_or_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[[strategy]]\nid = "x"\nwhen = "onset"\n[[strategy.measure]]\ndo = "isolate"\n')
    for measures in ("clinics-only", str(file)):
        found = json.loads(call("run", *TOWN, "--days", "14", "--measures", measures, "--json"))
        assert found["operations"]["isolated_at_site"] > 0


def test_the_line_list_and_the_plots_are_written(tmp_path: Path) -> None:
    call("run", *TOWN, "--out", str(tmp_path / "cases.parquet"), "--plots", str(tmp_path / "plots"))
    table = pq.read_table(tmp_path / "cases.parquet")
    assert table.num_rows >= 30
    assert json.loads(table.schema.metadata[b"fangxian.provenance"])["seed"] == "1"
    assert {file.name for file in (tmp_path / "plots").iterdir()} == {"curve.png", "map.png", "tree.png", "rt.png"}
    assert all(file.stat().st_size > 5_000 for file in (tmp_path / "plots").iterdir())


def test_an_ensemble_is_summed_up_by_day(tmp_path: Path) -> None:
    found = json.loads(call("ensemble", str(tmp_path / "e"), *TOWN, "--runs", "2", "--json"))
    assert (found["runs"], len(found["infections"])) == (2, 6)


def test_every_disease_is_listed_and_shown_with_sources() -> None:
    listed = [row["id"] for row in json.loads(call("diseases", "--json"))]
    assert "measles" in listed
    assert "Paton" in call("disease", "covid19-delta").replace("\n", " ")


def test_plans_are_listed() -> None:
    assert "containment" in call("plans")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--disease", "flu"], "没有名为“flu”的自然史参数"),
        (["--pack", "cholera"], "没有与该方案病种“cholera”对应的自然史参数"),
        (["--measures", "nothing-such"], "nothing-such"),
        (["--disease", "sars", "--seeds", "90000"], "90000"),
        (["--start", "yesterday"], "“yesterday”不是日期"),
        (["--city", "nowhere-such"], "nowhere-such"),
    ],
)
def test_refusals_are_told_in_the_reader_s_language(
    words: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANGXIAN_LANGUAGE", "zh")
    assert sentence in refused("run", "--people", "3000", "--days", "1", *words)


def test_a_check_that_fails_exits_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    from fangxian.science.epidemic import validation
    from fangxian.science.epidemic.validation import Line, Report

    for found, code in ((1.0, 0), (2.0, 1)):
        report = Report("made_up", (Line("a figure", 1, 0.9, 1.1, found, "nobody"),))
        monkeypatch.setitem(validation.CHECKS, "made_up", lambda _, report=report: report)
        result = CliRunner().invoke(app, ["validate", "made_up", "--json"])
        assert result.exit_code == code
        assert json.loads(result.stdout)[0]["passes"] == (code == 0)


def test_a_check_that_does_not_exist_is_refused() -> None:
    assert "growth" in refused("validate", "grwth")
