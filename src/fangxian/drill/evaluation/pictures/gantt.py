"""Clauses over time: when each was worked on, and what became of what was due each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from fangxian.drill.evaluation.pictures.canvas import BLUE, GREY, ORANGE, PALE, RED, Format, kept, sheet, word
from fangxian.drill.evaluation.present import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST: Final = 30
"""Lanes on a page; those with most steps."""

_WORDS: Final = {
    "day": (
        "day on which it was due; a number says how many were late or not done",
        "到期日（第几天）；数字为逾期和未办的项数",
    ), "met": ("in time", "按时"), "late": ("late", "逾期办结"),
    "missed": ("not done", "未办结"), "open": ("still has time", "在办未到期"), "worked": ("worked on", "办理期间"),
    "told": (
        "{clauses} clauses; most late or not done: {worst}.", "共{clauses}条条款；逾期和未办最多：{worst}。",
    ),
    "none": ("none", "无"), "first": ("the {most} busiest of {all} clauses", "事项最多的 {most} 条，共 {all} 条"),
}  # fmt: skip

_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "met": {"fc": BLUE, "ec": BLUE}, "late": {"fc": ORANGE, "ec": "white", "hatch": "////"},
    "missed": {"fc": RED, "ec": "white", "hatch": "xxxx"}, "open": {"fc": "white", "ec": GREY},
}  # fmt: skip
"""How each outcome is drawn: told apart by hatching too."""


def draw(data: Mapping[str, Any], language: Language, format: Format) -> bytes:
    """A lane a clause; a cell a day, filled from below by shares, with the number that went wrong written in it."""
    from matplotlib.patches import Patch

    shown = _busiest(data["lanes"])
    figure = sheet(1.1 + 0.29 * len(shown))
    axes = figure.subplots()
    axes.spines[["top", "right", "left"]].set_visible(False)
    for number, lane in enumerate(shown):
        axes.plot([lane["since"], max(lane["until"], lane["since"])], [number, number], color=PALE, lw=3, zorder=1,
                  solid_capstyle="butt")  # fmt: skip
        for cell in lane["cells"]:
            _cell(axes, number, cell)
    axes.set_yticks(range(len(shown)), [_short(_title(data, lane["clause"], language)) for lane in shown], fontsize=8)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(shown) - 0.4, -0.7)
    last = max((cell[0] for lane in shown for cell in lane["cells"]), default=0)
    axes.set_xlim(min(0, *(lane["since"] for lane in shown)), max(last + 1, *(lane["until"] for lane in shown)))
    axes.set_xlabel(word(_WORDS, "day", language))
    if len(shown) < len(data["lanes"]):
        axes.set_title(word(_WORDS, "first", language).format(most=MOST, all=len(data["lanes"])), fontsize=9)
    keys = [Patch(label=word(_WORDS, name, language), **look) for name, look in _LOOKS.items()]
    keys.append(Patch(label=word(_WORDS, "worked", language), fc=PALE))
    figure.legend(handles=keys, frameon=False, fontsize=8.5, loc="outside upper left", ncols=5)
    return kept(figure, format)


def _busiest(lanes: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    steps = {lane["clause"]: sum(sum(cell[1:]) for cell in lane["cells"]) for lane in lanes}
    most = set(sorted(steps, key=lambda clause: (-steps[clause], clause))[:MOST])
    return [lane for lane in lanes if lane["clause"] in most]


def _cell(axes: Axes, lane: int, cell: Sequence[int]) -> None:
    from matplotlib.patches import Rectangle

    day, *counts = cell
    low = 0.0
    for (_name, look), count in zip(_LOOKS.items(), counts, strict=True):
        high = 0.74 * count / sum(counts)
        if count:
            axes.add_patch(Rectangle((day + 0.12, lane + 0.37 - low - high), 0.76, high, lw=0.4, zorder=2, **look))
        low += high
    wrong = counts[1] + counts[2]
    if wrong:
        axes.text(day + 0.5, lane, str(wrong), ha="center", va="center", fontsize=7, zorder=3,
                  bbox={"boxstyle": "round,pad=0.12", "fc": "white", "ec": "none", "alpha": 0.85})  # fmt: skip


def _title(data: Mapping[str, Any], clause: str, language: Language) -> str:
    titles = data.get("titles", {}).get(clause)
    return str(titles[0 if language == "zh" else 1]) if titles else clause


def _short(title: str) -> str:
    wide = sum(2 if ord(letter) > 0x2E80 else 1 for letter in title)
    if wide <= 34:
        return title
    kept_, room = "", 33
    for letter in title:
        room -= 2 if ord(letter) > 0x2E80 else 1
        if room < 0:
            break
        kept_ += letter
    return f"{kept_.rstrip()}…"


def tell(data: Mapping[str, Any], language: Language) -> str:
    """The lanes in words."""
    wrong = sorted(
        ((sum(cell[2] + cell[3] for cell in lane["cells"]), lane["clause"]) for lane in data["lanes"]), reverse=True
    )
    worst = [f"{_title(data, clause, language)} {count}" for count, clause in wrong[:3] if count]
    said = ("、" if language == "zh" else ", ").join(worst) or word(_WORDS, "none", language)
    return word(_WORDS, "told", language).format(clauses=len(data["lanes"]), worst=said)
