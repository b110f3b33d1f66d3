"""Every kind of page that can be reached by links, looked at once: by axe on a desk, and by its width on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Open, Site
from tests.browser.crawl import Crawl

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def serious_faults(page: Page) -> list[str]:
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:160]}"
        for violation in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize(("level", "language"), [("epidemiologist", "zh-CN")])
def test_no_page_has_a_serious_fault_or_scrolls_sideways_on_a_phone(
    open_page: Open, site: Site, level: str, language: str
) -> None:
    page = open_page("/", level=level, language=language, width=DESK["width"])
    found, faults = Crawl(site.address), []
    for path in found.pages(page):
        faults += [f"{path} {fault}" for fault in serious_faults(page)]
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        if (width := page.evaluate("document.documentElement.scrollWidth")) > PHONE["width"] + 1:
            faults.append(f"{path} is {width} pixels wide on a phone")
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert faults == []
    assert len(found.seen) > 10
