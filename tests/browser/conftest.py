"""A real server on the replayed outbreak of Pidu, driven in a real Chromium.

The workspace is made once a session by the product's own command, in a data directory of its own. Without a
Chromium the tests are skipped, and say so.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_MS = 120_000
"""What is waited for comes at once, but for a machine that does much else."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker("browser")
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium was found: the pages were not driven"))


@dataclass(frozen=True)
class Site:
    """A served workspace."""

    address: str
    users: dict[str, tuple[str, str]]
    """Name and password by level."""


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The Pidu replay, served."""
    root = Path(tempfile.mkdtemp(prefix="fangxian-site-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("FANGXIAN_")}
    environment |= {"FANGXIAN_DATA": str(root), "FANGXIAN_THROWAWAY": "1", "LC_ALL": "C.UTF-8", "COLUMNS": "200"}
    log = open(root / "demo.log", "w+")  # noqa: SIM115 -- the server writes to it until the end
    served = subprocess.Popen(
        [sys.executable, "-m", "fangxian.cli", "demo", "pidu-2020", "--port", str(port)],
        env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, served, root / "demo.log")
        yield Site(address, users_of((root / "demo.log").read_text()))
    finally:
        served.terminate()
        try:
            served.wait(20)
        except subprocess.TimeoutExpired:
            served.kill()
        log.close()
        shutil.rmtree(root, ignore_errors=True)


def users_of(printed: str) -> dict[str, tuple[str, str]]:
    """Who can sign in, from the table that the command printed: user, password, post, area."""
    rows = re.findall(r"^\s*(\w+)\s+([0-9a-f]{12})\s", printed, re.MULTILINE)
    return {name: (name, password) for name, password in rows}


def _wait(address: str, served: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 600
    while True:
        try:
            urllib.request.urlopen(f"{address}/accounts/login/", timeout=5)
            return
        except OSError:
            if served.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"the demo did not start:\n{log.read_text()[-4000:]}")
            time.sleep(0.5)


@pytest.fixture(scope="module")  # no longer: the driver runs an event loop, beside which Django refuses to work
def browser() -> Iterator[Browser]:
    with playwright.sync_playwright() as driver:
        playwright.expect.set_options(timeout=PATIENCE_MS)
        started = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@dataclass
class Visitors:
    """Who has signed in already, so that nobody has to twice."""

    browser: Browser
    site: Site
    cookies: dict[str, Any]

    def context(self, level: str, language: str, width: int, height: int) -> BrowserContext:
        """A window of somebody on a level."""
        if level not in self.cookies:
            self.cookies[level] = self._sign_in(level)
        context = self.browser.new_context(
            locale=language, viewport={"width": width, "height": height}, base_url=self.site.address,
            reduced_motion="reduce", storage_state=self.cookies[level],
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        return context

    def _sign_in(self, level: str) -> Any:
        context = self.browser.new_context(base_url=self.site.address)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        name, password = self.site.users[level]
        page.goto("/accounts/login/")
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", password)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/accounts/login" not in url, wait_until="commit")
        state = context.storage_state()
        context.close()
        return state


@pytest.fixture(scope="module")
def visitors(browser: Browser, site: Site) -> Visitors:
    return Visitors(browser, site, {})


class Open(Protocol):
    """Opens a page, signed in."""

    def __call__(
        self, path: str, level: str = ..., language: str = ..., width: int = ..., height: int = ...
    ) -> Page: ...


@pytest.fixture
def open_page(visitors: Visitors) -> Iterator[Open]:
    """Opens pages; when the test is over, the browser's console must not have reported an error."""
    contexts = []
    problems: list[str] = []

    def open_(path: str, level: str = "city", language: str = "zh-CN", width: int = 1920, height: int = 1080) -> Page:
        context = visitors.context(level, language, width, height)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        page.goto(path, wait_until="load")  # never until the network is idle: the command screen keeps asking
        return page

    yield open_
    for context in contexts:
        context.close()
    assert problems == [], "the browser's console reports errors"
