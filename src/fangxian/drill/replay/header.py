"""The head of an outbreak's record: enough to say whether it has been replayed, read in a moment."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from fangxian.response.ledger.models import Workspace


@dataclass(frozen=True, slots=True)
class Header:
    """Which outbreak it is, where it lies, and when the replay ends; see :class:`~.schema.Outbreak`."""

    slug: str
    title_zh: str
    title_en: str
    area: str
    home: str
    timezone: str
    ends_at: datetime


def read_header(outbreak: str = "pidu2020") -> Header:
    """Read the head of an outbreak that comes with Fangxian."""
    text = (files("fangxian.drill.replay") / outbreak / "outbreak.toml").read_text(encoding="utf-8")
    head: dict[str, Any] = tomllib.loads(text)["outbreak"]
    return Header(
        slug=head["slug"],
        title_zh=head["title"]["zh"],
        title_en=head["title"]["en"],
        area=head["area"],
        home=head["home"],
        timezone=head["timezone"],
        ends_at=head["ends_at"],
    )


def is_complete(header: Header) -> bool:
    """Whether the open workspace's clock stands at the end of the replay."""
    held = Workspace.objects.first()
    return held is not None and held.clock is not None and held.clock >= header.ends_at
