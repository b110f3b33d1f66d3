"""What a tracer does all day, in a browser: a form that saves itself, a document, follow-up on a phone and on paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open

FORM = "covid19-cn-core-facts"
TRACER: dict[str, Any] = {"level": "epidemiologist", "language": "en-GB"}


@pytest.fixture
def case(open_page: Open) -> Page:
    """The page of the first case of the outbreak."""
    page = open_page("/cases/", **TRACER, width=1280)
    page.get_by_role("link", name="PD-01", exact=True).click()
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))
    return page


def test_a_form_saves_itself_and_a_reload_loses_nothing(case: Page) -> None:
    case.goto(f"{case.url}forms/{FORM}/")
    told = "tea house, works nights"
    with case.expect_response(re.compile(r"/answers/occupation/")):
        case.locator("[name=occupation]").fill(told)
    expect(case.locator("#said-occupation")).to_contain_text("saved")
    with case.expect_response(re.compile(r"/answers/sex/")):
        case.locator("input[name=sex][value=female]").check()
    case.reload()
    expect(case.locator("[name=occupation]")).to_have_value(told)
    expect(case.locator("input[name=sex][value=female]")).to_be_checked()


def test_a_document_is_issued_and_downloaded(case: Page, tmp_path: Path) -> None:
    case.on("dialog", lambda asked: asked.accept())
    case.locator("a[href*='/documents/new/investigation_report/']").click()
    for name, said in (("purpose", "report to the city"), ("signer", "Li Hua"), ("summary", "Under control.")):
        case.locator(f"main [name={name}]").fill(said)
    case.get_by_role("button", name="Issue").click()
    _confirm(case)
    case.wait_for_url(re.compile(r"/documents/[0-9a-f-]{36}/"))
    expect(case.locator("article.paper")).to_contain_text("Under control.")
    with case.expect_download() as taken:
        case.get_by_role("button", name="Download").click()
    taken.value.save_as(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")


def test_a_contact_is_followed_up_by_keys_on_a_phone_and_the_grid_prints(case: Page) -> None:
    case.goto(f"{case.url}contacts/new/")
    case.locator("[name=number]").fill("K-BROWSER")
    case.locator("[name=last_exposure]").fill("2020-12-30T20:00")
    case.locator("main form .form-actions button").click()
    case.set_viewport_size({"width": 390, "height": 844})
    case.goto("/contacts/follow-up/")
    card = case.locator(".followup", has_text="K-BROWSER")
    press(case, card.locator("button[value=seen_well]"))
    expect(card.locator(".followup-seen_well")).to_be_visible()
    case.goto("/contacts/follow-up/?view=grid")
    grid = case.locator("table.table-grid")
    expect(grid).to_contain_text("K-BROWSER")
    case.emulate_media(media="print")
    expect(grid).to_be_visible()
    for furniture in (".nav", ".filters", ".tools"):
        expect(case.locator(furniture).first).to_be_hidden()


def test_a_case_its_visit_its_contacts_and_a_document_by_keys_alone(open_page: Open) -> None:
    page = open_page("/cases/new/", **TRACER, width=1280)
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


def reach(page: Page, target: Locator, key: str = "Tab", most: int = 80) -> None:
    """Go to a control by the tab key; whoever is there sees it."""
    target.wait_for()
    for _key in range(most):
        page.keyboard.press(key)
        if target.evaluate("one => one === document.activeElement"):
            break
        if page.evaluate("document.activeElement.matches('.skip')"):
            page.keyboard.press("Enter")  # past the navigation
    expect(target).to_be_focused(timeout=1_000)
    assert target.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


def write(page: Page, name: str, text: str) -> None:
    """Write into a field of a form, or choose what begins so."""
    reach(page, page.locator(f"main [name={name}]"))
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def when(page: Page, name: str, time: str) -> None:
    """Write a morning hour of 12 December, which reads the same with the month first, into a field part by part."""
    reach(page, page.locator(f"main [name={name}]"))
    page.keyboard.type("12122020")
    page.keyboard.press("Tab")
    page.keyboard.type(f"{time}AM")


def press(page: Page, target: Locator, key: str = "Tab") -> None:
    """Go to a control and use it, by keys."""
    reach(page, target, key)
    page.keyboard.press("Enter")


def _confirm(page: Page) -> None:
    """Say yes to the question that a command is asked with, where the page asks it itself."""
    asked = page.locator("dialog[open] .button-primary, dialog[open] .button-danger")
    if asked.count():
        asked.first.click()
