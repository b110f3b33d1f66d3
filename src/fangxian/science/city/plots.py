"""Plots of a city's margins and its map, one call each, in either language.

matplotlib is imported when one is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fangxian.science.city.kinds import Dwelling, PlaceKind, Role, Sex
from fangxian.science.city.margins import (
    Margin,
    commute,
    commute_flows,
    margins,
    visit_rates,
    zone_distances,
    zone_workers,
)
from fangxian.science.city.model import City
from fangxian.science.city.parameters import Parameters
from fangxian.science.city.pyramid import fit
from fangxian.science.city.words import Language, named, said

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FOUND: Final = "#2b6cb0"
WANTED: Final = "#c05621"
FONTS: Final = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "SimHei",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Arial Unicode MS",
)  # fmt: skip
"""Fonts that hold Chinese, the first that is found is taken."""


def chinese_font() -> str | None:
    """The font in which Chinese is drawn; None where this machine has none."""
    from matplotlib import font_manager

    there = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in FONTS if name in there), None)


@contextmanager
def lettering(language: Language) -> Iterator[Language]:
    """Draw in a language within; gives the one that can be drawn, English where no font holds Chinese."""
    from matplotlib import rc_context

    font = chinese_font() if language == "zh" else None
    with rc_context({"font.sans-serif": [font, "DejaVu Sans"], "axes.unicode_minus": False} if font else {}):
        yield "zh" if font else "en"


def report_figure(city: City, parameters: Parameters, day: int = 18_932, language: Language = "en") -> Figure:
    """All plots on one page.

    Parameters
    ----------
    day : int
        The day whose visits are counted (days since 1970-01-01); the default is a Monday.
    language : str
        ``en`` or ``zh``. Save the figure within :func:`lettering`, or use :func:`save_report`.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(18, 9), layout="constrained")
    axes = figure.subplots(2, 4)
    found = margins(city, parameters)
    plot_pyramid(city, parameters, axes[0, 0], language)
    plot_households(found, axes[0, 1], language)
    plot_schools(city, axes[0, 2], language)
    plot_workplaces(city, axes[0, 3], language)
    plot_commute(city, axes[1, 0], language)
    plot_visits(visit_rates(city, parameters, day), axes[1, 1], language)
    plot_posts(found, axes[1, 2], language)
    plot_map(city, axes[1, 3], language)
    failed = [margin.name for margin in found if not margin.held]
    state = said("every margin held", language)
    if failed:
        state = said("not held", language) + ": " + ", ".join(named(name, language) for name in failed)
    people, seed = said("persons", language), said("seed", language)
    figure.suptitle(f"{city.name} · {city.n_persons:,} {people} · {seed} {city.seed} · {state}")
    return figure


def save_report(city: City, parameters: Parameters, file: Any, language: Language = "en") -> None:
    """Draw :func:`report_figure` into a file (PNG, SVG or PDF by its ending; PNG into an open one)."""
    with lettering(language) as drawn:
        report_figure(city, parameters, language=drawn).savefig(file, dpi=110)


def plot_pyramid(city: City, parameters: Parameters, axes: Axes, language: Language = "en") -> None:
    """Ages by sex: bars are the city, lines the census."""
    wanted = fit(parameters)
    years = np.arange(101)
    for sex, side, share in ((Sex.MALE, -1, wanted.male), (Sex.FEMALE, 1, 1 - wanted.male)):
        count = np.bincount(city.age[city.sex == sex], minlength=101) / city.n_persons * 100
        axes.barh(years, side * count, height=1.0, color=FOUND, alpha=0.55 if side < 0 else 0.8)
        axes.plot(side * wanted.ages * share * 100, years, color=WANTED, lw=1.3)
    axes.axvline(0, color="white", lw=0.8)
    axes.set(
        title=said("Age and sex (left: male)", language),
        xlabel=said("% of residents", language),
        ylabel=said("age", language),
    )


def plot_households(found: Sequence[Margin], axes: Axes, language: Language = "en") -> None:
    """Household sizes beside the census."""
    rows = [margin for margin in found if margin.name.startswith("household.") and margin.unit == "share"]
    _beside(axes, [margin.name.removeprefix("household.") for margin in rows], rows, language)
    axes.set(title=said("Persons in a household", language), ylabel=said("share of family households", language))


def plot_schools(city: City, axes: Axes, language: Language = "en") -> None:
    """Sizes of schools by kind, on a logarithmic scale."""
    learns = (city.role == Role.PUPIL) | (city.role == Role.STUDENT)
    learners = np.bincount(city.group_site[city.group[learns]], minlength=city.n_sites)
    for kind in list(PlaceKind)[:5]:
        sizes = learners[city.place_kind[: city.n_sites] == kind]
        if sizes.size:
            bins = np.geomspace(10, max(20.0, float(sizes.max()) * 1.1), 30)
            axes.hist(sizes, bins=list(bins), histtype="step", lw=1.5, label=_kind(kind.name, language))
    axes.set(
        title=said("Pupils of a school", language),
        xlabel=said("pupils", language),
        ylabel=said("schools", language),
        xscale="log",
        yscale="log",
    )
    axes.legend(fontsize=8)


def plot_commute(city: City, axes: Axes, language: Language = "en") -> None:
    """Distances between the zones people live and work in, beside those of the mobility matrix."""
    km, workers = zone_distances(city), zone_workers(city)
    flows = commute_flows(city)
    edges = np.linspace(0, max(1.0, float(km.max())), 26)
    for weights, colour, label in (
        (city.mobility * workers[:, None], WANTED, "wanted"), (flows, FOUND, "found"),
    ):  # fmt: skip
        share = np.histogram(km, edges, weights=weights)[0] / max(1.0, float(weights.sum()))
        axes.stairs(
            share, edges, color=colour, lw=1.5, label=said(label, language), ls="--" if label == "wanted" else "-"
        )
    away = said("in another zone: %(found).1f %% (wanted %(wanted).1f %%)", language)
    stay = float((np.diag(city.mobility) * workers).sum() / max(1.0, float(workers.sum())))
    _, outside = commute(city)
    shares = {"found": 100 * outside, "wanted": 100 * (1 - stay)}
    axes.text(0.97, 0.62, away % shares, transform=axes.transAxes, ha="right", fontsize=9)
    axes.set(
        title=said("From home to work", language),
        xlabel=said("km between zones", language),
        ylabel=said("share of workers", language),
    )
    axes.legend(fontsize=8)


def plot_posts(found: Sequence[Margin], axes: Axes, language: Language = "en") -> None:
    """Holders of key posts per 1,000 residents."""
    rows = [margin for margin in found if margin.name.startswith("post.")]
    _beside(axes, [_kind(margin.name.removeprefix("post."), language) for margin in rows], rows, language)
    axes.tick_params(axis="x", rotation=40)
    axes.set(title=said("Key posts", language), ylabel=said("per 1,000 residents", language))


def plot_workplaces(city: City, axes: Axes, language: Language = "en") -> None:
    """Sizes of workplaces: the share that has at least so many, which a power law makes a line."""
    groups = np.diff(city.group_offsets)
    persons = np.add.reduceat(groups, city.site_group_offsets[:-1])
    sizes = np.sort(persons[city.place_kind[: city.n_sites] == PlaceKind.WORKPLACE])[::-1]
    axes.loglog(sizes, (np.arange(sizes.size) + 1) / max(1, sizes.size), color=FOUND)
    axes.set(
        title=said("Persons of a workplace", language),
        xlabel=said("at least so many", language),
        ylabel=said("share of workplaces", language),
    )


def plot_visits(rates: dict[str, tuple[float, float]], axes: Axes, language: Language = "en") -> None:
    """Visits a person and day by kind of venue, beside those expected."""
    rows = [Margin(name, wanted, found, "", 0) for name, (wanted, found) in rates.items()]
    _beside(axes, [_kind(margin.name, language) for margin in rows], rows, language)
    axes.tick_params(axis="x", rotation=40)
    axes.set(title=said("Visits a person and day", language), ylabel=said("visits", language))


def plot_map(city: City, axes: Axes, language: Language = "en") -> None:
    """Where buildings stand (a sample), coloured by what they are."""
    step = max(1, city.n_buildings // 20_000)
    kinds = city.building_kind[::step]
    lon, lat = city.building_lon[::step], city.building_lat[::step]
    for kind, colour in ((Dwelling.HOUSES, "#a0aec0"), (Dwelling.FLATS, FOUND), (Dwelling.DORMITORY, WANTED)):
        chosen = kinds == kind
        axes.plot(lon[chosen], lat[chosen], ".", ms=1.2, mew=0, color=colour, label=_kind(kind.name, language))
    axes.set(
        title=said("Dwellings (schematic)", language),
        xlabel=said("longitude", language),
        ylabel=said("latitude", language),
    )
    axes.set_aspect(1 / np.cos(np.radians(float(city.area_lat.mean()))))
    axes.legend(fontsize=8, markerscale=10, loc="lower left")


def _kind(name: str, language: Language) -> str:
    """What a kind of place or post is called."""
    return said(name.lower().replace("_", " "), language)


def _beside(axes: Any, names: Sequence[str], rows: Sequence[Margin], language: Language) -> None:
    spots = np.arange(len(rows))
    axes.bar(spots - 0.2, [margin.wanted for margin in rows], 0.4, color=WANTED, label=said("wanted", language))
    axes.bar(spots + 0.2, [margin.found for margin in rows], 0.4, color=FOUND, label=said("found", language))
    axes.set_xticks(spots, names)
    axes.legend(fontsize=8)
