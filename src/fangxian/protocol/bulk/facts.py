"""Facts of many subjects as columns of integers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, compress, repeat
from operator import attrgetter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fangxian.protocol.bulk.plans import Profiles, micros
from fangxian.protocol.fact import Fact
from fangxian.protocol.plan import Plan

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EXACT: Final = 7.2e9
"""Up to so many seconds from 1970, a float holds a time to the microsecond."""

_ID, _KIND, _SUBJECT, _AT, _CORRECTS = map(attrgetter, ("id", "kind", "subject", "at", "corrects"))


@dataclass(frozen=True)
class FactTable:
    """Facts of many subjects, those of one subject together and in the order they happened.

    Attributes
    ----------
    subjects : list of str
        Subject number → subject.
    facts : list of Fact
        Fact number → fact; only those of kinds that the pack reads.
    start : array of int64
        Facts of subject ``s`` are ``start[s]`` up to ``start[s + 1]``.
    skip : array of bool
        Subjects whom the kernel leaves to the reference: a correction, a duplicate, a filter it cannot run.
    profile, at, learnt, key : arrays
        By fact: its profile, when it happened and (of openings) when it was recorded, in microseconds since
        1970, and the number of the value by which endings name openings (-1 for none).
    anchor_from, anchors, named : arrays
        By fact, where its anchor times begin in `anchors`; `named` is False where the fact does not state one.
    """

    subjects: list[str]
    facts: list[Fact]
    start: NDArray[np.int64]
    skip: NDArray[np.bool_]
    profile: NDArray[np.int64]
    at: NDArray[np.int64]
    learnt: NDArray[np.int64]
    key: NDArray[np.int64]
    anchor_from: NDArray[np.int64]
    anchors: NDArray[np.int64]
    named: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.facts)


def tabulate(profiles: Profiles, facts_by_subject: Mapping[str, Sequence[Fact]]) -> FactTable:
    """Return facts as columns, for the plans of one pack."""
    subjects = list(facts_by_subject)
    facts = list(chain.from_iterable(facts_by_subject.values()))
    lengths = np.fromiter(map(len, facts_by_subject.values()), np.int64, len(subjects))
    owner = np.repeat(np.arange(len(subjects)), lengths)
    skip = np.zeros(len(subjects), dtype=np.bool_)
    skip[owner[_unusual(facts, facts_by_subject)]] = True
    kinds = list(map(_KIND, facts))
    at = _times(list(map(_AT, facts)))
    kept = list(map(profiles.read.__contains__, kinds))
    if not all(kept):
        facts, kinds = list(compress(facts, kept)), list(compress(kinds, kept))
        owner, at = owner[np.array(kept)], at[np.array(kept)]
    order = _order(facts, owner, at)
    if order is not None:
        numbers = order.tolist()
        facts = [facts[number] for number in numbers]
        kinds = [kinds[number] for number in numbers]
        owner, at = owner[order], at[order]
    profile = _profiles(profiles, facts, kinds)
    skip[owner[profiles.unfit_profiles()[profile]]] = True
    start = np.searchsorted(owner, np.arange(len(subjects) + 1))
    learnt, anchor_from, anchors, named = _openings(profiles, facts, kinds, at)
    key = _keys(profiles, facts, kinds, owner, skip)
    return FactTable(subjects, facts, start, skip, profile, at, learnt, key, anchor_from, anchors, named)


def _unusual(facts: list[Fact], facts_by_subject: Mapping[str, Sequence[Fact]]) -> list[int]:
    """Return facts that are a correction or a duplicate, or about another subject than they are filed under."""
    odd: list[int] = []
    corrects = list(map(_CORRECTS, facts))
    if corrects.count(None) != len(corrects):
        odd.extend(number for number, name in enumerate(corrects) if name is not None)
    if len(set(map(_ID, facts))) != len(facts):
        seen: set[str] = set()
        for number, fact in enumerate(facts):
            if fact.id in seen:
                odd.append(number)
            seen.add(fact.id)
    filed = list(chain.from_iterable(repeat(subject, len(own)) for subject, own in facts_by_subject.items()))
    about = list(map(_SUBJECT, facts))
    if filed != about:
        odd.extend(number for number, (one, other) in enumerate(zip(filed, about, strict=True)) if one != other)
    return odd


def _profiles(profiles: Profiles, facts: list[Fact], kinds: list[str]) -> NDArray[np.int64]:
    """Return the profile of each fact; kinds without a filter have one each."""
    plain: dict[str, int] = {}
    for kind in set(kinds):
        plain[kind] = (
            -1 if profiles.read[kind] or kind in profiles.by_subject else profiles.of(facts[kinds.index(kind)])
        )
    profile = np.fromiter(map(plain.__getitem__, kinds), np.int64, len(kinds))
    filtered = np.flatnonzero(profile < 0).tolist()
    profile[filtered] = [profiles.of(facts[number]) for number in filtered]
    return profile


def _times(times: Sequence[datetime]) -> NDArray[np.int64]:
    """Return times as microseconds since 1970."""
    seconds = np.fromiter(map(datetime.timestamp, times), np.float64, len(times))
    found = np.rint(seconds * 1e6).astype(np.int64)
    for number in np.flatnonzero(np.abs(seconds) > _EXACT).tolist():
        found[number] = microseconds_of(times[number])
    return found


def _order(facts: list[Fact], owner: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Return the order by subject, `at`, `recorded_at` and id; None if the facts are in it."""
    order = None
    same = owner[1:] == owner[:-1]
    if np.any(same & (at[1:] < at[:-1])):
        order = np.lexsort((at, owner))
        at = at[order]
    ties = np.flatnonzero(same & (at[1:] == at[:-1])).tolist()
    if not ties:
        return order
    order = np.arange(len(facts)) if order is None else order
    end = -1
    for tie in ties:
        if tie < end:
            continue
        end = tie + 1
        while end < len(facts) and owner[end] == owner[tie] and at[end] == at[tie]:
            end += 1
        order[tie:end] = sorted(order[tie:end].tolist(), key=lambda n: (facts[n].recorded_at, facts[n].id))
    return order


def _openings(
    profiles: Profiles, facts: list[Fact], kinds: list[str], at: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Read what only openings state: when they were recorded, and the times that clocks count from."""
    learnt = at.copy()
    anchor_from = np.zeros(len(facts), dtype=np.int64)
    columns, flags = [at[:1]], [np.zeros(min(1, len(at)), np.bool_)]
    total = len(flags[0])
    code = np.fromiter(map({kind: n for n, kind in enumerate(profiles.anchor_names)}.get, kinds, repeat(-1)), np.int64)
    for kind_number, names in enumerate(profiles.anchor_names.values()):
        numbers = np.flatnonzero(code == kind_number)
        if not len(numbers):
            continue
        own = [facts[number] for number in numbers.tolist()]
        learnt[numbers] = _times([fact.recorded_at for fact in own])
        anchors = np.repeat(at[numbers][:, None], len(names), axis=1)
        named = np.ones(anchors.shape, np.bool_)
        for place, name in enumerate(names[1:], start=1):
            found = [_anchor(fact.attributes.get(name), profiles.plans[0]) for fact in own]
            named[:, place] = [time is not None for time in found]
            stated = np.flatnonzero(named[:, place])
            anchors[stated, place] = _times([time for time in found if time is not None])
        anchor_from[numbers] = total + len(names) * np.arange(len(numbers))
        total += anchors.size
        columns.append(anchors.ravel())
        flags.append(named.ravel())
    return learnt, anchor_from, np.concatenate(columns), np.concatenate(flags)


def _anchor(value: Any, plan: Plan) -> datetime | None:
    """Read a time as :meth:`Plan.read_time` does, the usual way of writing it first."""
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return plan.read_time(value)
    return plan.read_time(value) if time.tzinfo is None else time


def _keys(
    profiles: Profiles, facts: list[Fact], kinds: list[str], owner: NDArray[np.int64], skip: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Number the values by which endings name openings; -1 where there is none."""
    key = np.full(len(facts), -1, dtype=np.int64)
    matched = np.fromiter(map(profiles.match_name.__contains__, kinds), np.bool_, len(kinds))
    keys: dict[Any, int] = {}
    for number in np.flatnonzero(matched).tolist():
        value = facts[number].attributes.get(profiles.match_name[kinds[number]])
        if value is None:
            continue
        try:
            key[number] = keys.setdefault(value, len(keys))
        except TypeError:  # a list has no number; the reference compares it
            skip[owner[number]] = True
    return key


def moment_of(microseconds: int) -> datetime:
    """Return a time of a column as a UTC time."""
    return EPOCH + timedelta(microseconds=microseconds)


def microseconds_of(time: datetime) -> int:
    """Return a time as a column holds it."""
    return micros(time - EPOCH)
