"""The station page without a server and without a network: whatever is cut off or killed, each swab is stored once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from psycopg import conninfo

from tests import conftest, factories
from tests.browser.conftest import PATIENCE_MS
from tests.factories import NOON, PIDU, TAIPING
from tests.testing.conftest import number_of

PEOPLE, TUBE = 1000, 10
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}

# What a scanner does, faster than any: it types into the line and presses Enter.
_TYPE = """codes => {
    const line = document.querySelector(".st-line input"), form = line.form
    for (const code of codes) { line.value = code; form.requestSubmit() }
}"""

_SOME = """() => new Promise(done => {
    const shown = document.querySelector.bind(document, "[data-count=waiting]")
    const look = () => Number(shown().textContent) > 300 ? done() : setTimeout(look)
    look()
})"""


@dataclass
class Server:
    """The product's server on a database of its own, to be killed and started again."""

    environment: dict[str, str]
    port: int
    keys: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [
            sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(self.port),
            "--log-level", "error", "fangxian.site.asgi:application",
        ]  # fmt: skip
        self.process = subprocess.Popen(command, env=self.environment, start_new_session=True)
        deadline = time.monotonic() + 240  # on a machine that does much else
        while time.monotonic() < deadline:
            with suppress(OSError):
                urllib.request.urlopen(f"{self.address}/station/", timeout=5)
                return
            time.sleep(0.05)
        pytest.fail("the server did not start")

    def kill(self) -> None:
        """As a power cut does it: all processes at once, nothing said."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def rows(self, station: int) -> tuple[Any, ...]:
        """Registrations, different people, tubes, the fullest tube, and people in unsealed ones, of a station."""
        sql = """
            SELECT count(*), count(DISTINCT r.hash), count(DISTINCT r.tube), max(t.people),
                count(*) FILTER (WHERE t.sealed_at IS NULL)
            FROM testing_registration AS r JOIN testing_tube AS t ON t.round = r.round AND t.code = r.tube
            WHERE r.tube LIKE %s AND r.voided_at IS NULL
        """
        with psycopg.connect(self.environment["FANGXIAN_OWNER_DSN"]) as connection:
            return connection.execute(sql, [f"S{station}-%"]).fetchone() or ()


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[Server]:
    """A round over Pidu with a device signed in at each of three stations, served in real time."""
    from django.db import connections

    shared = os.environ["FANGXIAN_OWNER_DSN"]
    before = str(conninfo.conninfo_to_dict(shared)["dbname"])
    named = {"dbname": f"{before}_station"}
    owner = conninfo.make_conninfo(shared, **named)
    conftest._copy(_cluster(), owner)
    with django_db_blocker.unblock():
        _point(connections, named["dbname"])
        keys = _open_stations(3)
        _point(connections, before)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "FANGXIAN_OWNER_DSN": owner,
        "FANGXIAN_APP_DSN": conninfo.make_conninfo(os.environ["FANGXIAN_APP_DSN"], **named),
        "DJANGO_SETTINGS_MODULE": "fangxian.site.settings",
    }
    made = Server(environment, port, keys)
    yield made
    made.kill()


def _cluster() -> Any:
    from fangxian.site.embedded import Cluster

    return Cluster(Path(os.environ["FANGXIAN_TEST_ROOT"]), durable=False)


def _point(connections: Any, name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _open_stations(count: int) -> list[str]:
    from fangxian.response.jurisdiction import access
    from fangxian.response.ledger import clock
    from fangxian.response.testing.actions import issue_device, open_round, open_station

    with access.everywhere():
        factories.workspace(clock=None, kind="live")
        factories.areas()
        outbreak = factories.incident("pidu", pack="covid19-cn-8", opened_at=NOON)
        of = open_round(outbreak, scope=[PIDU], deadline=clock.now() + timedelta(hours=4), signed_by="指挥部")
        stations = [open_station(of, name=f"{n + 1}号采样点", area=TAIPING) for n in range(count)]
        return [issue_device(one, name="手机")[1] for one in stations]


def sign_in(context: BrowserContext, server: Server, station: int) -> Page:
    page = context.new_page()
    page.goto(f"/station/#{server.keys[station]}")
    expect(page.locator(".st-name h1")).to_have_text(f"{station + 1}号采样点")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    return page


def registering(station: int, start: int) -> list[str]:
    """What the scanner reads from one person on: a tube before every ten."""
    codes = []
    for person in range(start, PEOPLE):
        if person == start or person % TUBE == 0:
            codes.append(f"S{station}-{person // TUBE:03}")
        codes.append(number_of(person))
    return codes


def count(page: Page, name: str) -> int:
    return int(page.inner_text(f"[data-count={name}]"))


def wait_for(page: Page, name: str, n: int) -> None:
    expect(page.locator(f"[data-count={name}]")).to_have_text(str(n))


def cut_off(context: BrowserContext, server: Server) -> None:
    context.set_offline(True)
    server.kill()


def bring_back(server: Server, pages: Sequence[tuple[BrowserContext, Page, int]]) -> None:
    """The server comes back, then the network; everything arrives by itself."""
    server.start()
    for context, page, station in pages:
        context.set_offline(False)
        page.click(".st-net")  # or it would wait up to half a minute for its next turn
        wait_for(page, "stored", PEOPLE)
        wait_for(page, "waiting", 0)
        assert server.rows(station) == (PEOPLE, PEOPLE, PEOPLE // TUBE, TUBE, 0)


class OpenWindow(Protocol):
    """Opens a window of a device of its own."""

    def __call__(self, viewport: ViewportSize) -> BrowserContext: ...


@pytest.fixture  # the server first: beside a browser Django refuses to work
def open_window(server: Server, browser: Browser) -> Iterator[OpenWindow]:
    if server.process is None:
        server.start()
    opened = []

    def open_(viewport: ViewportSize) -> BrowserContext:
        opened.append(browser.new_context(base_url=server.address, locale="zh-CN", viewport=viewport))
        opened[-1].set_default_timeout(PATIENCE_MS)
        return opened[-1]

    yield open_
    for context in opened:
        context.close()


def test_a_thousand_are_registered_with_server_and_network_gone_and_each_is_stored_once(
    open_window: OpenWindow, server: Server
) -> None:
    sitting = []
    for station, viewport in enumerate((DESK, PHONE)):
        context = open_window(viewport)
        sitting.append((context, sign_in(context, server, station), station))
    for context, _page, _station in sitting:
        cut_off(context, server)
    for _context, page, station in sitting:
        page.evaluate(_TYPE, registering(station, 0))
    for _context, page, _station in sitting:
        wait_for(page, "waiting", PEOPLE)
        page.reload()
        wait_for(page, "waiting", PEOPLE)
    bring_back(server, sitting)


def test_a_tab_that_is_killed_while_it_writes_loses_nothing_that_was_shown(
    open_window: OpenWindow, server: Server
) -> None:
    context, station = open_window(PHONE), 2
    page = sign_in(context, server, station)
    cut_off(context, server)
    page.evaluate(_TYPE, registering(station, 0))
    page.evaluate(_SOME)
    shown = count(page, "waiting")
    kill(page)
    page = context.new_page()
    page.goto("/station/")
    page.wait_for_selector("[data-count=waiting]")
    kept = count(page, "waiting")
    assert shown <= kept < PEOPLE
    page.evaluate(_TYPE, registering(station, kept))
    wait_for(page, "waiting", PEOPLE)
    bring_back(server, [(context, page, station)])


def kill(page: Page) -> None:
    """Kill the processes that run pages, in the middle of what they do."""
    browser = page.context.browser
    assert browser is not None
    running = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    with page.expect_event("crash"):
        for one in running:
            if one["type"] == "renderer":
                os.kill(one["id"], signal.SIGKILL)
    page.close()
