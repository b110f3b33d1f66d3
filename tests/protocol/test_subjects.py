"""A clause is about one kind of subject: the same fact about another kind opens nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from fangxian.protocol.bulk import evaluate_many
from fangxian.protocol.evaluate import evaluate
from fangxian.protocol.fact import Fact
from fangxian.protocol.pack import load_pack

AT = datetime(2020, 12, 7, 10, 0, tzinfo=UTC)
NOW = datetime(2020, 12, 20, tzinfo=UTC)


def positive(subject: str) -> Fact:
    return Fact(str(uuid4()), "environment.resulted", subject, AT, AT, {"result": "positive"})


@pytest.mark.parametrize(("kind", "held"), [("batch", True), ("place", False), ("vehicle", False)])
def test_only_goods_are_held(kind: str, held: bool) -> None:
    pack = load_pack("covid19-cn-7")
    clauses = {task.clause for task in evaluate(pack, [positive(f"{kind}:{uuid4()}")], now=NOW)}
    assert ("goods.hold" in clauses) is held


def test_the_fast_evaluator_agrees() -> None:
    pack = load_pack("covid19-cn-7")
    facts = {f"{kind}:{uuid4()}": None for kind in ("batch", "place", "vehicle") for _ in range(3)}
    told = {subject: [positive(subject)] for subject in facts}
    fast = evaluate_many(pack, told, now=NOW, few=0)
    assert fast == {subject: evaluate(pack, own, now=NOW) for subject, own in told.items()}
