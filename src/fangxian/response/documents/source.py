"""The shipped templates: readable text in ``defaults/``, turned into Word templates when they are needed.

One line a paragraph. ``#`` title, ``##`` heading, ``>`` to the right, ``@`` without indent, ``|`` a row of a table
(``!|`` its head), ``{%p`` and ``| {%tr`` the control lines of docxtpl; everything else is a paragraph of text.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any, Final

DEFAULTS: Final = Path(__file__).parent / "defaults"
"""Where the sources stand: ``<kind>.<language>.txt``."""

_FONT: Final = {"zh": "宋体", "en": "Times New Roman"}


@cache
def default_template(kind: str, language: str) -> bytes:
    """The shipped Word template of a document."""
    return build((DEFAULTS / f"{kind}.{language}.txt").read_text(encoding="utf-8"), language)


def build(text: str, language: str) -> bytes:
    """A Word template made from source text."""
    from docx import Document

    document = Document()
    _dress(document, language)
    table: Any = None
    for line in text.splitlines():
        row = line.startswith(("|", "!|"))
        if not line.strip():
            table = None
        elif row:
            cells = [cell.strip() for cell in line.removeprefix("!").strip().strip("|").split("|")]
            table = _row(document, table, cells, head=line.startswith("!"))
        else:
            table = None
            _paragraph(document, line, language)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _dress(document: Any, language: str) -> None:
    """Page, font, watermark above and page number below."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    for name in ("Normal", "Title", "Heading 1"):
        style = document.styles[name]
        style.font.name = _FONT[language]
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT["zh"])
    document.styles["Normal"].font.size = Pt(11)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.header.paragraphs[0].text = "{{ watermark }}"
    foot = section.footer.paragraphs[0]
    foot.alignment = 1
    _page_number(foot)


def _page_number(paragraph: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _paragraph(document: Any, line: str, language: str) -> None:
    from docx.shared import Pt

    if line.startswith("{%p"):
        document.add_paragraph(line)
    elif line.startswith("## "):
        document.add_heading(line[3:], level=1)
    elif line.startswith("# "):
        document.add_paragraph(line[2:], style="Title").alignment = 1
    elif line.startswith("> "):
        document.add_paragraph(line[2:]).alignment = 2
    elif line.startswith("@ "):
        document.add_paragraph(line[2:])
    else:
        made = document.add_paragraph(line)
        made.paragraph_format.first_line_indent = Pt(22 if language == "zh" else 0)


def _row(document: Any, table: Any, cells: list[str], *, head: bool) -> Any:
    if table is None:
        table = document.add_table(rows=0, cols=len(cells))
        table.style = "Table Grid"
    row = table.add_row().cells
    for cell, text in zip(row, cells, strict=False):
        cell.text = ""
        cell.paragraphs[0].add_run(text).bold = head
    return table
