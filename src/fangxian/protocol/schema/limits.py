"""Proportionality as a check: no measure may last longer, or go unreviewed longer, than its limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from fangxian.protocol.errors import Problem

if TYPE_CHECKING:
    from fangxian.protocol.clause import Clause
    from fangxian.protocol.pack import Pack
    from fangxian.protocol.schema.proportionality import MeasureLimit
    from fangxian.protocol.schema.regime import Regime
    from fangxian.protocol.schema.zone import ZoneKind

Found = tuple[tuple[str | int, ...], Problem]

_LIFT_FIGURE = "days_without_new_infection"

_ENDS_MEASURE: Mapping[str, tuple[str, ...]] = {
    "quarantine.released": ("central_quarantine", "home_isolation", "confinement", "case_isolation"),
    "quarantine.moved": ("central_quarantine",),
    "monitoring.ended": ("monitoring",),
    "zone.lifted": ("zone",),
}
"""The measures that each kind of fact ends."""


def over_limits(pack: Pack) -> Iterator[Found]:
    """Yield each measure of a pack that is longer than the pack's own limit."""
    if pack.proportionality is None:
        return
    for limit in pack.proportionality.limits:
        for path, params, days in _measured(pack, limit):
            if days > limit.longest_days:
                code = {"clause": "limit.clause_longer", "zone_kind": "limit.zone_longer"}.get(
                    str(path[0]), "limit.regime_longer"
                )
                shown = params | {"days": str(days), "longest": str(limit.longest_days)}
                yield path, Problem(code, "", shown | {"measure": limit.measure})
    longest = pack.proportionality.review_days
    for index, zone in enumerate(pack.zone_kinds):
        if zone.rank > 0 and zone.review_days > longest:
            params = {"what": zone.id, "days": str(zone.review_days), "longest": str(longest)}
            yield ("zone_kind", index, "review_days"), Problem("review.longer", "", params)


def lengthened(base: Pack, overlaid: Pack) -> Iterator[Found]:
    """Yield what an overlay makes longer than its base allows.

    The overlay may shorten a measure, add a duty, or ask for a review sooner. It may not raise or drop a
    limit, keep a person longer than the base's limit, or put off a review.
    """
    if base.proportionality is None:
        return
    for limit in base.proportionality.limits:
        for path, params, days in _measured(overlaid, limit):
            if days > limit.longest_days:
                what = params.get("clause") or params.get("regime") or params["zone"]
                yield path, _longer(base, f"{what} ({limit.measure})", days, limit.longest_days)
        yield from _limit_kept(base, overlaid, limit)
    yield from _clauses_without_limit(base, overlaid)
    yield from _put_off(base, overlaid)
    yield from _reviews(base, overlaid)


def _clauses_without_limit(base: Pack, overlaid: Pack) -> Iterator[Found]:
    """Judge what ends a measure by its evidence, where the overlay wrote it anew and named no measure.

    Else a release at day 21 would escape the limit of 14 by leaving its `limit` out.
    """
    known = {clause.id: clause for clause in base.clauses}
    for index, clause in enumerate(overlaid.clauses):
        before = known.get(clause.id)
        if clause.limit is not None or (before is not None and before.timing == clause.timing):
            continue
        longest = _longest_by_evidence(base, clause)
        path, days = _clause_days(clause)
        if longest is not None and days > longest:
            yield ("clause", index, *path), _longer(base, clause.id, days, longest)


def _put_off(base: Pack, overlaid: Pack) -> Iterator[Found]:
    """An overlay lets nothing put off the end of a measure that its base does not."""
    known = {clause.id: clause.put_off_by for clause in base.clauses}
    for index, clause in enumerate(overlaid.clauses):
        if clause.id not in known and _longest_by_evidence(base, clause) is None:
            continue
        for number, one in enumerate(clause.put_off_by):
            if one not in known.get(clause.id, ()):
                params = {"kind": one.kind, "what": clause.id, "base": base.id}
                yield ("clause", index, "put_off_by", number), Problem("overlay.put_off", "", params)


def _longest_by_evidence(base: Pack, clause: Clause) -> int | None:
    measures = {name for trigger in clause.discharged_by for name in _ENDS_MEASURE.get(trigger.kind, ())}
    limits = () if base.proportionality is None else base.proportionality.limits
    return max((limit.longest_days for limit in limits if limit.measure in measures), default=None)


def _limit_kept(base: Pack, overlaid: Pack, limit: MeasureLimit) -> Iterator[Found]:
    what = f"{limit.measure} ({', '.join(limit.kinds) or '*'})"
    found = None
    for index, other in enumerate(() if overlaid.proportionality is None else overlaid.proportionality.limits):
        if other.measure == limit.measure and set(other.kinds) == set(limit.kinds):
            found = other
            if other.longest_days > limit.longest_days:
                params = {"what": what, "days": str(other.longest_days), "longest": str(limit.longest_days)}
                yield (
                    ("proportionality", "limit", index, "longest_days"),
                    Problem("overlay.limit_raised", "", params | {"base": base.id}),
                )
    if found is None:
        params = {"what": what, "longest": str(limit.longest_days), "base": base.id}
        yield ("proportionality", "limit"), Problem("overlay.limit_removed", "", params)


def _reviews(base: Pack, overlaid: Pack) -> Iterator[Found]:
    """A review may come sooner, never later."""
    allowed = base.proportionality
    if allowed is None:
        return
    now = overlaid.proportionality
    if now is not None and now.review_days > allowed.review_days:
        path = ("proportionality", "review_days")
        yield path, _review(base, "proportionality", now.review_days, allowed.review_days)
    for index, zone in enumerate(overlaid.zone_kinds):
        before = base.zone_kind(zone.id)
        longest = allowed.review_days if before is None else before.review_days
        if zone.rank > 0 and zone.review_days > longest:
            yield ("zone_kind", index, "review_days"), _review(base, zone.id, zone.review_days, longest)


def _longer(base: Pack, what: str, days: int, longest: int) -> Problem:
    params = {"what": what, "days": str(days), "longest": str(longest), "base": base.id}
    return Problem("overlay.longer", "", params)


def _review(base: Pack, what: str, days: int, longest: int) -> Problem:
    params = {"what": what, "days": str(days), "longest": str(longest), "base": base.id}
    return Problem("overlay.review_longer", "", params)


Measured = tuple[tuple[str | int, ...], dict[str, str], int]


def _measured(pack: Pack, limit: MeasureLimit) -> Iterator[Measured]:
    """Yield every measure a limit speaks of: its path, its names, its days."""
    kinds_of: dict[str, list[str]] = {}
    for kind in pack.contact_kinds:
        if kind.regime is not None:
            kinds_of.setdefault(kind.regime, []).append(kind.id)
    for index, regime in enumerate(pack.regimes):
        kinds = kinds_of.get(regime.id, [])
        if not limit.kinds or set(kinds) & set(limit.kinds):
            field, days = _regime_days(regime, limit.measure)
            params = {"regime": regime.id, "kind": ", ".join(kinds)}
            yield ("regime", index, field), params, days
    if limit.measure == "zone":
        for index, zone in enumerate(pack.zone_kinds):
            if not limit.kinds or zone.id in limit.kinds:
                path, days = _zone_days(zone)
                yield ("zone_kind", index, *path), {"zone": zone.id}, days
    for index, clause in enumerate(pack.clauses):
        if clause.limit is not None and clause.limit.measure == limit.measure and _speaks_of(limit, clause):
            path, days = _clause_days(clause)
            yield ("clause", index, *path), {"clause": clause.id}, days


def _regime_days(regime: Regime, measure: str) -> tuple[str, int]:
    match measure:
        case "central_quarantine":
            return "central_days", regime.central_days
        case "home_isolation":
            return "home_days", regime.home_days
        case "confinement":
            return "home_days" if regime.home_days else "central_days", regime.confined_days
        case "monitoring":
            return "monitoring_days", regime.monitoring_days
    return "id", 0


def _zone_days(zone: ZoneKind) -> tuple[tuple[str | int, ...], int]:
    """Return the days without infection that a zone's lifting waits for."""
    for index, condition in enumerate(zone.lift):
        if condition.figure == _LIFT_FIGURE:
            return ("lift", index, "value"), int(condition.value)
    return (), 0


def _speaks_of(limit: MeasureLimit, clause: Clause) -> bool:
    return not limit.kinds or any(covers_kind(clause, kind) for kind in limit.kinds)


def covers_kind(clause: Clause, kind: str) -> bool:
    """Whether a clause, by its filter on `kind`, speaks of a kind of contact; one without a filter does."""
    for opening in clause.openings:
        asked = opening.where.get("kind")
        if asked is None or asked.eq == kind or kind in (asked.in_ or ()):
            return True
    return False


def _clause_days(clause: Clause) -> tuple[tuple[str, ...], int]:
    """Return the days, rounded up, that a clause lets its measure run."""
    if clause.schedule is not None:
        return ("schedule", "days"), clause.schedule.days[-1]
    if clause.clock is not None and clause.clock.within is not None:
        span = clause.clock.within
        return ("clock", "within"), span.days + bool(span.seconds)
    if clause.limit is not None:
        return ("limit", "max"), clause.limit.max.days + bool(clause.limit.max.seconds)
    return (), 0
