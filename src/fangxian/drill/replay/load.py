"""Read a documented outbreak from its files."""

from __future__ import annotations

import tomllib
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from fangxian.drill.replay.rules import Rules, Wave
from fangxian.drill.replay.schema import (
    Activation,
    BulletinItem,
    CaseItem,
    Command,
    EnvironmentItem,
    Group,
    Item,
    Link,
    Outbreak,
    Part,
    PlaceItem,
    ResolutionItem,
    Round,
    Source,
    SourceFinding,
    Total,
    ZoneItem,
)

FILES = ("sources", "outbreak", "response", "totals", "reconstruction")
"""The files of an outbreak: what was read, who, what was done, the totals, and our rules."""


class Record(Part):
    """A documented outbreak: the published record and the rules for what it does not say."""

    outbreak: Outbreak
    sources: tuple[Source, ...] = Field(alias="source")
    cases: tuple[CaseItem, ...] = Field(alias="case")
    groups: tuple[Group, ...] = Field(alias="group")
    links: tuple[Link, ...] = Field(alias="link")
    zones: tuple[ZoneItem, ...] = Field(alias="zone")
    rounds: tuple[Round, ...] = Field(alias="round")
    environment: tuple[EnvironmentItem, ...]
    places: tuple[PlaceItem, ...] = Field(alias="place")
    commands: tuple[Command, ...] = Field(alias="command")
    plans: tuple[Activation, ...] = Field(alias="plan")
    resolutions: tuple[ResolutionItem, ...] = Field(alias="resolution")
    bulletins: tuple[BulletinItem, ...] = Field(alias="bulletin")
    source_finding: SourceFinding
    totals: tuple[Total, ...] = Field(alias="total")
    rules: Rules = Field(alias="reconstruction")
    waves: tuple[Wave, ...] = Field(alias="wave")

    @cached_property
    def case_of(self) -> dict[str, CaseItem]:
        """Cases by label."""
        return {case.label: case for case in self.cases}

    def items(self) -> list[Item]:
        """Every statement of the record, our rules included."""
        lists = (
            self.cases, self.groups, self.links, self.zones, self.rounds, self.environment, self.places,
            self.commands, self.plans, self.resolutions, self.bulletins,
        )  # fmt: skip
        return [item for group in lists for item in group] + [self.source_finding, self.rules]

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        known = {source.key for source in self.sources}
        cited = {key for item in self.items() for key in item.source}
        cited |= {key for total in self.totals for key in total.source}
        cited |= {key for one in self.rounds for step in one.progress for key in step.source}
        labels = {case.label for case in self.cases}
        named = {label for link in self.links for label in (link.from_case, link.to_case)}
        named |= {label for zone in self.zones for label in zone.triggered_by}
        named |= {label for wave in self.waves for label in wave.sources}
        named |= {place.exposed_by for place in self.places}
        places = {place.key for place in self.places}
        sampled = {sample.place for sample in self.environment}
        close = {wave.key for wave in self.waves if wave.kind == "close"}
        waves = {key for wave in self.waves for key in wave.of_waves}
        lost = (cited - known) | (named - labels) | (sampled - places) | (waves - close)
        if lost:
            names = ", ".join(sorted(lost))
            raise PydanticCustomError("record.names", "named but not described: {names}", {"names": names})
        return self


@lru_cache(maxsize=4)
def load_record(outbreak: str = "pidu2020") -> Record:
    """Return a documented outbreak that comes with Fangxian.

    Raises
    ------
    FileNotFoundError
        There is none of that name.
    pydantic.ValidationError
        A file says something that cannot be.
    """
    folder = files("fangxian.drill.replay") / outbreak
    data: dict[str, object] = {}
    for name in FILES:
        data |= tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    return Record.model_validate(data)
