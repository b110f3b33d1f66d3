"""Clauses and figures of a pack as rows a page can show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from fangxian.protocol.clause import Clause, Clock, Every, Schedule
from fangxian.protocol.pack import Pack
from fangxian.protocol.schema.base import Text
from fangxian.protocol.vocabulary import VOCABULARY
from fangxian.response.ledger.language import say

STATE_LABELS = {
    "overdue": _("Overdue"),
    "open": _("Open"),
    "excused": _("Excused"),
    "late": _("Discharged late"),
    "missed": _("Ended undone"),
    "discharged": _("Discharged"),
    "lapsed": _("Lapsed"),
}
"""The states of a covered subject's step, as people call them."""


@dataclass(frozen=True)
class ClauseRow:
    """One clause in words."""

    clause: Clause
    title: str
    opens: list[str]
    clock: str
    discharged_by: list[str]
    ends: list[str]
    put_off_by: list[str]

    def matches(self, wanted: str) -> bool:
        """Whether the clause speaks of what is searched for, in either language."""
        clause = self.clause
        text = " ".join([clause.id, clause.title.zh, clause.title.en, clause.cite, clause.owner.role, *self.opens])
        return wanted.casefold() in text.casefold()


def clause_rows(pack: Pack) -> list[ClauseRow]:
    """Clauses of a pack in its own order."""
    return [
        ClauseRow(
            clause=clause,
            title=say(clause.title),
            opens=[_kind(trigger.kind) for trigger in clause.opens],
            clock=clock_words(clause),
            discharged_by=[_kind(trigger.kind) for trigger in clause.discharged_by],
            ends=[_kind(trigger.kind) for trigger in clause.ends],
            put_off_by=[_kind(trigger.kind) for trigger in clause.put_off_by],
        )
        for clause in pack.clauses
    ]


def _kind(kind: str) -> str:
    known = VOCABULARY.get(kind)
    return say(known) if known else kind


def clock_words(clause: Clause) -> str:
    """A clause's clock in words."""
    match clause.timing:
        case Clock(within=within) if within is not None:
            return str(_("within %(span)s")) % {"span": span_words(within.total_seconds())}
        case Clock():
            return str(_("by the time the fact itself states"))
        case Schedule(days=days):
            return str(_("on days %(days)s")) % {"days": ", ".join(map(str, days))}
        case Every(period=period):
            return str(_("every %(span)s")) % {"span": span_words(period.total_seconds())}


def span_words(seconds: float) -> str:
    """A duration in the largest unit that divides it."""
    for unit, words in ((86_400, _("%(n)s d")), (3_600, _("%(n)s h")), (60, _("%(n)s min"))):
        if seconds % unit == 0:
            return str(words) % {"n": int(seconds // unit)}
    return str(_("%(n)s s")) % {"n": seconds}


@dataclass(frozen=True)
class SectionRow:
    """One figure or group of figures of a pack outside its clauses."""

    path: str
    value: str
    cite: str
    mark: str


def section_rows(pack: Pack) -> dict[str, list[SectionRow]]:
    """Figures of a pack by section, each with the citation and mark nearest above it."""
    sections: dict[str, list[SectionRow]] = {}
    own = set(Pack.model_fields) - {"clauses"}
    skipped = {"id", "disease", "edition", "title", "jurisdiction", "valid_from", "valid_to", "supersedes",
               "legal_basis", "source_mark", "timezone"}  # fmt: skip
    for name in sorted(own - skipped):
        value = getattr(pack, name)
        rows = list(_rows(name, value, "", ""))
        if rows:
            sections[name] = rows
    return sections


def _rows(path: str, value: Any, cite: str, mark: str) -> Iterator[SectionRow]:
    match value:
        case None | () | []:
            return
        case Text():
            yield SectionRow(path, say(value), cite, mark)
        case BaseModel():
            cite, mark = getattr(value, "cite", cite), getattr(value, "mark", mark)
            for name in type(value).model_fields:
                if name not in {"cite", "mark", "marks"} and getattr(value, name) not in (None, (), {}):
                    yield from _rows(f"{path}.{name}", getattr(value, name), cite, mark)
        case dict():
            for key, item in value.items():
                yield from _rows(f"{path}.{key}", item, cite, mark)
        case tuple() | list() if value and isinstance(value[0], BaseModel):
            for number, item in enumerate(value, start=1):
                key = getattr(item, "key", None) or getattr(item, "id", None) or number
                yield from _rows(f"{path}.{key}", item, cite, mark)
        case tuple() | list():
            yield SectionRow(path, ", ".join(map(str, value)), cite, mark)
        case _:
            yield SectionRow(path, str(value), cite, mark)
