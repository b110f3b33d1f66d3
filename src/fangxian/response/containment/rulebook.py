"""What the rulebook in force says of a kind of zone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.protocol.schema.zone import ZoneKind
from fangxian.response.ledger import packs
from fangxian.response.ledger.models import PackAdoption


def kinds_in_force(incident: UUID, at: datetime) -> dict[str, ZoneKind]:
    """Kinds of zone of the pack in force in the incident at `at`; none where no pack was adopted by then."""
    adoptions = PackAdoption.objects.filter(incident=incident, in_force_from__lte=at)
    adopted = adoptions.order_by("-in_force_from").first()
    if adopted is None:
        return {}
    return {kind.id: kind for kind in packs.pack(adopted.pack).zone_kinds}


def restricted_kind(incident: UUID, kind: str, unit: str, at: datetime) -> ZoneKind:
    """The kind of zone by its key, if it can be drawn around such a unit.

    Raises
    ------
    Invalid
        ``zone.kind``: the pack in force has no such kind, or it restricts nothing. ``zone.unit``: the pack
        does not draw this kind around such a unit.
    """
    kinds = kinds_in_force(incident, at)
    found = kinds.get(kind)
    if found is None or found.rank == 0:
        raise Invalid(
            "zone.kind",
            _("The rulebook in force has no zone “%(kind)s” that can be declared."),
            remedy=_("Choose one of: %(known)s."),
            field="kind",
            kind=kind,
            known=", ".join(key for key, row in kinds.items() if row.rank > 0) or "–",
        )
    if unit not in found.units:
        raise Invalid(
            "zone.unit",
            _("A zone of the kind “%(kind)s” cannot be drawn around a %(unit)s."),
            remedy=_("Choose one of: %(known)s; the smallest that will do."),
            field="unit",
            kind=kind,
            unit=unit,
            known=", ".join(found.units),
        )
    return found
