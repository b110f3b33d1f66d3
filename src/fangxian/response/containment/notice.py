"""What the notice of a zone says, from the record and the rulebook, in the language in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from fangxian.protocol.pack import Pack
from fangxian.protocol.schema.zone import ZoneKind
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.containment.models import ServicePoint, Zone
from fangxian.response.containment.queries.units import as_read
from fangxian.response.documents import contexts
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.queries import area_name, area_path
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either, say
from fangxian.ui import formats

SHOWN: Final = 200
"""Units that a notice names one by one; of more it says how many."""


def scope_of(zone: Zone) -> str:
    """What a zone covers, in words."""
    where = area_path(zone.area)
    names = [str(one["name"]) for one in as_read(zone.units)]
    if not names:
        return where
    separator = either("、", ", ")
    shown = separator.join(names[:SHOWN])
    if len(names) > SHOWN:
        shown = _("%(names)s and %(more)d more") % {"names": shown, "more": len(names) - SHOWN}
    return (
        shown
        if all(one.get("area") and not one.get("id") for one in zone.units)
        else f"{where}{either('：', ': ')}{shown}"
    )


def rest_of(zone: Zone) -> str:
    """The complement: what does not change."""
    return _("Outside this scope, measures in %(area)s stay as they are.") % {"area": area_name(zone.area[:6])}


def zone_notice(zone: Zone, said: dict[str, Any], serial: str, by: Post | None) -> dict[str, Any]:
    """Fields of the notice; `said` has the signer, the help line, the end, the legal basis and the scope if changed."""
    now = clock.now()
    pack = pack_in_force(zone.incident_id, now)
    kind = pack.zone_kind(zone.kind) if pack is not None else None
    incident = zone.incident
    return {
        "serial": serial,
        "incident": either(incident.title_zh, incident.title_en),
        "zone": either(zone.name, zone.name_en),
        "kind": say(kind.title) if kind is not None else zone.kind,
        "scope": said.get("scope") or scope_of(zone),
        "rest": said.get("rest") or rest_of(zone),
        "start": formats.moment(zone.effective_from),
        "until": formats.as_of(said["until"]),
        "measures": either("；", "; ").join(say(one) for one in kind.measures) if kind else contexts.NOTHING,
        "tests": tests_of(kind),
        "services": _services(zone),
        "lift": [say(condition.title) for condition in kind.lift] if kind is not None else [contexts.NOTHING],
        "rule": _rule(pack, kind),
        "legal_basis": contexts.rests_on(said.get("legal_basis") or zone.legal_basis, pack),
        "appeal": contexts.appeal(pack),
        "signer": said["signer"],
        "help_line": said["help_line"],
        "office": either(by.office.name, by.office.name_en) if by is not None else "",
        "issued_on": formats.day(now.astimezone(clock.zone()).date(), "long"),
    }


def tests_of(kind: ZoneKind | None) -> str:
    """The days on which everybody is tested, by the rulebook."""
    if kind is None or kind.tests is None:
        return contexts.NOTHING
    tests = kind.tests
    if tests.days:
        return _("days %(days)s after it begins") % {"days": ", ".join(str(day) for day in tests.days)}
    if tests.every_days:
        return _("every %(days)d days") % {"days": tests.every_days}
    return contexts.NOTHING


def _services(zone: Zone) -> Sequence[str]:
    points = ServicePoint.objects.filter(zone=zone, closed_at=None).order_by("kind", "name")
    lines = [" ".join(filter(None, (f"{one.get_kind_display()}: {one.name}", one.hours, one.phone))) for one in points]
    return lines or [_("Served by the community; ask at the help line.")]


def _rule(pack: Pack | None, kind: ZoneKind | None) -> str:
    return contexts.cited(pack, kind.title, kind.cite) if pack is not None and kind is not None else contexts.NOTHING


def default_end(zone: Zone, kind: ZoneKind | None) -> datetime:
    """The end that a notice proposes: the order's, else the next review by the rulebook."""
    if zone.until is not None:
        return zone.until
    days = kind.review_days if kind is not None else 1
    return max(clock.now(), zone.effective_from) + timedelta(days=max(days, 1))
