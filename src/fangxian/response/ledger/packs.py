"""Which packs an incident is read under, and from when."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.protocol.evaluate import PackTimeline
from fangxian.protocol.pack import Pack, load_pack
from fangxian.protocol.pack import packs as load_packs
from fangxian.response.ledger.models import PackAdoption


def timeline(incident: UUID) -> PackTimeline | None:
    """The packs adopted for an incident, in order; None where none was adopted (its facts open no task)."""
    adopted = PackAdoption.objects.filter(incident=incident).values_list("pack", "in_force_from", "applies_to_open")
    rows = tuple(adopted)
    return _timeline(rows) if rows else None


@lru_cache(maxsize=64)
def _timeline(rows: tuple[tuple[str, object, bool], ...]) -> PackTimeline:
    return PackTimeline([(pack(name), since, open_too) for name, since, open_too in rows])  # type: ignore[misc]


@lru_cache(maxsize=64)
def pack(name: str) -> Pack:
    """A shipped pack by id; loaded once."""
    return load_pack(name)


@lru_cache(maxsize=1)
def shipped() -> tuple[Pack, ...]:
    """Every shipped pack; loaded once."""
    return tuple(load_packs())


def by_id(id: str) -> Pack:
    """A shipped pack by id.

    Raises
    ------
    NotFound
        There is none; files are never read by a name from an address or a request.
    """
    found = next((one for one in shipped() if one.id == id), None)
    if found is None:
        raise NotFound("pack.unknown", _("There is no rulebook “%(id)s”."), field="pack", id=id)
    return found


def packs_of(timeline: PackTimeline) -> list[Pack]:
    """Every pack of a timeline."""
    return [adoption.pack for adoption in timeline.adoptions]


def adopted() -> list[Pack]:
    """Every pack that any incident was ever read under."""
    return [pack(name) for name in PackAdoption.objects.order_by("pack").values_list("pack", flat=True).distinct()]
