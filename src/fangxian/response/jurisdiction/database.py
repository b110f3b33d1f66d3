"""Which database a process speaks to, without a connection of its own: what is kept is kept for one database."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections


def name() -> str:
    """The name of the workspace's database."""
    return str(connections.settings[DEFAULT_DB_ALIAS]["NAME"])
