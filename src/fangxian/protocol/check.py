"""What makes a pack contradict itself, though each of its clauses is well formed.

Each problem comes with the path to where it stands, from which :mod:`fangxian.protocol.load` finds the file
and line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fangxian.protocol.check_clause import Found, check_clause, disjoint
from fangxian.protocol.clause import Clause, Trigger
from fangxian.protocol.errors import Problem
from fangxian.protocol.pack import Pack


def check(pack: Pack) -> Iterator[Found]:
    """Yield every problem of the clauses, those of each clause by itself first."""
    for index, clause in enumerate(pack.clauses):
        yield from check_clause(clause, ("clause", index))
    yield from _twice(pack.clauses)
    yield from _contradictions(pack.clauses)
    yield from _cycles(pack.clauses)


def _twice(clauses: Sequence[Clause]) -> Iterator[Found]:
    seen: set[str] = set()
    for index, clause in enumerate(clauses):
        if clause.id in seen:
            yield ("clause", index, "id"), Problem("clause.id_twice", "", {"clause": clause.id})
        seen.add(clause.id)


def _contradictions(clauses: Sequence[Clause]) -> Iterator[Found]:
    """Two clauses that ask the same post for the same evidence on the same occasion.

    With different clocks of the same basis they contradict each other; with the same clock one is needless.
    Different bases are no contradiction: the law's two hours and the city's one hour both run.
    """
    seen: dict[str, Clause] = {}
    for index, clause in enumerate(clauses):
        other = seen.setdefault(_obligation(clause), clause)
        if other is clause or other.id == clause.id:
            continue
        code = "clause.duplicate" if _clock(other) == _clock(clause) else "clause.contradiction"
        yield ("clause", index), Problem(code, "", {"clause": clause.id, "other": other.id})


def _obligation(clause: Clause) -> str:
    parts: tuple[Any, ...] = (
        sorted(_written(trigger) for trigger in clause.openings),
        clause.owner.level,
        clause.owner.role,
        sorted(_written(trigger) for trigger in clause.discharged_by),
        clause.timing.basis,
    )
    return repr(parts)


def _clock(clause: Clause) -> str:
    return repr((clause.timing, clause.anchors_on, clause.window))


def _written(trigger: Trigger) -> str:
    return trigger.model_dump_json()


def _cycles(clauses: Sequence[Clause]) -> Iterator[Found]:
    """Clauses whose discharge opens each other for ever, where nothing ends the round."""
    follows = {one.id: [other.id for other in clauses if _always_opens(one, other)] for one in clauses if not one.ends}
    place = {clause.id: index for index, clause in enumerate(clauses)}
    reported: set[frozenset[str]] = set()
    for start in follows:
        circle = _circle(start, follows)
        if circle and frozenset(circle) not in reported:
            reported.add(frozenset(circle))
            params = {"chain": " → ".join((*circle, circle[0]))}
            yield ("clause", place[start], "discharged_by"), Problem("clause.cycle", "", params)


def _always_opens(one: Clause, other: Clause) -> bool:
    """Whether doing what `one` asks opens `other`, whichever of its evidence is given."""
    return one is not other and all(
        any(
            opening.kind == discharge.kind
            and not disjoint(opening.where, discharge.where)
            and all(discharge.where.get(name) == test for name, test in opening.where.items())
            for opening in other.openings
        )
        for discharge in one.discharged_by
    )


def _circle(start: str, follows: dict[str, list[str]]) -> tuple[str, ...]:
    """Return a round that leads from `start` back to it; empty if there is none."""
    stack: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while stack:
        path = stack.pop()
        for name in follows.get(path[-1], ()):
            if name == start:
                return path
            if name not in seen:
                seen.add(name)
                stack.append((*path, name))
    return ()
