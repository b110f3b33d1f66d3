"""Handling is a pure fold: one holder always, whatever arrives, in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.protocol.fact import Fact
from fangxian.response.ledger.handling import Handling, fold, number_in, part_id

START = datetime(2020, 12, 8, 4, 0, tzinfo=UTC)
NODE = str(UUID(int=7))
A, B, C, D = 1, 2, 3, 4


def office(number: int) -> str:
    return f"office:{UUID(int=number)}"


def act(kind: str, minute: float, /, *, fact_id: str = "", corrects: str | None = None, **said: object) -> Fact:
    for name in ("office", "to_office"):
        if isinstance(said.get(name), int):
            said[name] = office(said[name])
    at = START + timedelta(minutes=minute)
    kind = kind if "." in kind else f"task.{kind}"
    return Fact(fact_id or str(uuid4()), kind, f"task:{NODE}", at, at, said, corrects)


def stands(*facts: Fact, owner: int | None = A) -> Handling:
    return fold(facts, owner, NODE)


def test_nobody_has_touched_it() -> None:
    assert stands() == Handling(NODE, A)
    assert stands().untouched


def test_a_receipt_says_when_and_who_and_a_second_one_changes_nothing() -> None:
    once = stands(act("received", 1, office=A, actor="post:1"))
    assert (once.received_at, once.received_by, once.holder) == (START + timedelta(minutes=1), "post:1", A)
    twice = stands(act("received", 1, office=A, actor="post:1"), act("received", 2, office=A, actor="post:2"))
    assert twice == once


def test_a_receipt_by_another_office_says_nothing() -> None:
    assert stands(act("received", 1, office=B)).untouched


def test_a_task_can_be_given_to_another_post_of_the_office() -> None:
    post = f"post:{UUID(int=9)}"
    both = stands(act("received", 1, office=A), act("received", 2, office=A, assignee=post))
    assert (both.assignee, both.received_at) == (9, START + timedelta(minutes=1))


def test_an_offer_moves_nothing() -> None:
    offered = stands(act("offered", 1, office=A, to_office=B, reason="near them"))
    assert offered.holder == A
    assert offered.offer is not None
    assert (offered.offer.to, offered.offer.reason) == (B, "near them")


def test_an_acceptance_moves_the_holder_and_counts_as_receipt() -> None:
    taken = stands(act("offered", 1, office=A, to_office=B), act("accepted", 2, office=B, actor="post:5"))
    assert (taken.holder, taken.trail, taken.offer) == (B, (A,), None)
    assert (taken.received_at, taken.received_by) == (START + timedelta(minutes=2), "post:5")


def test_an_acceptance_by_a_third_office_says_nothing() -> None:
    assert stands(act("offered", 1, office=A, to_office=B), act("accepted", 2, office=C)).holder == A


def test_a_refusal_leaves_it_where_it_was_and_keeps_the_reason() -> None:
    left = stands(act("offered", 1, office=A, to_office=B), act("declined", 2, office=B, reason="no car"))
    assert (left.holder, left.offer) == (A, None)
    assert left.declined is not None
    assert (left.declined.by, left.declined.reason) == (B, "no car")


def test_two_acceptances_leave_one_holder() -> None:
    facts = [
        act("offered", 1, office=A, to_office=B),
        act("offered", 2, office=A, to_office=C),
        act("accepted", 3, office=B),
        act("accepted", 4, office=C),
    ]
    assert stands(*facts).holder == C


def test_a_return_goes_back_to_the_office_it_came_from() -> None:
    facts = [
        act("offered", 1, office=A, to_office=B),
        act("accepted", 2, office=B),
        act("offered", 3, office=B, to_office=C),
        act("accepted", 4, office=C),
        act("returned", 5, office=C, reason="not ours"),
    ]
    back = stands(*facts)
    assert (back.holder, back.trail, back.received_at) == (B, (A,), None)
    assert back.returned is not None
    assert (back.returned.by, back.returned.reason) == (C, "not ours")
    assert stands(*facts, act("returned", 6, office=B, reason="nor ours")).holder == A


def test_a_return_to_the_superior_can_come_back_and_leaves_no_endless_trail() -> None:
    up = stands(act("returned", 1, office=A, to_office=D, reason="wrong district"))
    assert (up.holder, up.trail) == (D, (A,))
    down = stands(
        act("returned", 1, office=A, to_office=D, reason="wrong district"),
        act("returned", 2, office=D, reason="yours all the same"),
    )
    assert (down.holder, down.trail) == (A, ())


def test_a_return_with_nowhere_to_go_says_nothing() -> None:
    assert stands(act("returned", 1, office=A, reason="?")).untouched


def test_receiving_what_was_returned_clears_the_return() -> None:
    facts = [act("returned", 1, office=A, to_office=D, reason="?"), act("received", 2, office=D)]
    assert stands(*facts).returned is None
    assert stands(*facts).received_at is not None


def test_what_was_handed_over_stays_so_though_the_clause_names_another_office_by_now() -> None:
    facts = [act("offered", 1, office=A, to_office=B), act("accepted", 2, office=B)]
    assert stands(*facts, owner=C).holder == B


def test_a_receipt_does_not_follow_the_task_to_another_owner() -> None:
    assert stands(act("received", 1, office=A), owner=C).untouched


def test_splitting_leaves_the_whole_with_its_holder() -> None:
    due = START + timedelta(hours=2)
    split = stands(
        act("split", 1, office=A, parts=[office(B), office(C)], reason="each its streets", due=due.isoformat()),
        act("split", 2, office=A, parts=[office(C), office(D)]),
    )
    assert split.holder == A
    assert [part.office for part in split.parts] == [B, C, D]
    assert (split.parts[0].note, split.parts[0].due_at) == ("each its streets", due)
    assert split.parts[0].id == part_id(NODE, B) == str(uuid5(UUID(NODE), "part:2"))


def test_an_excuse_has_a_reason_and_a_signer_and_can_be_voided() -> None:
    excuse = act("excused", 1, reason="abroad since May", signer="Wang")
    excused = stands(excuse)
    assert excused.excuse is not None
    assert (excused.excuse.reason, excused.excuse.signer) == ("abroad since May", "Wang")
    assert stands(excuse, act("fact.voided", 2, corrects=excuse.id, reason="came back")).untouched


def test_an_offer_taken_back_can_no_longer_be_accepted() -> None:
    offer = act("offered", 1, office=A, to_office=B)
    gone = [offer, act("fact.voided", 2, corrects=offer.id), act("accepted", 3, office=B)]
    assert stands(*gone).untouched


def test_acts_at_the_very_same_moment_are_read_in_the_order_that_makes_sense() -> None:
    moment = [act("accepted", 1, office=B, fact_id=str(UUID(int=1))), act("offered", 1, office=A, to_office=B)]
    assert stands(*moment).holder == B


@pytest.mark.parametrize("reference", [None, "", "office:", "office:12", 3])
def test_a_reference_without_a_number_is_nobody(reference: object) -> None:
    assert number_in(reference) is None


# -- promises ---------------------------------------------------------------------------------------------------

_offices = st.integers(1, 5)


@st.composite
def acts(draw: st.DrawFn) -> Fact:
    """Any act, by anybody, sensible or not."""
    kind = draw(st.sampled_from(["received", "returned", "offered", "accepted", "declined", "split", "excused"]))
    said: dict[str, object] = {"office": draw(st.none() | _offices)}
    if kind in {"offered", "returned"}:
        said["to_office"] = draw(_offices if kind == "offered" else st.none() | _offices)
    if kind == "split":
        said["parts"] = [office(number) for number in draw(st.lists(_offices, max_size=3))]
    named = {name: value for name, value in said.items() if value is not None}
    return act(kind, draw(st.integers(0, 12)), fact_id=str(draw(st.uuids())), **named)


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Acts, and corrections that void some of them."""
    facts = draw(st.lists(acts(), max_size=14))
    voided = draw(st.lists(st.sampled_from(facts), max_size=3, unique_by=lambda fact: fact.id)) if facts else []
    return facts + [act("fact.voided", draw(st.integers(0, 14)), corrects=fact.id) for fact in voided]


@given(histories(), st.data())
def test_order_duplicates_and_late_arrivals_change_nothing(facts: list[Fact], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(facts), max_size=4)) if facts else []
    late = [_learnt_later(fact) for fact in again]
    assert stands(*data.draw(st.permutations(facts + late))) == stands(*facts)


def _learnt_later(fact: Fact) -> Fact:
    later = fact.recorded_at + timedelta(hours=1)
    return Fact(fact.id, fact.kind, fact.subject, fact.at, later, fact.attributes, fact.corrects)


@given(histories(), _offices)
def test_there_is_exactly_one_holder_after_every_act(facts: list[Fact], owner: int) -> None:
    for count in range(len(facts) + 1):
        held = stands(*_standing(facts[:count]), owner=owner)
        assert held.holder is not None
        assert held.holder not in held.trail
        assert len(set(held.trail)) == len(held.trail)


@given(histories(), _offices)
def test_the_holder_is_the_owner_or_whoever_accepted_it_or_got_it_back(facts: list[Fact], owner: int) -> None:
    facts = _standing(facts)
    taken = {number_in(fact.attributes.get("to_office")) for fact in facts if fact.kind == "task.offered"}
    given_back = {number_in(fact.attributes.get("to_office")) for fact in facts if fact.kind == "task.returned"}
    assert stands(*facts, owner=owner).holder in {owner} | taken | given_back
    if not any(fact.kind in {"task.accepted", "task.returned"} for fact in facts):
        assert stands(*facts, owner=owner).holder == owner


@given(histories())
def test_an_offer_or_a_refusal_never_moves_the_holder(facts: list[Fact]) -> None:
    facts = _standing(facts)
    before = stands(*facts).holder
    last = max((fact.at for fact in facts), default=START)
    minute = (last - START).total_seconds() / 60 + 1
    assert stands(*facts, act("offered", minute, to_office=C)).holder == before
    assert stands(*facts, act("offered", minute, to_office=C), act("declined", minute + 1, office=C)).holder == before


def _standing(facts: Sequence[Fact]) -> list[Fact]:
    """Facts as the ledger has them: no correction before the fact it names."""
    known = {fact.id for fact in facts}
    return [fact for fact in facts if fact.corrects is None or fact.corrects in known]


def test_nothing_was_handed_to_an_office_that_cannot_see_it() -> None:
    facts = [act("offered", 1, office=A, to_office=B), act("accepted", 2, office=B)]
    assert fold(facts, A, NODE, blind={B}).untouched
