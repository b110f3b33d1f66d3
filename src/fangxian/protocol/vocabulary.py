"""The vocabulary: every kind of fact, what it happens to, and what it says.

One word for one thing. A fact whose kind, subject, times or attributes do not fit is refused at the door, with
a code, the field and the rule; clauses may only name what stands here. ``docs/*/facts.md`` is tested against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import Any, Final

from fangxian.protocol.errors import Problem, ProtocolError
from fangxian.protocol.fact import VOIDED, Fact, moment
from fangxian.protocol.words import WORDS
from fangxian.protocol.words.spec import COMMON, Attribute, Kind

VOCABULARY: Final[Mapping[str, Kind]] = {word.kind: word for word in WORDS}
"""Every kind of fact by its word."""

EARLIEST: Final = datetime(1950, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)
"""No fact of the record lies outside these years; a time that does is a slip of the keyboard."""

SKEW: Final = timedelta(minutes=5)
"""How far the clock of the sender may run ahead of the record's."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NAME = re.compile(r"[0-9A-Za-z._-]{1,64}")
_KEY = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
_AREA = re.compile(r"[0-9A-Za-z]{1,20}")
_COMMON = {attribute.name: attribute for attribute in COMMON}


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the door checks of one kind, prepared once."""

    attributes: Mapping[str, Attribute]
    required: frozenset[str]
    subjects: frozenset[str]


_SHAPES: Final = {
    word.kind: _Shape(
        _COMMON | {attribute.name: attribute for attribute in word.attributes},
        frozenset(attribute.name for attribute in word.attributes if attribute.required),
        frozenset(word.subjects),
    )
    for word in WORDS
}


def attributes_of(kind: str) -> Mapping[str, Attribute]:
    """Return every attribute a fact of this kind may have, those that all kinds share among them."""
    return _SHAPES[kind].attributes


def check_fact(fact: Fact, *, skew: timedelta = SKEW, named: bool = False) -> Iterator[Problem]:
    """Yield everything that is wrong with a fact.

    Parameters
    ----------
    fact : Fact
        The fact as it came in; its attributes are JSON values.
    skew : timedelta
        How far `at` may lie after `recorded_at`.
    named : bool
        Whether ids may be short names (``person:alice``) in place of UUIDs, as in a file written by hand.
    """
    word = _NAME if named else _UUID
    if not word.fullmatch(fact.id):
        yield Problem("fact.id_malformed", "id", {"value": fact.id})
    if fact.corrects is not None and not word.fullmatch(fact.corrects):
        yield Problem("fact.id_malformed", "corrects", {"value": fact.corrects})
    if fact.corrects == fact.id:
        yield Problem("fact.corrects_itself", "corrects", {"value": fact.id})
    yield from _times(fact, skew)
    shape = _SHAPES.get(fact.kind)
    if shape is None:
        yield Problem("fact.kind_unknown", "kind", {"kind": fact.kind, "near": near(fact.kind, VOCABULARY)})
        return
    if fact.kind == VOIDED and fact.corrects is None:
        yield Problem("fact.voids_nothing", "corrects")
    yield from _subject(fact, shape, word)
    yield from _attributes(fact, shape, word)


def refuse(fact: Fact, *, skew: timedelta = SKEW, named: bool = False) -> None:
    """Raise if anything is wrong with a fact.

    Raises
    ------
    ProtocolError
        With every problem of :func:`check_fact`.
    """
    problems = tuple(check_fact(fact, skew=skew, named=named))
    if problems:
        raise ProtocolError(problems)


def _times(fact: Fact, skew: timedelta) -> Iterator[Problem]:
    for name, time in (("at", fact.at), ("recorded_at", fact.recorded_at)):
        if not EARLIEST <= time <= LATEST:
            yield Problem("fact.time_absurd", name, {"value": time.isoformat()})
    if fact.at - fact.recorded_at > skew:
        yield Problem(
            "fact.time_in_future",
            "at",
            {"at": fact.at.isoformat(), "recorded_at": fact.recorded_at.isoformat()},
        )


def _subject(fact: Fact, shape: _Shape, word: re.Pattern[str]) -> Iterator[Problem]:
    kind, colon, name = fact.subject.partition(":")
    if not colon or not word.fullmatch(name):
        yield Problem("fact.subject_malformed", "subject", {"value": fact.subject})
    elif kind not in shape.subjects and "any" not in shape.subjects:
        known = ", ".join(sorted(shape.subjects))
        yield Problem("fact.subject_kind", "subject", {"kind": fact.kind, "subject": kind, "known": known})


def _attributes(fact: Fact, shape: _Shape, word: re.Pattern[str]) -> Iterator[Problem]:
    for name in sorted(shape.required - fact.attributes.keys()):
        yield Problem("fact.attribute_missing", name, {"kind": fact.kind, "name": name})
    for name, value in fact.attributes.items():
        attribute = shape.attributes.get(name)
        if attribute is None:
            like = near(name, shape.attributes)
            yield Problem("fact.attribute_unknown", name, {"kind": fact.kind, "name": name, "near": like})
        elif value is None:
            if attribute.required:
                yield Problem("fact.attribute_missing", name, {"kind": fact.kind, "name": name})
        elif not _FITS[attribute.type](value, attribute, word):
            yield _misfit(attribute, value)


def _misfit(attribute: Attribute, value: Any) -> Problem:
    params = {"name": attribute.name, "type": attribute.type, "value": str(value)}
    if attribute.type == "choice":
        return Problem("fact.value_not_listed", attribute.name, params | {"known": ", ".join(attribute.choices)})
    if attribute.type == "time" and _is_naive(value):
        return Problem("fact.time_naive", attribute.name, params)
    return Problem("fact.value_type", attribute.name, params)


def _is_naive(value: Any) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).utcoffset() is None
    except ValueError:
        return False


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def _integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _date(value: Any) -> bool:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return EARLIEST.date() <= day <= LATEST.date()


def _time(value: Any) -> bool:
    time = moment(value) if isinstance(value, str) else None
    return time is not None and EARLIEST <= time <= LATEST


def _reference(value: Any, attribute: Attribute, word: re.Pattern[str]) -> bool:
    if not isinstance(value, str):
        return False
    kind, _, name = value.partition(":")
    return word.fullmatch(name) is not None and (not attribute.choices or kind in attribute.choices)


_FITS: Final[Mapping[str, Callable[[Any, Attribute, re.Pattern[str]], bool]]] = {
    "text": lambda value, _, __: isinstance(value, str),
    "key": lambda value, _, __: isinstance(value, str) and _KEY.fullmatch(value) is not None,
    "integer": lambda value, _, __: _integer(value),
    "number": lambda value, _, __: _number(value),
    "flag": lambda value, _, __: isinstance(value, bool),
    "time": lambda value, _, __: _time(value),
    "date": lambda value, _, __: _date(value),
    "id": lambda value, _, word: isinstance(value, str) and word.fullmatch(value) is not None,
    "area": lambda value, _, __: isinstance(value, str) and _AREA.fullmatch(value) is not None,
    "choice": lambda value, attribute, _: value in attribute.choices,
    "subject": _reference,
    "list": lambda value, _, __: isinstance(value, list) and all(isinstance(item, str) for item in value),
}


def near(word: str, known: Mapping[str, Any]) -> str:
    """Return the known words most like this one, for whoever mistyped it."""
    from difflib import get_close_matches

    return ", ".join(get_close_matches(word, known, n=3, cutoff=0.5)) or "–"
