"""The natural history of a disease, read from a file: who falls ill, when, how badly, and whom a test finds."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from fangxian.science.epidemic.errors import EpidemicError
from fangxian.science.epidemic.figures import ByAge, ByDay, Figure, Sourced, Spread

_FOLDER = files("fangxian.science.epidemic") / "diseases"


class Words(Sourced):
    """A name in both languages."""

    cite: str = "-"
    mark: Any = "D"
    zh: str
    en: str


class Infectiousness(Sourced):
    """When a case transmits: a gamma density from `earliest` on, in days from onset.

    Cases without symptoms have the onset that they would have had. What falls before the latent period's end is cut
    off and the rest scaled up, so that every case has the same total but for its own multiplier.
    """

    mean: float
    """Mean time of transmission from onset (days); negative before onset."""
    sd: Annotated[float, Field(gt=0)]
    earliest: float
    """Days from onset before which nobody transmits."""


class Course(Sourced):
    """Durations of illness (days)."""

    cite: str = "-"
    mark: Any = "D"
    to_admission: Spread
    """Onset to severe illness."""
    to_critical: Spread
    """Severe to critical."""
    to_death: Spread
    """Critical to death."""
    to_recovery: Spread
    """Onset to recovery where it is not severe."""
    to_discharge: Spread
    """Severe or critical illness to recovery."""


class Immunity(Sourced):
    """Protection by earlier infection."""

    cite: str = "-"
    mark: Any = "D"
    infection: Figure
    """Share of those once infected who cannot be infected again during the run."""
    before: ByAge = ByAge(from_age=(0,), values=(0.0,), cite="Nobody immune: default", mark="D")
    """Share immune before the run begins."""


class Vaccine(Sourced):
    """What a completed course does. Effects beyond infection are conditional on infection."""

    id: str
    title: Words
    against_infection: Annotated[float, Field(ge=0, le=1)]
    against_symptoms: Annotated[float, Field(ge=0, le=1)]
    against_severe: Annotated[float, Field(ge=0, le=1)]
    against_onward: Annotated[float, Field(ge=0, le=1)]
    """Reduction of the infectiousness of those infected all the same."""
    days_to_effect: Annotated[float, Field(ge=0)]
    half_life_days: Annotated[float, Field(gt=0)]
    """Time in which protection against infection falls to one half."""


class Assay(Sourced):
    """A test: whom it finds, whom it wrongly finds, and how long it takes."""

    cite: str = "-"
    mark: Any = "D"
    id: str
    title: Words
    sensitivity: ByDay
    """Probability of a positive by days since infection, one person a tube."""
    specificity: Figure
    lost_per_cycle: Figure
    """Share of the sensitivity lost for every doubling of the pool."""
    result_hours: Figure
    """Sampling to result (hours)."""


class Environment(Sourced):
    """What a case leaves behind."""

    cite: str = "-"
    mark: Any = "D"
    half_life_hours: Figure
    """Half-life of infectiousness at a place after the case has left."""
    share: Figure
    """Share of transmission at venues that reaches later visitors."""
    swab_positive: Figure
    """Probability that a swab of the place finds it on the day of the visit."""
    swab_half_life_days: Figure
    """Half-life of what a swab finds."""


class Care(Sourced):
    """How the ill come to a clinic on their own."""

    cite: str = "-"
    mark: Any = "D"
    seeks: Figure
    """Share of the ill who go."""
    delay: Spread
    """Onset to clinic (days)."""


class Published(Sourced):
    """What studies measured; a run is compared with it, nothing is computed from it."""

    cite: str = "-"
    mark: Any = "D"
    presymptomatic: Figure
    generation_time: Figure
    serial_interval: Figure


class Disease(Sourced):
    """A natural history. See the files in ``diseases/`` for where each figure was read.

    Attributes
    ----------
    id, disease, variant : str
        ``covid19-delta``, ``covid19``, ``delta``. `disease` is the one that protocol packs name.
    circulated_from : date
        From when on this variant was the common one; chooses the variant for a pack.
    reproduction : Figure
        Mean number of people a case infects where nobody is immune and nothing is done, R₀.
    dispersion : Figure
        Shape k of the gamma distribution of individual infectiousness; the smaller, the more uneven.
    household_attack : Figure
        Probability that a case infects a given member of its household (secondary attack rate).
    incubation : Spread
        Infection to onset (days).
    latent : Figure
        Shortest time from infection to infectiousness (days).
    severe, critical, death : ByAge
        Shares of infections, not of cases.
    """

    cite: str = "-"
    mark: Any = "D"
    id: str
    disease: str
    variant: str
    title: Words
    circulated_from: date
    reproduction: Figure
    dispersion: Figure
    household_attack: Figure
    incubation: Spread
    latent: Figure
    infectiousness: Infectiousness
    without_symptoms: Figure
    susceptibility: ByAge
    symptomatic: ByAge
    severe: ByAge
    critical: ByAge
    death: ByAge
    course: Course
    immunity: Immunity
    vaccines: tuple[Vaccine, ...] = Field(default=(), alias="vaccine")
    tests: tuple[Assay, ...] = Field(alias="test")
    environment: Environment
    care: Care
    published: Published

    def test(self, name: str) -> Assay:
        """Return a test by id.

        Raises
        ------
        EpidemicError
            ``epidemic.test_unknown``.
        """
        for assay in self.tests:
            if assay.id == name:
                return assay
        known = ", ".join(assay.id for assay in self.tests)
        raise EpidemicError("epidemic.test_unknown", test=name, disease=self.id, known=known)

    def with_(self, **figures: float) -> Disease:
        """Return the disease with other values for some of its figures, marked as ours.

        Parameters
        ----------
        **figures
            Name of a field that is a :class:`~fangxian.science.epidemic.figures.Figure`, and its value:
            ``disease.with_(reproduction=3.0)``.
        """
        changed = {name: Figure(value=value, cite="Set for this run", mark="D") for name, value in figures.items()}
        unknown = [name for name in changed if not isinstance(getattr(self, name, None), Figure)]
        if unknown:
            raise EpidemicError("disease.invalid", file=self.id, field=unknown[0], reason="no such figure")
        return self.model_copy(update=changed)


def diseases() -> tuple[str, ...]:
    """Return the ids of the natural histories that come with Fangxian."""
    return tuple(sorted(item.name[: -len(".toml")] for item in _FOLDER.iterdir() if item.name.endswith(".toml")))


@cache
def load_disease(name: str | Path) -> Disease:
    """Return a natural history by id, or the one in a file.

    Raises
    ------
    EpidemicError
        ``disease.unknown`` or ``disease.invalid``, with the field and the reason.
    """
    try:
        return Disease.model_validate(_raw(name))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise EpidemicError("disease.invalid", file=str(name), field=field, reason=first["msg"]) from error


def disease_for(disease: str, on: date) -> Disease:
    """Return the natural history that goes with a pack: its disease, and the variant common on its date.

    Parameters
    ----------
    disease : str
        The disease a protocol pack names, such as ``covid19``.
    on : date
        The date the pack is in force.

    Raises
    ------
    EpidemicError
        ``disease.none_for_pack``.
    """
    known = [load_disease(name) for name in diseases()]
    fitting = sorted((item for item in known if item.disease == disease), key=lambda item: item.circulated_from)
    if not fitting:
        raise EpidemicError("disease.none_for_pack", disease=disease, known=", ".join(diseases()))
    before = [item for item in fitting if item.circulated_from <= on]
    return (before or fitting)[-1 if before else 0]


def _raw(name: str | Path) -> dict[str, Any]:
    """The file's content, laid over that of the file it extends."""
    path = Path(name)
    if path.suffix == ".toml":
        text = path.read_text("utf-8")
    elif str(name) in diseases():
        text = (_FOLDER / f"{name}.toml").read_text("utf-8")
    else:
        raise EpidemicError("disease.unknown", name=str(name), known=", ".join(diseases()))
    try:
        own = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EpidemicError("disease.invalid", file=str(name), field="-", reason=str(error)) from error
    base = own.pop("extends", None)
    return {**_raw(base), **own} if base else own
