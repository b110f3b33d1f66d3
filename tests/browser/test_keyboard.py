"""A tracer without a mouse. It comes after those who count the cases of the outbreak: it reports one more."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.keys import press, reach, when, write


def test_a_case_its_visit_its_contacts_and_a_document_by_keys_alone(open_page: Open) -> None:
    page = open_page("/cases/new/", level="epidemiologist", language="en-GB", width=1280)
    press(page, page.locator("a.skip"))
    write(page, "number", "KEYS-1")
    write(page, "classification", "conf")
    press(page, page.get_by_role("button", name="Report the case"))
    press(page, page.locator("dialog[open] .button-primary"))
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/"))
    press(page, page.get_by_role("link", name="Trajectory", exact=True))
    page.wait_for_url(re.compile(r"/trajectory/"))
    when(page, "began_at", "0900")
    when(page, "ended_at", "1000")
    write(page, "place", "Tea house")
    press(page, page.get_by_role("button", name="Add the visit"))
    expect(page.get_by_text("The visit is on record")).to_be_visible()
    press(page, page.get_by_role("link", name="KEYS-1").first)
    press(page, page.get_by_role("link", name="Paste contacts"))
    reach(page, page.locator("[name=text]"))
    page.keyboard.insert_text("编号\t性别\t年龄\tlast exposure\nKEYS-A\t男\t30\t2020-12-30 20:30\n")
    press(page, page.get_by_role("button", name="Read the rows"))
    press(page, page.get_by_role("button", name="Record 1 row"))
    page.wait_for_url(re.compile(r"/contacts/\?"))
    press(page, page.get_by_role("link", name="Follow-up"))
    card = page.locator(".followup", has_text="KEYS-A")
    press(page, card.locator("button[value=seen_well]"))
    expect(card.locator(".followup-seen_well")).to_be_visible()
    expect(card.locator("button[value=seen_well]")).to_be_focused()
    press(page, card.get_by_role("link", name="KEYS-A"), key="Shift+Tab")
    press(page, page.get_by_role("link", name="KEYS-1").first)
    press(page, page.locator("a[href*='/documents/new/investigation_report/']"))
    for name, said in (("purpose", "report to the city"), ("signer", "Li Hua"), ("summary", "Under control.")):
        write(page, name, said)
    press(page, page.get_by_role("button", name="Issue"))
    press(page, page.locator("dialog[open] .button-primary"))
    expect(page.locator("article.paper")).to_contain_text("Under control.")
