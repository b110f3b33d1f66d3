"""Finding the pages of a site as a person does: by following its links."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urljoin, urlsplit

from playwright.sync_api import Page

_NAMED = re.compile(r"/(areas|compared-with|coverage|forms|packs)/[^/]+/")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d{2}-\d{2}|\d+(?=/)")
_FILES = (".csv", ".xlsx", ".json", ".pdf", ".docx", ".toml", ".jsonl", ".svg", ".zip")
_LEFT = ("/api/", "/static/", "/accounts/2fa/", "/accounts/logout/")
_ALIKE = 1
"""Pages of one kind that are looked at: one case stands for all."""


def kind(address: str) -> str:
    """What kind of page an address is: its path without ids, and which questions it asks."""
    parts = urlsplit(address)
    path = _NAMED.sub(r"/\1/*/", _ID.sub("*", parts.path))
    return path + "?" + "&".join(sorted({name for name, _value in parse_qsl(parts.query)} & {"view", "whose"}))


@dataclass
class Crawl:
    """Pages still to be seen, one of each kind."""

    origin: str
    seen: dict[str, int] = field(default_factory=dict)
    waiting: deque[str] = field(default_factory=deque)

    def pages(self, page: Page, start: str = "/", most: int = 150) -> Iterator[str]:
        """Open one page of every kind in turn, and yield its path once it is there."""
        self._meet(start)
        while self.waiting and most:
            path, most = self.waiting.popleft(), most - 1
            answer = page.goto(path, wait_until="load")
            assert answer is not None
            assert answer.status < 400, f"{path} answers {answer.status}: a link that leads nowhere"
            yield path
            for link in page.eval_on_selector_all("a[href]:not([download])", "all => all.map(one => one.href)"):
                target = urljoin(self.origin, link)
                if target.startswith(self.origin):
                    self._meet(target.removeprefix(self.origin).split("#")[0] or "/")

    def _meet(self, path: str) -> None:
        plain = urlsplit(path).path
        if plain.startswith(_LEFT) or plain.endswith(_FILES) or "format=" in path or "export" in plain:
            return
        name = kind(path)
        self.seen[name] = self.seen.get(name, 0) + 1
        if self.seen[name] <= _ALIKE:
            self.waiting.append(path)
