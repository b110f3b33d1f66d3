"""The difference between two packs, clause by clause and field by field, as data.

Rows are matched by their id, so a clause that moved in the file has not changed. Values are those of the file
(ISO-8601 durations, days as numbers), so that a page or the command line can show them side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from fangxian.protocol.errors import Language
from fangxian.protocol.pack import Pack

Status = Literal["added", "removed", "changed"]
Nature = Literal["rule", "words", "source"]

_WORDS: Final = frozenset({"title", "definition", "note", "rule", "criteria", "template", "label"})
_SOURCE: Final = frozenset({"cite", "mark", "marks"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs.

    Attributes
    ----------
    path : tuple of str
        Where it stands in the row: ``("schedule", "days")``; rows of nested lists by their id.
    before, after : Any
        The values of the file; None where a pack has no such field.
    """

    path: tuple[str, ...]
    before: Any
    after: Any

    @property
    def nature(self) -> Nature:
        """Whether the rule itself differs, only its words, or only its source."""
        if set(self.path) & _SOURCE:
            return "source"
        return "words" if set(self.path) & _WORDS else "rule"


@dataclass(frozen=True, slots=True)
class RowChange:
    """A clause, or a row of a section, that was added, removed or changed.

    Attributes
    ----------
    section, id : str
        ``clause`` and its id; for a section that is no list, its name and an empty id.
    status : str
        ``added``, ``removed`` or ``changed``.
    title : Mapping[str, str]
        The row's title by language (``zh``, ``en``), from the later pack where it is there; may be empty.
    before, after : Mapping[str, Any] or None
        The whole row in each pack.
    fields : tuple of FieldChange
        What differs, for a changed row.
    """

    section: str
    id: str
    status: Status
    title: Mapping[str, str]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def changes_rule(self) -> bool:
        """Whether anybody owes something else now, words and sources apart."""
        return self.status != "changed" or any(field.nature == "rule" for field in self.fields)


@dataclass(frozen=True, slots=True)
class PackDiff:
    """The difference of two packs.

    Attributes
    ----------
    before, after : str
        Their ids.
    identity : tuple of FieldChange
        Title, dates, legal basis and the other fields that name a pack.
    clauses, sections : tuple of RowChange
        In the order of the later pack, what it no longer has at the end.
    """

    before: str
    after: str
    identity: tuple[FieldChange, ...]
    clauses: tuple[RowChange, ...]
    sections: tuple[RowChange, ...]

    def __bool__(self) -> bool:
        """Whether any rule differs or a row came or went."""
        return any(row.changes_rule for row in (*self.clauses, *self.sections))

    def of(self, status: Status) -> tuple[RowChange, ...]:
        """Return the clauses with one status."""
        return tuple(row for row in self.clauses if row.status == status)

    def clause(self, clause_id: str) -> RowChange | None:
        """Return the change of one clause; None where it is the same in both."""
        return next((row for row in self.clauses if row.id == clause_id), None)

    def to_data(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return {
            "before": self.before,
            "after": self.after,
            "identity": [_field_data(change) for change in self.identity],
            "clauses": [_row_data(row) for row in self.clauses],
            "sections": [_row_data(row) for row in self.sections],
        }

    def __iter__(self) -> Iterator[Line]:
        """Yield the difference line by line, in English; see :meth:`changes`."""
        return self.changes()

    def changes(self, language: Language = "en") -> Iterator[Line]:
        """Yield one line for each field that differs, and for each row that came or went."""
        for change in self.identity:
            yield _line("", change, language)
        for row in (*self.clauses, *self.sections):
            place = f"{row.section}[{row.id}]" if row.id else row.section
            if row.status == "changed":
                yield from (_line(place, change, language) for change in row.fields)
            else:
                name = row.title.get(language) or row.status
                here = row.status == "added"
                yield Line(place, "", "" if here else name, name if here else "", row.status)


@dataclass(frozen=True, slots=True)
class Line:
    """A difference as one line of a table: where, which field, what it said, what it says."""

    place: str
    field: str
    old: str
    new: str
    status: Status

    def plain(self) -> dict[str, str]:
        """Return the line as JSON values."""
        return {
            "place": self.place,
            "field": self.field,
            "old": self.old,
            "new": self.new,
            "status": self.status,
        }


def _line(place: str, change: FieldChange, language: Language) -> Line:
    old, new = shown(change.before, language), shown(change.after, language)
    return Line(place, ".".join(change.path), old, new, "changed")


_IDENTITY: Final = (
    "id",
    "disease",
    "disease_class",
    "edition",
    "title",
    "jurisdiction",
    "valid_from",
    "valid_to",
    "supersedes",
    "legal_basis",
    "source_mark",
    "timezone",
    "layers",
)
"""What names a pack, in the order of a title page."""


def diff(before: Pack, after: Pack) -> PackDiff:
    """Return the difference that leads from one pack to another."""
    old, new = _data(before), _data(after)
    identity = _fields({name: old.get(name) for name in _IDENTITY}, {name: new.get(name) for name in _IDENTITY})
    rows = [
        row
        for name in _ordered(new, old)
        if name not in _IDENTITY
        for row in _section(name, old.get(name), new.get(name))
    ]
    return PackDiff(
        before=before.id,
        after=after.id,
        identity=tuple(identity),
        clauses=tuple(row for row in rows if row.section == "clause"),
        sections=tuple(row for row in rows if row.section != "clause"),
    )


def shown(value: Any, language: Language = "en") -> str:
    """Return a value as a short text: lists by commas, texts in one language, nothing as a dash."""
    match value:
        case None:
            return "–"
        case bool():
            return "true" if value else "false"
        case {"zh": zh, "en": en}:
            return str(zh if language == "zh" else en)
        case Mapping():
            return "{ " + ", ".join(f"{name} = {shown(item, language)}" for name, item in value.items()) + " }"
        case list():
            return "[" + ", ".join(shown(item, language) for item in value) + "]"
        case _:
            return str(value)


def _data(pack: Pack) -> dict[str, Any]:
    return pack.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _section(name: str, old: Any, new: Any) -> Iterator[RowChange]:
    old_rows, new_rows = _rows(old), _rows(new)
    if old_rows is None or new_rows is None:
        change = _row(name, "", old, new)
        if change is not None:
            yield change
        return
    for row_id in _ordered(new_rows, old_rows):
        change = _row(name, row_id, old_rows.get(row_id), new_rows.get(row_id))
        if change is not None:
            yield change


def _row(section: str, row_id: str, old: Any, new: Any) -> RowChange | None:
    if old == new:
        return None
    title = _title(new) or _title(old)
    if old is None or new is None:
        status: Status = "added" if old is None else "removed"
        return RowChange(section, row_id, status, title, old, new)
    return RowChange(section, row_id, "changed", title, old, new, tuple(_fields(old, new)))


def _title(row: Any) -> Mapping[str, str]:
    title = row.get("title") if isinstance(row, Mapping) else None
    return title if isinstance(title, Mapping) else {}


def _rows(value: Any) -> dict[str, Any] | None:
    """Return a list of rows by id; an absent list is empty; anything else is no list of rows."""
    if value is None:
        return {}
    if isinstance(value, list) and all(isinstance(row, Mapping) and "id" in row for row in value):
        return {str(row["id"]): row for row in value}
    return None


def _fields(old: Any, new: Any, path: tuple[str, ...] = ()) -> Iterator[FieldChange]:
    """Yield the innermost fields that differ; a text in two languages, and a plain list, count as one field."""
    if old == new:
        return
    if _is_text(old) or _is_text(new):
        yield FieldChange(path, old, new)
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in _ordered(new, old):
            yield from _fields(old.get(name), new.get(name), (*path, name))
        return
    old_rows, new_rows = _rows(old), _rows(new)
    if old is not None and new is not None and old_rows is not None and new_rows is not None:
        for name in _ordered(new_rows, old_rows):
            yield from _fields(old_rows.get(name), new_rows.get(name), (*path, name))
        return
    yield FieldChange(path, old, new)


def _is_text(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"zh", "en"}


def _ordered(first: Mapping[str, Any], then: Mapping[str, Any]) -> list[str]:
    return [*first, *(name for name in then if name not in first)]


def _field_data(change: FieldChange) -> dict[str, Any]:
    return {
        "path": list(change.path),
        "nature": change.nature,
        "before": change.before,
        "after": change.after,
    }


def _row_data(row: RowChange) -> dict[str, Any]:
    return {
        "section": row.section,
        "id": row.id,
        "status": row.status,
        "title": dict(row.title),
        "before": row.before,
        "after": row.after,
        "fields": [_field_data(change) for change in row.fields],
    }
