"""What a documented outbreak is made of, as its files say it. Every item names its source and how sure it is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Mark = Literal["S", "V", "V2", "R", "D"]
"""As in the rulebooks: S quoted in a founding document, V read in a copy, V2 in a lesser text, R recalled, D ours."""

Status = Literal["published", "reconstructed"]


def _aware(value: datetime) -> datetime:
    if value.utcoffset() is None:
        raise PydanticCustomError("time.naive", "'{value}' has no offset", {"value": str(value)})
    return value


Moment = Annotated[datetime, AfterValidator(_aware)]
Window = tuple[Moment, Moment]
Hours = tuple[float, float]


class Part(BaseModel):
    """A part of the record: it cannot change once read, and a name it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Words(Part):
    """One sentence in both languages."""

    zh: str
    en: str


class Item(Part):
    """A statement of the record.

    Attributes
    ----------
    status : str
        ``published``, or ``reconstructed`` where only totals are published.
    made : tuple of str
        Fields of a published item that are reconstructed, such as the hour of a published day.
    source : tuple of str
        Keys of the sources it was read in.
    mark : str
        How sure it is.
    note : Words or None
        What a reader must know before relying on it.
    """

    status: Status
    made: tuple[str, ...] = ()
    source: tuple[str, ...] = Field(min_length=1)
    mark: Mark
    note: Words | None = None

    @model_validator(mode="after")
    def _made_names_fields(self) -> Self:
        unknown = set(self.made) - set(type(self).model_fields)
        if unknown:
            raise PydanticCustomError("made.unknown", "no field {names}", {"names": ", ".join(sorted(unknown))})
        return self

    def certainty(self, *fields: str) -> str:
        """How sure a fact that rests on these fields is: a word of the vocabulary."""
        if self.status == "reconstructed":
            return "reconstructed"
        return "probable" if set(fields) & set(self.made) else "certain"


class Source(Part):
    """A text that was read."""

    key: str
    title: str
    publisher: str
    date: date
    mark: Mark


class Outbreak(Part):
    """Which outbreak it is, and over which time it is replayed."""

    slug: str
    title: Words
    disease: str
    pack: str
    area: str
    district: str
    home: str
    """Community around which the demonstration's users sit."""
    timezone: str
    starts_at: Moment
    ends_at: Moment
    days: int
    """Days from the first report to the last zone lowered."""
    reported_daily_from: date
    """From this local day on, the province's daily report appeared every morning."""
    reported_daily_at: int
    """Local hour of that report."""


class ContactOf(Part):
    """A case who was known as a contact before: since when, and in quarantine since when."""

    identified_at: Moment
    quarantined_at: Moment


class Test(Part):
    """A test of a case before the one that was positive."""

    __test__ = False  # not a test case of pytest

    taken_at: Moment
    resulted_at: Moment


class CaseItem(Item):
    """An infection."""

    label: Annotated[str, Field(pattern=r"^[A-Z]{2}-\d{2}$")]
    area: str
    classification: Literal["confirmed", "asymptomatic"]
    """As first classified."""
    route: Literal["fever_clinic", "contact", "mass_test"]
    found_at: Moment
    """When it was first classified."""
    converted_at: Moment | None = None
    """When an asymptomatic infection was reclassified as confirmed."""
    isolated_at: Moment
    """Since when it could infect nobody."""
    onset_on: date | None = None
    contact: ContactOf | None = None
    tests: tuple[Test, ...] = ()


class Group(Item):
    """How many infections are linked in one way, and which are taken to be meant."""

    kind: str
    title: Words
    people: int
    members: tuple[str, ...]
    known: tuple[str, ...]
    """Those of whom it was published."""

    @model_validator(mode="after")
    def _counts(self) -> Self:
        if len(set(self.members)) != self.people or not set(self.known) <= set(self.members):
            raise PydanticCustomError("group.count", "group {kind} does not add up", {"kind": self.kind})
        return self


class Link(Item):
    """One infection exposed another."""

    from_case: str = Field(alias="from")
    to_case: str = Field(alias="to")
    social: str
    setting: str


class ZoneItem(Item):
    """A risk area, from its first to its last hour."""

    key: str
    name: Words
    kind: str = "medium"
    area: str
    unit: str
    signed_at: Moment
    effective_from: Moment
    lifted_at: Moment
    triggered_by: tuple[str, ...] = Field(min_length=1)


class Progress(Part):
    """What was published of a testing round at one hour, cumulative."""

    at: Moment
    sampled: int | None = None
    resulted: int | None = None
    positive: int | None = None
    source: tuple[str, ...]
    mark: Mark


class Round(Item):
    """A round of mass testing."""

    key: str
    title: Words
    area: str
    opened_at: Moment
    deadline: Moment | None = None
    closed_at: Moment | None = None
    population: int | None = None
    stations: int | None = None
    progress: tuple[Progress, ...] = ()


class EnvironmentItem(Item):
    """Environment samples taken in one place, and what came of them."""

    place: str
    sampled_at: Moment
    resulted_at: Moment
    taken: int
    done: int
    positive: int


class PlaceItem(Item):
    """A place the infections touched."""

    key: str
    title: Words
    area: str
    category: str
    exposed_by: str
    exposed_at: Moment
    closed_at: Moment | None = None
    disinfected_at: Moment
    reopened_at: Moment | None = None
    food_samples: int | None = None
    food_resulted_at: Moment | None = None


class Command(Item):
    """A headquarters that met."""

    what: Literal["headquarters", "forward_headquarters"]
    at: Moment
    office: Words
    area: str


class Activation(Item):
    """A plan that was activated."""

    at: Moment
    plan: Words
    area: str


class ResolutionItem(Item):
    """What a meeting resolved, and when it was carried out."""

    key: str
    at: Moment
    due_at: Moment
    done_at: Moment
    text: Words
    meeting: Words


class BulletinItem(Item):
    """A press conference."""

    at: Moment
    title: Words


class SourceFinding(Item):
    """How the source was found, and what an inspection made of it."""

    concluded_at: Moment
    conclusion: Words
    background: Words
    finding: Words
    rectify_by: Moment
    rectified_at: Moment


class Total(Part):
    """Published totals at one hour. An absent figure was not published then; it is not zero."""

    at: Moment
    area: str
    source: tuple[str, ...]
    mark: Mark
    confirmed: int | None = None
    asymptomatic: int | None = None
    contacts: int | None = None
    contacts_sampled: int | None = None
    contacts_negative: int | None = None
    secondary: int | None = None
    people_sampled: int | None = None
    people_resulted: int | None = None
    people_positive: int | None = None
    environment_taken: int | None = None
    environment_done: int | None = None
    environment_positive: int | None = None
    environment_negative: int | None = None
    food_done: int | None = None
    zones: int | None = None

    def figures(self) -> dict[str, int]:
        """The figures that were published."""
        named = self.model_dump(exclude={"at", "area", "source", "mark"}, exclude_none=True)
        return dict(named)
