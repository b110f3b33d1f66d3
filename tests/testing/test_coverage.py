"""Who is to be tested, who was, who is missing and why."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import Conflict, NotAllowed, NotFound
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import Incident
from fangxian.response.testing.actions import Resident, load_roll, note_absence, open_round, open_station
from fangxian.response.testing.models import Registration, RollEntry, Round
from fangxian.response.testing.queries.coverage import below, missing, recount
from fangxian.response.testing.queries.rounds import coverage_totals
from tests import factories
from tests.factories import NOON, PIDU, PITONG, TAIPING
from tests.testing.conftest import Phone, make_batch, number_of, someone

NEXT = "510117001219"


def people(*serials: int, area: str = TAIPING, building: str = "1幢") -> list[Resident]:
    return [Resident(number_of(n), f"王{'甲乙丙丁'[n % 4]}", area, building, f"{n}室", line=n + 2) for n in serials]


def test_the_rate_has_a_numerator_and_a_denominator(phone: Phone, round_: Round) -> None:
    load_roll(round_, [*people(*range(10)), *people(*range(10, 14), building="2幢")])
    phone.send(make_batch([someone(n, f"T-{n}") for n in (0, 1, 11, 40)]))
    counts = coverage_totals(round_)
    assert (counts.owed, counts.sampled, counts.missing, counts.others) == (14, 3, 11, 1)
    assert round_.population == 14
    (street,) = below(round_, PIDU)
    assert (street.area, street.owed, street.sampled) == (PITONG, 14, 3)
    buildings = {one.building: (one.owed, one.sampled) for one in below(round_, TAIPING)}
    assert buildings == {"": (0, 0), "1幢": (10, 2), "2幢": (4, 1)}
    assert recount(round_) == 0


def test_the_missing_are_listed_by_building_without_their_names(phone: Phone, round_: Round) -> None:
    load_roll(round_, [*people(0, 1, 2), *people(10, building="2幢")])
    phone.send(make_batch([someone(1)]))
    rows = missing(round_, TAIPING)
    assert [(one.building, one.door) for one in rows] == [("1幢", "0室"), ("1幢", "2室"), ("2幢", "10室")]
    assert all(one.masked.startswith("王*") for one in rows)
    assert [one.door for one in missing(round_, TAIPING, building="2幢")] == ["10室"]


def test_the_list_goes_on_page_by_page(round_: Round) -> None:
    load_roll(round_, people(*range(25)))
    seen, last = [], None
    while page := missing(round_, PIDU, after=last, limit=10):
        seen += [one.id for one in page]
        last = page[-1]
    assert len(seen) == len(set(seen)) == 25


def test_somebody_sampled_in_another_village_is_not_missing_at_home(phone: Phone, round_: Round) -> None:
    load_roll(round_, people(0, 1, area=NEXT))
    phone.send(make_batch([someone(0)]))
    with access.area(NEXT):
        assert [one.door for one in missing(round_, NEXT)] == ["1室"]
        assert coverage_totals(round_).sampled == 1
    with access.area(TAIPING):
        assert missing(round_, PIDU) == []


def test_whoever_is_excused_leaves_the_denominator_and_whoever_refuses_stays(phone: Phone, round_: Round) -> None:
    load_roll(round_, people(*range(4)))
    ids = dict(RollEntry.objects.values_list("door", "id"))
    note_absence(round_, ids["0室"], absence="away", note="外地")
    note_absence(round_, ids["1室"], absence="refused")
    counts = coverage_totals(round_)
    assert (counts.owed, counts.missing) == (3, 3)
    assert {one.door: one.absence for one in missing(round_, TAIPING)} == {"1室": "refused", "2室": "", "3室": ""}
    phone.send(make_batch([someone(0)]))
    counts = coverage_totals(round_)
    assert (counts.owed, counts.sampled) == (4, 1), "whoever was away and came is counted again"
    assert recount(round_) == 0
    with pytest.raises(Conflict):
        note_absence(round_, ids["0室"], absence="exempt")
    note_absence(round_, ids["1室"], absence="duplicate")
    note_absence(round_, ids["1室"], absence="")
    assert coverage_totals(round_).owed == 4


def test_a_bad_row_of_the_register_keeps_nobody_else_out(round_: Round) -> None:
    good = people(0)
    bad = [
        Resident("510117195001011230", "王", TAIPING, line=3),
        Resident(number_of(1), "王", "12", line=4),
        Resident(number_of(2), "王", TAIPING, group="everybody", line=5),
        Resident("", "王", TAIPING, line=6),
        Resident(number_of(3), "王", TAIPING, building="x" * 81, line=7),
    ]
    loaded = load_roll(round_, [*good, *bad, *good])
    assert (loaded.new, loaded.known) == (1, 1)
    assert [(line, field) for line, field, _why in loaded.refused] == [
        (3, "number"), (4, "area"), (5, "group"), (6, "number"), (7, "building"),
    ]  # fmt: skip
    assert all(why for _line, _field, why in loaded.refused)


def test_loading_again_changes_nothing_and_adds_who_is_new(phone: Phone, round_: Round) -> None:
    load_roll(round_, people(0, 1))
    phone.send(make_batch([someone(n) for n in (0, 5)]))
    again = load_roll(round_, people(0, 1, 5))
    assert (again.new, again.known) == (1, 2)
    counts = coverage_totals(round_)
    assert (counts.owed, counts.sampled, counts.others) == (3, 2, 0)
    assert recount(round_) == 0


def test_the_roll_takes_the_right_to_plan_and_is_seen_in_its_area_only(round_: Round) -> None:
    with pytest.raises(NotAllowed):
        load_roll(round_, people(0), by=factories.post(TAIPING, "community_worker"))
    load_roll(round_, people(0), by=factories.post(PIDU, "director"))
    entry = UUID(str(RollEntry.objects.get().id))
    with access.area("510108"):
        assert not RollEntry.objects.exists()
        with pytest.raises(NotFound):
            note_absence(round_, entry, absence="away")


def test_every_station_sees_its_round(round_: Round) -> None:
    other = Phone(open_station(round_, name="二", area=NEXT))
    load_roll(round_, people(0))
    other.send(make_batch([someone(0)]))
    assert coverage_totals(round_).sampled == 1
    assert round_.deadline - round_.opened_at < timedelta(days=2)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    homes=st.lists(st.sampled_from(["", "1幢", "2幢", "3幢"]), max_size=12),
    sampled=st.sets(st.integers(0, 13)),
    excused=st.sets(st.integers(0, 11)),
    page=st.integers(1, 5),
)
def test_page_by_page_the_list_names_everybody_who_is_owed_a_swab_once(
    outbreak: Incident, homes: list[str], sampled: set[int], excused: set[int], page: int
) -> None:
    of = open_round(outbreak, scope=[PIDU], deadline=NOON + timedelta(hours=20), signed_by="指挥部")
    load_roll(of, [Resident(number_of(n), "王", TAIPING, home, f"{n % 3}室") for n, home in enumerate(homes)])
    phone = Phone(open_station(of, name="站", area=TAIPING))
    phone.send(make_batch([someone(n, f"T-{n}") for n in sorted(sampled)]))
    entries = {bytes(one.hash): one for one in RollEntry.objects.filter(round=of.serial)}
    swabs = {bytes(one) for one in Registration.objects.filter(round=of.serial).values_list("hash", flat=True)}
    rows = sorted(entries.values(), key=lambda one: (one.building, one.door, one.id))
    away = {one.id for place, one in enumerate(rows) if place in excused and bytes(one.hash) not in swabs}
    for entry in away:
        note_absence(of, entry, absence="away")
    owed = [one.id for one in rows if bytes(one.hash) not in swabs and one.id not in away]
    seen: list[UUID] = []
    last = None
    while found := missing(of, PIDU, after=last, limit=page):
        assert len(found) == min(page, len(owed) - len(seen)), "no page is short before the last"
        seen += [one.id for one in found]
        last = found[-1]
    assert seen == owed
