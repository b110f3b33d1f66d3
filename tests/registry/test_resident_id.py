"""The citizen identity number of GB 11643."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.errors import Invalid
from fangxian.response.registry.resident_id import check_digit, check_resident_id

# The example of GB 11643-1999 itself, which belongs to nobody.
EXAMPLE = "11010519491231002X"


def test_the_example_of_the_standard_is_right():
    read = check_resident_id(EXAMPLE)
    assert (read.area, read.born, read.sex) == ("110105", date(1949, 12, 31), "F")


def test_a_small_x_is_an_x():
    assert check_resident_id(EXAMPLE.lower()) == check_resident_id(EXAMPLE)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("110105194912310021", "identity.number_check"),
        ("11010519491331002X", "identity.number_date"),
        ("1101051949123100", "identity.number_shape"),
        ("01010519491231002X", "identity.number_shape"),
        ("", "identity.number_shape"),
    ],
)
def test_a_wrong_number_is_refused_without_being_repeated(number, code):
    with pytest.raises(Invalid) as refused:
        check_resident_id(number)
    assert refused.value.code == code
    assert number not in str(refused.value) or not number


digits = st.text("0123456789", min_size=17, max_size=17).filter(lambda text: text[0] != "0")


@given(digits, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_keeps_the_check_digit(number, place, by):
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert check_digit(wrong) != check_digit(number)


@given(digits, st.integers(0, 15))
def test_two_neighbours_swapped_never_keep_the_check_digit(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert (check_digit(swapped) == check_digit(number)) == (swapped == number)
