"""Establishing the day of onset."""

from __future__ import annotations

from datetime import date

import pytest

from fangxian.errors import Invalid
from fangxian.response.casework.actions import record_onset
from tests import factories
from tests.casework.ledger import said


def test_the_case_shows_it_and_the_ledger_says_it(outbreak):
    case = record_onset(factories.case(outbreak, onset_on=None), date(2020, 12, 5))
    case.refresh_from_db()
    assert case.onset_on == date(2020, 12, 5)
    assert said(case.subject, "case.onset_established") == {"onset_on": "2020-12-05"}


def test_a_day_to_come_is_refused(outbreak):
    with pytest.raises(Invalid) as refused:
        record_onset(factories.case(outbreak), date(2020, 12, 9))
    assert refused.value.code == "case.onset_future"
