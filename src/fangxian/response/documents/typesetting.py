"""Typeset a Word document as PDF: the same words, so that a city replaces one template and gets both formats.

Typst sets the page; the fonts come with Fangxian, so that Chinese is right wherever it runs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from fangxian.response.documents.columns import weights
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
    let columns = block.at("widths", default: (1,) * wide)
    table(
      columns: columns.map(part => part * 1fr),
      inset: 5pt,
      stroke: 0.5pt,
      ..block.rows.map(row => row.map(cell => {
        set par(justify: false)
        text(9.5pt, line(cell))
      })).flatten(),
    )
  } else if block.kind == "text" and block.runs.len() == 1 and block.runs.first().text in doc.pictures {
    let drawn = doc.pictures.at(block.runs.first().text)
    std.block(breakable: false, {
      drawn.caption
      std.block(above: 3mm, align(center, image(bytes(drawn.svg), format: "svg", width: 100%, alt: drawn.words)))
    })
  } else if block.kind == "title" {
    align(center, text(18pt, weight: "bold", line(block.runs)))
    v(4mm)
  } else if block.kind == "heading" {
    v(2mm)
    std.block(sticky: true, text(13pt, weight: "bold", line(block.runs)))
  } else {
    align(sides.at(block.align), {
      if block.indent { h(2em) }
      line(block.runs)
    })
  }
}
"""


class Drawn(NamedTuple):
    """A picture: SVG, the line above it, and the words that stand for it."""

    svg: str
    caption: str
    words: str


def pdf(
    document: bytes,
    language: str,
    *,
    title: str,
    watermark: str = "",
    pictures: Mapping[str, Drawn] | None = None,
    fitted: bool = False,
) -> bytes:
    """The document as PDF, with page numbers, selectable text and embedded fonts.

    Parameters
    ----------
    pictures : Mapping, optional
        By name; each stands where a paragraph says ``[[name]]`` and nothing else.
    fitted : bool
        Whether the columns of a table are as wide as what stands in them asks for; else all are equal.
    """
    import typst

    said = {
        "title": title,
        "lang": language,
        "watermark": watermark,
        "pictures": {f"[[{name}]]": drawn._asdict() for name, drawn in (pictures or {}).items()},
        "blocks": [_sized(one, fitted) for one in blocks(document) if one["kind"] == "table" or one["runs"]],
    }
    fonts = [FONTS] if any(FONTS.glob("*.otf")) else []
    made: bytes = typst.compile(  # type: ignore[misc]
        PAGE.encode(),
        font_paths=[str(path) for path in fonts],
        ignore_system_fonts=bool(fonts),
        sys_inputs={"doc": json.dumps(said, ensure_ascii=False)},
    )
    return made


def _sized(block: dict[str, Any], fitted: bool) -> dict[str, Any]:
    if not fitted or block["kind"] != "table":
        return block
    rows = [["".join(run["text"] for run in cell) for cell in row] for row in block["rows"]]
    return block | {"widths": weights(rows)}
