"""How a pack's file builds on others: what it extends, drops and changes."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from fangxian.protocol.schema.base import Key, Section, Sentence


class Change(Section):
    """New values for some fields of an inherited row or section; the rest stays."""

    of: Key
    """The list or section: ``clause``, ``regime``, ``incubation``."""
    id: str | None = None
    """Which row of the list; absent for a section."""
    set: dict[str, Any] = Field(default_factory=dict)
    """Field → new value, with the `cite` and `mark` of the new figures."""
    drop: tuple[str, ...] = ()
    """Fields that the row no longer has."""


class Layering(Section):
    """The part of a file that says how it builds on others. It is gone once the pack is built.

    A row of the file replaces an inherited row of the same id; a section replaces an inherited section.
    Extending a fragment (or several) makes a new rulebook. Extending a rulebook makes an **overlay** of it,
    which may never lengthen a measure past the rulebook's limits.
    """

    extends: tuple[Sentence, ...] = ()
    """Ids of fragments, or of the rulebook that this overlay lies on. Where two differ, this file must settle it."""
    abstract: bool = False
    """A fragment: only for others to extend."""
    remove: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Inherited rows to drop: ``remove = { clause = ["contact.tests"], section = ["companion"] }``."""
    changes: tuple[Change, ...] = Field(default=(), alias="change")
    """Inherited rows to change in part."""


LAYERING_FIELDS = frozenset(field.alias or name for name, field in Layering.model_fields.items())
"""The names in a file that belong to `Layering`, not to the pack."""
