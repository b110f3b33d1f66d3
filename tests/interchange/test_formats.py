"""Every format that an export is written in, read back by the libraries that read it."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import openpyxl
import pyarrow.parquet as pq
import pytest

from fangxian.response.casework.actions.import_linelist import import_delivery
from fangxian.response.interchange.actions import Wish, request_export, run_export
from fangxian.response.interchange.actions.run_export import file_of
from fangxian.response.interchange.columns import COLUMNS
from tests.casework.test_import_contacts import delivery
from tests.casework.test_undo_import import WHOLE

ALL = tuple(COLUMNS)


@pytest.fixture
def made(outbreak, tracer):
    import_delivery(outbreak, delivery(**WHOLE))

    def make(format: str, kinds=ALL, **said):
        wish = Wish(kinds=tuple(kinds), format=format, purpose="上报市级指挥部", **said)
        export = run_export(request_export(wish, by=tracer))
        assert (export.state, export.done) == ("done", export.whole)
        return file_of(export).read_bytes()

    return make


def test_csv_of_one_kind_says_where_it_comes_from_and_opens_in_a_spreadsheet(made):
    data = made("csv", ["contacts"])
    assert data.startswith(b"\xef\xbb\xbf")
    mark, headings, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert "示例 SAMPLE" in mark[0]
    assert "上报市级指挥部" in mark[0]
    held = [dict(zip(headings, row, strict=True)) for row in rows]
    assert sorted((one["contact_id"], one["source_ids"]) for one in held) == [("K1", "A1"), ("K2", "K1")]
    assert held[0]["date_of_last_contact"] == "2020-12-06T18:30:00+08:00"


def test_csv_of_several_kinds_is_an_archive(made):
    archive = zipfile.ZipFile(io.BytesIO(made("csv")))
    assert archive.namelist() == [f"{kind}.csv" for kind in ALL]
    for kind in ALL:
        rows = list(csv.reader(io.StringIO(archive.read(f"{kind}.csv").decode("utf-8-sig"))))
        personal = {column.name for column in COLUMNS[kind] if column.personal}
        assert rows[1] == [column.name for column in COLUMNS[kind] if column.name not in personal]
        assert len(rows) > 2, kind


def test_a_workbook_has_a_sheet_a_kind(made):
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx")))
    assert book.sheetnames == list(ALL)
    rows = list(book["cases"].iter_rows(values_only=True))
    assert "示例 SAMPLE" in rows[0][0]
    assert dict(zip(rows[1], rows[2], strict=True))["case_id"] == "A1"


def test_json_lines_name_what_each_line_is_about(made):
    lines = [json.loads(line) for line in made("jsonl").splitlines()]
    assert lines[0]["record"] == "export"
    assert lines[0]["mark"] == "示例 SAMPLE"
    assert {line["record"] for line in lines[1:]} == set(ALL)
    assert next(line for line in lines if line["record"] == "samples")["result"] == "negative"


def test_parquet_has_types_and_says_where_it_comes_from(made):
    table = pq.read_table(io.BytesIO(made("parquet", ["contacts"])))
    assert str(table.schema.field("date_of_last_contact").type) == "timestamp[us, tz=Asia/Shanghai]"
    assert table.schema.metadata[b"fangxian.mark"].decode() == "示例 SAMPLE"
    assert sorted(table.column("contact_id").to_pylist()) == ["K1", "K2"]


def test_a_bundle_keeps_the_rules_of_fhir(made):
    from fhir.resources.R4B.bundle import Bundle

    bundle = Bundle.model_validate_json(made("fhir"))
    types = [entry.resource.get_resource_type() for entry in bundle.entry]
    assert set(types) == {"Patient", "Condition", "Observation", "Task"}
    assert types.count("Patient") == 3


def test_a_formula_is_taken_as_text(made, outbreak):
    import_delivery(outbreak, delivery(cases=[{
        "number": "A2", "classification": "confirmed", "confirmed_on": "2020-12-07", "source": "=1+1",
    }]))  # fmt: skip
    assert "'=1+1" in made("csv", ["cases"]).decode()


def test_chosen_columns_are_all_there_is(made):
    data = made("csv", ["cases"], columns={"cases": ["case_id", "age"]})
    assert data.decode("utf-8-sig").splitlines()[1:] == ["case_id,age", "A1,"]
