"""The three conditions of the three circles: days, the last contacts, a clean round; and the wider circle."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.response.containment.actions import declare_zone, lift_zone, record_round
from fangxian.response.containment.criteria import criteria_to_lift
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from tests import factories
from tests.factories import NOON, PIDU, TAIPING

DAY = timedelta(days=1)


@pytest.fixture
def eighth(db, clock_at):
    with access.everywhere():
        factories.workspace()
        factories.areas()
        incident = factories.incident("eighth", pack="covid19-cn-8")
        zone = declare_zone(
            incident, name="太平村", kind="sealed", unit="village", area=TAIPING, effective_from=NOON,
            signed_by="指挥部", last_case_at=NOON,
        )  # fmt: skip
        clock_at(NOON + 20 * DAY)
        yield incident, zone


def truths(zone, at):
    return {check.condition.figure: check.truth for check in criteria_to_lift(zone, at).checks}


def test_without_a_round_a_zone_is_not_lifted_however_long_it_is_clean(eighth):
    _incident, zone = eighth
    found = criteria_to_lift(zone, NOON + 16 * DAY)
    assert found.met is None
    assert [check.truth for check in found.checks] == [True, True, True, None]
    assert found.checks[3].evidence


def test_a_clean_round_counts_for_two_days_and_a_round_that_was_not_clean_for_none(eighth):
    _incident, zone = eighth
    record_round(zone, at=NOON + 15 * DAY, tested=190, all_negative=True)
    assert criteria_to_lift(zone, NOON + 16 * DAY).met is True
    assert criteria_to_lift(zone, NOON + 18 * DAY).met is False
    record_round(zone, at=NOON + 16 * DAY, tested=190, all_negative=False)
    assert truths(zone, NOON + 16 * DAY)["hours_since_round_all_negative"] is False


def test_the_last_contacts_keep_a_zone_until_their_days_are_over_and_they_are_negative(eighth):
    incident, zone = eighth
    contact = factories.contact(incident, area=TAIPING, kind="close", last_exposure=NOON + 3 * DAY, identified_at=NOON)
    figures = ("days_since_last_contact_exposure", "last_contacts_negative")
    assert [truths(zone, NOON + 17 * DAY)[name] for name in figures] == [False, False]
    record([
        Entry(
            kind="sample.resulted", subject=contact.subject, at=NOON + 17 * DAY, area=TAIPING, incident=incident.id,
            attributes={"result": "negative"},
        )
    ])  # fmt: skip
    assert [truths(zone, NOON + 18 * DAY)[name] for name in figures] == [True, True]


def test_the_wider_circle_waits_for_the_stricter_ones(eighth):
    incident, zone = eighth
    wide = declare_zone(
        incident, name="郫都区", kind="prevention", unit="county", area=PIDU, effective_from=NOON, signed_by="指挥部"
    )
    assert criteria_to_lift(wide, NOON + DAY).met is False
    lift_zone(zone, at=NOON + DAY, signed_by="指挥部", reason="x")
    assert criteria_to_lift(wide, NOON + 2 * DAY).met is True
