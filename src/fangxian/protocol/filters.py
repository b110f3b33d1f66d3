"""Filters of clauses, made ready to run: tests on attributes become functions of a fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from fangxian.protocol.clause import Scalar, Test, Trigger, Where
from fangxian.protocol.fact import Fact, moment

Predicate = Callable[[Mapping[str, Any]], bool]


def always(attributes: Mapping[str, Any]) -> bool:
    """Accept every fact."""
    return True


def compile_where(where: Where) -> Predicate:
    """Return a function that says whether a fact's attributes pass every test of a filter."""
    tests = [(name, _compile_test(test)) for name, test in sorted(where.items())]
    if not tests:
        return always

    def passes(attributes: Mapping[str, Any]) -> bool:
        return all(test(attributes.get(name)) for name, test in tests)

    return passes


def compile_triggers(triggers: tuple[Trigger, ...]) -> Mapping[str, tuple[Predicate, ...]]:
    """Return the filters of a list of triggers by kind of fact."""
    table: dict[str, tuple[Predicate, ...]] = {}
    for trigger in triggers:
        table[trigger.kind] = (*table.get(trigger.kind, ()), compile_where(trigger.where))
    return table


def matches(table: Mapping[str, tuple[Predicate, ...]], fact: Fact) -> bool:
    """Say whether a fact passes one of the triggers."""
    return any(passes(fact.attributes) for passes in table.get(fact.kind, ()))


def _compile_test(test: Test) -> Callable[[Any], bool]:
    checks: list[Callable[[Any], bool]] = []
    if test.exists is not None:
        exists = test.exists
        checks.append(lambda value: (value is not None) == exists)
    if test.eq is not None:
        checks.append(_member((test.eq,), True))
    if test.in_ is not None:
        checks.append(_member(test.in_, True))
    if test.ne is not None:
        checks.append(_member((test.ne,), False))
    if test.not_in is not None:
        checks.append(_member(test.not_in, False))
    for bound, holds in (
        (test.lt, lambda a, b: a < b),
        (test.le, lambda a, b: a <= b),
        (test.gt, lambda a, b: a > b),
        (test.ge, lambda a, b: a >= b),
    ):
        if bound is not None:
            checks.append(_bound(bound, holds))
    return lambda value: all(check(value) for check in checks)


def _member(listed: tuple[Scalar, ...], wanted: bool) -> Callable[[Any], bool]:
    """Whether the value (or one of a list of values) is listed. Nothing is never listed."""

    def check(value: Any) -> bool:
        values = value if isinstance(value, list) else [value]
        return any(_equal(item, known) for item in values for known in listed) == wanted

    return check


def _equal(value: Any, known: Scalar) -> bool:
    if isinstance(value, bool) != isinstance(known, bool):
        return False  # Python holds 1 and True for equal; a pack does not mean that
    return bool(_alike(value, known) == known)


def _bound(bound: Scalar, holds: Callable[[Any, Any], bool]) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        try:
            return holds(_alike(value, bound), bound)
        except TypeError:  # nothing, or another type
            return False

    return check


def _alike(value: Any, model: Scalar) -> Any:
    """Read a JSON value as the type of the pack's value: times and dates are texts in a fact."""
    if isinstance(model, datetime):
        return moment(value)
    if isinstance(model, date) and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value
