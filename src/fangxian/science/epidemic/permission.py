"""Whether the measures in force let a person be somewhere."""

from __future__ import annotations

from typing import Any

from fangxian.science.city.places import area_of
from fangxian.science.epidemic.arrays import K_ZONES
from fangxian.science.epidemic.codes import AFTERWARDS, FIRST_VENUE_SETTING, Control, Purpose, Setting, Zone
from fangxian.science.epidemic.compiling import inlined, inner
from fangxian.science.epidemic.course import chance

_COMPLY = int(Purpose.COMPLY)
_HOME_ONLY, _AWAY, _DEAD = int(Control.HOME), int(Control.AWAY), int(Control.DEAD)
_HOME, _MARKET, _SHOP, _CLINIC = int(Setting.HOME), int(Setting.MARKET), int(Setting.SHOP), int(Setting.CLINIC)
_PREVENTION, _CONTROL, _SEALED = int(Zone.PREVENTION), int(Zone.CONTROL), int(Zone.SEALED)
_FIRST_VENUE, _AFTERWARDS = int(FIRST_VENUE_SETTING), int(AFTERWARDS)


@inlined
def held(people: Any, person: Any, minute: Any) -> Any:
    """The controls that hold for a person at a minute."""
    control = people.control[person]
    if control & (_HOME_ONLY | _AWAY) and people.until[person] <= minute:
        control &= ~(_HOME_ONLY | _AWAY)
    return control


@inlined
def _zone(people: Any, area: Any, minute: Any) -> Any:
    return people.zone[area] if people.zone_until[area] > minute else 0


@inner
def _zone_lets(law: Any, town: Any, people: Any, person: Any, place: Any, setting: Any, minute: Any) -> Any:
    """Whether zones let a person be at a place that is not its home."""
    own = area_of(town.area_start, person)
    level = _zone(people, own, minute)
    there = town.place_area[place] if 0 <= place < town.n_places else own
    keeps = people.keeps[own if level > 0 else there]
    if there != own:
        level = max(level, _CONTROL if _zone(people, there, minute) >= _CONTROL else 0)
    if level == 0 or chance(law.seed, _COMPLY, person, own) >= keeps:
        return True
    if level == _SEALED:
        return False
    daily = setting in (_MARKET, _SHOP, _CLINIC)
    if level == _CONTROL:
        return there == own and daily
    return setting < _FIRST_VENUE or daily


@inlined
def lets(law: Any, town: Any, people: Any, person: Any, place: Any, setting: Any, minute: Any) -> Any:
    """Whether the measures in force let a person be at a place at a minute.

    The dead, those in a hospital or a quarantine site and, outside the home, those who isolate at home are not
    there; nobody is at a closed place; zones 封控区、管控区、防范区 bind those who keep their rules.
    """
    control = held(people, person, minute)
    if control & (_DEAD | _AWAY):
        return False
    if setting == _HOME:
        return True
    if control & _HOME_ONLY:
        return False
    if 0 <= place < town.n_places and people.closed[place] > minute:
        return False
    if people.knobs[K_ZONES] > 0:
        return _zone_lets(law, town, people, person, place, setting & (_AFTERWARDS - 1), minute)
    return True
