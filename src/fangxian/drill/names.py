"""Ids that follow from names, so that the same exercise makes the same record in every run."""

from __future__ import annotations

from uuid import UUID, uuid5

_NAMES = UUID("3c1b7f0e-9f7d-5b3a-8a54-2f6f0b7d1e90")


class Names:
    """Ids of one replay or exercise: the same names, the same ids."""

    def __init__(self, slug: str) -> None:
        self.slug = slug

    def id(self, *name: object) -> UUID:
        """The id that belongs to a name."""
        return uuid5(_NAMES, "|".join((self.slug, *(str(part) for part in name))))

    def subject(self, kind: str, name: str) -> str:
        """A subject of facts, such as ``person:<uuid>``."""
        return f"{kind}:{self.id(kind, name)}"
