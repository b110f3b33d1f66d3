"""Coverage to the last name: the grid worker's list, names for a purpose, reasons that show in the rate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.ledger.models import FactRow
from fangxian.response.testing.actions import Resident, load_roll, note_absence, reveal_missing
from fangxian.response.testing.models import EXCUSED, Laboratory, Retest, RollEntry, Round
from fangxian.response.testing.queries.coverage import missing, noted, reasons, recount
from fangxian.response.testing.queries.positives import awaited
from fangxian.response.testing.queries.rounds import coverage_totals
from tests import factories
from tests.factories import NOON, PIDU, TAIPING
from tests.testing.conftest import Phone, make_batch, number_of, someone
from tests.testing.test_laboratory import run
from tests.testing.test_pages import signed_in


@pytest.fixture
def roll(round_: Round) -> list[UUID]:
    """Ten people of a building in Taiping; their entries by door."""
    people = [Resident(number_of(n), "王小明", TAIPING, "1幢", f"{n}室", phone="13800000000") for n in range(10)]
    load_roll(round_, people)
    return [row.id for row in RollEntry.objects.order_by("door")]


@pytest.mark.parametrize("absence", RollEntry.Absence.values)
def test_every_reason_shows_in_the_rate_or_keeps_the_person_owed(round_: Round, roll: list[UUID], absence: str) -> None:
    note_absence(round_, roll[0], absence=absence)
    owed = 9 if absence in EXCUSED else 10
    assert coverage_totals(round_).owed == owed
    assert (len(missing(round_, TAIPING)), len(noted(round_, TAIPING))) == (owed, 10 - owed)
    assert reasons(round_, PIDU) == {absence: 1}
    assert recount(round_) == 0
    note_absence(round_, roll[0], absence="")
    assert (coverage_totals(round_).owed, reasons(round_, PIDU)) == (10, {})


def test_the_ill_the_refusing_and_only_they_stay_owed() -> None:
    assert set(RollEntry.Absence.values) - set(EXCUSED) == {"ill", "refused"}


def test_names_are_read_for_a_purpose_and_the_reading_is_recorded(round_: Round, roll: list[UUID]) -> None:
    worker = factories.post(TAIPING, "community_worker")
    with pytest.raises(Invalid):
        reveal_missing(round_, roll, " ", area=TAIPING, request=uuid4(), by=worker)
    assert not FactRow.objects.filter(kind="testing.roll_read").exists()
    cards = reveal_missing(round_, roll[:3], "上门通知采样", area=TAIPING, request=uuid4(), by=worker)
    assert {(one.name, one.phone, one.id_number) for one in cards.values()} == {("王小明", "13800000000", "")}
    fact = FactRow.objects.get(kind="testing.roll_read")
    assert fact.attributes["purpose"] == "上门通知采样"
    assert fact.attributes["entries"] == sorted(map(str, roll[:3]))


def test_only_those_sent_to_the_doors_and_those_who_may_read_identities_see_names(
    round_: Round, roll: list[UUID]
) -> None:
    for at, duty, allowed in (
        (TAIPING, "community_worker", True),
        (PIDU, "epidemiologist", True),
        (PIDU, "duty_officer", False),
        (TAIPING, "inspector", False),
        ("510108001001", "community_worker", False),
    ):
        post, said = factories.post(at, duty), {"area": TAIPING, "request": uuid4()}
        if allowed:
            assert reveal_missing(round_, roll[:1], "上门通知", **said, by=post)
        else:
            with pytest.raises(NotAllowed):
                reveal_missing(round_, roll[:1], "上门通知", **said, by=post)


def test_the_phone_page_masks_reveals_and_tells_the_rate_again(round_: Round, roll: list[UUID]) -> None:
    worker = signed_in("community_worker", TAIPING)
    address = reverse("testing:missing", args=[round_.id])
    page = worker.get(address).content.decode()
    assert "王小明" not in page
    assert "To be tested 10 = on the roll 10 − excused 0" in page
    refused = worker.post(address, {"purpose": "x", "request_id": uuid4()})
    assert refused.status_code == 422
    shown = worker.post(address, {"purpose": "上门通知采样", "request_id": uuid4()})
    assert 'href="tel:13800000000"' in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    row = worker.post(
        reverse("testing:absence", args=[round_.id, roll[0]]),
        {"absence": "dead", "area": TAIPING},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "To be tested 9 = on the roll 10 − excused 1" in row
    assert "hx-swap-oob" in row
    excused = worker.get(address, {"reason": "excused"}).content.decode()
    assert '<option value="dead" selected>' in excused
    inspector = signed_in("inspector")
    assert inspector.post(address, {"purpose": "看看是谁", "request_id": uuid4()}).status_code == 403


def test_positive_tubes_and_who_waits_show_on_the_command_screen_at_once(
    phone: Phone,
    round_: Round,
    laboratory: Laboratory,
    clock_at: Any,
) -> None:
    director = signed_in("director")
    assert "awaiting_retest" not in director.get("/").content.decode()
    phone.send(make_batch([someone(n, "T-1") for n in range(4)]))
    run(round_, laboratory, ["T-1"], T_1="grey")
    found = awaited(round_.incident_id, NOON)
    assert (found.tubes, found.people, found.held, found.waiting) == (1, 4, 0, 4)
    page = director.get("/").content.decode()
    assert 'data-figure="awaiting_retest"' in page
    clock_at(NOON + timedelta(hours=1))
    again = make_batch([someone(0, "R-1", at=(NOON + timedelta(minutes=30)).isoformat())], {"R-1": "retest"})
    again["sent_at"] = (NOON + timedelta(hours=1)).isoformat()
    phone.send(again)
    assert Retest.objects.exclude(sample=None).count() == 1
    assert awaited(round_.incident_id, NOON + timedelta(hours=1)).waiting == 3
    assert awaited(round_.incident_id, NOON).waiting == 4, "as it was known then"
