"""Every kind of page that can be reached by links, looked at once: by axe, on a phone, in both languages."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Open, Site
from tests.browser.crawl import Crawl


@pytest.mark.parametrize("level", ["epidemiologist", "street", "administrator"])
def test_axe_finds_no_serious_fault_on_any_page(open_page: Open, site: Site, level: str) -> None:
    page = open_page("/", level=level, width=1280)
    found, faults = Crawl(site.address), []
    for path in found.pages(page):
        faults += [
            f"{path} {violation['id']}: {violation['nodes'][0]['html'][:160]}"
            for violation in Axe().run(page).response["violations"]
            if violation["impact"] in {"serious", "critical"}
        ]
    assert faults == []
    assert len(found.seen) > 12


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_no_page_scrolls_sideways_on_a_phone(open_page: Open, site: Site, language: str) -> None:
    page = open_page("/", level="epidemiologist", language=language, width=390, height=844)
    found = Crawl(site.address)
    wide = [path for path in found.pages(page) if page.evaluate("document.documentElement.scrollWidth") > 391]
    assert wide == []
