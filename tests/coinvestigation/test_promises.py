"""Whatever the order of offers, answers, returns and forwards: nobody is without an owner, and no sheet ends early."""

from __future__ import annotations

from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from fangxian.errors import FangxianError
from fangxian.protocol.settle import settle
from fangxian.response.coinvestigation.actions import (
    Letter,
    accept_persons,
    correct_outcomes,
    forward_persons,
    offer_again,
    receive_sheet,
    return_persons,
    settle_persons,
)
from fangxian.response.coinvestigation.models import Listed, Outcome, Sheet, State
from fangxian.response.coinvestigation.policies import holding_area
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import TaskRow
from fangxian.response.ledger.store import of_subjects
from tests.coinvestigation.conftest import CHENGHUA, JINJIANG, TIANJIN, build
from tests.factories import PIDU

AREAS = (PIDU, CHENGHUA, JINJIANG, TIANJIN)
STEP = st.tuples(
    st.sampled_from(["accept", "return", "again", "forward", "settle", "receive", "together", "correct", "reopen"]),
    st.integers(0, 5),
    st.sampled_from(AREAS),
    st.sampled_from(Outcome.values),
)


def act(step: str, listed: Listed, area: str, outcome: str) -> None:
    """One command, as either side may try it; a refusal changes nothing."""
    people = [listed.id]
    match step:
        case "accept":
            accept_persons(people, name="A")
        case "together":
            accept_persons(Listed.objects.filter(sheet=listed.sheet_id).values_list("id", flat=True), name="A")
        case "return":
            return_persons(people, reason="not here")
        case "again":
            offer_again(people, note="checked")
        case "forward":
            forward_persons(people, to=area, letter=Letter())
        case "settle":
            settle_persons(people, outcome, name="A", note="seen by the street office", to=area)
        case "correct" | "reopen":
            right = outcome if step == "correct" else ""
            correct_outcomes(people, right, reason="a slip", note="seen by the street office", to=area)
        case _:
            receive_sheet(listed.sheet, name="A")


def check() -> None:
    """What holds after every command."""
    ways: dict[object, list[Listed]] = {}
    for one in Listed.objects.select_related("sheet").order_by("leg"):
        ways.setdefault(one.chain, []).append(one)
    for legs in ways.values():
        last = legs[-1]
        assert holding_area(last)
        assert last.responsible
        owners = {(leg.responsible, leg.sheet.to_area if leg.with_receiver else leg.sheet.from_area) for leg in legs
                  if leg.ended_at is None}  # fmt: skip
        assert len(owners) == (0 if last.ended_at else 1)
        assert sum(leg.state == State.OFFERED for leg in legs) <= 1
        assert [leg.state == State.OFFERED for leg in legs[:-1]].count(True) == 0
        if last.ended_at is not None:
            assert all(leg.ended_at is not None for leg in legs)
    for sheet in Sheet.objects.prefetch_related("people"):
        assert (sheet.ended_at is not None) == all(one.ended_at is not None for one in sheet.people.all())
    for one in Listed.objects.all():
        owed = TaskRow.objects.filter(subject=one.subject, clause="coinvestigation.result", state="open").count()
        again = TaskRow.objects.filter(subject=one.subject, clause="coinvestigation.sent_again", state="open").count()
        facts = settle(stored.fact for stored in of_subjects([one.subject], [one.incident_id])).entries
        said = [entry.fact.attributes["outcome"] for entry in facts if entry.fact.kind == "coinvestigation.resulted"]
        assert said == ([one.outcome] if one.outcome else [])
        if one.ended_at is not None:
            assert (owed, again) == (0, 0)
        elif one.state == State.RETURNED:
            assert owed == 0
        else:
            assert owed == 1


class Promises(TestCase):
    @settings(max_examples=12, phases=[Phase.explicit, Phase.generate])
    @given(steps=st.lists(STEP, min_size=1, max_size=9))
    def test_every_person_has_one_responsible_office_and_a_sheet_ends_when_all_have(self, steps):
        world = build()
        world.send(*(world.contact(stay) for stay in (CHENGHUA, CHENGHUA, TIANJIN)))
        with access.everywhere():
            check()
            for step, index, area, outcome in steps:
                people = list(Listed.objects.select_related("sheet").order_by("chain", "-leg"))
                try:
                    with transaction.atomic():
                        act(step, people[index % len(people)], area, outcome)
                except FangxianError:
                    pass
                check()
