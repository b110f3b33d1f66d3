"""Small numbers that stand in the arrays of a run: settings, states, controls, and what chance is asked for."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Final


class Setting(IntEnum):
    """Where people meet. From :attr:`MARKET` on in the order of the city's venue kinds."""

    HOME = 0
    CLASS = 1
    OFFICE = 2
    MARKET = 3
    SHOP = 4
    RESTAURANT = 5
    CARD_ROOM = 6
    BAR = 7
    MALL = 8
    CLINIC = 9
    TRANSIT = 10
    HUB = 11
    ANYWHERE = 12  # anybody with anybody: off unless a study asks for it
    IMPORTED = 13  # the first infections


FIRST_VENUE_SETTING: Final = int(Setting.MARKET)
N_SETTINGS: Final = 13
AFTERWARDS: Final = 64
"""Added to a setting where the case had already left: the place, not the person, transmitted."""
NOWHERE: Final = -1
"""Place of an infection that has none."""


class State(IntEnum):
    """Where a case stands in its course."""

    INFECTED = 0  # before onset, or without symptoms
    ILL = 1
    SEVERE = 2
    CRITICAL = 3
    RECOVERED = 4
    DEAD = 5


class Traits(IntFlag):
    """What a case's course will be; drawn at infection."""

    SYMPTOMS = 1
    SEVERE = 2
    CRITICAL = 4
    FATAL = 8
    SEEKS_CARE = 16


class Control(IntFlag):
    """What holds for a person now."""

    HOME = 1  # stays at home 居家隔离
    AWAY = 2  # in a quarantine site or a hospital 集中隔离、住院
    MASK = 4
    DEAD = 8


class Zone(IntEnum):
    """What holds for an area now 三区: the higher, the stricter."""

    NONE = 0
    PREVENTION = 1  # 防范区: no gathering
    CONTROL = 2  # 管控区: stay in the area
    SEALED = 3  # 封控区: stay in the home


class Purpose(IntEnum):
    """What a draw is for. Draws for different purposes share nothing, whatever happens in between."""

    INCUBATION = 101
    MULTIPLIER = 102
    SYMPTOMS = 103
    SEVERITY = 104
    CRITICAL = 105
    FATAL = 106
    DELAY = 107  # durations of the course; one number each from here to 112
    CARE = 113
    CARE_DELAY = 114
    IMMUNE = 115
    VACCINATED = 116
    EXPOSURE = 120  # how many exposures a case makes in a slab
    EVENT = 121  # what each of them is
    ACCEPT = 122  # whether it takes
    SEED = 130
    COMPLY = 131
    TEST = 140
    FOUND = 141
    ATTEND = 142
    SPREAD = 143  # when within a round
    FALSE = 144
    NEAR = 145  # whom somebody was near to at a venue
    BACKWARD = 150  # exposures drawn from the side of the exposed
    SWAB = 151
