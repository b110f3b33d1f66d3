"""Running a site: checks against the list, staff and their tests, the chain of medical waste."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import FangxianError
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.quarantine.actions import (
    check_site,
    join_staff,
    leave_staff,
    receive_waste,
    sample_staff,
    seal_waste,
    send_waste,
)
from fangxian.response.quarantine.actions.move_waste import differs, tolerance
from fangxian.response.quarantine.checklist import items
from fangxian.response.quarantine.models import Staff, Trouble, WasteLot
from fangxian.response.quarantine.queries import running
from tests.factories import NOON
from tests.quarantine.conftest import DAY, pass_time
from tests.quarantine.test_pages import officer, signed_in

__all__ = ["officer"]

ALL = {item.id: "yes" for item in items()}
HOUR = timedelta(hours=1)


def refused(command) -> str:
    with pytest.raises(FangxianError) as error:
        command()
    return error.value.code


def lot(site, kg: str = "12.50", bags: int = 5) -> WasteLot:
    return seal_waste(site, bags=bags, kg=Decimal(kg), sealed_by="赵保洁")


def sent(one: WasteLot, kg: str) -> WasteLot:
    return send_waste(one, kg=Decimal(kg), carrier="环卫公司", given_by="赵保洁", taken_by="钱司机")


def test_what_does_not_hold_becomes_a_finding_with_a_clock(site):
    said = ALL | {"waste.store": "no"}
    assert refused(lambda: check_site(site, said, checker="孙")) == "checklist.no_note"
    made = check_site(site, said, checker="孙督查", notes={"waste.store": "the lock is broken"})
    (trouble,) = Trouble.objects.all()
    assert (made.failed, trouble.category) == (1, "waste")
    assert "the lock is broken" in trouble.text
    assert TaskRow.objects.get(clause="inspection.rectification").due_at == NOON + 24 * HOUR
    assert FactRow.objects.get(kind="site.inspected").attributes["passed"] is False


def test_every_item_is_answered_and_the_next_check_lies_ahead(site):
    some = dict(list(ALL.items())[1:])
    assert refused(lambda: check_site(site, some, checker="孙")) == "checklist.unanswered"
    request = uuid4()
    for _ in range(2):
        check_site(site, ALL, checker="孙", id=request)
    assert not Trouble.objects.exists()


def test_what_left_is_what_arrived_and_the_clocks_stop(site):
    one = lot(site)
    assert TaskRow.objects.get(clause="waste.removed").due_at == NOON + 48 * HOUR
    pass_time(NOON + HOUR)
    sent(one, "12.45")
    pass_time(NOON + 3 * HOUR)
    receive_waste(one, kg=Decimal("12.40"), bags=5, delivered_by="钱司机", received_by="周接收")
    assert set(TaskRow.objects.filter(subject=one.subject).values_list("state", flat=True)) == {"discharged"}
    assert not Trouble.objects.exists()
    (line,) = running.lots(site)
    assert not line.wrong


def test_a_difference_stands_out_and_is_to_be_explained(site):
    one = lot(site)
    sent(one, "12.50")
    receive_waste(one, kg=Decimal("9.00"), bags=4, delivered_by="钱司机", received_by="周接收")
    (line,) = running.lots(site)
    assert (line.received_off, line.missing_bags, line.wrong) == (Decimal("-3.50"), 1, True)
    assert Trouble.objects.get().category == "waste"


def test_nobody_signs_for_both_sides_and_no_step_is_left_out_or_done_twice(site):
    one = lot(site)
    assert (
        refused(lambda: receive_waste(one, kg=Decimal(1), bags=1, delivered_by="a", received_by="b"))
        == "waste.not_sent"
    )
    alone = {"kg": Decimal(1), "carrier": "x", "given_by": "赵", "taken_by": "赵"}
    assert refused(lambda: send_waste(one, **alone)) == "waste.one_hand"
    sent(one, "12.50")
    sent(one, "12.50")
    assert refused(lambda: sent(one, "11")) == "waste.sent"
    assert refused(lambda: lot(site, "0")) == "waste.weight"


@given(st.decimals("0.01", "99999", places=2), st.decimals("0.01", "99999", places=2))
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_two_weights_differ_only_beyond_what_scales_can_tell(before, after):
    assert differs(before, after) == (abs(before - after) > tolerance(before))
    assert not differs(before, before)


@pytest.fixture
def ninth(outbreak):
    """The 9th edition, which has staff of sites tested every day."""
    from fangxian.response.ledger.models import PackAdoption

    PackAdoption.objects.filter(incident=outbreak).update(pack="covid19-cn-9")


def test_staff_owe_the_tests_of_their_own_rule_and_whoever_missed_one_is_named(ninth, site):
    one, other = join_staff(site, "cleaner", label="保洁-01"), join_staff(site, "medic", label="医-01")
    pass_time(NOON + DAY)
    assert sample_staff(site, [one.id]) == 1
    pass_time(NOON + 2 * DAY)
    first, second = running.roll(site)
    assert (first.staff.id, first.missed > 0) == (other.id, True)
    assert second.missed < first.missed
    leave_staff(other, reason="rotation")
    assert [line.staff.id for line in running.roll(site)] == [one.id]
    assert not TaskRow.objects.filter(subject=other.subject, clause="post.tests_high_risk", state="open").exists()


def test_nobody_is_on_two_rolls(site, outbreak):
    from tests.quarantine.conftest import make_site

    one = join_staff(site, "guard", label="保安-01")
    other = make_site(outbreak, "红光酒店")
    assert refused(lambda: join_staff(other, "guard", person=one.person)) == "staff.elsewhere"
    assert refused(lambda: sample_staff(other, [one.id])) == "staff.not_here"


def test_the_pages_of_a_site_run_through(officer, site):
    def page(name: str, *args) -> str:
        response = officer.get(reverse(f"quarantine:{name}", args=args))
        assert response.status_code == 200
        return response.content.decode()

    assert "Not checked yet" in page("checks", site.id)
    said = {**ALL, "zones.three": "no", "checker": "孙督查", "request_id": uuid4()}
    refused = officer.post(reverse("quarantine:new_check", args=[site.id]), said)
    assert "say what was seen" in refused.content.decode()
    officer.post(reverse("quarantine:new_check", args=[site.id]), said | {"note.zones.three": "one passage only"})
    assert "one passage only" in page("checks", site.id)
    assert "1 finding" in page("site", site.id)
    officer.post(
        reverse("quarantine:new_staff", args=[site.id]), {"label": "保洁-01", "work": "cleaner", "request_id": uuid4()}
    )
    assert "outside the closed loop" in page("staff", site.id)
    staff = Staff.objects.get()
    officer.post(reverse("quarantine:test_staff", args=[site.id]), {"staff": staff.id, "request_id": uuid4()})
    assert FactRow.objects.filter(kind="sample.taken", subject=staff.subject).exists()
    officer.post(reverse("quarantine:drop_staff", args=[staff.id]), {"reason": "", "request_id": uuid4()})
    assert "Nobody is on the roll" in page("staff", site.id)
    sealed = {"bags": 3, "kg": "8.20", "sealed_by": "赵保洁", "request_id": uuid4()}
    officer.post(reverse("quarantine:new_waste", args=[site.id]), sealed)
    one = WasteLot.objects.get()
    send = {"kg": "8.20", "carrier": "环卫公司", "given_by": "赵保洁", "taken_by": "钱司机", "request_id": uuid4()}
    officer.post(reverse("quarantine:move_waste", args=[one.id, "send"]), send)
    receive = {"kg": "6.00", "bags": 2, "delivered_by": "钱司机", "received_by": "周接收", "request_id": uuid4()}
    officer.post(reverse("quarantine:move_waste", args=[one.id, "receive"]), receive)
    assert "bags missing: 1" in page("waste", site.id)
    inspector = signed_in("inspector")
    assert "Seal and weigh" not in inspector.get(reverse("quarantine:waste", args=[site.id])).content.decode()
    assert inspector.post(reverse("quarantine:new_waste", args=[site.id]), sealed).status_code == 403
