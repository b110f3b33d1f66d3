"""Every kind of page that can be reached by links, looked at once: by axe on a desk, and by its width on a phone.

Whoever traces cases walks through them all; whoever looks after forms opens those that were too wide once.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.axe import serious_faults
from tests.browser.conftest import Open, Site
from tests.browser.crawl import Crawl

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.mark.parametrize(("level", "language"), [("epidemiologist", "zh-CN")])
def test_no_page_has_a_serious_fault_or_scrolls_sideways_on_a_phone(
    open_page: Open, site: Site, level: str, language: str
) -> None:
    page = open_page("/account/", level=level, language=language, width=PHONE["width"])
    found, faults = Crawl(site.address), []
    for path in found.pages(page, start="/account/"):
        page.set_viewport_size(PHONE)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > PHONE["width"] + 1:
            faults.append(f"{path} is {width} pixels wide on a phone")
        page.set_viewport_size(DESK)
        faults += [f"{path} {fault}" for fault in serious_faults(page)]
    assert faults == []
    assert len(found.seen) > 10


@pytest.mark.parametrize("path", ["/forms/", "/forms/covid19-cn-core-facts/"])
def test_the_administrators_forms_fit_a_phone(open_page: Open, path: str) -> None:
    page = open_page(path, level="administrator", language="en-GB", width=PHONE["width"])
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"] + 1
    assert serious_faults(page) == []
