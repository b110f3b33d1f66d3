"""What cases leave at places, and whether a swab finds it 环境采样.

A swab of a place on some day misses what one infectious visitor left with probability 1 - p · ½^(days / half
-life), and all of them with the product. Visits are those of ordinary itineraries up to the minute a case was found.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fangxian.science.city.visits import site_stay, visits
from fangxian.science.epidemic.assay import chances
from fangxian.science.epidemic.clockwork import DAY, Clockwork
from fangxian.science.epidemic.codes import Purpose
from fangxian.science.epidemic.compiling import inlined, kernel
from fangxian.science.epidemic.disease import Disease
from fangxian.science.epidemic.figures import Floats
from fangxian.science.epidemic.presence import one_day

Ints = npt.NDArray[np.int64]
LONGEST = 30
"""Days back for which visits are looked at: by then five half-lives have passed."""


@inlined
def _leave(law: Any, cleaned: Any, cases: Any, number: Any, place: Any, parted: Any, now: Any, environment: Any,
           slot: Any, missed: Any) -> None:  # fmt: skip
    """Reckon with what a case left at a place that it parted from at a minute of the run."""
    hours = (parted - cases.at[number]) // 60
    found = cases.found[number]
    there = 0 <= hours < law.profile.shape[1] and parted <= now and (found == 0 or parted <= found)
    if there and slot[place] > 0 and parted >= cleaned[place] and law.profile[cases.bin[number], hours] > 0:
        chance = environment[0] * 0.5 ** ((now - parted) / DAY / environment[1])
        missed[slot[place] - 1] *= 1.0 - chance


@kernel
def _soil(law: Any, tables: Any, town: Any, cleaned: Any, cases: Any, first: Any, last: Any, epoch: Any, now: Any,
          environment: Any, slot: Any, room: Any, missed: Any) -> None:  # fmt: skip
    for number in range(first, last):
        person = np.int64(cases.person[number])
        for day in range(max(cases.at[number] // DAY, now // DAY - LONGEST), now // DAY + 1):
            group, _begins, ends = site_stay(tables, person, epoch + day)
            if group >= 0:
                place = np.int64(town.group_site[group])
                _leave(law, cleaned, cases, number, place, day * DAY + ends, now, environment, slot, missed)
            for k in range(visits(tables, person, epoch + day, room.place, room.start, room.end)):
                place, parted = np.int64(room.place[k]), day * DAY + np.int64(room.end[k])
                _leave(law, cleaned, cases, number, place, parted, now, environment, slot, missed)


def contamination(clock: Clockwork, disease: Disease, places: Ints) -> Floats:
    """Probability that one swab of each place, taken now, finds what infectious visitors left."""
    environment = np.array([disease.environment.swab_positive.value, disease.environment.swab_half_life_days.value])
    slot = np.zeros(clock.city.n_places, np.int32)
    slot[places] = np.arange(1, places.size + 1)
    missed = np.ones(places.size)
    span = (clock.law.profile.shape[1] + 24 * LONGEST) * 60
    first = np.searchsorted(clock.cases.at[: clock.count], clock.now - span)
    _soil(
        clock.law, clock.tables, clock.town, clock.people.cleaned, clock.cases, int(first), clock.count, clock.epoch,
        clock.now, environment, slot, one_day(), missed,
    )  # fmt: skip
    return 1.0 - missed


def swabbed(clock: Clockwork, disease: Disease, places: Ints, swabs: int) -> npt.NDArray[np.bool_]:
    """Whether any of so many swabs of each place, taken now, is positive; falsely ones among them."""
    likely = contamination(clock, disease, places)
    wrong = 1.0 - disease.test("pcr").specificity.value
    one = 1.0 - (1.0 - likely) * (1.0 - wrong)
    any_ = 1.0 - (1.0 - one) ** swabs
    return np.asarray(chances(clock.law.seed, int(Purpose.SWAB), places, clock.now) < any_)
