"""Totals that an office stated, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from fangxian.response.information.queries.published import days
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from tests import factories
from tests.factories import NOON, PIDU

HOUR = timedelta(hours=1)


@pytest.fixture
def state(db):
    """Records what an office states of a round, so many hours after noon of the 8th."""
    with access.everywhere():
        factories.workspace(clock=NOON + 96 * HOUR)
        incident = factories.incident("stated", pack="covid19-cn-7")

        def say(of, hours, **figures):
            at = NOON + hours * HOUR
            record([Entry("testing.progress", f"round:{of}", at, PIDU, figures, incident=incident.id, id=uuid4())])

        say.incident = incident
        yield say


def of(state, hours=96):
    return days(state.incident.id, NOON + hours * HOUR, clock.zone())


def test_the_last_word_of_each_day_counts_and_says_how_many_more(state):
    one = uuid4()
    state(one, 0, sampled=100, resulted=40, positive=1)
    state(one, 6, sampled=250, resulted=90, positive=1)
    state(one, 24, sampled=700, resulted=300, positive=2)
    assert [(row.day, row.sampled, row.more, row.resulted, row.positive) for row in of(state)] == [
        (date(2020, 12, 8), 250, None, 90, 1), (date(2020, 12, 9), 700, 450, 300, 2),
    ]  # fmt: skip


def test_rounds_are_added_and_one_that_says_nothing_more_keeps_its_total(state):
    village, town = uuid4(), uuid4()
    state(village, 0, sampled=100)
    state(town, 24, sampled=1000)
    assert [row.sampled for row in of(state)] == [100, 1100]


def test_a_figure_that_nobody_stated_is_not_nought(state):
    state(uuid4(), 0, resulted=40)
    (row,) = of(state)
    assert (row.sampled, row.more, row.resulted) == (None, None, 40)


def test_evening_and_midnight_are_two_local_days(state):
    one = uuid4()
    state(one, 11, sampled=10)
    state(one, 13, sampled=30)
    assert [(row.day.day, row.sampled) for row in of(state)] == [(8, 10), (9, 30)]
