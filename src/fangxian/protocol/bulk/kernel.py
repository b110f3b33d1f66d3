"""The evaluator as a fold over integers, in machine code.

It does what :mod:`fangxian.protocol.occasions` and :mod:`fangxian.protocol.steps` do for one pack, one
subject after another. Times are microseconds since 1970 in UTC; a window is closed at both ends, so that
"before 24:00" is its last microsecond.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numba.extending import register_jitable

from fangxian.protocol.bulk.layout import OCCASION, SLOT, STEP

# All constants stand in this file: what is compiled is kept on disk until this very file changes.

# Columns of the plan table, the values of two of them, and what a fact does.
TIMING, RULE, WITHIN, DAYS_FROM, DAYS, ANCHOR_DAY, TIMES, APART, WINDOW, LEAD, PERIOD, FIRST, DAILY, LAPSE = range(14)
ONCE, DUE, SCHEDULE, EVERY = range(4)
FROM_PREVIOUS, FROM_ANCHOR, FROM_DAY = range(3)
OPENS, DISCHARGES, ENDS, RETIRES = 1, 2, 4, 8
DAY = 86_400_000_000
FOREVER = np.iinfo(np.int64).max
SLOTS, STEPS = 4096, 4096
"""Most facts of one subject, and most steps of one occasion; beyond them the reference takes over."""
OPEN, DISCHARGED, LAPSED = 0, 1, 2
NO_REASON, BY_END, BEFORE_OPENING = 0, 1, 2
MOVED, UNNAMED, PAST = 1, 2, 4
"""Bits of `why`: the anchor moved or an opening was retired; the anchor was not stated; due before opening."""
FULL, TOO_LONG = -1, -2


def _kept(function: Any) -> Any:
    """Compile for threads, and keep the result on disk where there is a place for it."""
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:  # neither the package's folder nor the user's can be written
        return njit(nogil=True)(function)


def _inner(function: Any) -> Any:
    """Compile together with its callers; kept apart, each brings a wrapper for the interpreter. Makes no array."""
    return register_jitable(nogil=True, _nrt=False, no_cfunc_wrapper=True)(function)


@_inner
def _day(at: int, offset: int) -> int:
    return (at + offset) // DAY


@_inner
def _choose(slots: Any, n: int, occasion: int, last: bool) -> int:
    """The live opening whose anchor time is the earliest or the latest; of equal ones, the first."""
    best = -1
    for k in range(n):
        if not slots[k].live or slots[k].occasion != occasion:
            continue
        later = best >= 0 and slots[k].anchor > slots[best].anchor
        earlier = best >= 0 and slots[k].anchor < slots[best].anchor
        if best < 0 or (later if last else earlier):
            best = k
    return best


@_inner
def _occasions(slots: Any, n: int, at: Any, key: Any, last: bool, found: Any) -> int:
    """Fill `found` with the occasions of one plan; the slots are in the order of time."""
    count, k = 0, 0
    running: int = -1
    while k < n:
        stop = k
        moment = at[slots[k].fact]
        while stop < n and at[slots[stop].fact] == moment:
            stop += 1
        ran = running >= 0
        if ran:
            running = _end(slots, k, stop, moment, running, found, False)
        for j in range(k, stop):
            if not slots[j].does & OPENS:
                continue
            if running < 0:
                running = count
                count += 1
                found[running].first = j
                found[running].ended_at = FOREVER
                found[running].ended_by = -1
                found[running].anchor = -1
                found[running].why = 0
            slots[j].occasion = running
            slots[j].live = True
            _anchor(slots, n, running, last, found)
        if not ran and running >= 0:
            running = _end(slots, k, stop, moment, running, found, True)
        for j in range(k, stop):
            if running >= 0 and slots[j].does & RETIRES:
                running = _retire(slots, n, j, moment, key, last, running, found)
        k = stop
    return count


@_inner
def _end(slots: Any, k: int, stop: int, moment: int, running: int, found: Any, spare_openings: bool) -> int:
    for j in range(k, stop):
        if slots[j].does & ENDS and not (spare_openings and slots[j].does & OPENS):
            found[running].ended_at = moment
            found[running].ended_by = j
            return -1
    return running


@_inner
def _retire(slots: Any, n: int, j: int, moment: int, key: Any, last: bool, running: int, found: Any) -> int:
    name = key[slots[j].fact]
    if name < 0:
        return running
    named, alive = 0, 0
    for k in range(n):
        if slots[k].live and slots[k].occasion == running:
            alive += 1
            if k != j and key[slots[k].fact] == name:
                named += 1
    if named == alive:
        found[running].ended_at = moment
        found[running].ended_by = j
        return -1
    if named > 0:
        for k in range(n):
            if slots[k].live and slots[k].occasion == running and k != j and key[slots[k].fact] == name:
                slots[k].live = False
        found[running].why |= MOVED
        _anchor(slots, n, running, last, found)
    return running


@_inner
def _anchor(slots: Any, n: int, running: int, last: bool, found: Any) -> None:
    before = found[running].anchor
    chosen = _choose(slots, n, running, last)
    if before >= 0 and slots[before].anchor != slots[chosen].anchor:
        found[running].why |= MOVED
    found[running].anchor = chosen


@_inner
def _steps(plan: Any, days: Any, anchor: int, opened: int, until: int, ended: bool, offset: int, steps: Any) -> int:
    """Fill `steps` with what an occasion owes; `opened` is when the anchoring opening happened."""
    timing, lead = plan[TIMING], plan[LEAD]
    if timing in (ONCE, DUE):
        due = anchor + plan[WITHIN]
        start = min(opened, anchor) if timing == DUE else anchor
        if timing == ONCE and plan[WINDOW] == FROM_DAY:
            start = _day(due, offset) * DAY - offset
        only: int = _add(steps, 0, plan[TIMES], 0, start - lead, start - lead, due, due)
        return only
    count: int = 0
    number, previous = 0, anchor - lead
    own_day = _day(anchor, offset)
    while True:
        number += 1
        label, closed = number, False
        if timing == SCHEDULE:
            if number > plan[DAYS]:
                return count
            label = days[plan[DAYS_FROM] + number - 1]
            day = own_day - plan[ANCHOR_DAY] + label
            due = (day + 1) * DAY - offset
        else:
            if number > 1 and (previous >= until if ended else previous > until):
                return count
            after = plan[FIRST] + (number - 1) * plan[PERIOD]
            if plan[DAILY]:
                day = own_day + after // DAY
                due = (day + 1) * DAY - offset
            else:
                due = anchor + after
                day = _day(due, offset)
                closed = True
        start = previous if plan[WINDOW] == FROM_PREVIOUS else anchor - lead
        if plan[WINDOW] == FROM_DAY:
            start = day * DAY - offset
        lo = start + 1 if closed and number > 1 and start == previous else start
        count = _add(steps, count, plan[TIMES], label, start, lo, due, due if closed else due - 1)
        if count < 0:
            return count
        previous = due


@_inner
def _add(steps: Any, count: int, times: int, label: int, since: int, lo: int, due: int, hi: int) -> int:
    if count + times > STEPS:
        return TOO_LONG
    for turn in range(times):
        step = steps[count + turn]
        step.number = label
        step.turn = 0 if times == 1 else turn + 1
        step.since = since
        step.lo = lo
        step.hi = hi
        step.due = due
        step.done = -1
        step.late = 0
        step.past = 0
    return count + times


@_inner
def _discharge(slots: Any, n: int, at: Any, plan: Any, occasion: int, ended_at: int, steps: Any, count: int) -> None:
    """Let each fact meet the earliest open step whose window holds it, else one that is late."""
    for k in range(n):
        moment = at[slots[k].fact]
        if not slots[k].does & DISCHARGES or slots[k].used or slots[k].occasion == occasion or moment > ended_at:
            continue
        near = False
        if plan[APART] >= 0:
            for j in range(count):
                if steps[j].done >= 0 and abs(at[slots[steps[j].done].fact] - moment) < plan[APART]:
                    near = True
                    break
        if near:
            continue
        met = -1
        for j in range(count):
            if steps[j].done < 0 and steps[j].lo <= moment <= steps[j].hi:
                met = j
                break
        if met < 0:
            for j in range(count):
                if steps[j].done < 0 and moment > steps[j].hi and not (steps[j].past and plan[LAPSE]):
                    met = j
                    steps[j].late = 1
                    break
        if met >= 0:
            steps[met].done = k
            slots[k].used = True


@_inner
def _write(
    out: Any, count: int, subject: int, number: int, occasion: int, slots: Any, n: int, at: Any, learnt: Any,
    found: Any, steps: Any, owed: int, plan: Any,
) -> None:  # fmt: skip
    first = found.first
    named = first
    for k in range(n):
        if slots[k].occasion == occasion and learnt[slots[k].fact] < learnt[slots[named].fact]:
            named = k
    for j in range(owed):
        row = out[count + j]
        row.subject = subject
        row.plan = number
        row.occasion = occasion + 1
        row.step = steps[j].number
        row.turn = steps[j].turn
        row.opened_by = slots[first].fact
        row.named_by = slots[named].fact
        row.anchored_by = slots[found.anchor].fact
        row.anchor_at = slots[found.anchor].anchor
        row.window_from = steps[j].since
        row.due_at = steps[j].due
        row.late = steps[j].late
        row.state = OPEN
        row.reason = NO_REASON
        row.discharged_by = -1
        row.lapsed_by = -1
        row.lapsed_at = 0
        row.why = found.why | (0 if slots[found.anchor].named else UNNAMED) | (PAST if steps[j].past else 0)
        if steps[j].done >= 0:
            row.state = DISCHARGED
            row.discharged_by = slots[steps[j].done].fact
        elif steps[j].past and plan[LAPSE]:
            row.state = LAPSED
            row.reason = BEFORE_OPENING
            row.lapsed_by = slots[first].fact
            row.lapsed_at = at[slots[first].fact]
        elif found.ended_at != FOREVER:
            row.state = LAPSED
            row.reason = BY_END
            row.lapsed_by = slots[found.ended_by].fact
            row.lapsed_at = found.ended_at


@_inner
def _run_plan(
    out: Any, count: int, subject: int, number: int, slots: Any, n: int, at: Any, learnt: Any, key: Any,
    plan: Any, days: Any, now: int, offset: int, occasions: Any, steps: Any,
) -> int:  # fmt: skip
    last = plan[RULE] == 1
    total = _occasions(slots, n, at, key, last, occasions)
    for occasion in range(total):
        found = occasions[occasion]
        ended = found.ended_at != FOREVER
        until = found.ended_at if ended else now
        anchor = slots[found.anchor]
        owed = _steps(plan, days, anchor.anchor, at[anchor.fact], until, ended, offset, steps)
        if owed < 0:
            return TOO_LONG
        opened = at[slots[found.first].fact]
        for j in range(owed):
            steps[j].past = 1 if opened > steps[j].hi else 0
        _discharge(slots, n, at, plan, occasion, found.ended_at, steps, owed)
        if count + owed > out.shape[0]:
            return FULL
        _write(out, count, subject, number, occasion, slots, n, at, learnt, found, steps, owed, plan)
        count += owed
    return count


@_inner
def _link(facts: Any, profile: Any, offsets: Any, rows: Any, links: Any, head: Any, tail: Any, touched: Any) -> int:
    """Thread a subject's facts onto the plans that read them; `touched` ends with -1. TOO_LONG if they are too many."""
    count, touches = 0, 0
    for fact in range(facts[0], facts[1]):
        for row in range(offsets[profile[fact]], offsets[profile[fact] + 1]):
            if count == SLOTS:
                touched[touches] = -1
                return TOO_LONG
            number = rows[row, 0]
            links[count, 0], links[count, 1], links[count, 2] = fact, row, -1
            if head[number] < 0:
                head[number] = count
                touched[touches] = number
                touches += 1
            else:
                links[tail[number], 2] = count
            tail[number] = count
            count += 1
    touched[touches] = -1
    return count


@_inner
def _gather(link: int, links: Any, rows: Any, anchor_from: Any, anchors: Any, named: Any, slots: Any) -> int:
    """Fill `slots` with the facts threaded onto one plan; 0 if none of them opens it."""
    n, opens = 0, False
    while link >= 0:
        fact, row, link = links[link]
        slot = slots[n]
        slot.fact = fact
        slot.does = rows[row, 1]
        slot.occasion = -1
        slot.live = False
        slot.used = False
        if slot.does & OPENS:
            opens = True
            slot.anchor = anchors[anchor_from[fact] + rows[row, 2]]
            slot.named = named[anchor_from[fact] + rows[row, 2]]
        n += 1
    return n if opens else 0


@_kept
def fold(
    start: Any, skip: Any, profile: Any, at: Any, learnt: Any, key: Any, anchor_from: Any, anchors: Any, named: Any,
    offsets: Any, rows: Any, plans: Any, days: Any, now: int, offset: int, first: int, stop: int, out: Any,
) -> tuple[int, int]:  # fmt: skip
    """Evaluate subjects from `first` up to `stop`, or until `out` is full.

    Returns
    -------
    tuple of int
        The subject to go on with, and how many rows were written. A subject that the kernel cannot hold is
        marked in `skip`.
    """
    head = np.full(plans.shape[0], -1, np.int64)
    tail = np.full(plans.shape[0], -1, np.int64)
    touched = np.empty(plans.shape[0] + 1, np.int64)
    links = np.empty((SLOTS, 3), np.int64)
    slots = np.empty(SLOTS, SLOT)
    steps = np.empty(STEPS, STEP)
    occasions = np.empty(SLOTS, OCCASION)
    count = 0
    for subject in range(first, stop):
        if skip[subject]:
            continue
        before = count
        linked = _link(start[subject : subject + 2], profile, offsets, rows, links, head, tail, touched)
        if linked == TOO_LONG:
            count = TOO_LONG
        place = 0
        while touched[place] >= 0:
            number = touched[place]
            place += 1
            n = _gather(head[number], links, rows, anchor_from, anchors, named, slots) if count >= 0 else 0
            if n:
                count = _run_plan(
                    out, count, subject, number, slots, n, at, learnt, key, plans[number], days, now, offset,
                    occasions, steps,
                )  # fmt: skip
            head[number] = -1
        if count == TOO_LONG:
            skip[subject] = True
            count = before
        elif count == FULL:
            return subject, before
    return stop, count
