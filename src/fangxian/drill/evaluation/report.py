"""The after-action report 演练复盘报告: one text from an evaluation, as Word, PDF or a page, in either language."""

from __future__ import annotations

import html
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from fangxian.drill.evaluation.findings import findings
from fangxian.drill.evaluation.pictures import drawn, present, title, told
from fangxian.drill.evaluation.present import Language
from fangxian.drill.evaluation.sections import Section, said, sections, word
from fangxian.drill.scenario.schema import Package
from fangxian.protocol.pack import load_pack
from fangxian.response.documents.columns import weights

Format = Literal["docx", "pdf", "html"]
MARK = "演练 EXERCISE"

WIDE_CM: Final = 15.5
"""The text's width on A4."""

_NUMERALS: Final = "一二三四五六七八九十"


def report(data: Mapping[str, Any], package: Package, language: Language, format: Format) -> bytes:
    """The report of an evaluation.

    Parameters
    ----------
    data : Mapping
        As :func:`fangxian.drill.evaluation.present.as_data` gives it; its key ``prices``, if it is there, holds the
        arms of an ensemble.
    """
    if format == "html":
        return _page(data, package, language).encode()
    from fangxian.response.documents.filling import fill
    from fangxian.response.documents.source import build

    plain = fill(build(source(data, package, language), language), {"watermark": MARK})
    if format == "docx":
        return _with_pictures(plain, data, language)
    from fangxian.response.documents.typesetting import Drawn, pdf

    pictures = {
        name: Drawn(drawn(name, data, language, "svg").decode(), title(name, language), told(name, data, language))
        for name in present(data)
    }
    return pdf(plain, language, title=word("title", language), watermark=MARK, pictures=pictures, fitted=True)


def source(data: Mapping[str, Any], package: Package, language: Language) -> str:
    """The report as the source text that templates of documents are made of; ``[[curve]]`` stands for a picture."""
    parts = [f"# {word('title', language)}", f"# {said(package.title, language)}"]
    for number, one in enumerate(sections(data, package, language)):
        parts += ["", f"## {numbered(number, one, language)}", *one.lines]
        if one.rows:
            parts += ["", *_table(one)]
        parts += ["", one.note] if one.note else []
        for name in one.pictures:
            parts += ["", f"[[{name}]]"]
    text = "\n".join(parts) + "\n"
    for opening in ("{{", "{%", "{#"):  # words of a package are words, never fields of the template
        text = text.replace(opening, f"{{ {opening[1]}")
    return text


def numbered(number: int, one: Section, language: Language) -> str:
    """A section's heading with its number; `number` counts from 0."""
    if language == "en":
        return f"{number + 1}. {one.title}"
    ten, rest = divmod(number + 1, 10)
    numeral = (
        _NUMERALS[number] if number < 10 else f"十{_NUMERALS[rest - 1] if rest else ''}" if ten == 1 else str(number)
    )
    return f"{numeral}、{one.title}"


def _table(one: Section) -> list[str]:
    rows = (one.head, *(row.cells for row in one.rows))
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return ["!" + lines[0], *lines[1:]]


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


def _with_pictures(document: bytes, data: Mapping[str, Any], language: Language) -> bytes:
    """The Word document with its pictures where their names stand, and columns as wide as what stands in them."""
    from docx import Document
    from docx.shared import Cm

    opened = Document(io.BytesIO(document))
    names = {f"[[{name}]]": name for name in present(data)}
    for paragraph in opened.paragraphs:
        name = names.get(paragraph.text.strip())
        if name is None:
            continue
        for run in paragraph.runs:
            run.text = ""
        paragraph.paragraph_format.first_line_indent = Cm(0)
        paragraph.insert_paragraph_before(title(name, language)).paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(drawn(name, data, language, "png")), width=Cm(WIDE_CM))
        shape._inline.docPr.set("descr", told(name, data, language))
    for table in opened.tables:
        parts = weights([[cell.text for cell in row.cells] for row in table.rows])
        table.autofit = False
        for row in table.rows:
            for cell, part in zip(row.cells, parts, strict=True):
                cell.width = Cm(WIDE_CM * part / sum(parts))
    file = io.BytesIO()
    opened.save(file)
    return file.getvalue()


def _page(data: Mapping[str, Any], package: Package, language: Language) -> str:
    """One page of HTML that needs nothing else."""
    heading = html.escape(word("title", language))
    body = [f"<h1>{heading}</h1>", f"<p class=sub>{html.escape(said(package.title, language))}</p>"]
    for number, one in enumerate(sections(data, package, language)):
        body.append(f'<section id="{one.key}"><h2>{html.escape(numbered(number, one, language))}</h2>')
        body += [f"<p>{html.escape(line)}</p>" for line in one.lines]
        body += [_html_table(one.head, [row.cells for row in one.rows])] if one.rows else []
        body += [f"<p class=note>{html.escape(one.note)}</p>"] if one.note else []
        body += [figure(name, data, language) for name in one.pictures]
        body.append("</section>")
    lang = "zh-Hans" if language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>[{MARK}] {heading}</title><style>{_STYLE}</style></head>"
        f"<body><header>{MARK}</header><main>{''.join(body)}</main></body></html>\n"
    )


def figure(name: str, data: Mapping[str, Any], language: Language) -> str:
    """A picture in the page itself, with its caption; whoever does not see it hears the words."""
    svg = drawn(name, data, language, "svg").decode()
    svg = svg[svg.index("<svg") :].replace(
        "<svg", f'<svg role="img" aria-label="{html.escape(told(name, data, language))}"', 1
    )
    return f"<figure>{svg}<figcaption>{html.escape(title(name, language))}</figcaption></figure>"


def _html_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th scope=col>{html.escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<div class=wide tabindex=0><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"


_STYLE = """
body{font:16px/1.6 system-ui,"Noto Sans SC","Noto Sans CJK SC",sans-serif;color:#1c2530;margin:0;background:#fff}
header{position:sticky;top:0;background:#b3261e;color:#fff;text-align:center;font-weight:700;padding:.4rem;letter-spacing:.2em}
main{max-width:62rem;margin:0 auto;padding:1rem}h1{margin-bottom:0}.sub{font-size:1.15rem;margin-top:.2rem}
h2{border-bottom:1px solid #c9ced6;padding-bottom:.2rem;margin-top:2rem}.note{color:#53606e;font-size:.9rem}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.93rem}
th,td{border:1px solid #c9ced6;padding:.3rem .5rem;text-align:left;vertical-align:top}th{background:#f2f4f7}
figure{margin:1rem 0}figure svg{max-width:100%;height:auto}figcaption{color:#53606e;font-size:.9rem}
@media print{header{position:static;color:#b3261e;background:none;border-bottom:2px solid #b3261e}
h2,figure,tr{break-inside:avoid}h2{break-after:avoid}}
"""


def findings_data(data: Mapping[str, Any], package: Package) -> list[dict[str, Any]]:
    """Findings as JSON says them, to be taken into another workspace as findings of an inspection."""
    pack = load_pack(package.manifest.variant(data["variant"]).pack)
    return [one.as_data() | {"source": "drill"} for one in findings(data, package, pack)]
