"""What a draw is for: the second word of every hash, so that no two decisions share their chance."""

from __future__ import annotations

from typing import Final

SIZE: Final = 1  # household size, by area and number
TYPE: Final = 2  # what a household is made of, and its rank among ages
MEMBER: Final = 3  # age and sex of a person
BUILDING: Final = 4  # households of a building
SPOT: Final = 5  # where a building stands
WORK: Final = 6  # whether somebody works or studies
ZONE: Final = 7  # in which zone
HABIT: Final = 8  # shift, transit
SHUFFLE: Final = 9  # order of the workers of a zone
FIRM: Final = 10  # size of a workplace
SITES: Final = 11  # number of key sites of a zone
ANCHOR: Final = 12  # near whom a site or venue stands
PLACE_SPOT: Final = 13  # where it stands exactly
SHARE: Final = 14  # weights of areas without a count of their own
SCATTER: Final = 15  # spots of areas inside an outline
ROOMS: Final = 16  # which areas have dormitories

DAY: Final = 32  # what a person does on a day
REST: Final = 33  # rest days of those who work in shifts
RIDE: Final = 34  # length of a ride
RUN: Final = 35  # departure of a vehicle
LATE: Final = 36  # minutes after the hour
KEY: Final = 64  # which permutation a pool uses: plus the venue kind
TIME: Final = 96  # when a visit begins and how long it lasts: plus the venue kind
