"""The letter of a sheet as a file of Word and as PDF."""

from __future__ import annotations

import io

import pytest
from docx import Document
from pypdf import PdfReader

from tests.coinvestigation.conftest import World
from tests.factories import PIDU


def words(body: bytes, format: str) -> str:
    if format == "pdf":
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    document = Document(io.BytesIO(body))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@pytest.mark.parametrize("format", ["docx", "pdf"])
@pytest.mark.parametrize(("language", "title"), [("zh", "协查函"), ("en", "Co-investigation letter")])
def test_it_names_the_people_by_number_and_the_day_by_which_to_answer(
    world: World, language: str, format: str, title: str
) -> None:
    listed = world.one()
    answer = world.client(PIDU).get(f"/sheets/{listed.sheet_id}/letter/{language}.{format}")
    said = words(answer.content, format)
    assert answer.headers["Content-Disposition"].endswith(f'-{language}.{format}"')
    for part in (title, listed.sheet.number, listed.label, "Li Hua", "028-87654321"):
        assert part in said
    assert "2020-12-" in said


def test_an_office_that_is_no_side_of_the_sheet_gets_none(world: World) -> None:
    listed = world.one()
    assert world.client("510104").get(f"/sheets/{listed.sheet_id}/letter/zh.docx").status_code == 404


def test_a_format_that_letters_do_not_have_is_not_there(world: World) -> None:
    listed = world.one()
    assert world.client(PIDU).get(f"/sheets/{listed.sheet_id}/letter/zh.odt").status_code == 404
