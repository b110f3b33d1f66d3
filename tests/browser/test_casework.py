"""What a tracer does all day, in a browser: a form that saves itself, a document, follow-up on a phone and on paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.keys import press

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


def _confirm(page: Page) -> None:
    """Say yes to the question that a command is asked with, where the page asks it itself."""
    asked = page.locator("dialog[open] .button-primary, dialog[open] .button-danger")
    if asked.count():
        asked.first.click()
