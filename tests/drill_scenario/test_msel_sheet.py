"""The events of a scenario as a workbook."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from fangxian.drill.scenario.errors import ScenarioError
from fangxian.drill.scenario.files import shipped_ids
from fangxian.drill.scenario.load import load_scenario
from fangxian.drill.scenario.msel import Inject, InjectFile
from fangxian.drill.scenario.msel_sheet import COLUMNS, read_sheet, write_sheet

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60).filter(
    lambda text: text.strip() != ""
)


def back(injects: tuple[Inject, ...]) -> tuple[Inject, ...]:
    return InjectFile.model_validate(read_sheet(write_sheet(injects)).data).injects


def with_cell(row: int, key: str, value: Any) -> bytes:
    book = load_workbook(io.BytesIO(write_sheet(load_scenario("unknown-origin-18d").injects)))
    book.worksheets[0].cell(row, list(COLUMNS).index(key) + 1).value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("name", shipped_ids())
def test_what_was_written_reads_back_as_it_was(name: str) -> None:
    injects = load_scenario(name).injects
    assert back(injects) == injects


@settings(max_examples=25)
@given(zh=WORDS, en=WORDS)
def test_any_words_survive_the_sheet(zh: str, en: str) -> None:
    one = load_scenario("unknown-origin-18d").injects[0]
    said = one.model_copy(update={"title": type(one.title)(zh=zh, en=en)})
    assert back((said,))[0].title == said.title


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    one = load_scenario("unknown-origin-18d").injects[0]
    said = one.model_copy(update={"title": type(one.title)(zh="=1+1", en="=cmd()")})
    assert back((said,))[0].title.en == "=cmd()"


@pytest.mark.parametrize(
    ("key", "value"), [("to", "everybody"), ("expects", "soon"), ("fault", "fire"), ("day", "tomorrow"), ("says", "{")]
)
def test_a_cell_that_cannot_be_read_names_its_row_and_column(key: str, value: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        read_sheet(with_cell(3, key, value))
    problem = refused.value.problems[0]
    assert (problem.line, problem.field, problem.file) == (3, key, "msel.xlsx")


def test_headings_may_be_in_either_language_and_in_any_order() -> None:
    book = load_workbook(io.BytesIO(write_sheet(load_scenario("unknown-origin-18d").injects)))
    sheet = book.worksheets[0]
    for at, (key, (zh, en)) in enumerate(COLUMNS.items(), 1):
        sheet.cell(1, at).value = zh if at % 2 else en if at % 3 else key
    file = io.BytesIO()
    book.save(file)
    assert read_sheet(file.getvalue()).data["inject"][0]["id"] == "d0-positive"


def test_a_sheet_without_a_column_says_which() -> None:
    with pytest.raises(ScenarioError) as refused:
        read_sheet(with_cell(1, "sender_zh", "whatever"))
    assert [(one.code, one.field) for one in refused.value.problems] == [("scenario.column_missing", "sender_zh")]


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(ScenarioError):
        read_sheet(b"not a workbook")
