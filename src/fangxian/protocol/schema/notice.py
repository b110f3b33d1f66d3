"""What a public notice must say and may never say."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fangxian.protocol.schema.base import Key, Sourced, Text

MustState = Literal[
    "content",
    "scope",
    "time_limit",
    "legal_basis",
    "help_line",
    "appeal",
    "supplies",
    "medical_care",
    "signer",
]

MustNotState = Literal["name", "age", "id_number", "phone", "home_address", "workplace"]


class NoticeRule(Sourced):
    """A kind of notice. What it must state is checked before it can be issued."""

    id: Key
    title: Text
    must_state: tuple[MustState, ...] = ()
    must_not_state: tuple[MustNotState, ...] = ()
    two_person_release: bool = True
    template: Text | None = None
    """Words with ``{placeholders}`` to begin from."""
    clause: Key | None = Field(default=None)
