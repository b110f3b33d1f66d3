"""A clause against the vocabulary: every word it names exists, and can happen to the same subject."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from fangxian.protocol.clause import Clause, Clock, Every, Schedule, Test, Trigger, Where
from fangxian.protocol.duration import written
from fangxian.protocol.errors import Problem
from fangxian.protocol.plan import retires
from fangxian.protocol.roles import ROLES
from fangxian.protocol.vocabulary import VOCABULARY, attributes_of, near
from fangxian.protocol.words.spec import Attribute

Route = tuple[str | int, ...]
Found = tuple[Route, Problem]


def check_clause(clause: Clause, route: Route) -> Iterator[Found]:
    """Yield what is wrong with one clause by itself; `route` is where it stands in the pack."""
    unknown = list(_unknown_kinds(clause, route))
    yield from unknown
    yield from _owner(clause, route)
    yield from _timing(clause, route)
    if not unknown:
        yield from _filters(clause, route)
        yield from _put_off(clause, route)
        yield from _anchor(clause, route)
        yield from _subjects(clause, route)
        yield from _ends(clause, route)
        yield from _own_evidence(clause, route)


def _triggers(clause: Clause) -> Iterator[tuple[str, int, Trigger]]:
    named: tuple[tuple[str, tuple[Trigger, ...]], ...] = (
        ("opens", clause.opens),
        ("discharged_by", clause.discharged_by),
        ("ends", clause.ends),
        ("put_off_by", clause.put_off_by),
    )
    for name, triggers in named:
        for index, trigger in enumerate(triggers):
            yield name, index, trigger


def _unknown_kinds(clause: Clause, route: Route) -> Iterator[Found]:
    for name, index, trigger in _triggers(clause):
        if trigger.kind not in VOCABULARY:
            params = {"clause": clause.id, "kind": trigger.kind, "near": near(trigger.kind, VOCABULARY)}
            yield (*route, name, index, "kind"), Problem("clause.kind_unknown", "", params)


def _owner(clause: Clause, route: Route) -> Iterator[Found]:
    if clause.owner.role not in ROLES:
        params = {"role": clause.owner.role, "near": near(clause.owner.role, ROLES)}
        yield (*route, "owner", "role"), Problem("clause.role_unknown", "", params, warning=True)


def _filters(clause: Clause, route: Route) -> Iterator[Found]:
    for index, trigger in enumerate(clause.opens):
        own = bool(trigger.where)
        place = (*route, "opens", index, "where") if own else (*route, "where")
        yield from _where(trigger.kind, trigger.where or clause.where, place)
    for name, index, trigger in _triggers(clause):
        if name != "opens":
            yield from _where(trigger.kind, trigger.where, (*route, name, index, "where"))
    for index, discharge in enumerate(clause.discharged_by):
        for attribute in discharge.requires:
            if attribute not in attributes_of(discharge.kind):
                yield (*route, "discharged_by", index, "requires"), _no_attribute(discharge.kind, attribute)


def _put_off(clause: Clause, route: Route) -> Iterator[Found]:
    """What puts a step off states a time to which it does."""
    for index, one in enumerate(clause.put_off_by):
        attribute, place = attributes_of(one.kind).get(one.to), (*route, "put_off_by", index, "to")
        if attribute is None:
            yield place, _no_attribute(one.kind, one.to)
        elif attribute.type not in {"time", "date"}:
            params = {"kind": one.kind, "name": one.to, "moment": "at", "type": attribute.type}
            yield place, Problem("clause.anchor_no_time", "", params)


def _where(kind: str, where: Where, place: Route) -> Iterator[Found]:
    known = attributes_of(kind)
    for name, test in where.items():
        attribute = known.get(name)
        if attribute is None:
            yield (*place, name), _no_attribute(kind, name)
        else:
            for problem in _test(attribute, test):
                yield (*place, name), problem


def _no_attribute(kind: str, name: str) -> Problem:
    params = {"kind": kind, "name": name, "near": near(name, attributes_of(kind))}
    return Problem("clause.attribute_unknown", "", params)


def _test(attribute: Attribute, test: Test) -> Iterator[Problem]:
    values = [value for value in (test.eq, test.ne, test.lt, test.le, test.gt, test.ge) if value is not None]
    values += [*(test.in_ or ()), *(test.not_in or ())]
    if not values and test.exists is None:
        yield Problem("clause.test_empty", "", {"name": attribute.name})
    for value in values:
        params = {"name": attribute.name, "value": str(value), "type": attribute.type}
        if isinstance(value, datetime) and value.utcoffset() is None:
            yield Problem("clause.time_naive", "", params)
        elif attribute.type == "choice" and value not in attribute.choices:
            yield Problem("clause.value_not_listed", "", params | {"known": ", ".join(attribute.choices)})
        elif not _comparable(attribute, value):
            yield Problem("clause.value_type", "", params)


def _comparable(attribute: Attribute, value: object) -> bool:
    match attribute.type:
        case "flag":
            return isinstance(value, bool)
        case "integer" | "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case "time":
            return isinstance(value, datetime)
        case "date":
            return isinstance(value, date) and not isinstance(value, datetime)
        case _:
            return isinstance(value, str)


def _anchor(clause: Clause, route: Route) -> Iterator[Found]:
    """At least one opening states the time; of the others, the time at which they happened is meant."""
    name = clause.anchor
    section, field = _anchor_field(clause.timing)
    place = (*route, section, field)
    stated = False
    for trigger in clause.opens:
        word = VOCABULARY[trigger.kind]
        attribute = attributes_of(trigger.kind).get(name)
        params = {"kind": trigger.kind, "name": name, "moment": word.moment or "at"}
        if name in {"at", word.moment}:
            stated = True
        elif attribute is not None:
            stated = True
            if attribute.type not in {"time", "date"}:
                yield place, Problem("clause.anchor_no_time", "", params | {"type": attribute.type})
            elif not attribute.required and field == "due":
                yield place, Problem("clause.due_optional", "", params, warning=True)
    if not stated:
        yield place, Problem("clause.anchor_unknown", "", params)


def _anchor_field(timing: Clock | Schedule | Every) -> tuple[str, str]:
    if isinstance(timing, Clock):
        return "clock", "due" if timing.due is not None else "from"
    return ("schedule", "anchor") if isinstance(timing, Schedule) else ("every", "from")


def _subjects(clause: Clause, route: Route) -> Iterator[Found]:
    """Facts of one clause are about one subject, so they must be able to happen to the same kind of it."""
    about: set[str] = set()
    for trigger in clause.opens:
        about |= set(VOCABULARY[trigger.kind].subjects)
        if clause.subject is not None and clause.subject not in VOCABULARY[trigger.kind].subjects:
            yield (*route, "subject"), _apart(trigger.kind, {clause.subject})
            return
    if clause.subject is not None:
        about = {clause.subject}
    for name, index, trigger in _triggers(clause):
        subjects = set(VOCABULARY[trigger.kind].subjects)
        if name != "opens" and not subjects & about and "any" not in subjects:
            yield (*route, name, index, "kind"), _apart(trigger.kind, about)


def _apart(kind: str, about: set[str]) -> Problem:
    params = {"kind": kind, "subjects": ", ".join(VOCABULARY[kind].subjects), "about": ", ".join(sorted(about))}
    return Problem("clause.subject_apart", "", params)


def _ends(clause: Clause, route: Route) -> Iterator[Found]:
    if clause.every is not None and not clause.ends:
        yield (*route, "every"), Problem("clause.no_end", "", {"clause": clause.id})
    for index, end in enumerate(clause.ends):
        attribute = retires(end)
        if not attribute:
            continue
        params = {"kind": end.kind, "name": attribute}
        if attribute not in attributes_of(end.kind):
            yield (*route, "ends", index, "match"), Problem("clause.match_unknown", "", params)
        elif not any(attribute in attributes_of(trigger.kind) for trigger in clause.opens):
            yield (*route, "ends", index), Problem("clause.end_never_matches", "", params)


def _own_evidence(clause: Clause, route: Route) -> Iterator[Found]:
    """A fact that opens a clause is never the evidence that it was done."""
    for index, discharge in enumerate(clause.discharged_by):
        for opening in clause.openings:
            if opening.kind == discharge.kind and not disjoint(opening.where, discharge.where):
                params = {"clause": clause.id, "kind": discharge.kind}
                yield (*route, "discharged_by", index), Problem("clause.discharges_itself", "", params)


def disjoint(one: Where, other: Where) -> bool:
    """Say whether two filters certainly let no fact through both."""
    return any(_never_both(one[name], other[name]) for name in one.keys() & other.keys())


def _never_both(one: Test, other: Test) -> bool:
    ours, theirs = _listed(one), _listed(other)
    if ours is not None and theirs is not None and not ours & theirs:
        return True
    for listed, barred in ((ours, _barred(other)), (theirs, _barred(one))):
        if listed is not None and listed <= barred:
            return True
    return {one.exists, other.exists} == {True, False}


def _listed(test: Test) -> set[object] | None:
    if test.eq is not None:
        return {test.eq}
    return None if test.in_ is None else set(test.in_)


def _barred(test: Test) -> set[object]:
    return {*(test.not_in or ()), *(() if test.ne is None else (test.ne,))}


def _timing(clause: Clause, route: Route) -> Iterator[Found]:
    timing = clause.timing
    span = _longest(timing)
    if timing.apart is not None and timing.times > 1 and span is not None and (timing.times - 1) * timing.apart > span:
        params = {"clause": clause.id, "times": str(timing.times), "apart": written(timing.apart)}
        yield (*route, _anchor_field(timing)[0], "apart"), Problem("clause.apart_too_long", "", params)
    if clause.limit is not None and span is not None and span > clause.limit.max:
        params = {"clause": clause.id, "measure": clause.limit.measure, "longest": written(clause.limit.max)}
        yield (*route, _anchor_field(timing)[0]), Problem("clause.over_limit", "", params | {"asked": written(span)})


def _longest(timing: Clock | Schedule | Every) -> timedelta | None:
    """The time from the anchor to the last due time; None where the facts decide."""
    if isinstance(timing, Clock):
        return timing.within
    return timedelta(days=timing.days[-1]) if isinstance(timing, Schedule) else None
