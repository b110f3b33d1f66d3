"""The small outbreak of the information tests, with an information officer and two directors of the city."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from fangxian.response.bulletins.actions import approve_bulletin, draft_bulletin, publish_bulletin
from fangxian.response.bulletins.models import Bulletin
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow, Incident
from tests import factories
from tests.information.conftest import hours, outbreak

NAMES = {"help_line": "12345", "signer": "成都市新闻办", "channel": "发布会"}


@dataclass
class Press:
    """Who publishes what of an incident."""

    incident: Incident
    officer: Post
    director: Post
    second: Post

    def draft(self, by: Post | None = None, as_of: datetime | None = None, **said: Any) -> Bulletin:
        """A bulletin is drafted by the officer, as of now."""
        names = NAMES | {"as_of": as_of or clock.now(), "by": by or self.officer} | said
        return draft_bulletin(self.incident, **names)

    def publish(self, **said: Any) -> Bulletin:
        """One is drafted, approved by a director and published."""
        made = self.draft(**said)
        approve_bulletin(made, by=self.director)
        return publish_bulletin(made, by=self.officer)

    def facts(self, kind: str) -> list[FactRow]:
        """Facts of a kind, in order."""
        return list(FactRow.objects.filter(kind=kind).order_by("seq"))


@pytest.fixture
def press(outbreak: Incident) -> Iterator[Press]:
    with access.everywhere():
        yield Press(
            outbreak, factories.post("5101", "information_officer"), factories.post("5101", "director"),
            factories.post("51", "director"),
        )  # fmt: skip


def browser(post: Post | None = None) -> Client:
    """A browser in English, of somebody with a post or of anybody."""
    client = Client(headers={"Accept-Language": "en"})
    if post is not None:
        client.force_login(post.holder)
    return client


__all__ = ["NAMES", "Press", "browser", "hours", "outbreak", "press"]
