"""What the tests of the evaluator share: a clock in Chengdu, facts in one line, and a small rulebook.

Alice is a contact, Bob and Carol are cases who may have exposed her. Everybody is invented.
"""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from fangxian.protocol.evaluate import PackTimeline, evaluate
from fangxian.protocol.fact import Fact, plain
from fangxian.protocol.load import build, parse_source
from fangxian.protocol.pack import Pack
from fangxian.protocol.task import Task

CHENGDU = ZoneInfo("Asia/Shanghai")


def uid(name: str) -> str:
    """The same UUID for the same name."""
    return str(uuid5(NAMESPACE_URL, f"https://example.org/{name}"))


ALICE = f"person:{uid('alice')}"
BOB_TO_ALICE = uid("bob exposed alice")
CAROL_TO_ALICE = uid("carol exposed alice")

_serial = count(1)

HEAD = """
id = "test-1"
disease = "test"
edition = "1"
title = { zh = "测试方案", en = "Test rulebook" }
jurisdiction = "CN"
valid_from = 2020-01-01
legal_basis = ["none"]
source_mark = "D"
"""

CASE_REPORT = """
[[clause]]
id = "case.network_report"
title = { zh = "网络直报", en = "Direct network report" }
opens = "case.confirmed"
owner = { role = "reporting_institution" }
clock = { from = "confirmed_at", within = "PT2H", basis = "law" }
discharged_by = ["case.reported"]
ends = ["case.excluded"]
escalation = [{ before = "PT30M", to = "owner" }, { after = "PT0S", to = { level = "district", role = "cdc" } }]
cite = "…"
mark = "V"
"""

CONTACT_TESTS = """
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
mark = "V"
"""

QUARANTINE = """
[[clause]]
id = "contact.quarantine"
title = { zh = "集中隔离", en = "Quarantine" }
opens = "exposure.recorded"
where = { kind = "close" }
owner = { level = "district", role = "quarantine_site" }
clock = { from = "at", within = "PT12H" }
discharged_by = ["quarantine.started"]
ends = ["quarantine.released", "person.became_case", "exposure.voided"]
window = { lead = "P14D" }
cite = "…"
mark = "V"
"""

SECONDARY_TESTS = """
[[clause]]
id = "secondary.tests"
title = { zh = "次密接核酸", en = "Tests of a secondary contact" }
opens = "exposure.recorded"
where = { kind = "secondary" }
owner = { level = "district", role = "quarantine_site" }
schedule = { anchor = "last_exposure", days = [1, 4, 7] }
discharged_by = ["sample.taken"]
ends = [
  "quarantine.released", "person.became_case", "exposure.voided",
  { kind = "exposure.recorded", where = { kind = "close" } },
]
cite = "…"
mark = "V"
"""

POST_TESTS = """
[[clause]]
id = "post.tests"
title = { zh = "重点岗位核酸", en = "Tests of key posts" }
opens = "post.started"
owner = { level = "community", role = "employer" }
every = { from = "started_at", period = "P2D", end_of_day = true }
discharged_by = ["sample.taken"]
ends = ["post.left"]
cite = "…"
mark = "V"
"""

CITY = CASE_REPORT + CONTACT_TESTS + QUARANTINE + SECONDARY_TESTS + POST_TESTS
"""Clauses of every timing, for the promises."""


def pack(clauses: str = CITY, pack_id: str = "test-1") -> Pack:
    """A rulebook of these clauses, read and checked as a file would be."""
    built, problems = build(parse_source(HEAD.replace("test-1", pack_id) + clauses))
    refused = [str(problem) for problem in problems if not problem.warning]
    assert not refused
    assert built is not None
    return built


def at(text: str) -> datetime:
    """A time on the wall clock of Chengdu."""
    return datetime.fromisoformat(text).replace(tzinfo=CHENGDU)


def fact(
    kind_: str,
    time: str,
    *,
    subject: str = ALICE,
    name: str = "",
    recorded: str = "",
    corrects: Fact | None = None,
    **attributes: Any,
) -> Fact:
    """A fact that happened at a time in Chengdu and, if not said otherwise, was recorded then."""
    fact_id = uid(name or f"fact {next(_serial)}")
    known = corrects.id if corrects is not None else None
    return Fact(fact_id, kind_, subject, at(time), at(recorded or time), plain(attributes), known)


def exposure(time: str, last: str, *, by: str = BOB_TO_ALICE, kind: str = "close", **more: Any) -> Fact:
    """Alice was found to have been exposed."""
    return fact("exposure.recorded", time, relationship=by, last_exposure=at(last), **({"kind": kind} | more))


def sample(time: str, **more: Any) -> Fact:
    """Alice was sampled."""
    return fact("sample.taken", time, **more)


def tasks(source: Pack | PackTimeline, *facts: Fact, now: str = "2020-12-31T00:00") -> dict[str, Task]:
    """The tasks by clause and step, and occasion where there is more than one."""
    found = evaluate(source, facts, now=at(now))
    return {f"{task.clause} {task.step}" + f" ({task.occasion})" * (task.occasion > 1): task for task in found}
