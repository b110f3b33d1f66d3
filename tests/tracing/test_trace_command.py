"""``fangxian trace``: the contract's files in, the contract's files out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
from typer.testing import CliRunner

from fangxian.cli.trace import app

STAYS = """person_id,place_id,start,end
ann,hall,2021-11-02T08:00:00+08:00,2021-11-02T09:00:00+08:00
bob,hall,2021-11-02T08:30:00+08:00,2021-11-02T10:00:00+08:00
cid,hall,2021-11-02T08:55:00+08:00,2021-11-02T10:00:00+08:00
dan,hall,2021-11-02T08:30:00,2021-11-02T10:00:00+08:00
eve,hall,2021-10-01T08:30:00+08:00,2021-10-01T10:00:00+08:00
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stays.csv").write_text(STAYS)
    (tmp_path / "cases.csv").write_text("case_id,person_id\n1,ann\n2,nobody\n")
    return tmp_path


def trace(*words: object, code: int = 0, language: str = "en") -> str:
    result = CliRunner().invoke(app, [str(word) for word in words], env={"FANGXIAN_LANGUAGE": language})
    assert result.exit_code == code, result.output + str(result.exception)
    return result.output


def companions(folder: Path, *words: object, **options: Any) -> str:
    files = ("--stays", folder / "stays.csv", "--cases", folder / "cases.csv", "--out", folder / "hits.parquet")
    return trace("companions", *files, *words, **options)


def test_hits_are_written_as_the_contract_says(folder: Path) -> None:
    answer = json.loads(companions(folder, "--min-minutes", 10, "--window-days", 14, "--json"))
    table = pyarrow.parquet.read_table(folder / "hits.parquet")
    assert table.to_pydict()["person_id"] == ["bob"]
    (row,) = table.to_pylist()
    assert list(row) == ["case_id", "person_id", "overlaps", "minutes", "first", "last"]
    assert (row["case_id"], row["overlaps"], row["minutes"]) == ("1", 1, 30.0)
    assert row["first"].isoformat() == "2021-11-02T00:30:00+00:00"
    assert row["last"].isoformat() == "2021-11-02T01:00:00+00:00"
    assert table.schema.field("first").type == pa.timestamp("us", "UTC")
    assert answer["hits"] == 1
    assert answer["cases_without_stays"] == ["2"]
    assert answer["report"]["left_out"] == {"outside_window": 1, "time_naive": 1}
    assert answer["window"]["to"] == "2021-11-02T02:00:00+00:00"


def test_duckdb_writes_the_same_file(folder: Path) -> None:
    answers = [json.loads(companions(folder, "--engine", engine, "--json")) for engine in ("index", "duckdb")]
    assert answers[0]["report"] == answers[1]["report"]
    assert answers[0]["hits"] == answers[1]["hits"] == 1


def test_a_declared_zone_and_a_shorter_time_together_find_more(folder: Path) -> None:
    answer = json.loads(companions(folder, "--zone", "Asia/Shanghai", "--min-minutes", 5, "--json"))
    assert answer["hits"] == 3


def test_a_pack_gives_the_rule_and_options_change_it(folder: Path) -> None:
    answer = json.loads(companions(folder, "--pack", "order-chengdu-companions-2021", "--min-hours", 1, "--json"))
    assert answer["rule"]["operator"] == "and"
    assert answer["rule"]["clause"] == "order-chengdu-companions-2021: companion"
    assert (answer["rule"]["cell_m"], answer["rule"]["min_hours"]) == (800, 1)
    assert answer["hits"] == 1


def test_the_file_of_hits_says_its_rule_and_the_overlaps_are_written_with_their_clause(folder: Path) -> None:
    options = ("--pack", "order-chengdu-companions-2021", "--min-hours", 1, "--detail", "--evidence", 5, "--json")
    answer = json.loads(companions(folder, *options))
    said = json.loads(pyarrow.parquet.read_schema(folder / "hits.parquet").metadata[b"fangxian.rule"])
    assert (said["clause"], said["min_minutes"]) == ("order-chengdu-companions-2021: companion", 10)
    assert said["to"] == answer["window"]["to"]
    (hit,) = pyarrow.parquet.read_table(folder / "hits.parquet").to_pylist()
    (overlap,) = pyarrow.parquet.read_table(folder / "hits-evidence.parquet").to_pylist()
    assert answer["overlaps"] == 1
    assert (overlap["person_id"], overlap["place"], overlap["minutes"]) == ("bob", "hall", 30.0)
    assert (overlap["from"], overlap["to"]) == (hit["first"], hit["last"])
    assert hit["clause"] == overlap["clause"] == said["clause"]


def test_the_same_table_and_the_rows_of_a_packs_vehicle_are_asked_for(folder: Path) -> None:
    rows = [line.split(",") for line in STAYS.splitlines()[1:4]]
    lines = ["person_id,place_id,start,end,table,seat"]
    lines += [
        ",".join([*row, *seat]) for row, seat in zip(rows, (("1", "10A"), ("1", "13F"), ("2", "14A")), strict=True)
    ]
    (folder / "stays.csv").write_text("\n".join(lines) + "\n")
    answers = [
        json.loads(companions(folder, *words, "--json"))
        for words in (
            ("--same", "table", "--min-minutes", 1),
            ("--pack", "covid19-cn-8", "--vehicle", "aircraft"),
            ("--pack", "covid19-cn-8", "--vehicle", "aircraft", "--rows-back", 4),
            ("--pack", "covid19-cn-8", "--vehicle", "coach_sealed"),
        )
    ]
    assert [answer["hits"] for answer in answers] == [1, 1, 2, 2]
    assert answers[1]["rule"]["clause"] == "covid19-cn-8: close, aircraft"
    assert (answers[1]["rule"]["same"], answers[1]["rule"]["front"], answers[1]["rule"]["back"]) == ("row", 3, 3)
    companions(folder, "--vehicle", "aircraft", code=2)
    companions(folder, "--pack", "covid19-cn-8", "--vehicle", "balloon", code=2)
    companions(folder, "--same", "floor", code=2)
    assert "[stays.no_unit]" in companions(folder, "--same", "room", code=2)


@pytest.mark.parametrize(("language", "words"), [("en", "1 hits of 2 cases"), ("zh", "2 例病例命中 1 条")])
def test_the_summary_is_in_the_readers_language(folder: Path, language: str, words: str) -> None:
    (folder / "places.csv").write_text("place_id,kind\nhall,indoor\n")
    options = (
        "--places",
        folder / "places.csv",
        "--expected",
        1,
        "--restriction-days",
        3,
        "--random",
        2,
        "--second",
        1,
    )
    out = companions(folder, *options, "--detail", "--report", folder / "report.json", language=language)
    assert words in out
    assert json.loads((folder / "report.json").read_text())["rows"] == 5
    detail = pyarrow.parquet.read_table(folder / "hits.parquet").to_pylist()[0]
    assert detail["dose"] == pytest.approx(0.5 * 18.7)
    assert detail["longest_minutes"] == 30.0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--grid", 800), "stays.no_place"),
        (("--min-minutes", -1), "rule.minutes"),
        (("--engine", "duckdb", "--union"), "engine.unsupported"),
    ],
)
def test_a_refusal_names_its_code_and_exits_with_2(folder: Path, words: tuple[object, ...], code: str) -> None:
    assert f"[{code}]" in companions(folder, *words, code=2)
    assert not (folder / "hits.parquet").exists()


@pytest.mark.parametrize(
    "words", [("--engine", "abacus"), ("--by", "smell"), ("--until", "2021-11-02T00:00:00"), ("--operator", "xor")]
)
def test_an_option_that_cannot_be_is_refused(folder: Path, words: tuple[object, ...]) -> None:
    companions(folder, *words, code=2)


def test_an_index_that_is_kept_is_searched_only_with_purpose_and_signer_and_remembers(folder: Path) -> None:
    index, hits = folder / "index", folder / "hits.parquet"
    built = json.loads(trace("index", "--stays", folder / "stays.csv", "--out", index, "--json"))
    assert (built["days"], built["stays"], built["persons"]) == (2, 4, 4)
    ask = ("companions", "--index", index, "--cases", folder / "cases.csv", "--out", hits)
    assert "search.warrant_missing" in trace(*ask, code=2)
    assert "search.warrant_missing" in trace(*ask, "--purpose", "tracing", code=2)
    assert not (index / "searches.jsonl").exists()
    answer = json.loads(trace(*ask, "--purpose", "tracing", "--signer", "post:7", "--json"))
    assert answer["hits"] == 1
    (entry,) = [json.loads(line) for line in (index / "searches.jsonl").read_text().splitlines()]
    assert (entry["purpose"], entry["signer"], entry["cases"]) == ("tracing", "post:7", ["1", "2"])


def test_old_days_go_with_a_proof(folder: Path) -> None:
    index = folder / "index"
    words = ("index", "--stays", folder / "stays.csv", "--out", index, "--keep-days", 14)
    trace(*words, code=2)
    built = json.loads(trace(*words, "--clause", "data.visits_erased", "--signer", "post:7", "--json"))
    assert built["erased"]["days"] == ["2021-10-01"]
    assert built["days"] == 1
    trace("erase", "--index", index, "--clause", "c", "--signer", "s", "--before", "2021-11-02", code=2)
    done = trace("erase", "--index", index, "--clause", "c", "--signer", "s", "--before", "2021-11-03")
    assert "2021-11-02" in done


def test_synthetic_stays_go_through_the_whole_command(tmp_path: Path) -> None:
    made = json.loads(trace("synth", "--people", 300, "--days", 2, "--seed", 3, "--out", tmp_path, "--json"))
    assert made["people"] == 300
    (tmp_path / "cases.csv").write_text("case_id,person_id\nA,17\n")
    found = {}
    for words in (("--by", "place"), ("--grid", "800"), ("--by", "place", "--union")):
        out = tmp_path / "hits.csv"
        files = ("--stays", tmp_path / "stays", "--cases", tmp_path / "cases.csv", "--out", out)
        found[words] = json.loads(trace("companions", *files, *words, "--json"))["hits"]
    assert 0 < found["--by", "place"] < found["--grid", "800"]
    assert found["--by", "place", "--union"] == found["--by", "place"]
    trace("synth", "--out", tmp_path, "--columns", "house", code=2)


def test_without_stays_or_with_two_sources_nothing_is_asked(folder: Path) -> None:
    companions(folder, "--index", folder, code=2)
    trace("companions", "--cases", folder / "cases.csv", "--out", folder / "h.parquet", code=2)
    (folder / "stays.csv").write_text(
        "person_id,place_id,start,end\nann,hall,2021-11-02T08:00:00,2021-11-02T09:00:00\n"
    )
    assert "[stays.none]" in companions(folder, code=2)
