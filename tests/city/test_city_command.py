"""``fangxian city``: build, show, stays, person, place, parameters."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from fangxian.cli.city import app


@pytest.fixture(autouse=True)
def _data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGXIAN_DATA", str(tmp_path_factory.getbasetemp() / "city-data"))
    monkeypatch.setenv("FANGXIAN_LANGUAGE", "en")


def _run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def _json(*words: object) -> dict[str, object]:
    result = _run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_build_writes_a_city_and_opens_it_the_second_time(tmp_path: Path) -> None:
    first = _json("build", "town:6000", "--seed", 7, "--out", tmp_path / "town")
    second = _json("build", "town:6000", "--seed", 7, "--out", tmp_path / "town")
    assert (first["persons"], first["reused"], second["reused"]) == (6000, False, True)
    assert first["fingerprint"] == second["fingerprint"]
    third = _json("build", "town:6000", "--seed", 8, "--out", tmp_path / "town")
    assert third["reused"] is False
    assert third["fingerprint"] != first["fingerprint"]


def test_a_city_without_a_folder_is_found_by_name() -> None:
    built = _json("build", "town:5000")
    assert Path(str(built["folder"])).name == "town-5000-1"
    assert _json("show", "town-5000")["fingerprint"] == built["fingerprint"]


def test_show_compares_with_the_census_and_draws(tmp_path: Path) -> None:
    _run("build", "town:40000")
    shown = _run("show", "town-40000", "--plot", tmp_path / "report.svg", "--verify")
    assert shown.exit_code == 0, shown.output
    assert "household.mean" in shown.output
    assert (tmp_path / "report.svg").stat().st_size > 10_000


def test_the_report_is_one_page_in_the_reader_s_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _run("build", "town:5000")
    for language, title in (("en", "What it is beside what was wanted"), ("zh", "与应有值对照")):
        monkeypatch.setenv("FANGXIAN_LANGUAGE", language)
        shown = _run("show", "town-5000", "--report", tmp_path / f"{language}.html")
        assert shown.exit_code in (0, 1), shown.output  # so small a town need not hold every margin
        page = (tmp_path / f"{language}.html").read_text("utf-8")
        assert title in page
        assert "data:image/png;base64," in page
        assert "<script" not in page
    assert "户规模 · 平均" in page
    assert "户规模 · 平均" in shown.output


def test_a_city_of_one_s_own_goes_from_a_csv_to_stays(tmp_path: Path) -> None:
    """Totals, report, a person's day, who else was there, stays as Parquet, an epidemic: all from one table."""
    from fangxian.cli.epidemic import app as epidemic

    file = tmp_path / "island.csv"
    file.write_text("code,residents,urban\n460101001001,2600,1\n460101001002,1900,1\n460101002201,900,0\n")
    built = _json("build", file, "--out", tmp_path / "island")
    assert (built["persons"], built["areas"]) == (5400, 3)
    shown = json.loads(_run("show", tmp_path / "island", "--report", tmp_path / "report.html", "--json").stdout)
    assert (shown["counts"]["persons"], shown["counts"]["zones"]) == (5400, 2)
    assert "island" in (tmp_path / "report.html").read_text("utf-8")
    stays = _json("person", tmp_path / "island", 7, "--day", "2021-11-01")["stays"]
    assert isinstance(stays, list)
    there = _json("place", tmp_path / "island", stays[-1]["place"], "--day", "2021-11-01")["present"]
    assert isinstance(there, list)
    assert 7 in [one["person"] for one in there]
    made = _json("stays", tmp_path / "island", "--out", tmp_path / "day.parquet")
    table = pq.read_table(tmp_path / "day.parquet")
    assert table.num_rows == made["rows"]
    assert table["person_id"].to_numpy().max() == 5399
    words = ["run", "--city", str(tmp_path / "island"), "--days", "3", "--seeds", "20", "--json"]
    ran = CliRunner().invoke(epidemic, words)
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout)["people"] == 5400


def test_stays_of_several_days_go_to_a_folder_each(tmp_path: Path) -> None:
    _run("build", "town:5000")
    made = _json("stays", "town-5000", "--out", tmp_path / "stays", "--day", "2021-11-01", "--days", 2, "--no-home")
    files = sorted(path.relative_to(tmp_path / "stays").as_posix() for path in (tmp_path / "stays").rglob("*.parquet"))
    assert files == ["day=2021-11-01/stays.parquet", "day=2021-11-02/stays.parquet"]
    assert made["rows"] == sum(pq.read_metadata(tmp_path / "stays" / file).num_rows for file in files)


def test_stays_of_some_persons_in_one_file(tmp_path: Path) -> None:
    _run("build", "town:5000")
    out = tmp_path / "one.parquet"
    _json("stays", "town-5000", "--out", out, "--persons", "10:12", "--compression", "zstd")
    assert set(pq.read_table(out)["person_id"].to_pylist()) == {10, 11}


def test_a_trajectory_and_a_roster_agree() -> None:
    _run("build", "town:5000")
    stays = _json("person", "town-5000", 42, "--day", "2021-11-06")["stays"]
    assert isinstance(stays, list)
    assert stays[0]["kind"] == "home"
    for stay in stays:
        hour = int(stay["start"][:2])
        there = _json("place", "town-5000", stay["place"], "--day", "2021-11-06", "--hour", hour)["present"]
        assert isinstance(there, list)
        assert 42 in [one["person"] for one in there]


def test_parameters_are_listed_with_their_sources() -> None:
    result = CliRunner().invoke(app, ["parameters", "--json"])
    rows = json.loads(result.stdout)
    mean = next(row for row in rows if row["table"] == "household" and row["name"] == "mean")
    assert mean["value"] == 2.4859
    assert "人口普查" in mean["cite"]
    assert mean["mark"] == "V"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("build", "atlantis"), "city.place"),
        (("build", "town:none"), "city.place"),
        (("build", "999999"), "city.place"),
        (("build", "missing.csv"), "city.totals_file"),
        (("show", "nowhere"), "city.folder"),
        (("person", "nowhere", "1"), "city.folder"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_code(words: tuple[str, ...], code: str) -> None:
    result = _run(*words)
    assert result.exit_code == 2
    assert f"[{code}]" in result.output


def test_refusals_speak_chinese_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGXIAN_LANGUAGE", "zh_CN")
    assert "无法构建“atlantis”" in _run("build", "atlantis").output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--day", "yesterday"), "city.day"),
        (("--persons", "9:3"), "city.persons"),
        (("--days", "2"), "city.stays_folder"),
    ],
)
def test_bad_options_of_stays_are_refused(words: tuple[str, ...], code: str, tmp_path: Path) -> None:
    _run("build", "town:5000")
    result = _run("stays", "town-5000", "--out", tmp_path / "x.parquet", *words)
    assert result.exit_code == 2
    assert f"[{code}]" in result.output


def test_totals_of_ones_own_are_divided_and_built(tmp_path: Path) -> None:
    file = tmp_path / "island.csv"
    file.write_text("code,residents,lon,lat\n46,60000,110.3,20.0\n4602,4000,109.5,18.2\n")
    built = _json("build", file, "--out", tmp_path / "island")
    assert built["persons"] == 64_000
    assert built["name"] == "island"
    assert built["areas"] == 10
