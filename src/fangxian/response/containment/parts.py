"""The parts of a zone: the areas it lies in, and which of them a post works in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.containment.models import Zone
from fangxian.response.jurisdiction.codes import within
from fangxian.response.jurisdiction.models import Post


def areas_of(zone: Zone) -> list[str]:
    """Areas that a zone's units lie in, in the order of their codes; its own area where it covers that whole."""
    return sorted({str(unit["area"]) for unit in zone.units}) or [zone.area]


def part_of(zone: Zone, post: Post | None) -> str:
    """Where a post works in a zone: all of it, or the post's own area where the zone reaches beyond that."""
    if post is None or within(zone.area, post.area) or not _touches(zone, post.area):
        return str(zone.area)
    return str(post.area)


def parts_for(zone: Zone, post: Post) -> list[str]:
    """The parts of a zone that lie in a post's area, in the order of their codes."""
    return [part for part in zone.areas if within(part, post.area)]


def part_named(zone: Zone, area: str) -> str:
    """A part of a zone by its code.

    Raises
    ------
    Invalid
        ``zone.part``: the zone does not lie there.
    """
    if not _touches(zone, area):
        raise Invalid(
            "zone.part",
            _("%(name)s does not lie in %(area)s."),
            remedy=_("Choose one of: %(known)s."),
            field="area",
            name=zone.name,
            area=area,
            known=", ".join(zone.areas),
        )
    return area


def _touches(zone: Zone, area: str) -> bool:
    return any(within(area, part) or within(part, area) for part in zone.areas)
