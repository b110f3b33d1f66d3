"""A protocol pack 防控方案: one edition of a rulebook, in one file."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from fangxian.protocol.clause import Clause
from fangxian.protocol.schema import PackSections
from fangxian.protocol.schema.base import Key, Mark, Sentence, Text


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError("pack.timezone_unknown", "'{name}' is no time zone", {"name": name})
    return name


class Pack(PackSections):
    """A rulebook: its identity, its figures (see :class:`PackSections`) and its clauses."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    """Name of the edition, which is also the name of its file: ``covid19-cn-8``."""
    disease: Key
    edition: Sentence
    title: Text
    jurisdiction: Sentence
    """Area code the pack is issued for; ``CN`` for the nation."""
    valid_from: date | datetime
    """Local date or time from which the edition is in force."""
    valid_to: date | datetime | None = None
    supersedes: str | None = None
    """Id of the edition it replaced."""
    legal_basis: tuple[Sentence, ...] = Field(min_length=1)
    source_mark: Mark
    """How sure the text as a whole is; each clause and row has its own mark."""
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    """Zone whose local days the schedules count."""
    clauses: tuple[Clause, ...] = Field(default=(), alias="clause")

    @model_validator(mode="after")
    def _valid_period(self) -> Self:
        if self.valid_to is not None and str(self.valid_to) <= str(self.valid_from):
            raise PydanticCustomError("pack.period_empty", "valid_to must lie after valid_from")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The pack's time zone."""
        return ZoneInfo(self.timezone)

    def clause(self, clause_id: str) -> Clause:
        """Return a clause by id.

        Raises
        ------
        KeyError
            If the pack has no such clause.
        """
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise KeyError(clause_id)


def load_pack(id_or_path: str | Path) -> Pack:
    """Return a shipped pack by id, or the pack in a file.

    Raises
    ------
    ProtocolError
        ``pack.unknown``, or everything that is wrong with the file: each problem with line and field.
    """
    from fangxian.protocol.load import load

    return load(id_or_path)


def packs() -> list[Pack]:
    """Return every shipped pack, by disease and date."""
    from fangxian.protocol.load import shipped

    return shipped()
