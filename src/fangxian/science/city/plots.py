"""Plots of a city's margins and its map, one call each; matplotlib is imported when one is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fangxian.science.city.kinds import Dwelling, PlaceKind, Role, Sex
from fangxian.science.city.margins import (
    Margin,
    commute_flows,
    margins,
    visit_rates,
    zone_distances,
    zone_workers,
)
from fangxian.science.city.model import City
from fangxian.science.city.parameters import Parameters
from fangxian.science.city.pyramid import fit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FOUND: Final = "#2b6cb0"
WANTED: Final = "#c05621"


def report_figure(city: City, parameters: Parameters, day: int = 18_932) -> Figure:
    """All plots on one page.

    Parameters
    ----------
    day : int
        The day whose visits are counted (days since 1970-01-01); the default is a Monday.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(18, 9), layout="constrained")
    axes = figure.subplots(2, 4)
    found = margins(city, parameters)
    plot_pyramid(city, parameters, axes[0, 0])
    plot_households(found, axes[0, 1])
    plot_schools(city, axes[0, 2])
    plot_workplaces(city, axes[0, 3])
    plot_commute(city, axes[1, 0])
    plot_visits(visit_rates(city, parameters, day), axes[1, 1])
    plot_posts(found, axes[1, 2])
    plot_map(city, axes[1, 3])
    failed = [margin.name for margin in found if not margin.held]
    state = "every margin held" if not failed else "not held: " + ", ".join(failed)
    figure.suptitle(f"{city.name} · {city.n_persons:,} persons · seed {city.seed} · {state}")
    return figure


def save_report(city: City, parameters: Parameters, file: Path) -> Path:
    """Draw :func:`report_figure` into a file (PNG, SVG or PDF by its ending)."""
    report_figure(city, parameters).savefig(file, dpi=110)
    return file


def plot_pyramid(city: City, parameters: Parameters, axes: Axes) -> None:
    """Ages by sex: bars are the city, lines the census."""
    wanted = fit(parameters)
    years = np.arange(101)
    for sex, side, share in ((Sex.MALE, -1, wanted.male), (Sex.FEMALE, 1, 1 - wanted.male)):
        count = np.bincount(city.age[city.sex == sex], minlength=101) / city.n_persons * 100
        axes.barh(years, side * count, height=1.0, color=FOUND, alpha=0.55 if side < 0 else 0.8)
        axes.plot(side * wanted.ages * share * 100, years, color=WANTED, lw=1.3)
    axes.axvline(0, color="white", lw=0.8)
    axes.set(title="Age and sex (left: male)", xlabel="% of residents", ylabel="age")


def plot_households(found: Sequence[Margin], axes: Axes) -> None:
    """Household sizes beside the census."""
    rows = [margin for margin in found if margin.name.startswith("household.") and margin.unit == "share"]
    _beside(axes, [margin.name.removeprefix("household.") for margin in rows], rows)
    axes.set(title="Persons in a household", ylabel="share of family households")


def plot_schools(city: City, axes: Axes) -> None:
    """Sizes of schools by kind, on a logarithmic scale."""
    learns = (city.role == Role.PUPIL) | (city.role == Role.STUDENT)
    learners = np.bincount(city.group_site[city.group[learns]], minlength=city.n_sites)
    for kind in list(PlaceKind)[:5]:
        sizes = learners[city.place_kind[: city.n_sites] == kind]
        if sizes.size:
            bins = np.geomspace(10, max(20.0, float(sizes.max()) * 1.1), 30)
            axes.hist(sizes, bins=list(bins), histtype="step", lw=1.5, label=kind.name.lower().replace("_", " "))
    axes.set(title="Pupils of a school", xlabel="pupils", ylabel="schools", xscale="log", yscale="log")
    axes.legend(fontsize=8)


def plot_commute(city: City, axes: Axes) -> None:
    """Distances between the zones people live and work in, beside those of the mobility matrix."""
    km, workers = zone_distances(city), zone_workers(city)
    flows = commute_flows(city)
    edges = np.linspace(0, max(1.0, float(km.max())), 26)
    for weights, colour, label in (
        (city.mobility * workers[:, None], WANTED, "wanted"), (flows, FOUND, "found"),
    ):  # fmt: skip
        share = np.histogram(km, edges, weights=weights)[0] / max(1.0, float(weights.sum()))
        axes.stairs(share, edges, color=colour, lw=1.5, label=label, ls="--" if label == "wanted" else "-")
    axes.set(title="From home to work", xlabel="km between zones", ylabel="share of workers")
    axes.legend(fontsize=8)


def plot_posts(found: Sequence[Margin], axes: Axes) -> None:
    """Holders of key posts per 1,000 residents."""
    rows = [margin for margin in found if margin.name.startswith("post.")]
    _beside(axes, [margin.name.removeprefix("post.").replace("_", " ") for margin in rows], rows)
    axes.tick_params(axis="x", rotation=40)
    axes.set(title="Key posts", ylabel="per 1,000 residents")


def plot_workplaces(city: City, axes: Axes) -> None:
    """Sizes of workplaces: the share that has at least so many, which a power law makes a line."""
    groups = np.diff(city.group_offsets)
    persons = np.add.reduceat(groups, city.site_group_offsets[:-1])
    sizes = np.sort(persons[city.place_kind[: city.n_sites] == PlaceKind.WORKPLACE])[::-1]
    axes.loglog(sizes, (np.arange(sizes.size) + 1) / max(1, sizes.size), color=FOUND)
    axes.set(title="Persons of a workplace", xlabel="at least so many", ylabel="share of workplaces")


def plot_visits(rates: dict[str, tuple[float, float]], axes: Axes) -> None:
    """Visits a person and day by kind of venue, beside those expected."""
    rows = [Margin(name, wanted, found, "", 0) for name, (wanted, found) in rates.items()]
    _beside(axes, [margin.name.replace("_", " ") for margin in rows], rows)
    axes.tick_params(axis="x", rotation=40)
    axes.set(title="Visits a person and day", ylabel="visits")


def plot_map(city: City, axes: Axes) -> None:
    """Where buildings stand (a sample), coloured by what they are."""
    step = max(1, city.n_buildings // 20_000)
    kinds = city.building_kind[::step]
    lon, lat = city.building_lon[::step], city.building_lat[::step]
    for kind, colour in ((Dwelling.HOUSES, "#a0aec0"), (Dwelling.FLATS, FOUND), (Dwelling.DORMITORY, WANTED)):
        chosen = kinds == kind
        axes.plot(lon[chosen], lat[chosen], ".", ms=1.2, mew=0, color=colour, label=kind.name.lower())
    axes.set(title="Dwellings (schematic)", xlabel="longitude", ylabel="latitude")
    axes.set_aspect(1 / np.cos(np.radians(float(city.area_lat.mean()))))
    axes.legend(fontsize=8, markerscale=10, loc="lower left")


def _beside(axes: Any, names: Sequence[str], rows: Sequence[Margin]) -> None:
    spots = np.arange(len(rows))
    axes.bar(spots - 0.2, [margin.wanted for margin in rows], 0.4, color=WANTED, label="wanted")
    axes.bar(spots + 0.2, [margin.found for margin in rows], 0.4, color=FOUND, label="found")
    axes.set_xticks(spots, names)
    axes.legend(fontsize=8)
