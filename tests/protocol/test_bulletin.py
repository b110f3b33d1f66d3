"""What a bulletin counts: each person, zone and round once, by what was last said of them and not taken back."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.protocol.bulletin import COUNTED, COUNTED_KINDS, counted
from fangxian.protocol.vocabulary import VOCABULARY


class Said(NamedTuple):
    kind: str
    subject: str
    attributes: dict[str, Any] = {}
    id: str = ""
    corrects: str | None = None


CONFIRMED, EXPOSED = Said("case.confirmed", "a", id="1"), Said("exposure.recorded", "b", {"kind": "close"}, "2")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([CONFIRMED, CONFIRMED], {"confirmed": 1}),
        ([Said("case.asymptomatic", "a"), CONFIRMED], {"confirmed": 1, "asymptomatic": 0}),
        ([CONFIRMED, Said("case.excluded", "a")], {"confirmed": 0}),
        ([CONFIRMED, Said("fact.voided", "a", id="3", corrects="1")], {"confirmed": 0}),
        ([EXPOSED], {"contacts": 1}),
        ([EXPOSED, CONFIRMED._replace(subject="b")], {"contacts": 0, "confirmed": 1}),
        ([Said("exposure.recorded", "b", {"kind": "general"})], {"contacts": 0}),
        ([EXPOSED, Said("exposure.voided", "b")], {"contacts": 0}),
        ([Said("zone.opened", "z"), Said("zone.opened", "y"), Said("zone.lifted", "z")], {"zones": 1}),
        (
            [Said("testing.progress", "r", {"sampled": 5}), Said("testing.progress", "r", {"sampled": 9}),
             Said("testing.progress", "q", {"sampled": 1}), Said("testing.progress", "q", {"resulted": 1})],
            {"sampled": 10},
        ),
    ],
)  # fmt: skip
def test_the_last_word_counts_once(facts: list[Said], expected: dict[str, int]) -> None:
    found = counted(facts)
    assert {name: found[name] for name in expected} == expected
    assert set(found) == set(COUNTED)


def test_of_two_relationships_one_taken_back_leaves_a_contact() -> None:
    both = [Said("exposure.recorded", "b", {"kind": "close", "relationship": name}) for name in "xy"]
    back = [Said("exposure.voided", "b", {"relationship": name}) for name in "xy"]
    assert counted([*both, back[0]])["contacts"] == 1
    assert counted([*both, *back])["contacts"] == 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["case.confirmed", "case.asymptomatic", "exposure.recorded"]), st.sampled_from("abcd")
        )
    )
)
def test_nobody_is_counted_in_two_figures_of_people(told: list[tuple[str, str]]) -> None:
    found = counted(Said(kind, who, {"kind": "close"}) for kind, who in told)
    assert found["confirmed"] + found["asymptomatic"] + found["contacts"] == len({who for _kind, who in told})


def test_every_kind_it_reads_is_a_word() -> None:
    assert set(COUNTED_KINDS) <= set(VOCABULARY)
