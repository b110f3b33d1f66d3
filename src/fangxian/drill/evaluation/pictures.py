"""Pictures of an after-action report: the curve with the response's marks, and the chain found beside the true one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from fangxian.drill.evaluation.present import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Format = Literal["svg", "png"]
MOST_LINKS = 400
"""Links beyond which a chain is no picture any more; the first ones are drawn, and the title says so."""

_WORDS = {
    "infected": ("truly infected", "实际感染"), "found": ("found", "发现"), "day": ("day", "第几天"),
    "people": ("people", "人"), "report": ("first report", "首例报告"), "on_record": ("on record", "已查清"),
    "missed": ("not on record", "未查清"), "first": ("first {most} of {all} links", "前 {most} 条,共 {all} 条"),
    "order": ("infection, in order", "感染顺序"),
}  # fmt: skip


def curve(data: Mapping[str, Any], language: Language, format: Format) -> bytes:
    """People infected and people found by day, day 0 marked."""
    with _style():
        return _curve(data, language, format)


def _curve(data: Mapping[str, Any], language: Language, format: Format) -> bytes:
    figure, axes = _figure(7.2, 3.0)
    days = [row["day"] for row in data["curve"]]
    axes.bar(days, [row["infected"] for row in data["curve"]], color="#c9ced6", label=_word("infected", language))
    axes.plot(days, [row["found"] for row in data["curve"]], color="#b3261e", marker="o", ms=3, lw=1.4,
              label=_word("found", language))  # fmt: skip
    axes.axvline(0, color="#1a4f8b", lw=1, ls="--")
    axes.annotate(_word("report", language), (0, 1), xycoords=("data", "axes fraction"), xytext=(3, -10),
                  textcoords="offset points", fontsize=8, color="#1a4f8b")  # fmt: skip
    axes.set(xlabel=_word("day", language), ylabel=_word("people", language))
    axes.legend(frameon=False, fontsize=8)
    return _written(figure, format)


def chain(data: Mapping[str, Any], language: Language, format: Format) -> bytes:
    """Every true transmission by day; those on record drawn through, the others dashed."""
    with _style():
        return _chain(data, language, format)


def _chain(data: Mapping[str, Any], language: Language, format: Format) -> bytes:
    figure, axes = _figure(7.2, 3.6)
    links = data["links"][:MOST_LINKS]
    day = _days(data)
    order: dict[str, int] = {}
    for link in links:
        for end in (link["from"], link["to"]):
            order.setdefault(end, len(order))
    for link in links:
        _draw_link(axes, link, day, order)
    axes.plot([], [], color="#1a4f8b", lw=1.2, label=_word("on_record", language))
    axes.plot([], [], color="#b3261e", lw=1, ls=":", label=_word("missed", language))
    if len(data["links"]) > MOST_LINKS:
        axes.set_title(_word("first", language).format(most=MOST_LINKS, all=len(data["links"])), fontsize=9)
    axes.set(xlabel=_word("day", language), ylabel=_word("order", language))
    axes.legend(frameon=False, fontsize=8)
    return _written(figure, format)


def _draw_link(axes: Axes, link: Mapping[str, Any], day: Mapping[str, float], order: Mapping[str, int]) -> None:
    source, person = link["from"], link["to"]
    at = day[person]
    since = day.get(source, min(day.values()))
    style: dict[str, Any] = {"color": "#1a4f8b", "lw": 1.2} if link["found"] else {"color": "#b3261e", "ls": ":"}
    axes.plot([since, at], [order[source], order[person]], **style)
    axes.plot([at], [order[person]], marker="o", ms=2.5, color=style["color"])


def _days(data: Mapping[str, Any]) -> dict[str, float]:
    """Day of infection of everybody who was infected by somebody."""
    from datetime import datetime

    start = datetime.fromisoformat(data["from"])
    return {link["to"]: (datetime.fromisoformat(link["at"]) - start).total_seconds() / 86_400 for link in data["links"]}


@contextmanager
def _style() -> Iterator[None]:
    """The fonts that documents are set in, and the same bytes for the same picture."""
    import matplotlib as mpl
    from matplotlib import font_manager

    from fangxian.response.documents.typesetting import FONTS

    family = ["DejaVu Sans"]
    for font in sorted(FONTS.glob("*Regular.otf")):
        font_manager.fontManager.addfont(str(font))
        family.insert(0, font_manager.FontProperties(fname=str(font)).get_name())
    with mpl.rc_context({"font.family": family, "svg.hashsalt": "fangxian", "axes.unicode_minus": False}):
        yield


def _figure(wide: float, high: float) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(wide, high), dpi=150, layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _written(figure: Figure, format: Format) -> bytes:
    file = io.BytesIO()
    metadata = {"Date": None} if format == "svg" else {"Software": None}
    figure.savefig(file, format=format, metadata=metadata)
    return file.getvalue()


def _word(key: str, language: Language) -> str:
    return _WORDS[key][1 if language == "zh" else 0]
