"""The page of chains, driven as a person would: by mouse, by keyboard, on a phone, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open


def opened(open_page: Open, query: str = "", **window: Any) -> Page:
    page = open_page(f"/chains/{query}", **{"width": 1280, **window})
    page.wait_for_selector(".network [data-case]")
    return page


def test_every_case_of_the_table_is_drawn_and_leads_to_its_page(open_page: Open) -> None:
    page = opened(open_page)
    rows = page.locator("#chains-table tbody tr").count()
    assert page.locator(".network [data-case]").count() == rows == 14
    page.locator(".network a[data-case]").first.click()
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/"))


def test_the_layout_is_changed_and_the_address_and_the_filter_follow(open_page: Open) -> None:
    page = opened(open_page)
    page.click("[data-value=tree]")
    page.wait_for_url(re.compile(r"layout=tree"))
    assert page.input_value("form.filters input[name=layout]") == "tree"
    expect(page.locator("[data-value=tree]")).to_have_attribute("aria-pressed", "true")


def test_arrow_keys_lead_along_the_chain_and_enter_opens_the_case(open_page: Open) -> None:
    page = opened(open_page, language="en-GB")
    assert page.locator('.network [tabindex="0"]').count() == 1
    page.focus('.network [tabindex="0"]')
    first = page.inner_text(".network-said")
    page.keyboard.press("ArrowRight")
    second = page.inner_text(".network-said")
    assert "generation 0" in first
    assert "generation 1" in second
    assert f"infected by {first.split(' ·')[0]}" in second
    page.keyboard.press("ArrowLeft")
    assert page.inner_text(".network-said") == first
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/"))


def test_it_zooms_and_comes_back_to_the_whole(open_page: Open) -> None:
    page = opened(open_page, language="en-GB")
    world = page.locator(".network > g").first
    page.click("button[aria-label='Whole network']")
    whole = world.get_attribute("transform")
    page.click("button[aria-label='Zoom in']")
    assert world.get_attribute("transform") != whole
    page.click("button[aria-label='Whole network']")
    assert world.get_attribute("transform") == whole


def test_the_ruler_shows_who_was_known_on_an_earlier_day(open_page: Open) -> None:
    page = opened(open_page)
    page.focus("input[type=range]")
    for _day in range(40):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.querySelectorAll('.network [data-case]').length < 14")
    assert "at=" in page.url
    drawn = page.locator(".network [data-case]").count()
    assert page.locator("#chains-table tbody tr").count() == drawn


@pytest.mark.parametrize(("name", "begins"), [("SVG", b"<?xml"), ("PNG", b"\x89PNG")])
def test_the_picture_is_saved_with_its_watermark(open_page: Open, tmp_path: Path, name: str, begins: bytes) -> None:
    page = opened(open_page)
    with page.expect_download() as waiting:
        page.click(f"button[aria-label$='{name}']")
    file = tmp_path / "picture"
    waiting.value.save_as(file)
    content = file.read_bytes()
    assert content.startswith(begins)
    if name == "SVG":
        text = content.decode()
        assert "SAMPLE" in text
        assert "PD-01" in text
        assert "href" not in text


def test_the_table_stands_in_for_the_picture(open_page: Open) -> None:
    page = opened(open_page)
    assert page.locator("#chains-table").is_hidden()
    page.locator("#chains .panel-tools button").last.click()
    assert page.locator("#chains-table").is_visible()
    assert page.locator(".network").is_hidden()


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("layout", ["onset", "tree", "free"])
def test_a_phone_shows_it_without_scrolling_sideways(open_page: Open, language: str, layout: str) -> None:
    page = opened(open_page, f"?layout={layout}", language=language, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 391


@pytest.mark.parametrize("query", ["", "?layout=free", "?generation=1"])
def test_axe_finds_no_serious_fault(open_page: Open, query: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(open_page, query)
    serious = [
        f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_somebody_of_one_street_sees_what_lies_outside_without_its_name(open_page: Open) -> None:
    page = open_page("/chains/", level="street", width=1280, language="en-GB")
    seen = {text.split(" *")[0] for text in page.locator(".network [data-case] text").all_text_contents()}
    city = opened(open_page, language="en-GB")
    everybody = {text.split(" *")[0] for text in city.locator(".network [data-case] text").all_text_contents()}
    assert seen - {"outside your area"} <= everybody
