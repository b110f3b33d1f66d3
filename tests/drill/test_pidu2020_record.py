from __future__ import annotations

import csv
import lzma
import re
from importlib.resources import files

import pytest
from pydantic import ValidationError

from fangxian.drill.replay.header import read_header
from fangxian.drill.replay.load import FILES, Record, load_record


def text_of(name):
    return (files("fangxian.drill.replay") / "pidu2020" / f"{name}.toml").read_text(encoding="utf-8")


def test_there_are_fourteen_infections_in_the_order_of_discovery(record):
    assert [case.label for case in record.cases] == [f"PD-{number:02}" for number in range(1, 15)]
    found = [case.found_at for case in record.cases]
    assert found == sorted(found)


def test_the_groups_of_the_announcement_add_up_to_the_fourteen(record):
    members = [label for group in record.groups for label in group.members]
    assert sorted(members) == sorted(record.case_of)
    assert {group.kind: group.people for group in record.groups} == {
        "couple": 6,
        "relative_or_neighbour": 5,
        "card_table": 2,
        "face_to_face": 1,
    }


def test_everyone_but_the_first_was_exposed_by_somebody_found_by_then(record):
    assert [link.to_case for link in record.links] == [case.label for case in record.cases[1:]]
    for link in record.links:
        assert link.from_case != link.to_case


def test_it_took_24_days_from_the_first_report_to_the_last_zone(record):
    last = max(zone.lifted_at for zone in record.zones)
    assert (last.date() - record.cases[0].found_at.date()).days == record.outbreak.days == 24


def test_every_statement_names_its_source_and_how_sure_it_is(record):
    keys = {source.key for source in record.sources}
    for item in record.items():
        assert set(item.source) <= keys
        assert item.mark in {"S", "V", "V2", "R", "D"}
        assert item.status in {"published", "reconstructed"}


def test_what_is_reconstructed_is_marked_as_ours(record):
    reconstructed = [item for item in record.items() if item.status == "reconstructed"]
    assert reconstructed
    assert {item.mark for item in reconstructed} == {"D"}


@pytest.mark.parametrize("name", FILES)
def test_no_name_age_or_sex_of_a_real_person_stands_in_the_record(name):
    text = text_of(name)
    for pattern in (r"[\u4e00-\u9fff]某", r"\d+\s*岁", r"[，,(（]\s*[男女]\s*[,，)）]", r"surnamed", r"\d+-year-old"):
        assert not re.search(pattern, text), pattern


def test_every_area_stands_in_the_division_tree(record):
    from fangxian.response.jurisdiction.loading.divisions import ASSET

    if not ASSET.exists():
        pytest.skip("the division tree has not been built (make assets)")
    with lzma.open(ASSET, "rt", encoding="utf-8", newline="") as table:
        known = {row[0] for row in csv.reader(table) if row[0].startswith("51")}
    used = {case.area for case in record.cases} | {zone.area for zone in record.zones}
    used |= {place.area for place in record.places} | {one.area for one in record.rounds}
    used |= set(record.rules.communities) | {total.area for total in record.totals}
    used |= {record.outbreak.area, record.outbreak.district, record.outbreak.home}
    assert used <= known


def test_the_head_read_alone_says_the_same(record):
    head, outbreak = read_header(), record.outbreak
    assert (head.slug, head.area, head.home, head.ends_at) == (
        outbreak.slug,
        outbreak.area,
        outbreak.home,
        outbreak.ends_at,
    )


def data_with(**changes):
    return load_record().model_dump(by_alias=True) | changes


def test_a_source_that_is_not_described_is_refused(record):
    totals = [total.model_dump() for total in record.totals]
    totals[0]["source"] = ["nowhere"]
    with pytest.raises(ValidationError, match="nowhere"):
        Record.model_validate(data_with(total=totals))


def test_a_time_without_an_offset_is_refused(record):
    cases = [case.model_dump() for case in record.cases]
    cases[0]["found_at"] = cases[0]["found_at"].replace(tzinfo=None)
    with pytest.raises(ValidationError, match="no offset"):
        Record.model_validate(data_with(case=cases))
