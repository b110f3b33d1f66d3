"""Reading case numbers out of texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.response.casework.linelist.sources import Register

TIANJIN = Register([f"TJ{n}" for n in range(1, 136)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("contact with TJ5", ["TJ5"]),
        ("TJ5; family", ["TJ5"]),
        ("case TJ5 (family)", ["TJ5"]),
        ("related to cases 3 and 7", ["TJ3", "TJ7"]),
        ("husband of case 119", ["TJ119"]),
        ("close contact of cases TJ72 TJ85 and TJ86", ["TJ72", "TJ85", "TJ86"]),
        ("duaghtor of TJ100， whife of TJ103", ["TJ100", "TJ103"]),
        ("TJ50's family", ["TJ50"]),
        ("close contacts of cases TJ64 / TJ99", ["TJ64", "TJ99"]),
        ("tj-5 and TJ 6", ["TJ5", "TJ6"]),
        ("病例3、5和7的家属", ["TJ3", "TJ5", "TJ7"]),
        ("系确诊病例TJ9密切接触者", ["TJ9"]),
        ("患者12的同事", ["TJ12"]),
        ("TJ9, TJ9 again", ["TJ9"]),
        ("Wuhan", []),
        ("temporary worker in the mall, 45 years", []),
        ("returned on 23 January 2020", []),
        ("shopper in the mall 24/01", []),
        ("", []),
    ],
)
def test_references_to_known_cases_are_found_in_their_order(text, found):
    assert list(TIANJIN.read(text, "TJ135").numbers) == found


def test_a_number_of_the_list_that_no_case_bears_is_reported():
    read = TIANJIN.read("family of TJ500 and case 600", "TJ1")
    assert (read.numbers, read.unknown) == ((), ("TJ500", "600"))


def test_a_case_is_not_its_own_source():
    read = TIANJIN.read("TJ1, TJ2", "TJ1")
    assert (read.numbers, read.itself) == (("TJ2",), True)


def test_in_a_column_of_case_numbers_bare_figures_count():
    assert TIANJIN.read("3, 7; 9", "TJ1", only_numbers=True).numbers == ("TJ3", "TJ7", "TJ9")
    assert TIANJIN.read("3, 7; 9", "TJ1").numbers == ()


def test_a_figure_that_two_series_share_is_not_guessed():
    register = Register(["TJ5", "BJ5", "BJ6"])
    assert register.read("case 5 and case 6", "TJ1").numbers == ("BJ6",)


def test_in_a_column_of_case_numbers_a_figure_is_of_the_series_of_its_row():
    register = Register(["TJ5", "BJ5", "BJ6"])
    assert register.read("5, 6", "TJ1", only_numbers=True).numbers == ("TJ5", "BJ6")
    assert register.read("5", "BJ6", only_numbers=True).numbers == ("BJ5",)


def test_numbers_that_are_mere_figures_are_found_after_the_word_case_only():
    register = Register(["1", "2", "12"])
    assert register.read("contact of case 12, aged 2", "1").numbers == ("12",)


@given(st.text(), st.text(max_size=10))
def test_no_text_ever_raises_and_nothing_unknown_is_linked(text, own):
    read = TIANJIN.read(text, own)
    assert set(read.numbers) <= {f"TJ{n}" for n in range(1, 136)} - {own}
