"""Natural histories are complete, sourced, and mean what their sources say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from pydantic import BaseModel

from fangxian.protocol.pack import packs
from fangxian.science.epidemic.disease import Disease, disease_for, diseases, load_disease
from fangxian.science.epidemic.errors import MESSAGES, EpidemicError
from fangxian.science.epidemic.figures import Sourced
from fangxian.science.epidemic.profile import generation_time, peaks, presymptomatic, profile, slab_hours
from fangxian.science.epidemic.quantiles import multipliers, table

ALL = pytest.mark.parametrize("name", diseases())


def figures(model: BaseModel, path: str = "") -> Iterator[tuple[str, Sourced]]:
    """Every sourced figure below a model that has no sourced figure below itself."""
    below = [
        (f"{path}.{name}", item)
        for name in type(model).model_fields
        for value in [getattr(model, name)]
        for item in (value if isinstance(value, tuple) else [value])
        if isinstance(item, BaseModel)
    ]
    for where, item in below:
        yield from figures(item, where)
    if isinstance(model, Sourced) and not below:
        yield path, model


def test_six_diseases_come_with_it() -> None:
    assert set(diseases()) == {
        "covid19-ancestral", "covid19-delta", "covid19-omicron", "sars", "measles", "influenza-2009",
    }  # fmt: skip


@ALL
def test_every_figure_says_where_it_was_read(name: str) -> None:
    unsourced = [path for path, item in figures(load_disease(name)) if item.cite == "-" and "title" not in path]
    assert unsourced == []


@ALL
def test_shares_of_infections_never_rise_with_severity(name: str) -> None:
    disease = load_disease(name)
    rows = [getattr(disease, field).table() for field in ("symptomatic", "severe", "critical", "death")]
    assert all((more >= less).all() for more, less in pairwise(rows))


@ALL
def test_a_case_has_one_unit_of_infectiousness_whatever_its_incubation(name: str) -> None:
    assert profile(load_disease(name)).sum(axis=1) == pytest.approx(1.0)


@ALL
def test_nobody_transmits_in_the_slab_of_his_infection(name: str) -> None:
    disease = load_disease(name)
    assert profile(disease)[:, : slab_hours(disease)].max() == 0


@ALL
def test_a_peak_bounds_the_profile_of_its_slab(name: str) -> None:
    rows = profile(load_disease(name))
    bound = peaks(rows, 24)
    assert all((bound[:, : -shift or None] >= rows[:, shift:]).all() for shift in range(25))


@ALL
def test_transmission_before_onset_lies_within_the_published_bounds(name: str) -> None:
    disease = load_disease(name)
    assert disease.published.presymptomatic.holds(presymptomatic(disease))


@ALL
def test_the_generation_time_lies_within_the_published_bounds(name: str) -> None:
    disease = load_disease(name)
    assert disease.published.generation_time.holds(generation_time(disease)[0])


@ALL
def test_incubation_has_the_mean_and_spread_of_its_file(name: str) -> None:
    spread = load_disease(name).incubation
    points = table(spread)
    draws = np.interp(np.random.default_rng(1).random(200_000) * (points.size - 1), np.arange(points.size), points)
    assert draws.mean() == pytest.approx(spread.mean, rel=0.01)
    assert draws.std() == pytest.approx(spread.sd, rel=0.06)


@pytest.mark.parametrize("k", [0.16, 0.5, 1.0, 4.0])
def test_multipliers_have_mean_one_and_the_dispersion_asked_for(k: float) -> None:
    points = multipliers(k)
    draws = np.interp(np.random.default_rng(2).random(400_000) * (points.size - 1), np.arange(points.size), points)
    assert draws.mean() == pytest.approx(1.0, rel=0.01)
    assert draws.var() == pytest.approx(1 / k, rel=0.06)


@pytest.mark.parametrize(
    ("on", "variant"),
    [
        (date(2020, 9, 15), "ancestral"),
        (date(2021, 5, 11), "delta"),
        (date(2022, 6, 28), "omicron"),
        (date(2019, 1, 1), "ancestral"),
    ],
)
def test_a_pack_selects_the_variant_of_its_time(on: date, variant: str) -> None:
    assert disease_for("covid19", on).variant == variant


def test_every_disease_here_is_one_a_pack_names() -> None:
    named = {pack.disease for pack in packs()}
    assert {load_disease(name).disease for name in diseases()} <= named


def test_a_pack_without_natural_history_is_told_what_there_is() -> None:
    with pytest.raises(EpidemicError) as refused:
        disease_for("cholera", date(2025, 9, 1))
    assert refused.value.code == "disease.none_for_pack"
    assert "covid19-delta" in refused.value.text("zh")


def test_a_file_that_is_wrong_is_refused_with_field_and_reason(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'extends = "sars"\nid = "mine"\n[incubation]\nfamily = "lognormal"\nmean = -1\nsd = 1\ncite = "x"\nmark = "D"\n'
    )
    with pytest.raises(EpidemicError) as refused:
        load_disease(file)
    assert refused.value.code == "disease.invalid"
    assert "incubation.mean" in str(refused.value)


def test_an_own_file_may_extend_a_shipped_one(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('extends = "sars"\nid = "mine"\n[reproduction]\nvalue = 1.1\ncite = "x"\nmark = "D"\n')
    mine = load_disease(file)
    assert (mine.reproduction.value, mine.incubation) == (1.1, load_disease("sars").incubation)


def test_setting_a_figure_marks_it_as_ours() -> None:
    changed = load_disease("sars").with_(reproduction=9.0)
    assert isinstance(changed, Disease)
    assert (changed.reproduction.value, changed.reproduction.mark) == (9.0, "D")


def test_setting_what_is_no_figure_is_refused() -> None:
    with pytest.raises(EpidemicError, match="no such figure"):
        load_disease("sars").with_(incubation=3.0)


def test_every_refusal_has_both_languages() -> None:
    assert all(english and chinese and english != chinese for english, chinese in MESSAGES.values())
