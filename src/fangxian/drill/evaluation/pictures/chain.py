"""Every true transmission by day: those on record drawn through, the others dashed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from fangxian.drill.evaluation.days import day_in
from fangxian.drill.evaluation.pictures.canvas import BLUE, RED, Format, kept, sheet, word
from fangxian.drill.evaluation.present import Language

MOST: Final = 150
"""Links beyond which a chain is no picture any more; the first ones are drawn, and the title says so."""

_WORDS: Final = {
    "day": ("day of infection", "感染日（第几天）"), "on_record": ("on record", "已查清"),
    "missed": ("not on record", "未查清"), "first": ("first {most} of {all} links", "前 {most} 条，共 {all} 条"),
    "outside": ("infected from outside", "外来感染"),
    "told": (
        "{found} of {all} true transmissions are on record.", "实际传播{all}条，已查清{found}条。",
    ),
}  # fmt: skip


def draw(data: Mapping[str, Any], language: Language, format: Format) -> bytes:
    """A tree that grows to the right: whoever infected somebody stands left of them, and no two in one row."""
    links = data["links"][:MOST]
    day, row = _days(data, links), rows(links)
    figure = sheet(max(2.6, min(8.2, 0.9 + 0.13 * len(row))))
    axes = figure.subplots()
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_yticks([])
    for link in links:
        source, person = link["from"], link["to"]
        line: dict[str, Any] = (
            {"color": BLUE, "lw": 1.3} if link["found"] else {"color": RED, "lw": 1.1, "ls": (0, (2, 2))}
        )
        since = day[source]
        axes.plot([since, since, day[person]], [row[source], row[person], row[person]], solid_joinstyle="round", **line)
        axes.plot([day[person]], [row[person]], marker="o" if link["found"] else "x", ms=4, color=line["color"])
    starts = set(row) - {link["to"] for link in links}
    axes.plot([day[one] for one in starts], [row[one] for one in starts], marker="D", ms=5, ls="", color="#1c2530",
              label=word(_WORDS, "outside", language))  # fmt: skip
    axes.plot([], [], color=BLUE, lw=1.3, marker="o", ms=4, label=word(_WORDS, "on_record", language))
    axes.plot([], [], color=RED, lw=1.1, ls=(0, (2, 2)), marker="x", ms=4, label=word(_WORDS, "missed", language))
    if len(data["links"]) > MOST:
        axes.set_title(word(_WORDS, "first", language).format(most=MOST, all=len(data["links"])), fontsize=9)
    axes.locator_params(axis="x", integer=True)
    axes.invert_yaxis()
    axes.set_xlabel(word(_WORDS, "day", language))
    figure.legend(frameon=False, fontsize=8.5, loc="outside upper left", ncols=3)
    return kept(figure, format)


def rows(links: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """A row for everybody, each below who infected them, with the whole of a branch together."""
    below: dict[str, list[str]] = defaultdict(list)
    for link in links:
        below[link["from"]].append(link["to"])
    reached = {link["to"] for link in links}
    waiting = [one for one in reversed(below) if one not in reached]
    made: dict[str, int] = {}
    while waiting:
        one = waiting.pop()
        made[one] = len(made)
        waiting += reversed(below.get(one, []))
    return made


def _days(data: Mapping[str, Any], links: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Day of infection of everybody; who came from outside stands a day before the first they infected."""
    start = datetime.fromisoformat(data["from"])
    day = {link["to"]: day_in(start, link["at"]) for link in links}
    for link in reversed(links):
        if link["from"] not in day or link["from"] not in {one["to"] for one in links}:
            day[link["from"]] = min(day.get(link["from"], float("inf")), day[link["to"]] - 1)
    return day


def tell(data: Mapping[str, Any], language: Language) -> str:
    """The chain in words."""
    links = data["links"]
    return word(_WORDS, "told", language).format(all=len(links), found=sum(link["found"] for link in links))
