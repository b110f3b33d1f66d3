"""What a command hands to the ledger: a fact, with where it belongs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from fangxian.protocol.fact import Fact, plain


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact to record.

    Attributes
    ----------
    kind, subject, at, attributes, corrects
        As in :class:`fangxian.protocol.fact.Fact`.
    area : str
        The most exact area code known for the subject; decides who may see the fact.
    incident : UUID or None
        The incident under whose packs the fact is read; None for facts outside any.
    id : UUID
        Minted by whoever saw the fact; sending the same id again records nothing twice.
    """

    kind: str
    subject: str
    at: datetime
    area: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    incident: UUID | None = None
    corrects: UUID | None = None
    id: UUID = field(default_factory=uuid4)

    def fact(self, recorded_at: datetime) -> Fact:
        """The entry as the protocol reads it; times in attributes become ISO text in UTC."""
        return Fact(
            id=str(self.id),
            kind=self.kind,
            subject=self.subject,
            at=self.at,
            recorded_at=recorded_at,
            attributes=plain(self.attributes),
            corrects=None if self.corrects is None else str(self.corrects),
        )


_encoder = msgspec.json.Encoder(order="deterministic")


def digest(fact: Fact, incident: UUID | None, area: str) -> bytes:
    """SHA-256 over what a fact says (all but when and by whom it was recorded).

    The same statement sent twice has the same digest; the seals bind the recording time and the actor.
    """
    return hashlib.sha256(
        _encoder.encode(
            [
                fact.id,
                fact.kind,
                fact.subject,
                _micros(fact.at),
                area,
                None if incident is None else str(incident),
                fact.corrects,
                fact.attributes,
            ]
        )
    ).digest()


def link(content: bytes, recorded_at: datetime, actor: str) -> bytes:
    """What one fact adds to the chain of seals."""
    return hashlib.sha256(content + _micros(recorded_at).to_bytes(8, "big", signed=True) + actor.encode()).digest()


def encode(attributes: Mapping[str, Any]) -> str:
    """Attributes as canonical JSON text."""
    return _encoder.encode(attributes).decode()


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _micros(moment: datetime) -> int:
    span = moment - _EPOCH
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds
