"""Recording how an illness ended."""

from __future__ import annotations

import pytest

from fangxian.errors import Invalid
from fangxian.response.casework.actions import record_outcome
from tests import factories
from tests.casework.ledger import kinds
from tests.factories import NOON


@pytest.mark.parametrize(("outcome", "kind"), [("recovered", "case.recovered"), ("died", "case.died")])
def test_the_case_shows_it_and_the_ledger_says_it(outbreak, outcome, kind):
    case = record_outcome(factories.case(outbreak), outcome, at=NOON)
    case.refresh_from_db()
    assert case.outcome == outcome
    assert kinds(case.subject) == [kind]


def test_no_other_outcome_is_known(outbreak):
    with pytest.raises(Invalid):
        record_outcome(factories.case(outbreak), "vanished", at=NOON)
