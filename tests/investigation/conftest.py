"""Forms are filled in for a case of the small rulebook, at noon of 8 December 2020."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.response.casework.actions import record_visit, report_case
from fangxian.response.casework.models import Case
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from tests.casework.conftest import _in_english, everywhere, outbreak, tracer
from tests.factories import NOON, PIDU, TAIPING

__all__ = ["_in_english", "everywhere", "outbreak", "tracer"]

CORE = {
    "sex": "female", "age": "69", "symptomatic": "no", "route": "fever_clinic", "zone_proposed": "no",
}  # fmt: skip
"""Answers that the general core facts need, beside what the register and the record hold."""


@pytest.fixture
def case(outbreak, tracer) -> Case:
    """A case reported three hours ago, with an identity and one visit."""
    at = NOON - timedelta(hours=3)
    made = report_case(outbreak, number="PD-1", classification="confirmed", at=at, area=PIDU)
    card = IdentityCard(name="张某某", id_number="11010519491231002X", phone="13812345678", address="太平村 1 组")
    set_identity(made.person, card)
    record_visit(
        outbreak, person=made.person, began_at=NOON - timedelta(days=1), ended_at=NOON - timedelta(hours=22),
        place="太平村小卖部", place_area=TAIPING, category="shop",
    )  # fmt: skip
    return made
