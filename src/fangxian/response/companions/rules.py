"""What a search may ask: the parameters, and what the rulebooks say of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from fangxian.protocol.pack import Pack
from fangxian.protocol.schema.contact import ContactKind, TransportRule
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.companions.models import Search
from fangxian.response.ledger import clock, packs
from fangxian.response.ledger.language import say
from fangxian.response.ledger.models import Incident

if TYPE_CHECKING:
    from fangxian.science.tracing.rule import Rule

PARAMETERS: Final = ("min_minutes", "window_days", "min_hours", "operator", "continuous", "front", "back")
"""Fields of a search that its clause may define."""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a rulebook says of companions, or of the seats in a vehicle, with its source.

    `values` holds the parameters it defines; the others are the asker's.
    """

    clause: str
    pack: str
    title: str
    words: str
    cite: str
    mark: str
    in_force: bool
    kind: str
    restriction_days: float | None
    values: dict[str, Any]
    same: str = ""
    """What in the place has to be the same; stays that do not tell it apart cannot answer."""

    def asked_by(self, values: dict[str, Any], same: str) -> bool:
        """Whether a search with these parameters asks what the rulebook says."""
        return same == self.same and all(values[name] == value for name, value in self.values.items())


def definitions(incident: Incident | None, units: Collection[str] = ("",)) -> list[Definition]:
    """What rulebooks define, that in force in the incident first.

    Parameters
    ----------
    incident : Incident or None
        Where; its rulebook also says which seats of a vehicle count.
    units : collection of str
        What the stays at hand tell apart in a place; other seats rules are left out.
    """
    held = pack_in_force(incident.id, clock.now()) if incident is not None else None
    found = [_definition(one, held) for one in packs.shipped() if one.companion is not None]
    found = sorted(found, key=lambda one: (not one.in_force, one.pack))
    if held is not None:
        found += [one for one in _seats(held) if one.same and one.same in units]
    return found


def definition(clause: str, incident: Incident | None, units: Collection[str] = ("",)) -> Definition | None:
    """A definition by its clause."""
    return next((one for one in definitions(incident, units) if one.clause == clause), None)


def rule_of(search: Search, cell_m: int | None) -> Rule:
    """The rule of a search."""
    from fangxian.science.tracing.rule import Rule

    values = {name: getattr(search, name) for name in PARAMETERS}
    return Rule(**values, cell_m=cell_m, clause=search.clause, same=search.same)


def _definition(one: Pack, held: Pack | None) -> Definition:
    section = one.companion
    assert section is not None
    kind = next((row for row in one.contact_kinds if row.id == section.kind), None)
    return Definition(
        clause=f"{one.id}#companion",
        pack=one.id,
        title=say(one.title),
        words=say(section.definition),
        cite=section.cite,
        mark=section.mark,
        in_force=held is not None and held.id == one.id,
        kind=section.kind,
        restriction_days=_restriction_days(one, kind),
        values={
            "min_minutes": float(section.minutes),
            "window_days": section.window_days,
            "min_hours": float(section.cumulative_hours) if section.cumulative_hours else None,
            "operator": section.operator,
            "continuous": False,
        },
    )


def _seats(held: Pack) -> Iterator[Definition]:
    """Which seats of each vehicle count; how long together, the rulebook leaves open, so any time does."""
    from fangxian.science.tracing.rule import Rule

    for kind in held.contact_kinds:
        for seats in kind.transports:
            rule = Rule.of_seats(seats, min_minutes=0, window_days=1, clause="")
            yield Definition(
                clause=f"{held.id}#{kind.id}.{seats.vehicle}",
                pack=held.id,
                title=f"{say(held.title)} · {say(seats.title)}",
                words=_words_of(seats),
                cite=kind.cite,
                mark=kind.marks.get("transport", kind.mark),
                in_force=True,
                kind=kind.id,
                restriction_days=_restriction_days(held, kind),
                values={"min_minutes": 0.0, "front": rule.front, "back": rule.back},
                same=rule.same,
            )


def _words_of(seats: TransportRule) -> str:
    unit = {"row": _("same row"), "carriage": _("same carriage"), "cabin": _("same cabin"), "bay": _("same bay")}
    words = [unit.get(seats.same, _("same vehicle"))]
    if seats.rows_front or seats.rows_back:
        rows = {"front": seats.rows_front, "back": seats.rows_back}
        words.append(_("%(front)s rows in front, %(back)s behind") % rows)
    if seats.adjacent:
        words.append(_("%(n)s next to it on each side") % {"n": seats.adjacent})
    if seats.crew:
        words.append(_("and the crew there, who are not in the stays"))
    return ", ".join(words)


def _restriction_days(one: Pack, kind: ContactKind | None) -> float | None:
    regime = next((row for row in one.regimes if kind is not None and row.id == kind.regime), None)
    return float(regime.confined_days) if regime is not None else None
