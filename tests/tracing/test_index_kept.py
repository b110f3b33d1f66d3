"""An index that is kept: by day, whole or not at all, erased with proof, alone while it is written."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.index import Builder, Index, journal
from fangxian.science.tracing.index.erase import ERASURES, erase_before, keep_days, verify_erasures
from fangxian.science.tracing.index.names import Names
from fangxian.science.tracing.index.packing import ends_of, packed, persons_of, starts_of
from fangxian.science.tracing.pseudonym import pseudonyms
from tests.tracing.build import batch
from tests.tracing.oracle import Stay

MIDNIGHT = 1_635_868_800
DAY = 86_400
NOVEMBER_3 = (date(2021, 11, 3) - date(1970, 1, 1)).days
AT = datetime(2021, 12, 1, tzinfo=UTC)


def build(folder: Path, stays: list[Stay]) -> Index:
    with Builder(folder, "place_id") as builder:
        builder.add(batch(stays))
    return Index(folder)


def two_days(folder: Path) -> Index:
    return build(
        folder,
        [
            Stay("ann", "x", MIDNIGHT - DAY, MIDNIGHT - DAY + 60),
            Stay("bob", "x", MIDNIGHT - 60, MIDNIGHT + 60),
            Stay("cid", "y", MIDNIGHT, MIDNIGHT + 60),
        ],
    )


@given(st.integers(0, 86_399), st.integers(1, 86_400), st.integers(0, (1 << 30) - 1))
def test_eight_bytes_hold_a_stay(start: int, end: int, person: int) -> None:
    words = packed(*(np.array([value]) for value in (start, end, person)))
    assert words.itemsize == 8
    assert (starts_of(words)[0], ends_of(words)[0], persons_of(words)[0]) == (start, end, person)


def test_a_new_day_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    two_days(tmp_path)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.glob("days/*/*")}
    index = build(tmp_path, [Stay("dan", "z", MIDNIGHT + DAY, MIDNIGHT + DAY + 60)])
    assert sorted(index.meta.days) == [NOVEMBER_3 - 1, NOVEMBER_3, NOVEMBER_3 + 1]
    assert all(file.stat().st_mtime_ns == before[file] for file in before)
    assert index.stays == 5


def test_a_build_that_fails_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    two_days(tmp_path)

    def attempt() -> None:
        with Builder(tmp_path, "place_id") as builder:
            for person in ("dan", 7):  # the second batch is of another kind
                builder.add(batch([Stay(person, "z", MIDNIGHT, MIDNIGHT + 60)]))

    with pytest.raises(TracingError, match=r"ids\.kind"):
        attempt()
    index = Index(tmp_path)
    assert index.stays == 4
    assert not (tmp_path / "spill").exists()
    assert index.people.size == 3


def test_one_index_keeps_one_kind_of_place_and_one_writer(tmp_path: Path) -> None:
    two_days(tmp_path)
    with pytest.raises(TracingError, match=r"index\.layout"):
        Builder(tmp_path, "cell")
    with (
        Builder(tmp_path, "place_id"),
        pytest.raises(TracingError, match=r"index\.busy"),
        Builder(tmp_path, "place_id"),
    ):
        pass


def test_what_is_no_index_or_another_versions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TracingError, match=r"index\.missing"):
        Index(tmp_path)
    (tmp_path / "index.json").write_text('{"version": 99}')
    with pytest.raises(TracingError, match=r"index\.version"):
        Index(tmp_path)


def test_a_day_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    index = two_days(tmp_path)
    file = next(tmp_path.glob("days/2021-11-03/words"))
    file.write_bytes(file.read_bytes()[:-8])
    with pytest.raises(TracingError, match=r"index\.damaged"):
        index.day(NOVEMBER_3)


def test_ids_of_another_kind_are_refused(tmp_path: Path) -> None:
    two_days(tmp_path)
    with pytest.raises(TracingError, match=r"ids\.kind"):
        build(tmp_path, [Stay(1, 2, MIDNIGHT, MIDNIGHT + 60)])


def test_erased_days_are_gone_with_those_who_were_only_there_and_the_proof_says_so(tmp_path: Path) -> None:
    two_days(tmp_path)
    done = erase_before(tmp_path, NOVEMBER_3, clause="data.visits_erased", signer="post:7", at=AT)
    assert (done.days, done.stays, done.persons) == (("2021-11-02",), 2, 1)
    index = Index(tmp_path)
    assert sorted(index.meta.days) == [NOVEMBER_3]
    assert not (tmp_path / "days" / "2021-11-02").exists()
    assert index.people.find(pa.array(["ann", "bob", "cid"])).tolist() == [-1, 1, 2]
    assert b"ann" not in b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    (entry,) = verify_erasures(tmp_path)
    assert entry["hash"] == done.hash
    assert entry["clause"] == "data.visits_erased"
    assert {file["name"] for file in entry["days"][0]["files"]} >= {"words", "people", "positions"}


def test_an_erased_person_who_comes_back_is_counted_anew(tmp_path: Path) -> None:
    two_days(tmp_path)
    erase_before(tmp_path, NOVEMBER_3, clause="c", signer="s", at=AT)
    index = build(tmp_path, [Stay("ann", "x", MIDNIGHT, MIDNIGHT + 60)])
    assert index.people.find(pa.array(["ann", "bob"])).tolist() == [3, 1]


def test_integer_ids_are_erased_too(tmp_path: Path) -> None:
    build(tmp_path, [Stay(71, 1, MIDNIGHT - 60, MIDNIGHT), Stay(72, 1, MIDNIGHT, MIDNIGHT + 60)])
    assert erase_before(tmp_path, NOVEMBER_3, clause="c", signer="s", at=AT).persons == 1
    assert Index(tmp_path).people.find([71, 72]).tolist() == [-1, 1]


def test_there_is_no_erasing_of_nothing_and_none_without_a_zone(tmp_path: Path) -> None:
    two_days(tmp_path)
    with pytest.raises(TracingError, match=r"erase\.nothing"):
        erase_before(tmp_path, NOVEMBER_3 - 1, clause="c", signer="s", at=AT)
    with pytest.raises(TracingError, match=r"warrant_missing"):
        erase_before(tmp_path, NOVEMBER_3, clause="c", signer="s", at=AT.replace(tzinfo=None))


def test_the_newest_days_are_kept(tmp_path: Path) -> None:
    two_days(tmp_path)
    assert keep_days(tmp_path, 1) == NOVEMBER_3
    assert keep_days(tmp_path, 2) is None


def test_a_file_that_was_erased_and_put_back_is_found(tmp_path: Path) -> None:
    two_days(tmp_path)
    copy = (tmp_path / "days" / "2021-11-02" / "words").read_bytes()
    erase_before(tmp_path, NOVEMBER_3, clause="c", signer="s", at=AT)
    (tmp_path / "days" / "2021-11-02").mkdir()
    (tmp_path / "days" / "2021-11-02" / "words").write_bytes(copy)
    with pytest.raises(TracingError, match=r"index\.damaged"):
        verify_erasures(tmp_path)


@pytest.mark.parametrize("change", ["edit", "drop", "garbage"])
def test_a_changed_journal_is_found_out(tmp_path: Path, change: str) -> None:
    file = tmp_path / ERASURES
    for number in range(3):
        journal.append(file, {"number": number})
    assert [entry["number"] for entry in journal.entries(file)] == [0, 1, 2]
    lines = file.read_text().splitlines()
    if change == "edit":
        lines[1] = lines[1].replace('"number": 1', '"number": 7')
    elif change == "drop":
        del lines[1]
    else:
        lines[1] = "{"
    file.write_text("\n".join(lines) + "\n")
    with pytest.raises(TracingError) as caught:
        journal.entries(file)
    assert (caught.value.code, caught.value.context["line"]) == ("journal.broken", 2)


IDS = st.one_of(
    st.lists(st.lists(st.integers(-(1 << 63) + 1, (1 << 63) - 1) | st.integers(0, 5), max_size=8), max_size=4),
    st.lists(st.lists(st.text("ab01é", min_size=1, max_size=4), max_size=8), max_size=4),
)


@settings(max_examples=150, deadline=None)
@given(IDS)
def test_names_number_ids_as_a_dictionary_would(batches: list[list[int]] | list[list[str]]) -> None:
    names, known = Names(), {}
    text = any(isinstance(one, str) for ids in batches for one in ids)
    kind = pa.large_string() if text else pa.int64()
    for ids in batches:
        expected = [known.setdefault(one, len(known)) for one in ids]
        assert names.intern(pa.array(ids, kind)).tolist() == expected
    assert names.size == len(known)
    if known:
        assert names.ids().to_pylist() == list(known)
        assert names.find(pa.array(list(known), kind)).tolist() == list(known.values())
        assert names.ids(np.array([len(known) - 1])).to_pylist() == [list(known)[-1]]
    assert names.find(pa.array(["zz"] if text else [6], kind)).tolist() == [known.get(6, -1)]


def test_names_grow_and_come_back_from_disk(tmp_path: Path) -> None:
    ids = [f"person-{k}" for k in range(5_000)]
    names = Names()
    for begin in range(0, 5_000, 1_000):
        names.intern(pa.array(ids[begin : begin + 1_000], pa.large_string()))
    names.save(tmp_path)
    for write in (False, True):
        again = Names.load(tmp_path, write=write)
        assert again.find(pa.array(ids)).tolist() == list(range(5_000))
    assert json.loads((tmp_path / "names.json").read_text()) == {"kind": "text", "size": 5_000}


def test_an_integer_is_found_by_the_text_that_spells_it_and_by_no_other() -> None:
    names = Names()
    names.intern(pa.array([7, 12]))
    assert names.find(pa.array(["7", "007", "7.0", "12", None, "x"])).tolist() == [0, -1, -1, 1, -1, -1]


def test_pseudonyms_depend_on_the_key_and_short_keys_are_refused() -> None:
    one, two = pseudonyms(["13800000000", "13800000001"], b"k" * 16)
    assert one != two
    assert len(one) == 32
    assert pseudonyms(["13800000000"], b"j" * 16) != [one]
    with pytest.raises(TracingError):
        pseudonyms(["1"], b"short")
