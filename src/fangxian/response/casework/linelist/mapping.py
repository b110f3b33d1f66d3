"""How the columns of a list map to fields: written by hand, saved by name, or guessed and confirmed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as MappingABC
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid, NotFound
from fangxian.response.casework.linelist.headings import field_of, kind_of, rank
from fangxian.response.casework.linelist.kinds import EVERY, Kind
from fangxian.response.casework.linelist.table import Table

SHIPPED: Final = Path(__file__).parents[1] / "mappings"
"""Where the mappings that come with Fangxian are kept."""

ISO_DATES: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
"""Ways to write a day that mean the same everywhere."""

LOCAL_DATES: Final = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%y", "%m/%d/%y")
"""Ways that must be agreed on: the same digits are two days."""

EMPTY: Final = ("", "na", "n/a", "nan", "null", "nil", "-", "--", "/", "\\", "—", "无", "不详", "未知")
"""Cells that say nothing."""


@dataclass(frozen=True)
class Cluster:
    """A cluster that is named by words in the source: any of them, in small or capital letters."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Mapping:
    """How a list is read.

    Attributes
    ----------
    columns : dict
        Field → heading, or several headings whose cells are joined with "; ".
    defaults : dict
        Field → cell to read where the column is missing or the cell says nothing.
    dates : tuple of str
        Forms of a day (strptime), tried before the ISO forms.
    values : dict
        Field → text in the list → value; an empty value says nothing.
    empty : tuple of str
        Further texts that say nothing.
    prefix : str
        Put before case numbers that are mere digits.
    clusters : tuple of Cluster
        Read out of the source text where no column names a cluster.
    """

    columns: dict[str, str | list[str]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    prefix: str = ""
    clusters: tuple[Cluster, ...] = ()

    def headings(self, name: str) -> list[str]:
        """Headings that a field is read from."""
        held = self.columns.get(name, [])
        return [held] if isinstance(held, str) else list(held)

    def as_dict(self) -> dict[str, Any]:
        """The mapping as JSON keeps it."""
        held = asdict(self)
        held["clusters"] = [{"name": one.name, "words": list(one.words)} for one in self.clusters]
        return {name: list(value) if isinstance(value, tuple) else value for name, value in held.items() if value}


def from_dict(held: MappingABC[str, Any]) -> Mapping:
    """The mapping that :meth:`Mapping.as_dict` or a TOML file holds.

    Raises
    ------
    Invalid
        ``mapping.unknown`` for a name that no mapping or field has.
    """
    known = set(Mapping.__dataclass_fields__)
    for name in held:
        if name not in known:
            raise _unknown(name, known)
    for part in ("columns", "defaults", "values"):
        for name in held.get(part, {}):
            if name not in EVERY:
                raise _unknown(name, set(EVERY))
    clusters = tuple(Cluster(str(one["name"]), tuple(one["words"])) for one in held.get("clusters", ()))
    return Mapping(
        columns=dict(held.get("columns", {})),
        defaults={name: str(value) for name, value in held.get("defaults", {}).items()},
        dates=tuple(held.get("dates", ())),
        values={name: dict(table) for name, table in held.get("values", {}).items()},
        empty=tuple(held.get("empty", ())),
        prefix=str(held.get("prefix", "")),
        clusters=clusters,
    )


def _unknown(name: str, known: set[str]) -> Invalid:
    return Invalid(
        "mapping.unknown",
        _("A mapping has no “%(name)s”."),
        remedy=_("It may have: %(known)s."),
        name=name,
        known=", ".join(sorted(known)),
    )


def load_mapping(name_or_path: str) -> Mapping:
    """The mapping in a TOML file, or the shipped or saved one of that name.

    Raises
    ------
    NotFound
        ``mapping.missing``; names those there are.
    Invalid
        ``mapping.unreadable`` or ``mapping.unknown``.
    """
    from fangxian.response.casework.models import ColumnMapping

    path = Path(name_or_path)
    if path.suffix == ".toml":
        return read_mapping(path)
    shipped = {file.stem: file for file in SHIPPED.glob("*.toml")}
    if name_or_path in shipped:
        return read_mapping(shipped[name_or_path])
    saved = ColumnMapping.objects.filter(name=name_or_path).first()
    if saved is None:
        known = [*shipped, *ColumnMapping.objects.order_by("name").values_list("name", flat=True)]
        raise NotFound(
            "mapping.missing",
            _("There is no mapping “%(name)s”."),
            remedy=_("Known are: %(known)s; or name a .toml file."),
            name=name_or_path,
            known=", ".join(known) or "–",
        )
    return from_dict(saved.mapping)


def read_mapping(path: Path) -> Mapping:
    """The mapping in a TOML file; see :func:`load_mapping`."""
    try:
        return from_dict(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Invalid(
            "mapping.unreadable",
            _("The mapping %(path)s cannot be read: %(reason)s."),
            remedy=_("Mend the file; docs/en/linelist.md describes it."),
            path=path,
            reason=str(error),
        ) from error


@dataclass(frozen=True)
class Guess:
    """A mapping that somebody still has to confirm.

    Attributes
    ----------
    unused : tuple of str
        Headings that stand for no field.
    ambiguous : bool
        Whether the list's days can be read in two ways (03/04/2020); the first is then taken.
    """

    mapping: Mapping
    unused: tuple[str, ...]
    ambiguous: bool


def guess(table: Table, kind: Kind | None = None) -> Guess:
    """Propose a mapping from the headings, and a form of days from the cells.

    Parameters
    ----------
    kind : Kind or None
        What the rows are about; None takes what the headings say.
    """
    about = kind or kind_of(table.headings)
    columns: dict[str, str | list[str]] = {}
    usual_first = sorted((heading for heading in table.headings if heading), key=lambda one: rank(one, about))
    for heading in usual_first:
        found = field_of(heading, about)
        if found is not None and found not in columns:
            columns[found] = heading
    forms = date_forms(table, columns, about)
    used = set(columns.values())
    return Guess(
        mapping=Mapping(columns=columns, dates=tuple(forms[:1])),
        unused=tuple(heading for heading in table.headings if heading and heading not in used),
        ambiguous=len(forms) > 1,
    )


def date_forms(table: Table, columns: MappingABC[str, str | list[str]], kind: Kind) -> list[str]:
    """Local forms that read every day of the list which no ISO form reads; none where none is needed."""
    places = [
        table.headings.index(str(columns[one.name]))
        for one in kind.fields
        if one.reader in ("date", "moment") and one.name in columns
    ]
    texts = {
        str(row.cells[place]).strip()
        for row in table.rows[:2000]
        for place in places
        if place < len(row.cells) and not isinstance(row.cells[place], (date, datetime, type(None)))
    }
    days = {text for text in texts if text.casefold() not in EMPTY and any(character.isdigit() for character in text)}
    local = [text for text in days if not any(_reads(text.split("T")[0], form) for form in ISO_DATES)]
    if not local:
        return []
    share = {form: sum(_reads(text, form) for text in local) / len(local) for form in LOCAL_DATES}
    best = max(share.values())
    return [form for form in LOCAL_DATES if share[form] == best] if best > 0.5 else []


def _reads(text: str, form: str) -> bool:
    try:
        datetime.strptime(text.split(" ", maxsplit=1)[0], form)  # noqa: DTZ007 -- a day has no zone
    except ValueError:
        return False
    return True
