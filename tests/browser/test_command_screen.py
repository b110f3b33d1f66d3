"""The command screen, driven as a person would."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.axe import serious_faults
from tests.browser.conftest import Open


def figure(page: Page, key: str) -> int:
    """A figure as a person reads it: the Chinese screen counts large ones in ten thousands (万)."""
    text = page.inner_text(f'[data-figure="{key}"] .figure-value').split("\n")[0]
    number = float(re.sub(r"[^0-9.]", "", text) or "0")
    return round(number * 10_000) if "万" in text else round(number)


def test_the_last_day_shows_the_published_fourteen_infections(open_page: Open) -> None:
    page = open_page("/")
    assert figure(page, "confirmed") + figure(page, "asymptomatic") == 14


def test_moving_the_slider_to_the_second_evening_shows_what_was_known_then(open_page: Open) -> None:
    page = open_page("/?at=2020-12-08T20:00:00%2B08:00")
    assert (figure(page, "confirmed"), figure(page, "asymptomatic")) == (6, 1)
    assert figure(page, "sampled") == 255_200


def test_the_slider_is_moved_by_keys_and_the_address_follows(open_page: Open) -> None:
    page = open_page("/")
    page.focus("input[type=range]")
    before = page.inner_text("#wall-time")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("(before) => document.querySelector('#wall-time').innerText !== before", arg=before)
    assert "at=" in page.url


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "确诊"), ("en-GB", "Confirmed")])
def test_it_speaks_the_readers_language(open_page: Open, language: str, word: str) -> None:
    page = open_page("/", language=language)
    assert word in page.inner_text("main")


def test_the_english_screen_has_no_chinese_but_names_and_the_watermark(open_page: Open) -> None:
    page = open_page("/", language="en-GB")
    for label in page.query_selector_all(".figure-label, .panel-head h2, th"):
        assert not re.search(r"[\u4e00-\u9fff]", label.inner_text()), label.inner_text()


def test_every_page_of_a_sample_bears_the_watermark(open_page: Open) -> None:
    for path in ("/", "/cases/", "/tasks/", "/areas/510117/", "/packs/", "/coverage/"):
        page = open_page(path, width=1280)
        assert "SAMPLE" in page.inner_html("body"), path


def test_the_map_names_its_approval_number(open_page: Open) -> None:
    page = open_page("/")
    page.wait_for_selector(".wall-map canvas, .wall-map svg")
    assert "GS(2024)0650" in page.inner_text(".wall-map")


@pytest.mark.parametrize(
    "path", ["/", "/cases/", "/tasks/?whose=area", "/areas/510117/", "/packs/", "/coverage/", "/mine/"]
)
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_a_phone_shows_every_page_without_scrolling_sideways(open_page: Open, path: str, language: str) -> None:
    page = open_page(path, language=language, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 391


@pytest.mark.parametrize(
    "path", ["/", "/cases/", "/tasks/?whose=area", "/areas/510117/", "/packs/covid19-cn-7/", "/coverage/"]
)
def test_axe_finds_no_serious_fault(open_page: Open, path: str) -> None:
    assert serious_faults(open_page(path, width=1280)) == []


def test_a_street_officer_sees_only_the_street(open_page: Open) -> None:
    page = open_page("/cases/", level="street", width=1280)
    assert "/accounts/login" not in page.url
    city = open_page("/cases/", width=1280)
    assert len(page.query_selector_all("main table tbody tr")) < len(city.query_selector_all("main table tbody tr"))
