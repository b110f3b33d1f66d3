"""What other apps have to say when two entries of a person become one.

An app that keeps rows of persons names a module in its configuration (``person_follower = "…"``). The register knows
none of them by name; it asks each that is installed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Protocol, cast
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from fangxian.response.ledger.entry import Entry
from fangxian.response.registry.models import Person


class Follower(Protocol):
    """The functions that such a module has."""

    def refuse(self, kept: Person, merged: Person) -> None:
        """Raise Conflict where the two cannot be one."""

    def derived(self, kept: Person, merged: Person) -> Iterable[Model]:
        """Rows whose values :meth:`settle` may change; they are restored when the merge is undone."""

    def unfit(self, kept: Person, merged: Person) -> Iterable[Model]:
        """Rows that cannot stand once the two are one; they are taken out and kept in the merge."""

    def join(self, row: Model, twin: Model) -> None:
        """Bring what a row says into its twin, before the row is taken out."""

    def settle(self, kept: Person, merge: UUID) -> Iterable[Entry]:
        """Bring derived values in line with the rows that the person now has; the facts that follow from it."""


def followers() -> Iterator[Follower]:
    """The followers of every installed app."""
    for config in apps.get_app_configs():
        named = getattr(config, "person_follower", None)
        if named is not None:
            yield cast(Follower, import_module(named))
