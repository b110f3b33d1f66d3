"""Same place, same room or table; same row and rows around it: index, DuckDB and the definition say the same."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.job import Source, run
from fangxian.science.tracing.reading import Case, Phone, Report, read_stays
from fangxian.science.tracing.reading.places import choose
from fangxian.science.tracing.rule import Rule
from fangxian.science.tracing.search import Search, evidence
from tests.tracing import oracle
from tests.tracing.build import index_of
from tests.tracing.oracle import Stay
from tests.tracing.test_index_agrees_with_the_oracle import TIMES, as_oracle, ordered

MIDNIGHT = 1_635_868_800
WITHIN = {"room": ("room",), "row": ("carriage", "row")}


@st.composite
def _stay(draw: Any) -> Stay:
    start, end = sorted((draw(TIMES), draw(TIMES)))
    seat = draw(st.sampled_from(["A", "B"])), draw(st.integers(0, 4))
    return Stay(draw(st.integers(0, 4)), draw(st.integers(0, 1)), start, end, *seat)


RULES = st.one_of(
    st.builds(Rule, st.sampled_from([0, 10, 60]), st.just(14), same=st.just("room"), continuous=st.booleans()),
    st.builds(
        Rule,
        st.sampled_from([0, 5, 15]),
        st.sampled_from([2, 14]),
        st.sampled_from([None, 0.25, 1]),
        st.sampled_from(["and", "or"]),
        st.booleans(),
        same=st.just("row"),
        front=st.integers(0, 3),
        back=st.integers(0, 3),
    ),
)
STAYS = st.lists(_stay(), min_size=1, max_size=12).filter(lambda stays: any(s.start < s.end for s in stays))
CASES = (Case("one", (Phone(0),)), Case("two", (Phone(1, MIDNIGHT - 3_600, MIDNIGHT + 7_200), Phone(2))))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STAYS, RULES)
def test_every_hit_in_a_room_or_a_row_is_the_oracles(stays: list[Stay], rule: Rule) -> None:
    lengths = [stay for stay in stays if stay.start < stay.end]
    with index_of(stays, WITHIN[rule.same]) as index:
        search = Search(index, rule, detail=True)
        found = [hit for case in search.pairs(CASES) for hit in as_oracle(case, search)]
        assert ordered(found) == oracle.companions(lengths, CASES, rule)
        union = as_oracle(search.union(CASES), search)
        assert ordered(union) == oracle.together_with_any(lengths, CASES, rule)
        for case in CASES:
            for hit in (one for one in found if one.case == case.id):
                assert sum(spell.end - spell.start for spell in evidence(search, case, hit.person)) == hit.seconds


@settings(max_examples=25, deadline=None)
@given(STAYS, st.integers(0, 3), st.integers(0, 3))
def test_more_rows_never_find_fewer_and_all_rows_find_the_carriage(stays: list[Stay], front: int, back: int) -> None:
    narrow, wide, all_of_it = (
        Rule(1, 14, same="row", front=f, back=b) for f, b in ((front, back), (front + 1, back + 1), (9, 9))
    )

    def hits(rule: Rule) -> set[tuple[str, Any]]:
        with index_of(stays, WITHIN["row"]) as index:
            found = Search(index, rule).pairs(CASES)
            return {(one.case.id, who) for one in found for who in index.people.ids(one.hits.person).to_pylist()}

    carriage = {(hit.case, hit.person) for hit in oracle.companions(stays, CASES, Rule(1, 14, same="room"))}
    assert hits(narrow) <= hits(wide) <= hits(all_of_it)
    assert hits(all_of_it) >= carriage


def _file(folder: Path, seed: int) -> tuple[Path, list[Stay]]:
    chance = random.Random(seed)
    stays = []
    for _ in range(80):
        start, end = sorted(MIDNIGHT + 60 * chance.randint(-300, 300) for _ in range(2))
        place = chance.randrange(2)
        stays.append(Stay(chance.randrange(12), place, start, end, chance.choice("AB"), chance.randrange(6)))
    columns = {
        "person_id": [one.person for one in stays],
        "place_id": [one.place for one in stays],
        "start": [one.start for one in stays],
        "end": [one.end for one in stays],
        "room": [one.room for one in stays],
        "carriage": [one.room for one in stays],
        "seat": [f"{one.row:02}{chance.choice('ABCDF')}" for one in stays],
    }
    pyarrow.parquet.write_table(pa.table(columns), folder / "stays.parquet")
    return folder / "stays.parquet", stays


@pytest.mark.parametrize(
    "rule",
    [
        Rule(20, 14, same="room"),
        Rule(10, 14, same="row", front=1, back=2),
        Rule(10, 14, 1.5, "or", True, same="row", front=3, back=3),
    ],
    ids=str,
)
def test_duckdb_the_index_and_the_definition_agree_on_a_file(tmp_path: Path, rule: Rule) -> None:
    path, stays = _file(tmp_path, 5)
    found = ["person_id", "place_id", "start", "end", "room", "carriage", "seat"]
    positions = choose(found, by=None, grid=None, h3=None, datum="wgs84", path=str(path), same=rule.same)
    rows = {}
    for engine in ("index", "duckdb"):
        out = tmp_path / f"{engine}.parquet"
        run(Source(path, positions), CASES, rule, out, engine=engine)
        table = pyarrow.parquet.read_table(out)
        rows[engine] = sorted(table.to_pylist(), key=lambda row: (row["case_id"], row["person_id"]))
    expected = sorted(
        (hit.case, hit.person, hit.overlaps, hit.seconds) for hit in oracle.companions(stays, CASES, rule)
    )
    said = [(row["case_id"], row["person_id"], row["overlaps"], round(row["minutes"] * 60)) for row in rows["index"]]
    assert said == expected
    assert rows["index"] == rows["duckdb"]
    assert expected


def test_who_does_not_say_the_room_is_left_out_and_counted(tmp_path: Path) -> None:
    table = pa.table(
        {
            "person_id": [1, 2, 3, 4],
            "place_id": ["hall", "hall", "hall", None],
            "room": ["a", "", None, "a"],
            "start": [0, 0, 0, 0],
            "end": [600, 600, 600, 600],
        }
    )
    pyarrow.parquet.write_table(table, tmp_path / "stays.parquet")
    report = Report()
    positions = choose(table.schema.names, by=None, grid=None, h3=None, datum="wgs84", path="", same="room")
    (batch,) = read_stays(tmp_path / "stays.parquet", positions, report)
    assert batch.places.to_pylist() == ["hall\x1fa"]
    assert report.bad == {"spot_unknown": 2, "null": 1}


def test_the_evidence_says_which_row() -> None:
    stays = [Stay("ann", "G1", MIDNIGHT, MIDNIGHT + 900, "5", 10), Stay("bob", "G1", MIDNIGHT, MIDNIGHT + 900, "5", 12)]
    with index_of(stays, WITHIN["row"]) as index:
        search = Search(index, Rule(10, 14, same="row", front=3, back=3))
        (spell,) = evidence(search, Case("A", (Phone("ann"),)), "bob")
        assert (spell.place, spell.spot, spell.minutes) == ("G1", "5 · 12", 15.0)
        beyond = Search(index, Rule(10, 14, same="row", front=3, back=1))
        assert evidence(beyond, Case("A", (Phone("ann"),)), "bob") == []


def test_kinds_of_venues_hold_for_their_rooms() -> None:
    stays = [Stay(p, 7, MIDNIGHT, MIDNIGHT + 3_600, "x") for p in ("ann", "bob")]
    with index_of(stays, WITHIN["room"]) as index:
        rule = Rule(10, 14, same="room")
        (found,) = Search(index, rule, kinds={7: "indoor"}).pairs([Case("A", (Phone("ann"),))])
        assert found.hits.dose.tolist() == pytest.approx([18.7])
        (none,) = Search(index, rule, kinds={7: "indoor"}, only=("vehicle",)).pairs([Case("A", (Phone("ann"),))])
        assert len(none.hits) == 0


def test_a_rule_of_rooms_needs_an_index_of_rooms_and_the_reverse() -> None:
    stays = [Stay("ann", "x", MIDNIGHT, MIDNIGHT + 900, "a")]
    with index_of(stays) as whole, index_of(stays, WITHIN["room"]) as rooms:
        for index, rule in ((whole, Rule(1, 14, same="room")), (rooms, Rule(1, 14))):
            with pytest.raises(TracingError, match=r"rule\.same_elsewhere"):
                Search(index, rule)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"same": "floor"}, "rule.same"),
        ({"same": "row", "front": 51}, "rule.rows"),
        ({"same": "room", "front": 1}, "rule.rows_of"),
        ({"back": 3}, "rule.rows_of"),
    ],
)
def test_a_rule_of_seats_that_cannot_be_is_refused(said: dict[str, Any], code: str) -> None:
    with pytest.raises(TracingError) as caught:
        Rule(10, 14, **said)
    assert caught.value.code == code


def test_a_packs_transport_rule_becomes_a_rule_of_seats() -> None:
    from fangxian.protocol.pack import load_pack

    (close,) = (kind for kind in load_pack("covid19-cn-8").contact_kinds if kind.id == "close")
    seats = {one.vehicle: Rule.of_seats(one, min_minutes=0, window_days=14, clause="x") for one in close.transports}
    assert (seats["aircraft"].same, seats["aircraft"].front, seats["aircraft"].back) == ("row", 3, 3)
    assert (seats["train_open_bay"].same, seats["train_open_bay"].back) == ("bay", 1)
    assert (seats["coach_sealed"].same, seats["coach_sealed"].rows) == ("", False)
    aircraft = close.transport("aircraft")
    assert aircraft is not None
    for apart in range(-6, 7):
        assert aircraft.covers_row(apart) == (-seats["aircraft"].front <= apart <= seats["aircraft"].back)
