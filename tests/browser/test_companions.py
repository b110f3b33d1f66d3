"""A companion search as people work it: asked, signed, run, the line drawn, hits judged by mouse and by keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

SAMPLE = "main .row-link"


def reviewed(open_page: Open, state: str = "waiting", **window: Any) -> Page:
    """The review list of the search that comes with the sample."""
    page = open_page("/companions/", level="epidemiologist", **{"width": 1280, "height": 900, **window})
    page.locator(SAMPLE).last.click()
    page.wait_for_url(re.compile(r"/companions/[0-9a-f-]{36}/$"))
    page.goto(f"{page.url}hits/?state={state}")
    return page


def count(page: Page, decision: str) -> int:
    return int(page.locator(f"a[href$='state={decision}']").inner_text().split()[-1])


def test_hits_are_rejected_with_a_reason_accepted_and_taken_back(open_page: Open) -> None:
    page = reviewed(open_page, language="en-GB")
    waiting = count(page, "waiting")
    assert waiting > 2
    page.locator("input[name=hits]").first.check()
    page.select_option("select[name=reason]", "other")
    page.click("button[value=rejected]")
    expect(page.locator("main, .messages").first).to_be_visible()
    assert count(page, "waiting") == waiting, "another reason needs words"
    page.locator("input[name=hits]").first.check()
    page.select_option("select[name=reason]", "other")
    page.fill("input[name=note]", "worked behind glass")
    page.click("button[value=rejected]")
    page.wait_for_load_state()
    assert (count(page, "waiting"), count(page, "rejected")) == (waiting - 1, 1)
    page.goto(page.url.split("?")[0] + "?state=rejected")
    assert "worked behind glass" in page.inner_text("main")
    page.locator("input[name=hits]").first.check()
    page.click("button[value=waiting]")
    page.wait_for_load_state()
    page.goto(page.url.split("?")[0])
    assert count(page, "waiting") == waiting


def test_an_interviewed_contact_stays_one_contact_and_keys_do_it(open_page: Open) -> None:
    page = reviewed(open_page, language="en-GB")
    known = page.locator("tr[data-task]", has_text=re.compile(r"known already as 密接")).first
    number = re.search(r"known already as (\S+)", known.inner_text())
    assert number is not None
    known.locator("a.row-link").click()
    page.wait_for_url(re.compile(r"/hits/[0-9a-f-]{36}/"))
    assert page.locator(".overlap-bar").count() > 0
    assert "parameters given by hand" in page.inner_text("main")
    here = page.url
    page.keyboard.press("a")
    page.wait_for_url(lambda url: url != here)
    page.goto(here)
    contact = page.locator("main a", has_text=number[1])
    contact.click()
    page.wait_for_url(re.compile(r"/contacts/\?q="))
    assert page.locator("main tbody tr").count() == 1


def test_a_search_is_asked_signed_and_its_line_is_drawn(open_page: Open) -> None:
    page = open_page("/companions/new/", level="epidemiologist", language="en-GB", width=1280, height=900)
    page.fill("textarea[name=numbers]", "PD-01")
    page.fill("input[name=purpose]", "driven by a browser")
    page.select_option("select[name=layer]", "venues")
    page.fill("input[name=min_hours]", "")
    page.fill("input[name=second]", "3")
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"/companions/[0-9a-f-]{36}/$"))
    assert "another post must sign it" in page.inner_text("main")
    director = open_page(page.url, level="district", language="en-GB", width=1280, height=900)
    director.fill("input[name=signed_by]", "Commander")
    director.click("button:has-text('Sign and search')")
    director.wait_for_selector("#draw", timeout=60_000)
    assert "companions in turn" in director.inner_text("main")
    director.locator("input[name=tier]").first.check()
    director.fill("#line input[name=reason]", "household and friends")
    director.fill("#line input[name=signed_by]", "Commander")
    director.on("dialog", lambda asked: asked.accept())
    director.click("button:has-text('Sign the line')")
    confirm = director.locator("dialog[open] button.button-primary, dialog[open] button[value=yes]")
    if confirm.count():
        confirm.first.click()
    director.wait_for_selector("text=household and friends")
    director.wait_for_selector("text=What people judged", timeout=60_000)


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_every_page_of_it_fits_a_phone_and_has_no_serious_fault(open_page: Open, language: str) -> None:
    page = reviewed(open_page, language=language, width=390, height=844)
    hits = page.url.split("?")[0]
    search = hits.removesuffix("hits/")
    hit = page.locator("main .row-link").first.get_attribute("href")
    faults = []
    for path in (hits, search, hit, "/companions/", "/companions/new/"):
        page.goto(str(path))
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 391:
            faults.append(f"{path} is {width} pixels wide")
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        faults += [f"{path} {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found
                   if one["impact"] in {"serious", "critical"}]  # fmt: skip
    assert faults == []
