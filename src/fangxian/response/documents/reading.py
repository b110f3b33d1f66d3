"""Read a Word document back: paragraphs and tables in their order, as plain data."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

_ALIGN = {1: "center", 2: "right"}


def blocks(document: bytes) -> Iterator[dict[str, Any]]:
    """Paragraphs (`style`, `align`, `indent`, `runs`) and tables (`rows` of cells of runs) of the body."""
    from docx import Document
    from docx.table import Table

    for part in Document(io.BytesIO(document)).iter_inner_content():
        if isinstance(part, Table):
            yield {"kind": "table", "rows": [[_cell(cell) for cell in row.cells] for row in part.rows]}
        else:
            yield _paragraph(part)


def text_of(document: bytes) -> str:
    """Everything the document says: headers, body, footers; one paragraph or cell a line."""
    from docx import Document

    parts: list[str] = []
    for section in Document(io.BytesIO(document)).sections:
        parts += [paragraph.text for paragraph in (*section.header.paragraphs, *section.footer.paragraphs)]
    for block in blocks(document):
        rows = block["rows"] if block["kind"] == "table" else [[block["runs"]]]
        parts += ["".join(run["text"] for run in runs) for row in rows for runs in row]
    return "\n".join(part for part in parts if part)


def _paragraph(part: Any) -> dict[str, Any]:
    name = part.style.name if part.style is not None else ""
    indent = part.paragraph_format.first_line_indent
    return {
        "kind": "title" if name == "Title" else "heading" if name.startswith("Heading") else "text",
        "align": _ALIGN.get(part.alignment, "left") if part.alignment is not None else "left",
        "indent": bool(indent and indent > 0),
        "runs": _runs(part),
    }


def _cell(cell: Any) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = []
    for number, paragraph in enumerate(cell.paragraphs):
        if number:
            runs.append({"text": "\n", "bold": False, "italic": False})
        runs += _runs(paragraph)
    return runs


def _runs(part: Any) -> list[dict[str, Any]]:
    return [{"text": run.text, "bold": bool(run.bold), "italic": bool(run.italic)} for run in part.runs if run.text]
