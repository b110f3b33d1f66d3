"""What axe finds on a page once it has settled."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_RUN = "async () => (await axe.run({resultTypes: ['violations'], iframes: false})).violations"
SETTLED_MS = 1_500
"""Islands draw, and make wide tables reachable, just after a page has loaded; on a busy machine later."""


def serious_faults(page: Page) -> list[str]:
    """Serious and critical faults; what is there only while a page is being drawn does not count."""
    page.evaluate(AXE_SCRIPT)
    found = _faults(page)
    if found:
        page.wait_for_timeout(SETTLED_MS)
        found = _faults(page)
    return found


def _faults(page: Page) -> list[str]:
    found: list[dict[str, Any]] = page.evaluate(_RUN)
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:160]}"
        for violation in found
        if violation["impact"] in {"serious", "critical"}
    ]
