"""Classes and teams: each zone's pupils into schools, its workers into key sites and workplaces.

Pupils of a grade are taken in the order they live, so that a school draws on a neighbourhood; within a school they
are dealt out over its classes. Workers are shuffled, give each class its teachers, then fill key posts, then
workplaces whose sizes follow a power law, cut into teams.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.chance import below, borrowing, compiled, draw, mix, unit
from fangxian.science.city.kinds import PlaceKind, Post
from fangxian.science.city.purposes import ANCHOR, FIRM, SHUFFLE, SITES
from fangxian.science.compiling import inlined, inner

_TEACHER, _WORKPLACE = int(Post.TEACHER), int(PlaceKind.WORKPLACE)
GRADES = 8
"""Grades told apart in a school level, at most."""


@compiled
def form_groups(
    first: Any, last: Any, seed: Any, zones: Any, people: Any, schools: Any, posts: Any, landmarks: Any, firms: Any,
    members: Any, group_sizes: Any, sites: Any, counts: Any, post: Any,
) -> None:  # fmt: skip
    """Form the groups and sites of zones ``first … last - 1``.

    Parameters
    ----------
    zones : (int32[n + 1], int64[n + 1], int64[n + 1], int64[n + 1])
        First person, first worker, first pupil and first member of each zone.
    people : (uint8[...], uint8[...], int32[...])
        Age and school level of each person; workers by zone of work (shuffled here).
    schools : int64[levels, 5], float64[levels]
        Kind, first age, last age, class size and pupils of each level; pupils to a teacher.
    posts : int64[posts, 4], float64[posts]
        Post, kind of site, persons of a site and of a team; holders per resident.
    landmarks : int64[landmarks, 5]
        Zone, kind, post, staff, team of each.
    firms : int64[4096], int
        Workplace sizes at the quantiles; persons of a team.
    members, group_sizes, sites, counts, post
        Written. ``group_sizes`` and ``sites`` (kind, groups, anchor) begin at each zone's first member;
        ``counts`` holds groups and sites of each zone.
    """
    zone_persons, zone_workers, zone_pupils, zone_members = zones
    age, level, workers = people
    for zone in range(first, last):
        start, stop = zone_workers[zone], zone_workers[zone + 1]
        _shuffle(seed, zone, workers, start, stop)
        base = zone_members[zone]
        state = np.zeros(4, np.int64)  # members, groups, sites written; workers taken
        out = (members, group_sizes, sites, post)
        pupils = zone_pupils[zone + 1] - zone_pupils[zone]
        _schools(zone_persons[zone], zone_persons[zone + 1], pupils, age, level, schools, workers, start, stop,
                 base, state, out)  # fmt: skip
        residents = zone_persons[zone + 1] - zone_persons[zone]
        _key_sites(seed, zone, residents, zone_persons[zone], posts, workers, start, stop, base, state, out)
        for number in range(landmarks.shape[0]):
            if landmarks[number, 0] == zone:
                _, kind, held, staff, team = landmarks[number]
                _site(kind, held, staff, team, -1 - number, workers, start, stop, base, state, out)
        _firms(seed, zone, residents, zone_persons[zone], firms, workers, start, stop, base, state, out)
        counts[zone, 0], counts[zone, 1] = state[1], state[2]


@inlined
def _shuffle(seed: Any, zone: Any, workers: Any, start: Any, stop: Any) -> None:
    for spot in range(stop - 1, start, -1):
        other = start + below(draw(seed, SHUFFLE, zone, spot - start), spot - start + 1)
        workers[spot], workers[other] = workers[other], workers[spot]


@inlined
def _schools(
    begin: Any, end: Any, pupils: Any, age: Any, level: Any, schools: Any, workers: Any, start: Any, stop: Any,
    base: Any, state: Any, out: Any,
) -> None:  # fmt: skip
    table, per_teacher = schools
    offsets, order = _by_grade(begin, end, pupils, age, level, table)
    for row in range(table.shape[0]):
        total = offsets[(row + 1) * GRADES] - offsets[row * GRADES]
        if total == 0:
            continue
        number: Any = max(1, np.int64(np.round(total / table[row, 4])))
        for school in range(number):
            _school(school, number, row, table, per_teacher[row], offsets, order, workers, start, stop,
                    base, state, out)  # fmt: skip


@inlined
def _by_grade(begin: Any, end: Any, pupils: Any, age: Any, level: Any, table: Any) -> Any:
    """Those who learn, by level and grade, in the order they live; and where each grade begins."""
    offsets = np.zeros(table.shape[0] * GRADES + 1, np.int64)
    order = np.empty(pupils, np.int32)
    for person in range(begin, end):
        if level[person] > 0:
            offsets[_grade(age[person], level[person] - 1, table) + 1] += 1
    for spot in range(1, offsets.size):
        offsets[spot] += offsets[spot - 1]
    spots = offsets.copy()
    for person in range(begin, end):
        if level[person] > 0:
            grade = _grade(age[person], level[person] - 1, table)
            order[spots[grade]] = person
            spots[grade] += 1
    return offsets, order


@inner
def _grade(years: Any, row: Any, table: Any) -> Any:
    span = min(table[row, 2] - table[row, 1], GRADES - 1)
    return row * GRADES + min(max(np.int64(years) - table[row, 1], 0), span)


@inlined
def _school(
    school: Any, number: Any, row: Any, table: Any, per_teacher: Any, offsets: Any, order: Any, workers: Any,
    start: Any, stop: Any, base: Any, state: Any, out: Any,
) -> None:  # fmt: skip
    """One school: its part of every grade, dealt out over classes, each with its teachers."""
    members, group_sizes, sites, post = out
    groups, owed, anchor = 0, 0.0, -1
    for grade in range(row * GRADES, (row + 1) * GRADES):
        size = offsets[grade + 1] - offsets[grade]
        low = offsets[grade] + school * size // number
        high = offsets[grade] + (school + 1) * size // number
        if low == high:
            continue
        anchor = order[(low + high) // 2] if anchor < 0 else anchor
        classes = max(1, (high - low + table[row, 3] // 2) // table[row, 3])
        for one in range(classes):
            written = 0
            for spot in range(low + one, high, classes):
                members[base + state[0] + written] = order[spot]
                written += 1
            owed += written / per_teacher
            while owed >= 1.0 and start + state[3] < stop:
                teacher = workers[start + state[3]]
                state[3] += 1
                post[teacher] = _TEACHER
                members[base + state[0] + written] = teacher
                written += 1
                owed -= 1.0
            group_sizes[base + state[1]] = written
            state[0] += written
            state[1] += 1
            groups += 1
    if groups:
        _close_site(table[row, 0], groups, anchor, sites, base, state)


@inlined
def _close_site(kind: Any, groups: Any, anchor: Any, sites: Any, base: Any, state: Any) -> None:
    sites[base + state[2], 0] = kind
    sites[base + state[2], 1] = groups
    sites[base + state[2], 2] = anchor
    state[2] += 1


@inlined
def _key_sites(
    seed: Any, zone: Any, residents: Any, begin: Any, posts: Any, workers: Any, start: Any, stop: Any, base: Any,
    state: Any, out: Any,
) -> None:  # fmt: skip
    table, rates = posts
    for row in range(table.shape[0]):
        word = draw(seed, SITES, zone, row)
        number = np.int64(residents * rates[row] / table[row, 2] + unit(word))
        for site in range(number):
            anchor = begin + below(draw(seed, ANCHOR, zone, row * 1_000_000 + site), residents)
            _site(table[row, 1], table[row, 0], table[row, 2], table[row, 3], anchor, workers, start, stop,
                  base, state, out)  # fmt: skip


@inlined
def _firms(
    seed: Any, zone: Any, residents: Any, begin: Any, firms: Any, workers: Any, start: Any, stop: Any, base: Any,
    state: Any, out: Any,
) -> None:  # fmt: skip
    sizes, team = firms
    number = 0
    while start + state[3] < stop:
        word = draw(seed, FIRM, zone, number)
        size = sizes[below(word, sizes.size)]
        anchor = begin + below(mix(word), residents) if residents > 0 else 0
        _site(_WORKPLACE, 0, size, team, anchor, workers, start, stop, base, state, out)
        number += 1


@inner
def _site(
    kind: Any, held: Any, size: Any, team: Any, anchor: Any, workers: Any, start: Any, stop: Any, base: Any,
    state: Any, out: Any,
) -> None:  # fmt: skip
    """A site of up to ``size`` of the next workers, in teams of nearly equal size."""
    members, group_sizes, sites, post = out
    size = min(size, stop - start - state[3])
    if size <= 0:
        return
    teams = (size + team - 1) // team
    for one in range(teams):
        count = (one + 1) * size // teams - one * size // teams
        for _ in range(count):
            worker = workers[start + state[3]]
            if held > 0:
                post[worker] = held
            members[base + state[0]] = worker
            state[0] += 1
            state[3] += 1
        group_sizes[base + state[1]] = count
        state[1] += 1
    _close_site(kind, teams, anchor, sites, base, state)


@borrowing
def enrol(first: Any, last: Any, offsets: Any, members: Any, group: Any) -> None:
    """Write each member's group, for groups ``first … last - 1``."""
    for one in range(first, last):
        for spot in range(offsets[one], offsets[one + 1]):
            group[members[spot]] = one
