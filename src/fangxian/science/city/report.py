"""A city's report as one page of HTML: its margins beside those wanted, what there is of everything, the plots."""

from __future__ import annotations

import base64
import io
from html import escape

from fangxian.science.city.margins import counts, margins
from fangxian.science.city.model import City
from fangxian.science.city.parameters import Parameters
from fangxian.science.city.plots import save_report
from fangxian.science.city.words import Language, named, said

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; color: #1a202c; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .7rem; border-bottom: 1px solid #cbd5e0; text-align: right; }
th:first-child, td:first-child { text-align: left; }
.no { background: #fed7d7; font-weight: bold; }
img { max-width: 100%; height: auto; }
code { overflow-wrap: anywhere; }
div { overflow-x: auto; }
@media print { body { margin: 0; max-width: none; font-size: 12px; } }
"""


def report_page(city: City, parameters: Parameters, language: Language = "en") -> str:
    """The page as text; its plots stand in it, so that it is one file that can be sent.

    Parameters
    ----------
    language : str
        ``en`` or ``zh``; plots are in English where no font of this machine holds Chinese.
    """
    plots = io.BytesIO()
    save_report(city, parameters, plots, language)
    picture = base64.b64encode(plots.getvalue()).decode()
    compared = said("What it is beside what was wanted", language)
    title = f"{city.name} · {said('Report', language)}"
    return "\n".join(
        [
            f'<!doctype html><html lang="{"zh-Hans" if language == "zh" else "en"}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>",
            f"<p>{city.n_persons:,} {said('persons', language)} · {said('seed', language)} {city.seed}</p>",
            f"<p>{said('fingerprint', language)} <code>{city.fingerprint}</code></p>",
            f'<p><img alt="{compared}" src="data:image/png;base64,{picture}"></p>',
            f"<h2>{compared}</h2>",
            _margins(city, parameters, language),
            f"<h2>{said('What there is', language)}</h2>",
            _counts(city, language),
            "</body></html>\n",
        ]
    )


def _margins(city: City, parameters: Parameters, language: Language) -> str:
    names = ("margin", "wanted", "found", "tolerance", "unit", "held")
    rows = ["<tr>" + "".join(f'<th scope="col">{said(name, language)}</th>' for name in names) + "</tr>"]
    for one in margins(city, parameters):
        figures = "".join(f"<td>{value:,.4g}</td>" for value in (one.wanted, one.found, one.tolerance))
        held = said("yes" if one.held else "no", language)
        rows.append(
            f'<tr class="{"yes" if one.held else "no"}"><td>{escape(named(one.name, language))}</td>{figures}'
            f"<td>{escape(said(one.unit, language))}</td><td>{held}</td></tr>"
        )
    return "<div><table>" + "\n".join(rows) + "</table></div>"


def _counts(city: City, language: Language) -> str:
    rows = (
        f"<tr><td>{escape(named(name, language))}</td><td>{number:,}</td></tr>" for name, number in counts(city).items()
    )
    return "<div><table>" + "\n".join(rows) + "</table></div>"
