"""Typeset a Word document as PDF: the same words, so that a city replaces one template and gets both formats.

Typst sets the page; the fonts come with Fangxian, so that Chinese is right wherever it runs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from fangxian.response.documents.reading import blocks

FONTS: Final = Path(__file__).parent / "assets"
"""Where the build puts the fonts."""

PAGE: Final = """
#let doc = json(bytes(sys.inputs.doc))
#set document(title: doc.title)
#set page(
  paper: "a4",
  margin: (x: 26mm, y: 28mm),
  header: align(center, text(16pt, fill: rgb("#c00000"), weight: "bold", doc.watermark)),
  footer: context align(center, text(9pt, counter(page).display("1 / 1", both: true))),
  background: if doc.watermark == "" { none } else {
    rotate(-35deg, text(64pt, fill: luma(90%), weight: "bold", doc.watermark))
  },
)
#set text(font: ("Noto Sans S Chinese", "Noto Sans CJK SC", "Noto Serif CJK SC"), size: 11pt, lang: doc.lang)
#set par(leading: 0.9em, spacing: 1.1em, justify: true)
#let piece(run) = {
  let lines = run.text.split("\\n").map(line => text(line)).join(linebreak())
  if run.bold { strong(lines) } else if run.italic { emph(lines) } else { lines }
}
#let line(runs) = runs.map(piece).join()
#let sides = (left: left, center: center, right: right)
#for block in doc.blocks {
  if block.kind == "table" {
    let wide = calc.max(..block.rows.map(row => row.len()))
    table(
      columns: (1fr,) * wide,
      inset: 5pt,
      stroke: 0.5pt,
      ..block.rows.map(row => row.map(cell => text(9.5pt, line(cell)))).flatten(),
    )
  } else if block.kind == "text" and block.runs.len() == 1 and block.runs.first().text in doc.pictures {
    align(center, image(bytes(doc.pictures.at(block.runs.first().text)), format: "svg", width: 100%))
  } else if block.kind == "title" {
    align(center, text(18pt, weight: "bold", line(block.runs)))
    v(4mm)
  } else if block.kind == "heading" {
    v(2mm)
    text(13pt, weight: "bold", line(block.runs))
    parbreak()
  } else {
    align(sides.at(block.align), {
      if block.indent { h(2em) }
      line(block.runs)
    })
  }
}
"""


def pdf(
    document: bytes, language: str, *, title: str, watermark: str = "", pictures: Mapping[str, str] | None = None
) -> bytes:
    """The document as PDF, with page numbers, selectable text and embedded fonts.

    Parameters
    ----------
    pictures : Mapping, optional
        SVG by name; each stands where a paragraph says ``[[name]]`` and nothing else.
    """
    import typst

    said = {
        "title": title,
        "lang": language,
        "watermark": watermark,
        "pictures": {f"[[{name}]]": drawn for name, drawn in (pictures or {}).items()},
        "blocks": [one for one in blocks(document) if one["kind"] == "table" or one["runs"]],
    }
    fonts = [FONTS] if any(FONTS.glob("*.otf")) else []
    made: bytes = typst.compile(  # type: ignore[misc]
        PAGE.encode(),
        font_paths=[str(path) for path in fonts],
        ignore_system_fonts=bool(fonts),
        sys_inputs={"doc": json.dumps(said, ensure_ascii=False)},
    )
    return made
