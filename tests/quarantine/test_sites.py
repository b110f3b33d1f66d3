"""Registering sites, their rooms and stages, daily checks, troubles, closing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.casework.models import FollowUp
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.quarantine.actions import (
    add_rooms,
    check_health,
    close_site,
    end_stay,
    put_right,
    register_site,
    report_trouble,
    set_rooms,
    take_samples,
)
from fangxian.response.quarantine.models import Site, Stay
from fangxian.response.quarantine.queries.sites import board
from tests import factories
from tests.factories import NOON, PIDU
from tests.quarantine.conftest import DAY, EXPOSED, make_site, pass_time, put, room


def stages(site: Site) -> list[str]:
    rows = FactRow.objects.filter(subject=site.subject, kind="site.ready").order_by("seq")
    return [row.attributes["stage"] for row in rows]


def test_each_stage_of_calling_up_is_on_record_once(outbreak):
    site = register_site(outbreak, name="分步酒店", area=PIDU, planned_rooms=6)
    rooms = add_rooms(site, ["1", "2", "3", "4", "5", "6"])
    set_rooms(site, [rooms[0].id], "ready")
    assert stages(site) == []
    set_rooms(site, [rooms[1].id], "ready")
    set_rooms(site, [room.id for room in rooms[2:4]], "ready")
    assert stages(site) == ["third", "half"]
    set_rooms(site, [room.id for room in rooms], "ready")
    set_rooms(site, [rooms[0].id], "soiled")
    set_rooms(site, [rooms[0].id], "ready", agent="chlorine")
    assert stages(site) == ["third", "half", "all"]
    assert FactRow.objects.get(kind="place.disinfected").attributes["note"] == "1; chlorine"


def test_a_place_is_one_site_and_a_room_has_one_number(site, outbreak):
    with pytest.raises(Conflict):
        make_site(outbreak)
    with pytest.raises(Conflict):
        add_rooms(site, ["101"])
    with pytest.raises(Invalid):
        add_rooms(site, ["7", "7"])


def test_a_room_somebody_stays_in_keeps_its_state(site, exposed):
    put(site, exposed())
    with pytest.raises(Conflict) as why:
        set_rooms(site, [room(site).id], "closed")
    assert why.value.code == "room.lived_in"


def test_a_site_closes_once_it_is_empty_and_disinfected(site, exposed):
    (stay,) = put(site, exposed())
    with pytest.raises(Conflict) as why:
        close_site(site)
    assert why.value.code == "site.lived_in"
    end_stay(stay, "hospital", reason="chest pain")
    with pytest.raises(Conflict) as why:
        close_site(site)
    assert why.value.code == "site.soiled"
    set_rooms(site, [room(site).id], "ready", agent="chlorine")
    assert close_site(site).closed_at == NOON
    site.refresh_from_db()
    with pytest.raises(Conflict) as why:
        put(site, exposed(), number="102")
    assert why.value.code == "site.closed"


def test_the_daily_check_is_the_days_follow_up_and_discharges_its_task(site, exposed):
    contact = exposed()
    (stay,) = put(site, contact)
    assert check_health(site, {stay.id: {"outcome": "seen_well", "temperature": Decimal("36.5")}}) == 1
    assert FollowUp.objects.get().contact_id == contact.id
    tasks = TaskRow.objects.filter(subject=contact.subject, clause="contact.daily_check")
    assert tasks.filter(state="discharged").count() == 1


def test_somebody_elses_guest_is_neither_checked_nor_sampled(site, exposed, outbreak):
    (stay,) = put(make_site(outbreak, "乙酒店"), exposed())
    for command in (lambda: check_health(site, {stay.id: {"outcome": "missed"}}), lambda: take_samples(site, [stay])):
        with pytest.raises(Conflict) as why:
            command()
        assert why.value.code == "stay.not_here"


def test_a_trouble_is_a_finding_that_must_be_put_right_and_checked_by_others(site):
    made = report_trouble(site, "waste", "a bag of waste is missing", rectify_by=NOON + timedelta(hours=2))
    finding = f"finding:{made.id}"
    assert TaskRow.objects.get(subject=finding, clause="inspection.rectification").state == "open"
    put_right(made, "found at the back door, weighed again")
    assert TaskRow.objects.get(subject=finding, clause="inspection.rectification").state == "discharged"
    assert TaskRow.objects.get(subject=finding, clause="inspection.recheck").state == "open"
    with pytest.raises(Invalid):
        report_trouble(site, "waste", "again", rectify_by=NOON - DAY)


def test_the_board_counts_who_is_in_came_leaves_and_stays_too_long(site, exposed):
    put(site, exposed(), exposed(), number="201")
    put(site, exposed(last_exposure=EXPOSED - DAY))
    (line,) = board()
    assert (line.inside, line.entered, line.leaving, line.over) == (3, 3, 0, 0)
    assert line.free == {"single": 5}
    pass_time(EXPOSED + 14 * DAY)
    (line,) = board()
    assert (line.inside, line.entered, line.leaving, line.over) == (3, 0, 2, 1)


def test_only_the_areas_own_sites_are_seen_and_its_people_wherever_they_are(site, exposed, outbreak):
    (stay,) = put(site, exposed(person={"area": "510108"}))
    with access.area("510108"):
        assert board() == []
        assert Stay.objects.get().id == stay.id


def test_planning_needs_its_right(outbreak):
    with pytest.raises(NotAllowed):
        register_site(outbreak, name="某酒店", area=PIDU, planned_rooms=3, by=factories.post(duty="community_worker"))


def test_the_counts_of_a_large_city_are_shared_for_a_while_and_those_of_a_small_one_never(site, exposed, monkeypatch):
    from fangxian.response.jurisdiction import sharing
    from fangxian.response.quarantine.queries import sites as module

    put(site, exposed(), number="101")
    (first,) = module.board()
    put(site, exposed(), number="102")
    assert (first.inside, module.board()[0].inside) == (1, 2), "a small one is counted anew each time"
    now = [100.0]
    monkeypatch.setattr(module._boards, "large", 1)
    monkeypatch.setattr(module._boards, "_kept", {})
    monkeypatch.setattr(sharing, "monotonic", lambda: now[0])
    module.board()
    put(site, exposed(), number="103")
    assert module.board()[0].inside == 2
    with access.area("510108"):
        assert module.board() == [], "and never shared with those who see something else"
    now[0] += sharing.KEPT_S
    assert module.board()[0].inside == 3
