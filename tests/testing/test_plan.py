"""A plan is worked out from what the round holds, signed by somebody, and worked out again while the round runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.ledger.models import FactRow, Incident
from fangxian.response.registry.actions import House, load_units
from fangxian.response.testing import jobs
from fangxian.response.testing.actions import (
    Resident,
    cancel_plan,
    close_round,
    load_roll,
    open_laboratory,
    request_plan,
    run_plan,
    sign_plan,
    widen_round,
)
from fangxian.response.testing.models import Plan, Registration, Round, Station
from fangxian.response.testing.pages import plans as pages
from fangxian.response.testing.planning.slots import hours, slots_of
from fangxian.response.testing.planning.units import Unit, gathered, units_of
from fangxian.response.testing.planning.wish import Spot, Wish
from tests import factories
from tests.factories import NOON, PIDU, PITONG, TAIPING
from tests.testing.conftest import Phone, make_batch, number_of, someone
from tests.testing.test_pages import signed_in

WISH = Wish(
    begins_at=NOON,
    ends_at=NOON + timedelta(hours=10),
    results_at=NOON + timedelta(hours=20),
    table_people=600,
    table_hour=80,
)

WISH_FIELDS = {name: getattr(WISH, name) for name in WISH.__dataclass_fields__}


def houses(count: int = 6, people: int = 300, area: str = TAIPING) -> list[House]:
    """Buildings in a row, two hundred metres apart."""
    return [House(area, f"{n}幢", str(people), f"{103.9 + n * 0.002:.4f}", "30.8", n + 2) for n in range(1, count + 1)]


def draft(of: Round, wish: Wish = WISH) -> Plan:
    return run_plan(request_plan(of, wish))


def test_everybody_has_a_table_within_the_walk_or_is_named_with_the_reason(round_: Round) -> None:
    load_units([*houses(), House(TAIPING, "远处", "50", "104.3", "30.8")])
    far = Spot("学校", TAIPING, 103.905, 30.8, 5)
    result = draft(round_, Wish(**{**WISH_FIELDS, "spots": (far,), "walk_m": 1500})).result
    assert (result["people"], result["done"]) == (1850, 0)
    (station,) = result["stations"]
    assert (station["name"], sum(station["people"])) == ("学校", 1800)
    assert station["tables"] * 600 >= 1800
    assert [(one["building"], one["unserved"]) for one in result["units"] if one["unserved"]] == [("远处", 50)]
    why = next(one["why"] for one in result["units"] if one["unserved"])
    assert "on foot" in why["en"]
    assert "步行" in why["zh"]
    assert sum(people for _unit, _station, _slot, people in result["visits"]) == 1800


def test_every_figure_names_its_source(round_: Round) -> None:
    load_units(houses())
    norms = {one["key"]: one for one in draft(round_).result["norms"]}
    assert norms["table_people"]["within"] == "600–800"
    assert "2022-05-13" in norms["table_people"]["source"]
    assert (norms["table_hour"]["within"], norms["table_hour"]["mark"]) == ("80–100", "R")
    assert norms["walk_m"]["source"] == "entered"
    assert norms["pool"]["value"] == 10
    assert all(one["source"] for one in norms.values())


def test_what_the_rulebook_excludes_is_refused_with_its_text(round_: Round) -> None:
    with pytest.raises(Invalid) as refused:
        request_plan(round_, Wish(**{**WISH_FIELDS, "table_people": 1500}))
    assert refused.value.code == "plan.norm"
    assert "2022-05-13" in str(refused.value)
    with pytest.raises(Invalid) as refused:
        request_plan(round_, Wish(**{**WISH_FIELDS, "ends_at": NOON - timedelta(hours=1)}))
    assert refused.value.context["field"] == "ends_at"


def test_staff_and_laboratories_show_their_gaps(round_: Round) -> None:
    load_units(houses(6, 600))
    open_laboratory(name="检测中心", area=PIDU, tubes_a_day=240, lon=103.91, lat=30.81)
    result = draft(round_, Wish(**{**WISH_FIELDS, "staff": {"sampler": 2}})).result
    assert result["staff"]["sampler"]["needed"] > result["staff"]["sampler"]["available"] == 2
    assert result["staff"]["registrar"]["available"] is None
    assert result["hours_with_staff"] > result["hours"]
    (lab,) = result["labs"]
    assert lab["tubes"] == sum(sum(one["tubes"]) for one in result["stations"])
    assert result["tubes_without_lab"] > 0


def test_a_plan_that_keeps_to_the_staff_says_who_is_left(round_: Round) -> None:
    load_units(houses(6, 600))
    wish = Wish(**{**WISH_FIELDS, "staff": {"sampler": 2}, "keep_to_staff": True})
    result = draft(round_, wish).result
    assert sum(one["tables"] for one in result["stations"]) == 2
    assert sum(one["unserved"] for one in result["units"]) == 3600 - 1200


def test_the_roll_counts_before_the_register_and_the_register_before_the_census(round_: Round) -> None:
    load_units(houses(2, 100))
    assert [(one.building, one.people) for one in units_of(round_)] == [("1幢", 100), ("2幢", 100)]
    load_roll(round_, [Resident(number_of(n), "王", TAIPING, "1幢", f"{n}室") for n in range(3)])
    assert [(one.building, one.people, one.exact) for one in units_of(round_)] == [("1幢", 3, True)]


def test_signing_is_a_fact_and_opens_the_stations_once(round_: Round) -> None:
    load_units(houses())
    plan = draft(round_)
    assert not Station.objects.exists(), "a draft opens nothing"
    for _time in range(2):
        sign_plan(plan, signed_by="指挥长")
    fact = FactRow.objects.get(kind="testing.plan_signed")
    tables = sum(Station.objects.values_list("tables", flat=True))
    assert (fact.attributes["signer"], fact.attributes["tables"]) == ("指挥长", tables)
    assert fact.attributes["stations"] == Station.objects.count() == len(plan.result["stations"])
    with pytest.raises(Conflict):
        cancel_plan(plan)


def test_planning_again_while_it_runs_keeps_what_is_done(round_: Round, clock_at: Any) -> None:
    load_units(houses(2, 400))
    load_roll(round_, [Resident(number_of(n), "王", TAIPING, f"{1 + n % 2}幢", f"{n}室") for n in range(20)])
    sign_plan(draft(round_), signed_by="指挥长")
    stations = list(Station.objects.order_by("id").values_list("id", "tables"))
    phone = Phone(Station.objects.order_by("id")[0])
    phone.send(make_batch([someone(n) for n in range(6)]))
    clock_at(NOON + timedelta(hours=4))
    again = draft(round_)
    assert (again.result["people"], again.result["done"]) == (20, 6)
    assert sum(sum(one["people"]) for one in again.result["stations"]) == 14
    assert again.result["slots"][0][0] == (NOON + timedelta(hours=4)).isoformat()
    assert {one["station"] for one in again.result["stations"]} >= {str(one) for one, _tables in stations}
    sign_plan(again, signed_by="指挥长")
    assert {one for one, _tables in stations} <= set(Station.objects.values_list("id", flat=True))
    assert Registration.objects.filter(round=round_.serial).count() == 6
    assert FactRow.objects.filter(kind="testing.plan_signed").count() == 2


def test_a_wider_round_needs_another_plan(outbreak: Incident) -> None:
    from fangxian.response.testing.actions import open_round

    made = open_round(outbreak, scope=[TAIPING], deadline=NOON + timedelta(hours=20), signed_by="指挥部")
    load_units(houses())
    plan = draft(made)
    widen_round(made, scope=[PITONG])
    with pytest.raises(Conflict) as refused:
        sign_plan(plan, signed_by="指挥长")
    assert refused.value.code == "plan.scope"
    close_round(Round.objects.get(id=made.id))
    with pytest.raises(Conflict):
        request_plan(made, WISH)


def test_planning_takes_the_right_to_plan(round_: Round) -> None:
    load_units(houses())
    plan = draft(round_)
    for act in (
        lambda: request_plan(round_, WISH, by=factories.post(PIDU, "inspector")),
        lambda: sign_plan(plan, signed_by="x", by=factories.post(TAIPING, "community_worker")),
        lambda: cancel_plan(plan, by=factories.post("510108", "director")),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_plan_of_nobody_says_what_is_missing(round_: Round) -> None:
    plan = request_plan(round_, WISH)
    with pytest.raises(Invalid) as refused:
        run_plan(plan)
    assert refused.value.code == "plan.nobody"
    assert Plan.objects.get().state == Plan.State.FAILED


def test_a_large_plan_runs_beside_and_heeds_whoever_calls_it_off(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_units(houses(200, 5))
    deferred: list[dict[str, Any]] = []
    monkeypatch.setattr(jobs.work_plan_out, "defer", lambda **said: deferred.append(said))
    first, second = request_plan(round_, WISH), request_plan(round_, WISH)
    for one in (first, second):
        pages.start(one)
    cancel_plan(first)
    for one in deferred:
        jobs.work_plan_out.func(**one)
    states = list(Plan.objects.order_by("number").values_list("state", flat=True))
    assert states == [Plan.State.CANCELLED, Plan.State.DRAFT]
    assert sum(sum(one["people"]) for one in Plan.objects.get(number=2).result["stations"]) == 1000


HOMES = st.builds(
    Unit,
    area=st.just(TAIPING),
    building=st.text("甲乙丙", max_size=3),
    people=st.integers(1, 500),
    done=st.just(1),
    lon=st.floats(103.8, 104.0),
    lat=st.floats(30.7, 30.9),
    exact=st.booleans(),
)


@given(st.lists(HOMES, min_size=1, max_size=80), st.integers(2, 30))
def test_neighbours_are_put_together_and_nobody_is_lost(units: list[Unit], most: int) -> None:
    few = gathered(units, most=most)
    assert len(few) <= max(most, 2)
    for name in ("people", "done", "parts"):
        assert sum(getattr(one, name) for one in few) == sum(getattr(one, name) for one in units)
    assert {(one.lon, one.lat) for one in few} <= {(one.lon, one.lat) for one in units}


def test_slots_lie_in_the_days_hours_and_begin_no_earlier_than_now(outbreak: Incident) -> None:
    from fangxian.response.ledger import clock

    wish = Wish(**{**WISH_FIELDS, "ends_at": NOON + timedelta(hours=30), "day_from": 8, "day_until": 18})
    slots = slots_of(wish, clock.zone())
    assert hours(slots) == 6 + 10
    assert all(8 <= one.astimezone(clock.zone()).hour <= 18 for slot in slots for one in slot)
    assert slots_of(wish, clock.zone(), NOON + timedelta(hours=2))[0][0] == NOON + timedelta(hours=2)
    assert Wish.from_json(wish.as_json()) == wish


def test_from_the_form_to_the_signature(round_: Round) -> None:
    load_units(houses())
    director = signed_in("director")
    address = reverse("testing:plans", args=[round_.id])
    page = director.get(address).content.decode()
    assert "600 to 800" in page
    said = {
        "begins_at": "2020-12-08T12:00", "ends_at": "2020-12-08T22:00", "results_at": "2020-12-09T08:00",
        "day_from": 7, "day_until": 22, "slot_h": 2, "table_people": 600, "table_hour": 80, "walk_m": 800,
        "station_runners": 1, "staff_sampler": 1, "request_id": uuid4(),
    }  # fmt: skip
    refused = director.post(address, {**said, "table_people": 900})
    assert refused.status_code == 422
    assert "no more than 800" in refused.content.decode()
    file = SimpleUploadedFile("p.csv", "名称,地区代码,经度,纬度,台数\n学校,x,400,30,2\n".encode())
    assert "Row 2" in director.post(address, {**said, "spots": file}).content.decode()
    response = director.post(address, said)
    plan = Plan.objects.get()
    assert response.headers["Location"] == reverse("testing:plan", args=[plan.id])
    page = director.get(response.headers["Location"]).content.decode()
    for text in ("A draft until it is signed", "Samplers", "2022-05-13", "Without a table"):
        assert text in page, text
    assert signed_in("inspector").post(reverse("testing:plan_sign", args=[plan.id]), {"name": "x"}).status_code == 403
    director.post(reverse("testing:plan_sign", args=[plan.id]), {"name": "指挥长"})
    assert "signed by 指挥长" in director.get(response.headers["Location"]).content.decode()
    assert "Plan 1" in director.get(reverse("testing:round", args=[round_.id])).content.decode()
    progress = director.get(reverse("testing:plan_progress", args=[plan.id]))
    assert progress.headers["HX-Refresh"] == "true"
