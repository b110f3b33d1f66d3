"""The after-action report 演练复盘报告: one text from an evaluation, as Word, PDF or a page, in either language."""

from __future__ import annotations

import html
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal

from fangxian.drill.evaluation.figures import FIGURES
from fangxian.drill.evaluation.findings import Finding, findings, strengths
from fangxian.drill.evaluation.pictures import chain, curve
from fangxian.drill.evaluation.policy import ARMS
from fangxian.drill.evaluation.present import Language, clause_title, figure_title, written
from fangxian.drill.scenario.schema import Package
from fangxian.protocol.pack import load_pack
from fangxian.protocol.schema.base import Text

Format = Literal["docx", "pdf", "html"]
MARK = "演练 EXERCISE"

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("After-action report", "演练复盘报告"),
    "overview": ("Overview", "一、演练概况"),
    "figures": ("Figures", "二、评估指标"),
    "clocks": ("Clocks", "三、时限办理"),
    "strengths": ("What went well", "四、成效"),
    "missed": ("People missed", "五、漏管人员"),
    "findings": ("Findings and improvement plan", "六、问题与整改"),
    "prices": ("What each weakness costs", "七、代价测算"),
    "curve": ("The outbreak by day", "疫情曲线"),
    "chain": ("Chain found and true", "传播链:查清与实际"),
    "nobody": ("Nobody was missed.", "无人漏管。"),
    "nothing": ("Nothing to put right was found by the figures.", "各项指标未发现需整改的问题。"),
    "figure": ("figure", "指标"), "value": ("value", "数值"), "rating": ("rating", "评级"),
    "clause": ("clause", "条款"), "steps": ("steps", "事项"), "met": ("met", "按时"), "late": ("late", "逾期"),
    "undone": ("missed", "未办"), "worst": ("worst, min", "最迟(分)"), "finding": ("finding", "问题"),
    "owner": ("owner", "责任单位"), "due": ("due", "整改期限"), "retest": ("re-test", "复测日期"),
    "who": ("person", "人员"), "arm": ("if instead", "若改为"), "infections": ("infections", "感染人数"),
    "averted": ("fewer infections", "少感染"), "days": ("person-days", "管控人日"),
    "scale": (
        "P performed without challenges, S with some, M with major challenges, U unable to be performed.",
        "评级:P 顺利完成,S 有一定困难,M 有较大困难,U 未能完成。",
    ),
    "proposed": (
        "Owners and days are proposals until the report is signed.",
        "责任单位和期限为建议,以签发为准。",
    ),
}  # fmt: skip


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

    text = source(data, package, language)
    plain = fill(build(text, language), {"watermark": MARK})
    if format == "docx":
        return _with_pictures(plain, {"curve": curve(data, language, "png"), "chain": chain(data, language, "png")})
    from fangxian.response.documents.typesetting import pdf

    drawn = {name: draw(data, language, "svg").decode() for name, draw in (("curve", curve), ("chain", chain))}
    return pdf(plain, language, title=_word("title", language), watermark=MARK, pictures=drawn)


def source(data: Mapping[str, Any], package: Package, language: Language) -> str:
    """The report as the source text that templates of documents are made of; ``[[curve]]`` stands for a picture."""
    parts = [
        f"# {_word('title', language)}",
        f"# {_said(package.title, language)}",
        *_overview(data, package, language),
    ]
    for name, rows in tables(data, package, language).items():
        parts += ["", f"## {_word(name, language)}"]
        parts += rows if isinstance(rows, list) and rows and isinstance(rows[0], str) else _table(rows)
        if name == "figures":
            parts += [_word("scale", language), "", "[[curve]]", "", "[[chain]]"]
        if name == "findings":
            parts += [_word("proposed", language)]
    text = "\n".join(parts) + "\n"
    for opening in ("{{", "{%", "{#"):  # words of a package are words, never fields of the template
        text = text.replace(opening, f"{{ {opening[1]}")
    return text


def tables(data: Mapping[str, Any], package: Package, language: Language) -> dict[str, Any]:
    """Section → rows of its table, the head first; or sentences where it has none."""
    pack = load_pack(package.manifest.variant(data["variant"]).pack)

    def head(*names: str) -> list[str]:
        return [_word(name, language) for name in names]

    figures = [
        [figure_title(key, language), written(key, value, language), data["ratings"].get(key, "")]
        for key, value in data["figures"].items()
        if value is not None and key in FIGURES
    ]
    clocks = [
        [clause_title(pack, row["clause"], language), *(str(row[key]) for key in ("steps", "met", "late", "missed")),
         str(row["worst_minutes"])]
        for row in data["clocks"]
    ]  # fmt: skip
    missed = [[one["who"], clause_title(pack, one["clause"], language), one["due_at"][:16]] for one in data["missed"]]
    good = [_said(one, language) for one in strengths(data, package)]
    found = findings(data, package, pack)
    made: dict[str, Any] = {
        "figures": [head("figure", "value", "rating"), *figures],
        "clocks": [head("clause", "steps", "met", "late", "undone", "worst"), *clocks],
        "strengths": [f"· {one}" for one in good] or ["–"],
        "missed": [head("who", "clause", "due"), *missed] if missed else [_word("nobody", language)],
        "findings": _findings(found, head("finding", "rating", "owner", "due", "retest"), language),
    }
    if data.get("prices"):
        made["prices"] = [head("arm", "infections", "averted", "days"), *_prices(data["prices"], language)]
    return made


def _findings(found: Sequence[Finding], head: list[str], language: Language) -> list[Any]:
    rows = [
        [_said(one.what, language), one.rating, _said(one.owner, language), one.due.isoformat(), one.retest.isoformat()]
        for one in found
    ]
    return [head, *rows] if rows else [_word("nothing", language)]


def _prices(prices: Sequence[Mapping[str, Any]], language: Language) -> list[list[str]]:
    def span(one: Mapping[str, float]) -> str:
        return f"{one['mean']:,.0f} ({one['low']:,.0f}–{one['high']:,.0f})"

    return [
        [ARMS[one["arm"]][0 if language == "zh" else 1], span(one["infections"]), span(one["averted"]),
         span(one["person_days"])]
        for one in prices
    ]  # fmt: skip


def _overview(data: Mapping[str, Any], package: Package, language: Language) -> list[str]:
    variant = package.manifest.variant(data["variant"])
    facts = (
        f"{_said(variant.title, language)} · {data['from'][:10]} – {data['until'][:10]} · "
        f"{package.id} {data['version']} · {data['people']:,} {'人' if language == 'zh' else 'people'} · "
        f"seed {data['seed']} · {data['record'][:16]}"
    )
    objectives = [f"· {_said(one.text, language)}" for one in package.manifest.objectives]
    return ["", f"## {_word('overview', language)}", _said(package.manifest.summary, language), facts, *objectives]


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows]
    return ["!" + lines[0], *lines[1:]]


def _with_pictures(document: bytes, pictures: Mapping[str, bytes]) -> bytes:
    """The Word document with its pictures where their names stand."""
    from docx import Document
    from docx.shared import Cm

    opened = Document(io.BytesIO(document))
    for paragraph in opened.paragraphs:
        name = paragraph.text.strip().removeprefix("[[").removesuffix("]]")
        if name in pictures and paragraph.text.strip().startswith("[["):
            for run in paragraph.runs:
                run.text = ""
            paragraph.paragraph_format.first_line_indent = Cm(0)
            paragraph.add_run().add_picture(io.BytesIO(pictures[name]), width=Cm(15.5))
    file = io.BytesIO()
    opened.save(file)
    return file.getvalue()


def _page(data: Mapping[str, Any], package: Package, language: Language) -> str:
    """One page of HTML that needs nothing else."""
    body = [f"<h1>{_word('title', language)}</h1>", f"<p class=sub>{html.escape(_said(package.title, language))}</p>"]
    body += [_html(line) for line in _overview(data, package, language) if line]
    for name, rows in tables(data, package, language).items():
        body.append(f"<h2>{_word(name, language)}</h2>")
        body.append(_html_table(rows) if isinstance(rows[0], list) else "".join(map(_html, rows)))
        if name == "figures":
            body.append(f"<p class=note>{_word('scale', language)}</p>")
            for picture, draw in (("curve", curve), ("chain", chain)):
                drawn = draw(data, language, "svg").decode()
                drawn = drawn[drawn.index("<svg") :]
                body.append(f"<figure>{drawn}<figcaption>{_word(picture, language)}</figcaption></figure>")
        if name == "findings":
            body.append(f"<p class=note>{_word('proposed', language)}</p>")
    lang = "zh-Hans" if language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_word('title', language)}</title><style>{_STYLE}</style></head>"
        f"<body><header>{MARK}</header><main>{''.join(body)}</main></body></html>\n"
    )


def _html(line: str) -> str:
    return f"<h2>{html.escape(line[3:])}</h2>" if line.startswith("## ") else f"<p>{html.escape(line)}</p>"


def _html_table(rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th scope=col>{html.escape(cell)}</th>" for cell in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows[1:])
    return f"<div class=wide><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


_STYLE = """
body{font:16px/1.6 system-ui,"Noto Sans SC","Noto Sans CJK SC",sans-serif;color:#1c2530;margin:0;background:#fff}
header{position:sticky;top:0;background:#b3261e;color:#fff;text-align:center;font-weight:700;padding:.4rem;letter-spacing:.2em}
main{max-width:62rem;margin:0 auto;padding:1rem}h1{margin-bottom:0}.sub{font-size:1.15rem;margin-top:.2rem}
h2{border-bottom:1px solid #c9ced6;padding-bottom:.2rem;margin-top:2rem}.note{color:#53606e;font-size:.9rem}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.93rem}
th,td{border:1px solid #c9ced6;padding:.3rem .5rem;text-align:left;vertical-align:top}th{background:#f2f4f7}
figure{margin:1rem 0}figure svg{max-width:100%;height:auto}figcaption{color:#53606e;font-size:.9rem}
@media print{header{position:static;color:#b3261e;background:none;border-bottom:2px solid #b3261e}}
"""


def findings_data(data: Mapping[str, Any], package: Package) -> list[dict[str, Any]]:
    """Findings as JSON says them, to be taken into another workspace as findings of an inspection."""
    pack = load_pack(package.manifest.variant(data["variant"]).pack)
    made = []
    for one in findings(data, package, pack):
        plain = asdict(one) | {"what": one.what.model_dump(), "owner": one.owner.model_dump()}
        made.append(plain | {"due": one.due.isoformat(), "retest": one.retest.isoformat(), "source": "drill"})
    return made


def _said(text: Text, language: Language) -> str:
    return text.zh if language == "zh" else text.en


def _word(key: str, language: Language) -> str:
    return _WORDS[key][1 if language == "zh" else 0]
