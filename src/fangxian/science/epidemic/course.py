"""The course of one infection, drawn when it begins from numbers that belong to the person alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.chance import draw, unit
from fangxian.science.epidemic.arrays import (
    A_CARE,
    A_CRITICAL,
    A_DEATH,
    A_IMMUNE,
    A_SEVERE,
    A_SUSCEPTIBILITY,
    A_SYMPTOMS,
    A_VACCINATED,
    Q_ADMISSION,
    Q_CARE,
    Q_CRITICAL,
    Q_DEATH,
    Q_DISCHARGE,
    Q_INCUBATION,
    Q_MULTIPLIER,
    Q_RECOVERY,
    S_EFFECT,
    S_HALF_LIFE,
    S_INFECTION,
    S_ONWARD,
    S_SEVERE,
    S_SYMPTOMS,
    S_WITHOUT,
)
from fangxian.science.epidemic.codes import Purpose, State, Traits
from fangxian.science.epidemic.compiling import inlined, inner, kernel
from fangxian.science.epidemic.profile import BIN_HOURS
from fangxian.science.epidemic.quantiles import STEPS

# Compiled code sees plain numbers.
_INCUBATION, _MULTIPLIER, _SYMPTOMS = int(Purpose.INCUBATION), int(Purpose.MULTIPLIER), int(Purpose.SYMPTOMS)
_SEVERITY, _CRITICAL, _FATAL = int(Purpose.SEVERITY), int(Purpose.CRITICAL), int(Purpose.FATAL)
_DELAY, _CARE, _CARE_DELAY = int(Purpose.DELAY), int(Purpose.CARE), int(Purpose.CARE_DELAY)
_IMMUNE, _VACCINATED = int(Purpose.IMMUNE), int(Purpose.VACCINATED)
T_SYMPTOMS, T_SEVERE, T_CRITICAL = int(Traits.SYMPTOMS), int(Traits.SEVERE), int(Traits.CRITICAL)
T_FATAL, T_CARE = int(Traits.FATAL), int(Traits.SEEKS_CARE)
_ILL, _SEVERE, _CRIT = int(State.ILL), int(State.SEVERE), int(State.CRITICAL)
_RECOVERED, _DEAD = int(State.RECOVERED), int(State.DEAD)


@inner
def chance(seed: Any, purpose: Any, one: Any, two: Any) -> Any:
    """A uniform number in [0, 1) for (seed, purpose, one, two)."""
    return unit(draw(seed, purpose, one, two))


@inlined
def quantile(table: Any, u: Any) -> Any:
    """The value of a quantile table at `u`."""
    x = u * STEPS
    k = np.int64(x)
    return table[k] + (x - k) * (table[k + 1] - table[k])


@inlined
def protection(law: Any, vaccinated: Any, person: Any, age: Any, minute: Any) -> Any:
    """How much of its effects a person's vaccination has now: 0 for none, 1 for the full effect."""
    if vaccinated[person] > 0:
        since = minute - (vaccinated[person] - 1) - law.scalars[S_EFFECT]
        return 0.0 if since < 0 else 0.5 ** (since / law.scalars[S_HALF_LIFE])
    if law.ages[A_VACCINATED, age] > 0 and chance(law.seed, _VACCINATED, person, 0) < law.ages[A_VACCINATED, age]:
        return 1.0
    return 0.0


@kernel
def weigh(law: Any, vaccinated: Any, ages: Any, persons: Any, minute: Any, found: Any) -> None:
    """Write the susceptibility of each of some people."""
    for k in range(persons.size):
        person = np.int64(persons[k])
        found[k] = susceptibility(law, vaccinated, person, ages[person], minute)


@inlined
def susceptibility(law: Any, vaccinated: Any, person: Any, age: Any, minute: Any) -> Any:
    """Probability that an exposure of a person never infected takes."""
    if law.ages[A_IMMUNE, age] > 0 and chance(law.seed, _IMMUNE, person, 0) < law.ages[A_IMMUNE, age]:
        return 0.0
    left = 1.0 - law.scalars[S_INFECTION] * protection(law, vaccinated, person, age, minute)
    return law.ages[A_SUSCEPTIBILITY, age] * left


@inlined
def begin(law: Any, cases: Any, number: Any, person: Any, age: Any, shield: Any, minute: Any) -> None:
    """Draw a case's incubation, infectiousness and severity. `shield` is the effect of its vaccination."""
    seed = law.seed
    incubation = quantile(law.quantile[Q_INCUBATION], chance(seed, _INCUBATION, person, 0))
    cases.bin[number] = min(np.int64(incubation / BIN_HOURS), law.profile.shape[0] - 1)
    cases.onset[number] = minute + np.int64(incubation * 60)
    multiplier = quantile(law.quantile[Q_MULTIPLIER], chance(seed, _MULTIPLIER, person, 0))
    multiplier *= 1.0 - law.scalars[S_ONWARD] * shield
    traits = 0
    symptoms = law.ages[A_SYMPTOMS, age] * (1.0 - law.scalars[S_SYMPTOMS] * shield)
    if chance(seed, _SYMPTOMS, person, 0) < symptoms:
        traits |= T_SYMPTOMS
        if chance(seed, _CARE, person, 0) < law.ages[A_CARE, age]:
            traits |= T_CARE
        severe = law.ages[A_SEVERE, age] * (1.0 - law.scalars[S_SEVERE] * shield)
        if chance(seed, _SEVERITY, person, 0) < severe:
            traits |= T_SEVERE
            if chance(seed, _CRITICAL, person, 0) < law.ages[A_CRITICAL, age]:
                traits |= T_CRITICAL
                if chance(seed, _FATAL, person, 0) < law.ages[A_DEATH, age]:
                    traits |= T_FATAL
    else:
        multiplier *= law.scalars[S_WITHOUT]
    cases.multiplier[number] = multiplier
    cases.traits[number] = traits
    cases.state[number] = 0
    cases.found[number] = 0


@inner
def duration(seed: Any, quantiles: Any, row: Any, person: Any) -> Any:
    """A duration of the person's course, in minutes."""
    return np.int64(60 * quantile(quantiles[row], chance(seed, _DELAY, person, row)))


@kernel
def care_minutes(law: Any, cases: Any, numbers: Any, minute: Any) -> None:
    """Write the minute at which each of some cases comes to a clinic, if it is one that seeks care."""
    for k in range(numbers.size):
        u = chance(law.seed, _CARE_DELAY, np.int64(cases.person[numbers[k]]), 0)
        minute[k] = cases.onset[numbers[k]] + np.int64(60 * quantile(law.quantile[Q_CARE], u))


@inlined
def next_step(law: Any, cases: Any, number: Any, minute: Any) -> Any:
    """What a case comes to next, and in which minute; the state -1 if nothing does.

    `minute` is when it came to its present state.
    """
    traits, state, person = (
        np.int64(cases.traits[number]),
        np.int64(cases.state[number]),
        np.int64(cases.person[number]),
    )
    return _next_step(law.seed, law.quantile, traits, state, person, np.int64(cases.onset[number]), np.int64(minute))


@inner
def _next_step(seed: Any, quantiles: Any, traits: Any, state: Any, person: Any, onset: Any, minute: Any) -> Any:
    """:func:`next_step` by numbers: a bundle of arrays would cost more to hand over than the step takes."""
    next_, row, begin = -1, -1, minute
    if state == 0:
        ill = traits & T_SYMPTOMS
        next_, row, begin = (_ILL, -1, onset) if ill else (_RECOVERED, Q_RECOVERY, onset)
    elif state == _ILL:
        next_, row = (_SEVERE, Q_ADMISSION) if traits & T_SEVERE else (_RECOVERED, Q_RECOVERY)
    elif state == _SEVERE:
        next_, row = (_CRIT, Q_CRITICAL) if traits & T_CRITICAL else (_RECOVERED, Q_DISCHARGE)
    elif state == _CRIT:
        next_, row = (_DEAD, Q_DEATH) if traits & T_FATAL else (_RECOVERED, Q_DISCHARGE)
    else:
        begin = np.int64(0)
    return next_, begin + (duration(seed, quantiles, row, person) if row >= 0 else 0)
