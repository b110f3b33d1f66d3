"""Subjects a second: the reference evaluator, and the compiled one from objects and from columns."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
from rich.console import Console
from rich.table import Table

from fangxian.protocol.bulk import evaluate_columns, evaluate_many
from fangxian.protocol.bulk.columns import run
from fangxian.protocol.bulk.facts import FactTable, microseconds_of
from fangxian.protocol.evaluate import evaluate
from fangxian.protocol.fact import Fact
from fangxian.protocol.load import build, parse_source
from fangxian.protocol.pack import Pack, load_pack
from fangxian.protocol.rulebook import rulebook

NOW = datetime(2021, 1, 1, tzinfo=UTC)
CHENGDU = 8 * 3_600_000_000
MADE, TILED, ROUNDS = 10_000, 10, 10
"""Contacts made as objects; how often their columns are laid side by side; how often those are evaluated."""

ONE_CLAUSE = """
id = "bench"
disease = "covid19"
edition = "worked example"
title = { zh = "示例", en = "The worked example" }
jurisdiction = "CN"
valid_from = 2020-01-01
legal_basis = ["none"]
source_mark = "D"

[[clause]]
id = "contact.tests"
title = { zh = "密接核酸", en = "Tests of a close contact" }
opens = "exposure.recorded"
where = { kind = "close" }
owner = { level = "district", role = "quarantine_site" }
schedule = { anchor = "last_exposure", days = [1, 4, 7, 14] }
discharged_by = ["sample.taken"]
ends = ["quarantine.released", "person.became_case", "exposure.voided"]
cite = "…"
mark = "D"

[[clause]]
id = "contact.quarantined"
title = { zh = "集中隔离", en = "Quarantine" }
opens = "exposure.recorded"
where = { kind = "close" }
owner = { level = "district", role = "headquarters" }
clock = { within = "PT12H" }
discharged_by = ["quarantine.started"]
ends = ["quarantine.released", "person.became_case", "exposure.voided"]
cite = "…"
mark = "D"
"""


def main() -> None:
    """A close contact's seven facts under the worked example and under a whole national edition."""
    chance = random.Random(20201207)
    contacts = dict(_contact(chance) for _ in range(MADE))
    example, _ = build(parse_source(ONE_CLAUSE))
    assert example is not None
    for title, pack in (("worked example", example), ("8th edition", load_pack("covid19-cn-8"))):
        _report(title, pack, contacts)


def _report(title: str, pack: Pack, contacts: dict[str, list[Fact]]) -> None:
    few = dict(list(contacts.items())[:300])
    columns = evaluate_columns(pack, few, now=NOW)  # compiles the kernel
    found = evaluate_many(pack, few, now=NOW, few=0)
    assert all(found[subject] == evaluate(pack, facts, now=NOW) for subject, facts in few.items())
    assert not columns.rest
    each = f"{title}: {len(columns) / len(few):.1f} tasks each"
    table = Table("what", "subjects", "seconds", "subjects/s", title=each)
    seconds = _time(lambda: [evaluate(pack, facts, now=NOW) for facts in few.values()])
    table.add_row("reference, objects to objects", *_row(len(few), seconds))
    seconds = _time(lambda: evaluate_many(pack, contacts, now=NOW))
    table.add_row("compiled, objects to objects", *_row(len(contacts), seconds))
    seconds = _time(lambda: evaluate_columns(pack, contacts, now=NOW))
    table.add_row("compiled, objects to columns", *_row(len(contacts), seconds))
    facts = evaluate_columns(pack, contacts, now=NOW).tables[0].facts
    many = _tile(facts, TILED)
    profiles = rulebook(pack).prepared[0]
    now = microseconds_of(NOW)
    seconds = _time(lambda: [len(run(profiles, many, now, CHENGDU)) for _ in range(ROUNDS)])
    table.add_row("compiled, columns to columns", *_row(ROUNDS * len(many.subjects), seconds))
    Console(width=100).print(table)


def _contact(chance: random.Random) -> tuple[str, list[Fact]]:
    """One contact, quarantined, sampled four times and released."""

    def uid() -> str:
        return str(UUID(int=chance.getrandbits(128), version=4))

    person = f"person:{uid()}"
    found = datetime(2020, 12, 7, 2, tzinfo=UTC) + timedelta(minutes=chance.randrange(3 * 24 * 60))
    last = found - timedelta(hours=chance.randrange(6, 60))
    story = [
        ("exposure.recorded", 0, {"kind": "close", "relationship": uid(), "last_exposure": last.isoformat()}),
        ("quarantine.started", 5, {"mode": "central"}),
        *(("sample.taken", 24 * day + chance.randrange(8, 16), {}) for day in (0, 3, 6, 12)),
        ("quarantine.released", 24 * 14, {}),
    ]
    facts = []
    for kind, hours, attributes in story:
        at = found + timedelta(hours=hours)
        recorded = at + timedelta(minutes=chance.randrange(60))
        facts.append(Fact(uid(), kind, person, at, recorded, attributes))
    return person, facts


def _tile(facts: FactTable, times: int) -> FactTable:
    """The same columns several times side by side, as if of so many more subjects."""
    count, width = len(facts), len(facts.anchors)
    steps = np.arange(times)
    return FactTable(
        subjects=facts.subjects * times,
        facts=facts.facts * times,
        start=np.append((facts.start[:-1] + count * steps[:, None]).ravel(), count * times),
        skip=np.tile(facts.skip, times),
        profile=np.tile(facts.profile, times),
        at=np.tile(facts.at, times),
        learnt=np.tile(facts.learnt, times),
        key=np.tile(facts.key, times),
        anchor_from=(facts.anchor_from + width * steps[:, None]).ravel(),
        anchors=np.tile(facts.anchors, times),
        named=np.tile(facts.named, times),
    )


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _row(subjects: int, seconds: float) -> tuple[str, str, str]:
    return f"{subjects:,}", f"{seconds:.2f}", f"{subjects / seconds:,.0f}"


if __name__ == "__main__":
    main()
