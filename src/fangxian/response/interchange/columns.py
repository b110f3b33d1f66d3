"""The columns of each kind of export: heading, what people call it, the type of its values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.casework.linelist.formats.own import HEADINGS
from fangxian.response.casework.linelist.kinds import KINDS

Type = Literal["text", "int", "number", "day", "time"]

_TYPES: Final[dict[str, Type]] = {
    "age": "int",
    "moment": "time",
    "date": "day",
    "temperature": "number",
    "ct": "number",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    name : str
        Its heading, the same in every language.
    title : Any
        What people call it, translatable.
    type : Type
        Of its values.
    personal : bool
        Whether it tells who somebody is: only with the right to read identities, and said so in the record.
    """

    name: str
    title: Any
    type: Type = "text"
    personal: bool = False


_FURTHER: Final[dict[str, tuple[Column, ...]]] = {
    "cases": (
        Column("classification_name", _("classification in words")),
        Column("area", _("area responsible")),
        Column("route_name", _("how it was found, in words")),
        Column("reconstructed", _("reconstructed")),
        Column("incident", _("incident")),
        Column("uuid", _("id")),
    ),
    "contacts": (
        Column("kind_name", _("kind of contact in words")),
        Column("contact_status", _("state")),
        Column("source_ids", _("numbers of the sources")),
        Column("area", _("area responsible")),
        Column("date_became_case", _("became a case"), "time"),
        Column("quarantine_end", _("management ended"), "time"),
        Column("date_of_followup_end", _("follow-up ended"), "time"),
        Column("team", _("team")),
        Column("incident", _("incident")),
        Column("uuid", _("id")),
    ),
    "relationships": (Column("recorded_at", _("recorded"), "time"), Column("uuid", _("id"))),
    "classes": (Column("classification_name", _("classification in words")), Column("area", _("area responsible"))),
    "measures": (Column("measure_name", _("measure in words")), Column("area", _("area responsible"))),
    "visits": (Column("place_area", _("area of the place in words")), Column("uuid", _("id"))),
    "follow_ups": (
        Column("status_name", _("what came of it, in words")),
        Column("area", _("area responsible")),
        Column("recorded_at", _("recorded"), "time"),
        Column("uuid", _("id")),
    ),
    "samples": (Column("area", _("area responsible")),),
    "tasks": (
        Column("subject", _("whom or what it is about")),
        Column("clause", _("clause")),
        Column("step", _("step")),
        Column("title", _("what is owed")),
        Column("pack", _("rulebook")),
        Column("office", _("office")),
        Column("area_code", _("area code")),
        Column("state", _("state")),
        Column("opened_at", _("opened"), "time"),
        Column("due_at", _("due"), "time"),
        Column("discharged_at", _("discharged"), "time"),
        Column("late", _("late")),
        Column("lapsed_at", _("lapsed"), "time"),
        Column("reason", _("reason")),
        Column("uuid", _("id")),
    ),
}

TITLES: Final[dict[str, Any]] = {name: kind.title for name, kind in KINDS.items()} | {
    "tasks": pgettext_lazy("rows", "tasks")
}
"""What people call the rows of each kind, in the order of a file."""


def _of(kind: str) -> tuple[Column, ...]:
    fields = KINDS[kind].by_name if kind in KINDS else {}
    own = [
        Column(heading, fields[name].title, _TYPES.get(fields[name].reader, "text"), fields[name].personal)
        for name, heading in HEADINGS.get(kind, {}).items()
    ]
    return (*own, *_FURTHER[kind])


COLUMNS: Final = {kind: _of(kind) for kind in TITLES}
"""Every column by kind: first those that are read back, then those for people and other programs."""


def chosen(kind: str, names: list[str] | None, *, identities: bool) -> tuple[Column, ...]:
    """The columns of an export: those named (all where none are), less what tells who somebody is without the right."""
    wanted = set(names or ())
    return tuple(
        column
        for column in COLUMNS[kind]
        if (not wanted or column.name in wanted) and (identities or not column.personal)
    )
