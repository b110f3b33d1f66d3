"""Every shipped pack loads, is sound, and says where each of its figures comes from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from pydantic import BaseModel

from fangxian.protocol.ladder import ladder
from fangxian.protocol.load import SHIPPED, build, read_source, shipped_ids
from fangxian.protocol.pack import Pack, load_pack
from fangxian.protocol.roles import ROLES
from fangxian.protocol.schema.base import Sourced, Text


def texts(value: object) -> Iterator[Text]:
    """Every sentence of a pack that people read."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts(getattr(value, name))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from texts(item)


EXPECTED = {
    "covid19-cn-3", "covid19-cn-7", "covid19-cn-8", "covid19-cn-9", "covid19-cn-20measures", "covid19-cn-classb",
    "sars", "mers", "measles", "novel-influenza", "cholera", "plague-pneumonic", "ebola", "mpox", "pertussis",
    "unknown", "law-infectious-2025", "regulation-2003", "order-city-companions-2021",
    "order-chengdu-companions-2021",
}  # fmt: skip
MARKS = {"S", "V", "V2", "R", "D"}
every_pack = pytest.mark.parametrize("pack_id", sorted(EXPECTED))


def rows(value: object) -> Iterator[Sourced]:
    """Every row of a pack that must have a source, however deep."""
    if isinstance(value, Sourced):
        yield value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from rows(getattr(value, name))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from rows(item)


def test_all_the_packs_are_shipped() -> None:
    assert set(shipped_ids()) == EXPECTED


@every_pack
def test_a_shipped_pack_loads_and_nothing_in_it_is_refused(pack_id: str) -> None:
    pack, problems = build(read_source(SHIPPED / f"{pack_id}.toml"))
    assert [str(problem) for problem in problems if not problem.warning] == []
    assert pack is not None
    assert pack.id == pack_id


@every_pack
def test_the_only_warnings_are_of_due_times_that_a_fact_may_leave_out(pack_id: str) -> None:
    _, problems = build(read_source(SHIPPED / f"{pack_id}.toml"))
    assert {problem.code for problem in problems if problem.warning} <= {"clause.due_optional"}


@every_pack
def test_a_clause_has_both_titles_a_source_a_mark_and_a_known_owner(pack_id: str) -> None:
    for clause in load_pack(pack_id).clauses:
        assert any("一" <= letter <= "鿿" for letter in clause.title.zh), clause.id
        assert clause.title.en.isascii(), clause.id
        assert clause.title.en.strip(), clause.id
        assert len(clause.cite) >= 4, clause.id
        assert clause.mark in MARKS, clause.id
        assert clause.owner.role in ROLES, clause.id


@every_pack
def test_each_row_of_each_section_has_a_source_and_a_mark(pack_id: str) -> None:
    pack = load_pack(pack_id)
    found = list(rows(pack))
    assert found
    for row in found:
        assert row.cite.strip(), row
        assert row.mark in MARKS
        assert set(row.marks.values()) <= MARKS


@every_pack
def test_a_figure_that_nobody_has_read_says_that_it_is_to_be_confirmed(pack_id: str) -> None:
    """A default of ours (D) or a recalled figure (R) is never printed as if it had been read."""
    words = ("缺省", "待确认", "借用", "未核实", "记忆", "推断", "待补充", "修订后", "后修订", "见条款", "判定")
    for row in rows(load_pack(pack_id)):
        said = row.cite + (row.note.zh if row.note else "")
        name = f"{type(row).__name__} {getattr(row, 'id', '')}: {said}"
        if row.mark in {"D", "R"}:
            assert any(word in said for word in words), name


@every_pack
def test_a_measure_on_a_person_has_a_longest_stay_and_a_way_to_appeal(pack_id: str) -> None:
    pack = load_pack(pack_id)
    if not pack.regimes:
        return
    assert pack.proportionality is not None
    assert pack.proportionality.appeal.zh
    assert {"confinement", "monitoring"} & {limit.measure for limit in pack.proportionality.limits}
    assert any(clause.id == "measure.appeal" for clause in pack.clauses)
    assert any(clause.id == "measure.notice" for clause in pack.clauses)


@every_pack
def test_every_restriction_of_an_area_can_be_lifted_and_is_reviewed(pack_id: str) -> None:
    pack = load_pack(pack_id)
    for zone in pack.zone_kinds:
        if zone.rank > 0:
            assert zone.lift
            assert zone.review_days <= 3


def test_the_packs_of_one_disease_follow_each_other_without_a_gap() -> None:
    chain: list[Pack] = [load_pack(name) for name in ("covid19-cn-3", "covid19-cn-7", "covid19-cn-8",
                                                      "covid19-cn-9", "covid19-cn-20measures",
                                                      "covid19-cn-classb")]  # fmt: skip
    for earlier, later in pairwise(chain):
        assert earlier.valid_to == later.valid_from
        assert later.supersedes == earlier.id


@every_pack
def test_every_sentence_stands_in_both_languages(pack_id: str) -> None:
    for text in texts(load_pack(pack_id)):
        assert any("一" <= letter <= "鿿" for letter in text.zh), text
        assert not any("一" <= letter <= "鿿" for letter in text.en), text


@every_pack
def test_the_ladder_of_a_pack_climbs_from_the_owner_to_inspection(pack_id: str) -> None:
    rungs = ladder(load_pack(pack_id))
    if pack_id == "regulation-2003":
        assert rungs == ()
        return
    assert [rung.to for rung in rungs] == ["owner", "supervisor", "level_above", "inspection"]
    assert rungs[0].before is not None
    assert [rung.after for rung in rungs[1:]] == [timedelta(0), timedelta(hours=2), timedelta(days=1)]
