"""Plots in one call; matplotlib is imported when the first is drawn.

Each returns the figure, and writes it where a path is given.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fangxian.science.epidemic.codes import AFTERWARDS, Setting
from fangxian.science.epidemic.profile import generation_time

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from fangxian.science.epidemic.model import Epidemic

_SMOOTH = 7
"""Days of the window of the reproduction number."""


class Plots:
    """The plots of one run."""

    def __init__(self, epidemic: Epidemic) -> None:
        self.epidemic = epidemic

    def curve(self, path: Path | None = None) -> Figure:
        """Infections, onsets and cases found by day, the infections coloured by setting."""
        epidemic = self.epidemic
        figure, axes = _figure(8, 4)
        days = np.arange(epidemic.daily_infections().size)
        setting = epidemic.case("setting").astype(np.int64) & (AFTERWARDS - 1)
        day = epidemic.case("at") // 1440
        below = np.zeros(days.size)
        for name, members in _GROUPS.items():
            chosen = np.isin(setting, members)
            height = np.bincount(day[chosen], minlength=days.size)[: days.size]
            axes.bar(days, height, bottom=below, width=0.9, label=name)
            below += height
        axes.plot(days, epidemic.daily_onsets()[: days.size], color="black", lw=1, label="onset")
        axes.plot(days, epidemic.daily_found()[: days.size], color="black", lw=1, ls="--", label="found")
        axes.set(xlabel=f"day since {epidemic.clock.start}", ylabel="people a day", title=self._title())
        axes.legend(frameon=False, fontsize=8)
        return _done(figure, path)

    def map(self, path: Path | None = None) -> Figure:
        """Infections by area of residence: area of the mark by number, colour by share."""
        epidemic = self.epidemic
        city = epidemic.clock.city
        figure, axes = _figure(6, 6)
        cases = np.bincount(city.area_of(epidemic.case("person")), minlength=city.n_areas)
        people = np.diff(city.area_person_offsets)
        share = 100 * cases / np.maximum(people, 1)
        axes.scatter(city.area_lon, city.area_lat, s=3, color="lightgrey")
        hit = cases > 0
        size = 10 + 200 * cases[hit] / max(1, cases.max())
        marks = axes.scatter(city.area_lon[hit], city.area_lat[hit], s=size, c=share[hit], cmap="viridis", alpha=0.8)
        figure.colorbar(marks, ax=axes, shrink=0.7, label="ever infected, % of residents")
        axes.set_aspect(1 / np.cos(np.radians(float(city.area_lat.mean()))))
        axes.set(xlabel="longitude (°E, WGS-84)", ylabel="latitude (°N)", title=self._title())
        return _done(figure, path)

    def tree(self, path: Path | None = None, *, most: int = 400) -> Figure:
        """Who infected whom: time from left to right, each case below its source; the first `most` cases."""
        epidemic = self.epidemic
        figure, axes = _figure(8, 6)
        count = min(most, epidemic.infections)
        source = epidemic.case("source")[:count]
        time = epidemic.case("at")[:count] / 1440
        height = _heights(source)
        setting = epidemic.case("setting")[:count].astype(np.int64) & (AFTERWARDS - 1)
        for case in range(count):
            if source[case] >= 0:
                x = [time[source[case]], time[source[case]], time[case]]
                axes.plot(x, [height[source[case]], height[case], height[case]], color="grey", lw=0.5, zorder=1)
        for name, members in {**_GROUPS, "first": [int(Setting.IMPORTED)]}.items():
            chosen = np.isin(setting, members)
            axes.scatter(time[chosen], height[chosen], s=10, label=name, zorder=2)
        axes.set(xlabel=f"day since {epidemic.clock.start}", yticks=[], title=self._title())
        axes.legend(frameon=False, fontsize=8)
        return _done(figure, path)

    def rt(self, path: Path | None = None) -> Figure:
        """Cohort reproduction number of the truth, and what infections by day would give (Cori, 2013)."""
        epidemic = self.epidemic
        figure, axes = _figure(8, 4)
        cohort = epidemic.case_reproduction()
        done = cohort.size - int(generation_time(epidemic.disease)[0] * 2)
        axes.plot(np.arange(max(done, 0)), cohort[: max(done, 0)], label="by day of infection (truth)")
        days, value = instantaneous(epidemic.daily_infections(), *generation_time(epidemic.disease))
        axes.plot(days, value, label=f"instantaneous, {_SMOOTH}-day window")
        axes.axhline(1, color="grey", lw=0.8)
        axes.set(xlabel=f"day since {epidemic.clock.start}", ylabel="R", title=self._title())
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False, fontsize=8)
        return _done(figure, path)

    def _title(self) -> str:
        epidemic = self.epidemic
        return f"{epidemic.disease.title.en}: {epidemic.infections:,} of {epidemic.clock.city.n_persons:,}"


_GROUPS: dict[str, list[int]] = {
    "home": [int(Setting.HOME)],
    "class": [int(Setting.CLASS)],
    "office": [int(Setting.OFFICE)],
    "venue": [int(item) for item in Setting if Setting.MARKET <= item <= Setting.HUB and item != Setting.TRANSIT],
    "transit": [int(Setting.TRANSIT)],
    "anywhere": [int(Setting.ANYWHERE)],
}


def instantaneous(infections: Any, mean: float, sd: float) -> tuple[Any, Any]:
    """The instantaneous reproduction number: infections of a window over those expected at R = 1.

    R(t) = Σ I(s) / Σ Λ(s) over the window, Λ(t) = Σ I(t - u) w(u), with w a gamma distribution of whole days (Cori,
    Am J Epidemiol 178:1505). Days without an expected infection are left out.
    """
    shape, scale = (mean / sd) ** 2, sd**2 / mean
    lag = np.arange(1, max(2, int(mean + 6 * sd)))
    weight = lag ** (shape - 1) * np.exp(-lag / scale)
    weight /= weight.sum()
    expected = np.convolve(infections, np.concatenate([[0.0], weight]))[: infections.size]
    box = np.ones(_SMOOTH)
    above, under = np.convolve(infections, box)[: infections.size], np.convolve(expected, box)[: infections.size]
    days = np.flatnonzero((under > 0) & (np.arange(infections.size) >= _SMOOTH))
    return days, above[days] / under[days]


def _heights(source: Any) -> Any:
    """A row for each case so that each tree hangs together: depth first, in order of time."""
    children: dict[int, list[int]] = {}
    for case, giver in enumerate(source):
        children.setdefault(int(giver), []).append(case)
    height = np.zeros(source.size)
    stack = list(reversed(children.get(-1, [])))
    row = 0
    while stack:
        case = stack.pop()
        height[case] = -row
        row += 1
        stack.extend(reversed(children.get(case, [])))
    return height


def _figure(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained", dpi=150)
    return figure, figure.subplots()


def _done(figure: Figure, path: Path | None) -> Figure:
    if path is not None:
        figure.savefig(path)
    return figure
