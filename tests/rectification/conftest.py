"""A live record of Chengdu, and a file of findings that somebody carried over from an exercise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from fangxian.response.coinvestigation.actions import trust_sender
from fangxian.response.coinvestigation.exchange.signing import public_key, sign
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.ledger import clock
from fangxian.response.rectification.actions import opened_findings, take_in_findings
from fangxian.response.rectification.models import Intake
from tests import factories

CHENGHUA = "510108"
HOME = "510108011005"


def finding(key: str = "clause.case.core_facts", **changed: Any) -> dict[str, Any]:
    """A finding as a file has it, due in ten days."""
    due = clock.now().date() + timedelta(days=10)
    said = {
        "id": key, "what": {"zh": "核心信息迟报", "en": "Core facts were late"}, "rating": "U", "level": "district",
        "role": "cdc", "due": due.isoformat(), "retest": (due + timedelta(days=30)).isoformat(),
        "clause": "case.core_facts", "evidence": [["task", "00000000-0000-4000-8000-000000000001"]],
        "owner": {"zh": "区县疾控", "en": "District CDC"},
    }  # fmt: skip
    return said | changed


def content(*findings: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """What a file says."""
    exercise = {"id": "7", "scenario": "unknown-origin-18d", "version": "1.0", "title_zh": "不明来源疫情演练",
                "title_en": "Unknown origin", "from": "2021-08-13T00:00:00+08:00",
                "until": "2021-09-01T00:00:00+08:00", "record": "ab" * 32}  # fmt: skip
    said = {
        "format": "fangxian.findings", "version": 1, "workspace": "drill", "exercise": exercise, "area": HOME,
        "pack": "covid19-cn-8", "signer": "王芳", "signed_at": "2021-09-02T10:00+08:00",
        "findings": list(findings or (finding(),)),
    }  # fmt: skip
    return said | changed


@dataclass
class Live:
    """Who works in the live record."""

    director: Post
    tracer: Post
    cdc: Office
    headquarters: Office
    clients: dict[int, Client] = field(default_factory=dict)

    def bring(self, *findings: dict[str, Any], by: Post | None = None, **changed: Any) -> Intake:
        """A file is carried over and taken in."""
        return take_in_findings(*opened_findings(sign(content(*findings, **changed))), by=by or self.director)

    def client(self, post: Post) -> Client:
        """A browser of whoever holds a post."""
        if post.pk not in self.clients:
            self.clients[post.pk] = Client()
            self.clients[post.pk].force_login(post.holder)
        return self.clients[post.pk]


@pytest.fixture
def live(db: None) -> Iterator[Live]:
    """The live record; whoever led the exercise is trusted."""
    with access.everywhere(), translation.override("en"):
        factories.workspace(kind="live", clock=None, slug="live", home="5101")
        for code, name in (("51", "四川省"), ("5101", "成都市"), (CHENGHUA, "成华区"), (HOME, "某社区")):
            factories.area(code, name)
        city = factories.office("5101", "headquarters")
        headquarters = factories.office(CHENGHUA, "headquarters")
        cdc = factories.office(CHENGHUA, "cdc")
        factories.office("5101", "inspection")
        trust_sender(name="演练办公室", key=public_key())
        yield Live(
            director=factories.post("5101", "director", office=city),
            tracer=factories.post(CHENGHUA, "epidemiologist", office=cdc), cdc=cdc, headquarters=headquarters,
        )  # fmt: skip
