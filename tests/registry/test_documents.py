"""Kinds of identity document: shapes, check digits, what stays the same for life."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.errors import Invalid
from fangxian.response.registry.documents import DOCUMENTS, born, key_of, tidy_number
from fangxian.response.registry.identity import IdentityCard, birth_of, normal
from fangxian.response.registry.resident_id import check_digit

RESIDENT = "11010519491231002X"
FOREIGN = "93110119800101001"
"""Seventeen characters of an invented permanent residence number."""


@pytest.mark.parametrize(
    ("kind", "written", "tidy"),
    [
        ("resident_id", "110105 19491231 002x", RESIDENT),
        ("passport", "e 1234-5678", "E12345678"),
        ("hk_macao_permit", "h12345678(00)", "H1234567800"),
        ("hk_macao_permit", "M12345678", "M12345678"),
        ("taiwan_permit", "12345678", "12345678"),
        ("taiwan_permit", "0123456789（B）", "0123456789B"),
        ("foreign_residence", "chn123456789012", "CHN123456789012"),
        ("foreign_residence", FOREIGN + check_digit(FOREIGN), FOREIGN + check_digit(FOREIGN)),
        ("hk_macao_taiwan_residence", "81000019900101001" + check_digit("81000019900101001"), None),
        ("other", "anything 1", "ANYTHING1"),
        ("none", "", ""),
    ],
)
def test_a_number_is_written_in_one_way(kind, written, tidy):
    assert tidy_number(kind, written) == (written if tidy is None else tidy)


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        ("resident_id", "110105194912310021", "identity.number_check"),
        ("resident_id", "110105194913310020", "identity.number_date"),
        ("passport", "E1", "identity.number_shape"),
        ("hk_macao_permit", "X12345678", "identity.number_shape"),
        ("taiwan_permit", "1234567", "identity.number_shape"),
        ("foreign_residence", FOREIGN + "0" if check_digit(FOREIGN) != "0" else FOREIGN + "1", "identity.number_check"),
        ("foreign_residence", "93110119801301001X", "identity.number_date"),
        ("hk_macao_taiwan_residence", RESIDENT, "identity.number_shape"),
        ("none", "1", "identity.number_without_document"),
        ("library_card", "1", "identity.document"),
    ],
)
def test_a_number_that_cannot_be_right_is_refused_without_repeating_it(kind, number, code):
    with pytest.raises(Invalid) as refused:
        tidy_number(kind, number)
    assert refused.value.code == code
    assert len(number) < 5 or number not in str(refused.value)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_of_a_resident_number_is_always_noticed(place, shift):
    digits = list(RESIDENT)
    digits[place] = str((int(digits[place]) + shift) % 10)
    with pytest.raises(Invalid):
        tidy_number("resident_id", "".join(digits))


def test_a_renewed_permit_is_the_same_document():
    assert key_of("hk_macao_permit", "H1234567800") == key_of("hk_macao_permit", "H1234567801")


def test_a_date_of_birth_comes_from_the_document_or_from_what_was_said():
    assert born("resident_id", RESIDENT) == date(1949, 12, 31)
    assert birth_of(normal(IdentityCard(id_number=RESIDENT, born="1950-01-01"))) == date(1949, 12, 31)
    assert birth_of(IdentityCard(id_kind="passport", id_number="E12345678", born="1950-01-01")) == date(1950, 1, 1)
    assert birth_of(IdentityCard()) is None


def test_a_date_that_is_none_is_refused():
    with pytest.raises(Invalid) as refused:
        normal(IdentityCard(born="31/12/1949"))
    assert refused.value.code == "identity.born"


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("138 1234 5678", "13812345678"),
        ("+86-138-1234-5678", "13812345678"),
        ("0086 13812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("(028) 8765 4321", "02887654321"),
        ("+86 28 8765 4321", "02887654321"),
        ("+86 10 8765 4321", "01087654321"),
        ("028-87654321转801", "02887654321x801"),
        ("02887654321 ext. 801", "02887654321x801"),
        ("+1 202 555 0100", "+12025550100"),
        ("0012025550100", "+12025550100"),
    ],
)
def test_a_phone_is_written_in_one_way(written, tidy):
    assert normal(IdentityCard(phone=written)).phone == tidy
    assert normal(IdentityCard(phone=tidy)).phone == tidy


def test_every_kind_has_a_name():
    assert set(DOCUMENTS) >= {
        "resident_id",
        "passport",
        "hk_macao_permit",
        "taiwan_permit",
        "foreign_residence",
        "none",
    }
