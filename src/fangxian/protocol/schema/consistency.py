"""What makes the sections of a pack contradict each other, or its clauses.

Each check yields the path to what is wrong, in the words of the file, and the problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fangxian.protocol.duration import written
from fangxian.protocol.errors import Problem
from fangxian.protocol.schema.limits import covers_kind, over_limits

if TYPE_CHECKING:
    from fangxian.protocol.clause import Clause
    from fangxian.protocol.pack import Pack

Found = tuple[tuple[str | int, ...], Problem]


def contradictions(pack: Pack) -> Iterator[Found]:
    """Yield everything that contradicts: ids given twice, names without a row, figures that differ."""
    yield from _ids_twice(pack)
    yield from _names(pack)
    yield from _clause_names(pack)
    yield from _forms(pack)
    yield from _lowering(pack)
    yield from _regime_clauses(pack)
    yield from _regime_kinds(pack)
    yield from _zone_clauses(pack)
    yield from _limits_of_clauses(pack)
    yield from over_limits(pack)


def _ids_twice(pack: Pack) -> Iterator[Found]:
    for name, field in type(pack).model_fields.items():
        rows = getattr(pack, name)
        if name == "clauses" or not isinstance(rows, tuple):
            continue
        seen: set[str] = set()
        for index, row in enumerate(rows):
            row_id = getattr(row, "id", None)
            if row_id is None:
                continue
            if row_id in seen:
                yield (field.alias or name, index, "id"), Problem("section.id_twice", "", {"id": row_id})
            seen.add(row_id)


def _unknown(name: str | None, known: Iterable[str], what: str, *path: str | int) -> Iterator[Found]:
    if name is not None and name not in known:
        yield path, Problem("section.name_unknown", "", {"name": name, "what": what})


def _ids(rows: Iterable[Any]) -> set[str]:
    return {row.id for row in rows}


def _names(pack: Pack) -> Iterator[Found]:
    """Every name of a row leads to a row."""
    kinds, regimes = _ids(pack.contact_kinds), _ids(pack.regimes)
    classes = set() if pack.cases is None else _ids(pack.cases.classes)
    specimens = set() if pack.testing is None else _ids(pack.testing.specimens)
    for index, kind in enumerate(pack.contact_kinds):
        yield from _unknown(kind.regime, regimes, "regime", "contact_kind", index, "regime")
    for index, regime in enumerate(pack.regimes):
        moves = [("upgrade", n, move) for n, move in enumerate(regime.upgrades)]
        moves += [("downgrade", n, move) for n, move in enumerate(regime.downgrades)]
        for field, n, move in moves:
            yield from _unknown(move.to, {*kinds, "case"}, "contact_kind", "regime", index, field, n, "to")
        for n, test in enumerate(regime.tests):
            path = ("regime", index, "test", n, "specimen")
            yield from _unknown(test.specimen, specimens, "specimen", *path)
    for index, zone in enumerate(pack.zone_kinds):
        yield from _unknown(zone.lowers_to, _ids(pack.zone_kinds), "zone_kind", "zone_kind", index, "lowers_to")
    for index, window in enumerate(pack.infectious_windows):
        for name in window.case_classes:
            yield from _unknown(name, classes, "case class", "infectious_window", index, "case_class")
    for index, given in enumerate(pack.prophylaxis):
        for name in given.for_kinds:
            yield from _unknown(name, kinds, "contact_kind", "prophylaxis", index, "for_kind")
    if pack.companion is not None:
        yield from _unknown(pack.companion.kind, kinds, "contact_kind", "companion", "kind")
    if pack.contacts_of_contacts is not None:
        for name in pack.contacts_of_contacts.of_kinds:
            yield from _unknown(name, kinds, "contact_kind", "contacts_of_contacts", "of_kind")


def _clause_names(pack: Pack) -> Iterator[Found]:
    """Every clause that a section names exists."""
    known = _ids(pack.clauses)
    lists = (
        ("report_rule", pack.report_rules),
        ("report_step", pack.report_chain),
        ("investigation_stage", pack.investigation),
        ("prophylaxis", pack.prophylaxis),
        ("key_post", pack.key_posts),
        ("goods_rule", pack.goods_rules),
        ("animal_action", pack.animal_actions),
        ("notice", pack.notices),
        ("retention", pack.retention),
    )
    for section, rows in lists:
        for index, row in enumerate(rows):
            yield from _unknown(getattr(row, "clause", None), known, "clause", section, index, "clause")
    for index, zone in enumerate(pack.zone_kinds):
        yield from _unknown(zone.review_clause, known, "clause", "zone_kind", index, "review_clause")
        if zone.tests is not None:
            yield from _unknown(zone.tests.clause, known, "clause", "zone_kind", index, "test", "clause")
    for index, regime in enumerate(pack.regimes):
        yield from _unknown(regime.tests_clause, known, "clause", "regime", index, "tests_clause")
        for stage, name in regime.release_clauses.items():
            yield from _unknown(name, known, "clause", "regime", index, "release_clauses", stage)
    if pack.disinfection is not None:
        for name in pack.disinfection.clauses:
            yield from _unknown(name, known, "clause", "disinfection", "clause")
    if pack.testing is not None and pack.testing.retest is not None:
        yield from _unknown(pack.testing.retest.clause, known, "clause", "testing", "retest", "clause")


def _forms(pack: Pack) -> Iterator[Found]:
    """Every form that a pack names is there."""
    from fangxian.protocol.forms.load import shipped_forms

    for index, name in enumerate(pack.forms):
        yield from _unknown(name, set(shipped_forms()), "form", "forms", index)


def _lowering(pack: Pack) -> Iterator[Found]:
    """Each step of lowering leads to a lower rank, so that it cannot go round."""
    rank = {zone.id: zone.rank for zone in pack.zone_kinds}
    for index, zone in enumerate(pack.zone_kinds):
        if zone.lowers_to in rank and rank[zone.lowers_to] >= zone.rank:
            params = {"zone": zone.id, "target": zone.lowers_to}
            yield ("zone_kind", index, "lowers_to"), Problem("zone.lowers_not_lower", "", params)


def _regime_clauses(pack: Pack) -> Iterator[Found]:
    """A regime and the clauses that carry it state the same days."""
    clauses = {clause.id: clause for clause in pack.clauses}
    for index, regime in enumerate(pack.regimes):
        clause = clauses.get(regime.tests_clause or "")
        if clause is not None:
            days = _schedule_days(clause)
            if days != regime.test_days:
                params = {
                    "regime": regime.id,
                    "regime_days": _list(regime.test_days),
                    "clause": clause.id,
                    "clause_days": _list(days),
                }
                yield ("regime", index, "tests_clause"), Problem("regime.clause_days_differ", "", params)
        for stage, name in regime.release_clauses.items():
            clause = clauses.get(name)
            if clause is None or stay_days(clause) == regime.ends_on(stage):
                continue
            params = {
                "regime": regime.id,
                "stage": stage,
                "days": str(regime.ends_on(stage)),
                "clause": clause.id,
                "clause_days": str(stay_days(clause)),
            }
            path = ("regime", index, "release_clauses", stage)
            yield path, Problem("regime.clause_stay_differs", "", params)


def _regime_kinds(pack: Pack) -> Iterator[Found]:
    """The clauses that carry a regime cover every kind of contact that is put under it."""
    clauses = {clause.id: clause for clause in pack.clauses}
    for index, kind in enumerate(pack.contact_kinds):
        regime = pack.regime_of(kind.id)
        if regime is None:
            continue
        for name in (regime.tests_clause, *regime.release_clauses.values()):
            clause = clauses.get(name or "")
            if clause is not None and not covers_kind(clause, kind.id):
                params = {"kind": kind.id, "regime": regime.id, "clause": clause.id}
                yield ("contact_kind", index, "regime"), Problem("regime.kind_uncovered", "", params)


def _zone_clauses(pack: Pack) -> Iterator[Found]:
    clauses = {clause.id: clause for clause in pack.clauses}
    for index, zone in enumerate(pack.zone_kinds):
        if zone.tests is None or not zone.tests.days:
            continue
        clause = clauses.get(zone.tests.clause or "")
        if clause is not None and _schedule_days(clause) != zone.tests.days:
            params = {
                "zone": zone.id,
                "zone_days": _list(zone.tests.days),
                "clause": clause.id,
                "clause_days": _list(_schedule_days(clause)),
            }
            yield ("zone_kind", index, "test", "days"), Problem("zone.clause_days_differ", "", params)


def _limits_of_clauses(pack: Pack) -> Iterator[Found]:
    """A limit that a section states is the one its clause counts."""
    clauses = {clause.id: clause for clause in pack.clauses}
    limits: list[tuple[str, str, int, str | None, timedelta | None]] = []
    limits += [
        ("report.clause_limit_differs", "report_rule", index, rule.clause, rule.within)
        for index, rule in enumerate(pack.report_rules)
    ]
    limits += [
        ("report.clause_limit_differs", "report_step", index, step.clause, step.within)
        for index, step in enumerate(pack.report_chain)
    ]
    limits += [
        ("prophylaxis.clause_differs", "prophylaxis", index, given.clause, given.within)
        for index, given in enumerate(pack.prophylaxis)
    ]
    for code, section, index, name, within in limits:
        clause = clauses.get(name or "")
        if clause is None or clause.clock is None or clause.clock.within is None or within is None:
            continue
        if clause.clock.within != within:
            params = {
                "within": written(within),
                "clause": clause.id,
                "clause_within": written(clause.clock.within),
            }
            yield (section, index, "within"), Problem(code, "", params)


def _schedule_days(clause: Clause) -> tuple[int, ...]:
    return () if clause.schedule is None else clause.schedule.days


def stay_days(clause: Clause) -> int | None:
    """Return the whole days after which a clause's clock runs out; None where it has no such clock."""
    if clause.clock is not None and clause.clock.within is not None:
        return clause.clock.within.days
    return clause.schedule.days[-1] if clause.schedule is not None else None


def _list(days: Iterable[int]) -> str:
    return ", ".join(str(day) for day in days) or "–"
