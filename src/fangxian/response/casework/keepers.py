"""What other apps have to say and do when casework ends somebody's quarantine, or moves it elsewhere.

An app that keeps people (a bed at a site) names a module in its configuration (``contact_keeper = "…"``); casework
knows none of them by name. One rule follows from it: nobody's quarantine ends while they are kept, but by the keeper's
own conditions or by a signature, and what they are kept in ends in the same moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from typing import Protocol, cast
from uuid import UUID

from django.apps import apps

from fangxian.response.casework.models import Contact


class Keeper(Protocol):
    """The functions that such a module has; both are called in the transaction of the command."""

    def release(self, contact: Contact, at: datetime, signer: str, request: UUID) -> None:
        """End what the contact is kept in, where somebody signs for it; raise Conflict where nobody does."""

    def move(self, contact: Contact, mode: str, at: datetime, request: UUID) -> None:
        """End what the contact is kept in, where quarantine goes on in another way: ``home`` or ``hospital``."""


def keepers() -> Iterator[Keeper]:
    """The keepers of every installed app."""
    for config in apps.get_app_configs():
        named = getattr(config, "contact_keeper", None)
        if named is not None:
            yield cast(Keeper, import_module(named))
