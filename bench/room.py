"""Thirty browsers in an exercise that runs: how long a page and a pulse take while the driver makes steps.

``python -m bench.room --seconds 30`` opens a room of the shipped exercise in a throw-away data directory and serves it
as the product does; each browser asks the pulse as often as a page does and takes the page over when something is new.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from bench.machine import describe

EVERY_S: Final = 5.0
"""How often a page asks its pulse: ``EVERY_MS`` of the island."""

ROLE: Final = "cdc"
SECRET: Final = re.compile(r"^\s*(\S+)\s+([0-9a-f]{12})\s", re.MULTILINE)


def main(argv: list[str] | None = None) -> None:
    """Open, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browsers", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--people", type=int, default=8_000)
    parser.add_argument("--speed", type=int, default=600)
    parser.add_argument("--address", default="", help="of a room that is served already; needs --key")
    parser.add_argument("--key", default="", help="password of its accounts")
    said = parser.parse_args(argv or [])
    if said.address:
        _measure(said, said.address, said.key)
        return
    with tempfile.TemporaryDirectory(prefix="fangxian-bench-") as root:
        served, key = _serve(Path(root), said.people)
        try:
            _measure(said, "http://127.0.0.1:8019", key)
        finally:
            served.send_signal(signal.SIGINT)
            served.wait(30)


def _serve(root: Path, people: int) -> tuple[subprocess.Popen[bytes], str]:
    environment = {
        **os.environ,
        "FANGXIAN_DATA": str(root),
        "FANGXIAN_THROWAWAY": "1",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "200",
    }
    log = open(root / "room.log", "w+")  # noqa: SIM115 -- the server writes to it until the end
    command = ["room", "open", "unknown-origin-18d", "--people", str(people), "--port", "8019"]
    served = subprocess.Popen([sys.executable, "-m", "fangxian.cli", *command], env=environment, stdout=log, stderr=log)
    while b"/exercise/" not in (root / "room.log").read_bytes():
        if served.poll() is not None:
            raise SystemExit((root / "room.log").read_text())
        time.sleep(0.5)
    time.sleep(3)
    found = SECRET.search((root / "room.log").read_text())
    assert found is not None
    return served, found[2]


class Browser:
    """Somebody with the page open."""

    def __init__(self, address: str) -> None:
        import requests

        self.address, self.session = address, requests.Session()
        self.session.headers["Accept-Language"] = "en"
        self.version = ""
        self.took: dict[str, list[float]] = defaultdict(list)

    def sign_in(self, user: str, key: str) -> Browser:
        """As somebody."""
        page = self.session.get(f"{self.address}/accounts/login/")
        said = {"login": user, "password": key, "csrfmiddlewaretoken": _token(page.text)}
        self.session.post(f"{self.address}/accounts/login/", said, headers={"Referer": self.address}).raise_for_status()
        return self

    def again(self) -> Browser:
        """Another window of the same person: signing in is slow on purpose, and not what is measured."""
        other = Browser(self.address)
        other.session.cookies.update(self.session.cookies)
        return other

    def ask(self, name: str, path: str, **headers: str) -> Any:
        """Ask for an address and note how long it took."""
        begun = time.perf_counter()
        answer = self.session.get(self.address + path, headers=headers)
        self.took[name].append(time.perf_counter() - begun)
        answer.raise_for_status()
        return answer

    def send(self, path: str, page: str, **said: str) -> None:
        """Send a form of a page."""
        token = _token(self.session.get(self.address + page).text)
        self.session.post(
            self.address + path, {**said, "csrfmiddlewaretoken": token}, headers={"Referer": self.address}
        )

    def watch(self, path: str, seconds: float) -> None:
        """Keep a page open for a time."""
        ends = time.perf_counter() + seconds
        while time.perf_counter() < ends:
            begun = time.perf_counter()
            answer = self.ask("pulse", "/api/v1/exercise/pulse", **{"If-None-Match": self.version})
            if answer.status_code == 200:
                self.version = answer.headers["ETag"]
                self.ask("page", path)
            time.sleep(max(0.0, EVERY_S - (time.perf_counter() - begun)))


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None, page[:500]
    return found[1]


def _measure(said: argparse.Namespace, address: str, key: str) -> None:
    controller = Browser(address).sign_in("controller", key)
    controller.send("/exercise/control/pace/speed/", "/exercise/control/", speed=str(said.speed))
    controller.send("/exercise/control/pace/run/", "/exercise/control/")
    first = Browser(address).sign_in(ROLE, key)
    browsers = [first.again() for _one in range(said.browsers - 1)]
    threads = [threading.Thread(target=one.watch, args=("/exercise/play/", said.seconds)) for one in browsers]
    threads.append(threading.Thread(target=controller.watch, args=("/exercise/control/", said.seconds)))
    before, begun = describe(), controller.ask("clock", "/api/v1/exercise").json()["clock"]
    for number, one in enumerate(threads):
        one.start()
        time.sleep(EVERY_S / len(threads) if number else 0)
    for one in threads:
        one.join()
    ended = controller.ask("clock", "/api/v1/exercise").json()["clock"]
    controller.send("/exercise/control/pace/pause/", "/exercise/control/")
    _print(said, browsers, controller, f"{before}; the exercise went from {begun} to {ended}; after: {describe()}")


def _print(said: argparse.Namespace, browsers: list[Browser], controller: Browser, caption: str) -> None:
    table = Table(
        "asked for", "requests", "median ms", "p95 ms", "most ms", title=f"a room with {said.browsers} browsers"
    )
    rows = {"pulse": [one for browser in [*browsers, controller] for one in browser.took["pulse"]],
            "a participant's page": [one for browser in browsers for one in browser.took["page"]],
            "the control room": controller.took["page"]}  # fmt: skip
    for name, took in rows.items():
        cuts = quantiles(took, n=20) if len(took) > 1 else [took[0]] * 19 if took else [0.0] * 19
        figures = (cuts[9], cuts[18], max(took, default=0.0))
        table.add_row(name, str(len(took)), *(f"{1000 * figure:.0f}" for figure in figures))
    table.caption = caption
    Console(width=130).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
