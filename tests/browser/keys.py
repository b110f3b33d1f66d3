"""Hands that use keys alone: go to a control by tab, as whoever has no mouse does."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


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
