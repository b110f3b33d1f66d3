"""What somebody in a browser waits for: 500 contacts pasted, a sheet about 300 people out, and the answer in.

A real server on the replayed outbreak of Pidu, driven in a real Chromium, on this machine together with its
database. Wall time says what somebody waits; processor time, of the server and its database together, is what of it
does not depend on how busy the machine is. ``BENCH_SITE="http://127.0.0.1:8000 epidemiologist PASSWORD 123 456"``
measures a server that runs already, as processes 123 (the server) and 456 (the database).
"""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.machine import cpu_seconds, postmaster

PASTED = int(os.environ.get("BENCH_PASTED", "500"))
ASKED = int(os.environ.get("BENCH_ASKED", "300"))
REPEATS = int(os.environ.get("BENCH_REPEATS", "3"))
GOAL_S = 3.0
FAMILIES, GIVEN = "王李张刘陈杨黄赵吴周", "伟芳娜敏静丽强磊军洋艳勇杰娟涛明超兰霞平"
ELSEWHERE = "天津市"


def main() -> None:
    """Paste, send and take in, each some times, and print how long the browser took."""
    console = Console(width=120)
    with served() as (address, name, password, processes), browser() as started:
        context = started.new_context(base_url=address, locale="zh-CN", viewport={"width": 1280, "height": 900})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.set_default_timeout(600_000)
        page.on("dialog", lambda asked: asked.accept())
        sign_in(page, name, password)
        table = Table("what", "wall s", "CPU s", "goal", title=f"{REPEATS} times each, best to worst")
        clock = Stopwatch(processes)
        for turn in range(REPEATS):
            measure(page, turn, clock)
        for what, times in clock.taken.items():
            walls, cpus = (sorted(one[place] for one in times) for place in (0, 1))
            met = f"{GOAL_S:.0f} {'met' if walls[-1] < GOAL_S else 'missed'}"
            table.add_row(what, *("  ".join(f"{one:.2f}" for one in some) for some in (walls, cpus)), met)
        console.print(table)
        console.print(f"load average at the end {os.getloadavg()[0]:.1f}", highlight=False)


class Stopwatch:
    """Wall and processor seconds of what is done inside its blocks; blocks of one name in one round add up.

    Attributes
    ----------
    taken : dict
        By name: for each round its wall and processor seconds.
    """

    def __init__(self, processes: set[int]) -> None:
        self.processes = processes
        self.taken: dict[str, list[tuple[float, float]]] = {}

    @contextmanager
    def time(self, what: str, *, goes_on: bool = False) -> Iterator[None]:
        """Time a block; with `goes_on`, as the second part of the last one."""
        wall, cpu = time.perf_counter(), cpu_seconds(self.processes)
        yield
        wall, cpu = time.perf_counter() - wall, cpu_seconds(self.processes) - cpu
        rounds = self.taken.setdefault(what, [])
        if goes_on:
            before = rounds.pop()
            wall, cpu = wall + before[0], cpu + before[1]
        rounds.append((wall, cpu))


def measure(page: Any, turn: int, clock: Stopwatch) -> None:
    """One round: paste, look, record; ask for them; take the answer in."""
    case = report_case(page, f"BENCH-{os.getpid()}-{turn}")
    paste(page, case, turn, clock)
    take_in(page, send(page, case, clock), clock)


def report_case(page: Any, number: str) -> str:
    """A case whose contacts they are; returns the address of its page."""
    page.goto("/cases/new/")
    page.fill("[name=number]", number)
    page.click("main form .form-actions button.button-primary")
    confirm(page)
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))
    return str(page.url)


def paste(page: Any, case: str, turn: int, clock: Stopwatch) -> None:
    """From the keys to the rows as they are read, and from the button to the list of them."""
    what = f"{PASTED} contacts: Ctrl+V, read, record, listed"
    page.goto(f"{case}contacts/paste/")
    page.evaluate("text => navigator.clipboard.writeText(text)", rows(PASTED, turn))
    page.focus("textarea[name=text]")
    with clock.time(what):
        page.keyboard.press("Control+V")
        page.click("button[value=preview]")
        page.wait_for_selector("button[value=save]")
    with clock.time(what, goes_on=True):
        page.click("button[value=save]")
        page.wait_for_url(re.compile(r"/contacts/\?source="), wait_until="load")
        page.wait_for_selector("#rows tbody tr")
    expect_count(page)


def expect_count(page: Any) -> None:
    """All of them are in the list, which counts them once it is shown."""
    page.wait_for_function("n => document.querySelector('.pager, #rows')?.innerText.includes(n)", arg=f"{PASTED:,}")


def rows(count: int, turn: int) -> str:
    """A sheet as a spreadsheet program puts it into the clipboard: names, documents, phones, all invented."""
    from fangxian.response.registry.resident_id import check_digit

    lines = ["姓名\t性别\t年龄\t身份证号\t手机号\t末次暴露时间\t暴露地点"]
    for n in range(count):
        name = FAMILIES[n % 10] + GIVEN[n // 10 % 20] + GIVEN[n // 200 % 20]
        born = date(1950, 1, 1) + timedelta(days=(37 * n + turn) % 20_000)
        body = f"510124{born:%Y%m%d}{(turn * count + n) % 1000:03}"
        phone = f"138{turn:02}{n:06}"
        sex = "女" if n % 2 else "男"
        lines.append(f"{name}\t{sex}\t{2020 - born.year}\t{body}{check_digit(body)}\t{phone}\t2020-12-30 18:30\t菜市场")
    return "\n".join(lines)


def send(page: Any, case: str, clock: Stopwatch) -> str:
    """Ask another city for the first of them; the address of the sheet."""
    page.goto(f"/sheets/new/?case={case.rstrip('/').rpartition('/')[2]}")
    page.locator("[name=ask]").evaluate_all("(all, n) => all.forEach((one, at) => { one.checked = at < n; })", ASKED)
    page.fill("[name=stay]", ELSEWHERE)
    with clock.time(f"sheet about {ASKED}: send, shown"):
        page.click("button[name=send]")
        page.wait_for_url(re.compile(r"/sheets/[0-9a-f-]{36}/$"), wait_until="load")
    return str(page.url)


def take_in(page: Any, sheet: str, clock: Stopwatch) -> None:
    """Take the workbook away, fill it in as the other city would, and take it in again."""
    page.goto(f"{sheet}file/")
    with clock.time(f"workbook about {ASKED}: taken away"), page.expect_download() as taken:
        page.click("main form .form-actions button.button-primary")
    file = Path(tempfile.mkdtemp(prefix="fangxian-bench-")) / "answer.xlsx"
    file.write_bytes(filled(Path(taken.value.path()).read_bytes()))
    page.goto("/sheets/files/")
    page.set_input_files("[name=file]", file)
    with clock.time(f"workbook with {ASKED} answers: taken in"):
        page.click("main form .form-actions button.button-primary")
        page.wait_for_selector("section[role=status]")
    shutil.rmtree(file.parent)
    said = page.inner_text("section[role=status]")
    assert str(ASKED) in said, said


def filled(workbook: bytes) -> bytes:
    """The workbook with everybody taken over and under control."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook))
    page = book.worksheets[0]
    names = [cell.value for cell in page[7]]
    for row in range(9, 9 + ASKED):
        for name, said in (("decision", "accepted"), ("outcome", "controlled"), ("received_by", "Zhao")):
            page.cell(row=row, column=names.index(name) + 1, value=said)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sign_in(page: Any, name: str, password: str) -> None:
    """Sign in."""
    page.goto("/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url, wait_until="commit")


def confirm(page: Any) -> None:
    """Say yes where the page asks."""
    asked = page.locator("dialog[open] .button-primary, dialog[open] .button-danger")
    with suppress(Exception):
        asked.first.click(timeout=500)


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium without a window."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@contextmanager
def served() -> Iterator[tuple[str, str, str, set[int]]]:
    """A served workspace: address, user, password, and the processes that answer."""
    if said := os.environ.get("BENCH_SITE"):
        address, name, password, *processes = said.split()
        yield address, name, password, set(map(int, processes))
        return
    root = Path(tempfile.mkdtemp(prefix="fangxian-bench-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("FANGXIAN_")}
    environment |= {"FANGXIAN_DATA": str(root), "COLUMNS": "200", "LC_ALL": "C.UTF-8"}
    with (root / "demo.log").open("w+") as log:
        demo = [sys.executable, "-m", "fangxian.cli", "demo", "pidu-2020", "--port", str(port)]
        process = subprocess.Popen(demo, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_for(port, process)
            found = re.search(r"^\s*epidemiologist\s+([0-9a-f]{12})\s", (root / "demo.log").read_text(), re.MULTILINE)
            assert found is not None
            answering = {process.pid, postmaster(root)}
            yield f"http://127.0.0.1:{port}", "epidemiologist", found.group(1), answering
        finally:
            process.terminate()
            process.wait(30)
            shutil.rmtree(root, ignore_errors=True)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the server answers."""
    for _ in range(1200):
        assert process.poll() is None, "the demo did not start"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.5)
    raise TimeoutError("the demo did not start")
