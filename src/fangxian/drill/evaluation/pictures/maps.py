"""The truth beside what was known, on small maps of some days, on the outlines that the product ships."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from fangxian.drill.evaluation.pictures.canvas import BLUE, GREY, ORANGE, WIDE, Format, kept, sheet, word
from fangxian.drill.evaluation.present import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEAST: Final = 0.02
"""Degrees (about 2 km) that a map shows at least."""

ROW: Final = 3
"""Maps side by side; one less where the ground is wide, so that each is large enough to read."""

BROAD: Final = 1.5
"""A ground so many times as wide as it is high is wide."""

ZONE: Final = (24.0, 110.0)
"""Square points of a zone's mark: where there are many, and where there are few, so that they hide nothing."""

_WORDS: Final = {
    "truth": ("truly infected", "实际感染"), "known": ("on record", "在案"), "zone": ("risk zone", "风险区"),
    "day": ("day {day}", "第{day}天"), "counts": ("{known} of {truth} known", "掌握 {known} / 实际 {truth}"),
    "approval": ("Boundaries: {approval}", "审图号：{approval}"),
    "told": (
        "Day {day}: {truth} infected, {known} on record, {zones} zones",
        "第{day}天：实际感染{truth}人，在案{known}人，风险区{zones}个",
    ),
    "scale": ("ring and disc are as large as the number of people", "圆环与圆面的面积与人数成正比"),
}  # fmt: skip


def draw(data: Mapping[str, Any], language: Language, format: Format) -> bytes:
    """A map a frame: rings for the truth, discs for what was known, squares for zones."""
    frames, ground = data["frames"], data["ground"]
    box = extent(ground["points"].values())
    wide, high = (box[1] - box[0]) * _squeeze(box), box[3] - box[2]
    columns = min(ROW - (wide > BROAD * high), len(frames))
    lines = math.ceil(len(frames) / columns)
    figure = sheet(min(8.6, 0.7 + lines * (WIDE / columns * high / wide + 0.35)))
    grid = figure.subplots(lines, columns, squeeze=False)
    most = max((count for frame in frames for count in frame["truth"].values()), default=1)
    for axes in grid.flat[len(frames) :]:
        axes.set_axis_off()
    for axes, frame in zip(grid.flat, frames, strict=False):
        _ground(axes, ground, box)
        _frame(axes, frame, ground["points"], most)
        counts = word(_WORDS, "counts", language).format(
            known=sum(frame["known"].values()), truth=sum(frame["truth"].values())
        )
        axes.set_title(f"{word(_WORDS, 'day', language).format(day=frame['day'])} · {counts}", fontsize=8.5)
    _key(figure, language)
    below = [word(_WORDS, "scale", language)]
    if ground["approval"]:
        below.append(word(_WORDS, "approval", language).format(approval=ground["approval"]))
    figure.supxlabel(" · ".join(below), fontsize=8)
    return kept(figure, format)


def extent(points: Any) -> tuple[float, float, float, float]:
    """West, east, south and north of what is shown: all places with a margin, at least :data:`LEAST` wide and high."""
    found = list(points)
    if not found:
        return (0.0, 1.0, 0.0, 1.0)
    sides = []
    for axis in (0, 1):
        low, high = min(point[axis] for point in found), max(point[axis] for point in found)
        half = max((high - low) * 0.62, LEAST / 2)
        sides += [(low + high) / 2 - half, (low + high) / 2 + half]
    return (sides[0], sides[1], sides[2], sides[3])


def _squeeze(box: Sequence[float]) -> float:
    """How much shorter a degree of longitude is than one of latitude there."""
    return math.cos(math.radians((box[2] + box[3]) / 2))


def _ground(axes: Axes, ground: Mapping[str, Any], box: Sequence[float]) -> None:
    for outline in ground["outlines"]:
        for ring in outline["rings"]:
            axes.fill(*zip(*ring, strict=True), fc="#f5f6f8", ec=GREY, lw=0.6, zorder=1)
    axes.set_xlim(box[0], box[1])
    axes.set_ylim(box[2], box[3])
    axes.set_aspect(1 / _squeeze(box))
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_linewidth(0.5)


_LOOKS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("truth", {"fc": "none", "ec": "#1c2530", "lw": 0.9}),
    ("known", {"fc": BLUE, "ec": "none", "alpha": 0.75}),
)
"""How people infected in truth and people on record are drawn."""


def _frame(axes: Axes, frame: Mapping[str, Any], points: Mapping[str, Sequence[float]], most: int) -> None:
    zones = [points[code] for code in frame["zones"] if code in points]
    if zones:
        across, up = zip(*zones, strict=True)
        size = max(ZONE[0], ZONE[1] / max(1, len(zones) / 4))
        axes.scatter(across, up, s=size, marker="s", fc="none", ec=ORANGE, lw=1.2, zorder=4)
    for name, look in _LOOKS:
        held = [(points[code], count) for code, count in frame[name].items() if code in points and count]
        if held:
            across, up = zip(*(point for point, _count in held), strict=True)
            axes.scatter(across, up, s=[_size(count, most) for _point, count in held], zorder=3, **look)


def _size(count: int, most: int) -> float:
    """Square points of a disc: its area grows with the number of people."""
    return max(7.0, 200.0 * count / max(most, 8))


def _key(figure: Any, language: Language) -> None:
    from matplotlib.lines import Line2D

    keys = [
        Line2D([], [], ls="", marker="o", ms=8, mfc="none", mec="#1c2530", label=word(_WORDS, "truth", language)),
        Line2D([], [], ls="", marker="o", ms=8, mfc=BLUE, mec="none", label=word(_WORDS, "known", language)),
        Line2D([], [], ls="", marker="s", ms=8, mfc="none", mec=ORANGE, mew=1.4, label=word(_WORDS, "zone", language)),
    ]
    figure.legend(handles=keys, frameon=False, fontsize=8.5, loc="outside upper left", ncols=3)


def tell(data: Mapping[str, Any], language: Language) -> str:
    """The maps in words."""
    said = [
        word(_WORDS, "told", language).format(
            day=frame["day"], truth=sum(frame["truth"].values()), known=sum(frame["known"].values()),
            zones=len(frame["zones"]),
        )
        for frame in data["frames"]
    ]  # fmt: skip
    return ("；" if language == "zh" else "; ").join(said)
