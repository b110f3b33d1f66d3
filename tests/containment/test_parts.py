"""A zone over several communities is read from within each of them; who needs what in it, only where they live."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.containment.actions import (
    Covered,
    declare_zone,
    issue_permit,
    lift_zone,
    open_service_point,
    pass_gate,
    propose_zone,
    raise_need,
    report_infection,
)
from fangxian.response.containment.models import Need, Permit, ServicePoint, Zone
from fangxian.response.containment.queries import zones_as_of
from fangxian.response.containment.queries.one import the_permit
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import within
from fangxian.response.ledger.models import FactRow, TaskRow
from tests import factories
from tests.factories import NOON, PIDU, PITONG, TAIPING

HEBIAN, THIRD = "510117001219", "510117001220"


@pytest.fixture
def zone(outbreak):
    """A zone of two compounds in two communities of one street."""
    number = uuid4()
    units = [{"id": "", "area": code, "name": code, "level": "village", "people": 90} for code in (TAIPING, HEBIAN)]
    propose_zone(
        outbreak, kind="medium", unit="village", area=PITONG, reason="相邻两村", triggered_at=NOON - timedelta(hours=4),
        covered=Covered(units=units, people=180), id=number,
    )  # fmt: skip
    return declare_zone(
        outbreak, name="两村中风险区", kind="medium", unit="village", area=PITONG, id=number, signed_by="指挥部",
        effective_from=NOON - timedelta(hours=3), last_case_at=NOON - timedelta(hours=9),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("where", "seen"),
    [(TAIPING, 1), (HEBIAN, 1), (PITONG, 1), (PIDU, 1), (THIRD, 0), ("510117002", 0), ("510108", 0)],
)
def test_it_is_on_the_board_of_its_communities_and_of_nobody_elses(zone, where, seen):
    with access.area(where):
        views = zones_as_of(zone.incident_id, NOON)
    assert [(view.id, view.kind, view.clean_days) for view in views] == [(zone.id, "medium", 0)] * seen


def test_without_a_scope_nothing_of_it_is_seen(zone):
    open_service_point(zone, "supply", "东门")
    with access.nowhere():
        assert (Zone.objects.count(), ServicePoint.objects.count()) == (0, 0)


def test_from_within_it_is_read_and_never_written(zone):
    with access.area(TAIPING):
        assert Zone.objects.filter(id=zone.id).update(name="x") == 0
        with pytest.raises(NotAllowed):
            lift_zone(zone, at=NOON, signed_by="x", reason="x", by=factories.post(TAIPING, "director"))
    assert Zone.objects.get().name == "两村中风险区"


def test_a_need_is_seen_where_it_is_and_its_clock_is_that_communitys(zone):
    own = factories.office(TAIPING, "community")
    with access.area(TAIPING):
        need = raise_need(zone, "dialysis", where="3栋", by=factories.post(TAIPING, "community_worker"))
        assert list(Need.objects.all()) == [need]
    assert TaskRow.objects.get(subject=need.subject).office_id == own.id
    with access.area(HEBIAN):
        assert not Need.objects.exists()
    with access.area(PITONG):
        assert Need.objects.count() == 1


def test_the_street_says_in_which_part_a_need_is(zone):
    by = factories.post(PITONG, "street_officer")
    assert raise_need(zone, "food", where="1栋", area=HEBIAN, by=by).area == HEBIAN
    assert raise_need(zone, "food", where="1栋", by=by).area == PITONG
    with pytest.raises(Invalid) as refused:
        raise_need(zone, "food", where="1栋", area=THIRD, by=by)
    assert refused.value.code == "zone.part"


def test_a_worker_from_outside_records_nothing_inside(zone):
    by = factories.post(THIRD, "community_worker")
    with access.area(THIRD), pytest.raises(NotAllowed):
        raise_need(zone, "food", where="1栋", by=by)


def test_any_gate_of_the_zone_reads_a_permit_and_no_other_place_does(zone):
    with access.area(TAIPING):
        held = issue_permit(
            zone, holder="3栋 501", reason="care", destination="区医院", signer="李", valid_from=NOON,
            valid_to=NOON + timedelta(hours=2), by=factories.post(TAIPING, "community_worker"),
        )  # fmt: skip
    with access.area(HEBIAN):
        assert not Permit.objects.exists(), "the list of another part's permits stays there"
        guard = factories.post(HEBIAN, "community_worker")
        assert pass_gate(the_permit(held.code), by=guard).outside
    with access.area(THIRD), pytest.raises(NotAllowed):
        pass_gate(held, by=factories.post(THIRD, "community_worker"))


def test_who_was_found_infected_is_not_read_from_within(zone):
    report_infection(zone, at=NOON, person=factories.person(area=HEBIAN).subject)
    with access.area(TAIPING):
        assert not FactRow.objects.filter(subject=zone.subject).exists()


def test_a_grid_workers_page_shows_the_zone_without_who_and_the_notice(zone, client):
    from fangxian.response.containment.actions import publish_notice

    factories.areas()
    notice = publish_notice(zone, signer="指挥长", help_line="12320", until=NOON + timedelta(days=14))
    client.force_login(factories.post(TAIPING, "community_worker").holder)
    assert zone.name in client.get("/zones/").content.decode()
    page = client.get(f"/zones/{zone.id}/")
    assert page.context["clocks"] == []
    assert (page.context["whole"], page.context["criteria"]) == (False, None)
    assert notice.serial in page.content.decode()
    assert "12320" in client.get(f"/documents/{notice.id}/").content.decode()
    assert client.get(f"/zones/{zone.id}/inside/").context["may_write"]
    assert client.get(f"/api/v1/zones/{zone.id}/criteria").status_code == 403
    client.force_login(factories.post(THIRD, "community_worker").holder)
    assert client.get(f"/zones/{zone.id}/").status_code == 404


CODES = st.sampled_from(
    ["51", "5101", "510117", "510117001", "510117001218", "510117001219", "510117002", "510117002001", "5102", "12"]
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.sets(CODES, min_size=1, max_size=3), scope=CODES)
def test_a_zone_is_seen_exactly_where_one_of_its_parts_and_the_reader_meet(outbreak, parts, scope):
    around = min(parts) if len(parts) == 1 else ""
    made = Zone.objects.create(
        incident=outbreak, name="x", kind="medium", area=around, areas=sorted(parts), effective_from=NOON, signed_by="x"
    )
    with access.area(scope):
        seen = Zone.objects.filter(id=made.id).exists()
    assert seen == any(within(part, scope) or within(scope, part) for part in parts)
