"""People infected and people found by day, with what the response did and what broke."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from fangxian.drill.evaluation.days import day_in
from fangxian.drill.evaluation.faults import FAULTS
from fangxian.drill.evaluation.marks import MARKS
from fangxian.drill.evaluation.pictures.canvas import BLUE, GREY, PALE, RED, Format, kept, sheet, word
from fangxian.drill.evaluation.present import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WORDS: Final = {
    "infected": ("truly infected", "实际感染"), "found": ("found", "发现"), "day": ("day", "第几天"),
    "people": ("people", "人"),
    "told": (
        "{infected} people infected, {found} found, day {first} to {last}; most infections on day {peak}. {marks}",
        "第{first}天至第{last}天实际感染{infected}人，发现{found}人；第{peak}天感染最多。{marks}",
    ),
}  # fmt: skip


def draw(data: Mapping[str, Any], language: Language, format: Format) -> bytes:
    """Bars for the truth, a line for what was found, a number for each mark and a band for each fault."""
    figure = sheet(3.9)
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    rows = data["curve"]
    days = [row["day"] + 0.5 for row in rows]
    axes.bar(days, [row["infected"] for row in rows], color=PALE, edgecolor=GREY, lw=0.5, hatch="//",
             label=word(_WORDS, "infected", language))  # fmt: skip
    axes.plot(days, [row["found"] for row in rows], color=BLUE, marker="o", ms=3.5, lw=1.6,
              label=word(_WORDS, "found", language))  # fmt: skip
    top = max((max(row["infected"], row["found"]) for row in rows), default=1)
    axes.set_ylim(0, top * 1.3)
    notes = [*_marks(axes, data, language, top), *_faults(axes, data, language)]
    axes.set(xlabel=word(_WORDS, "day", language), ylabel=word(_WORDS, "people", language))
    axes.legend(frameon=False, fontsize=8.5, loc="upper left", bbox_to_anchor=(0, 0.9))
    _below(figure, notes)
    return kept(figure, format)


def _marks(axes: Axes, data: Mapping[str, Any], language: Language, top: float) -> list[str]:
    """Numbers along the top, each on a line of its own day; those of one day side by side, never one on the other."""
    notes = []
    span = max(1.0, data["curve"][-1]["day"] + 1 - data["curve"][0]["day"])
    right = float("-inf")
    for number, mark in enumerate(data.get("marks", []), 1):
        day = mark["day"]
        axes.axvline(day, color=GREY, lw=0.7, ls=":", ymax=0.92)
        place = max(day, right + span * 0.032)
        right = place
        axes.text(place, top * 1.24, str(number), ha="center", va="center", fontsize=8, color="white",
                  bbox={"boxstyle": "circle,pad=0.22", "fc": BLUE, "ec": "none"})  # fmt: skip
        notes.append(f"{number} {_mark(mark, language)}")
    return notes


def _faults(axes: Axes, data: Mapping[str, Any], language: Language) -> list[str]:
    notes = []
    start = datetime.fromisoformat(data["from"])
    for letter, one in zip("ABCDEFGHIJKLMN", data.get("faults", []), strict=False):
        since, until = (day_in(start, one[name]) for name in ("since", "until"))
        axes.axvspan(since, max(until, since + 0.04), ymax=0.05, color=RED, lw=0)
        axes.annotate(letter, (since, 0.055), xycoords=("data", "axes fraction"), fontsize=8, color=RED, va="bottom")
        notes.append(f"{letter} {FAULTS[one['kind']][0 if language == 'zh' else 1]}")
    return notes


def _mark(mark: Mapping[str, Any], language: Language) -> str:
    title = MARKS[mark["kind"]][0 if language == "zh" else 1]
    return f"{title} (D{mark['day']:.1f})"


def _below(figure: Any, notes: list[str]) -> None:
    """What the numbers and letters mean, three in a row."""
    rows = [notes[start : start + 3] for start in range(0, len(notes), 3)]
    if not rows:
        return
    figure.supxlabel("\n".join("     ".join(row) for row in rows), fontsize=8.5, x=0.01, ha="left", linespacing=1.5)


def tell(data: Mapping[str, Any], language: Language) -> str:
    """The curve in words."""
    rows = data["curve"]
    marks = ("；" if language == "zh" else "; ").join(_mark(mark, language) for mark in data.get("marks", []))
    return word(_WORDS, "told", language).format(
        infected=sum(row["infected"] for row in rows), found=sum(row["found"] for row in rows),
        first=rows[0]["day"], last=rows[-1]["day"], peak=max(rows, key=lambda row: row["infected"])["day"], marks=marks,
    ).strip()  # fmt: skip
