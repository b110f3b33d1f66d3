"""Whatever a rulebook owes to a person because of what the autopilot records is somebody's duty: nobody is missed."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from fangxian.drill.autopilot.duty import default_duties
from fangxian.drill.autopilot.run import HANDS
from fangxian.drill.scenario.files import shipped_ids
from fangxian.drill.scenario.load import load_scenario
from fangxian.protocol.fact import Fact
from fangxian.protocol.pack import load_pack
from fangxian.protocol.vocabulary import VOCABULARY, refuse

DUTIES = default_duties()
RECORDED = {"case.confirmed", "case.asymptomatic", "exposure.recorded", "person.became_case"}
"""Kinds about people that are recorded without a task that asks for them."""
NOW = datetime(2021, 8, 13, tzinfo=UTC)

VARIANTS = [(name, one.id) for name in shipped_ids() for one in load_scenario(name).manifest.variants]


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_every_clause_about_a_person_is_met_by_a_duty(name: str, variant: str) -> None:
    package = load_scenario(name)
    duties = DUTIES.changed(package.manifest.plan.duties)
    pack = load_pack(package.manifest.variant(variant).pack)
    able = {kind for kind in duties.duty if kind in HANDS or kind in duties.say}
    recorded, unmet = set(RECORDED), set()
    while True:
        opened = [clause for clause in pack.clauses if any(one.kind in recorded for one in clause.opens)]
        follows = {one.kind for clause in opened for one in clause.discharged_by if one.kind in able}
        unmet = {clause.id for clause in opened if not any(one.kind in able for one in clause.discharged_by)
                 and any("person" in VOCABULARY[one.kind].subjects for one in clause.opens)}  # fmt: skip
        if follows <= recorded:
            break
        recorded |= follows
    assert {"exposure.recorded", "case.reported"} <= recorded
    assert unmet <= OF_SOMEBODY_ELSE, "these would be missed by name"


OF_SOMEBODY_ELSE = {"contact.immunoglobulin"}
"""Owed only to people of groups that the hidden city does not know."""


@pytest.mark.parametrize("kind", sorted(DUTIES.say))
def test_what_is_only_said_can_be_said(kind: str) -> None:
    subject = f"{VOCABULARY[kind].subjects[0]}:{uuid4()}"
    refuse(Fact(str(uuid4()), kind, subject, NOW, NOW, DUTIES.say[kind]))
