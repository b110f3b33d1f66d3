"""Take in what a device could not send: its outbox, carried as a file or read from its screen."""

from __future__ import annotations

import zlib
from typing import Final
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.testing import tokens
from fangxian.response.testing.lane.reading import Malformed, Refused, read
from fangxian.response.testing.lane.seats import seat_of
from fangxian.response.testing.lane.storing import Outcome, store
from fangxian.response.testing.models import Device
from fangxian.response.testing.policies import SAMPLE, require_in

LARGEST: Final = 16 * 2**20
"""Bytes of an outbox, and a quarter of what it may hold once unpacked."""

_MAGIC: Final = b"FXO1"
_HEAD: Final = 21  # mark, id of the device, whether it is packed
_NONCE: Final = 12


def take_outbox(data: bytes, *, by: Post | None = None) -> Outcome:
    """Store what a sealed outbox holds; what is there already is left alone.

    Only the device itself can have sealed it, so it is taken from anybody's hands. Its times are the server's already.
    With `by`, also from a device that was signed out since.

    Raises
    ------
    NotAllowed
        The post may not run stations there.
    Invalid
        ``outbox.unreadable``: it is no outbox of a device of this workspace, or was altered.
    Conflict
        ``round.archived``.
    """
    if not data.startswith(_MAGIC) or len(data) <= _HEAD + _NONCE or len(data) > LARGEST:
        raise _unreadable()
    device = UUID(bytes=data[4:20])
    with access.everywhere():
        found = Device.objects.select_related("station__round").filter(id=device).first()
    if found is None or (by is None and found.revoked_at is not None):
        raise _unreadable()
    require_in(by, SAMPLE, found.area)
    seat, now = seat_of(found), clock.now()
    outcomes = []
    for raw in _batches(data, device):
        try:
            parcel = read(bytes(raw))
        except Malformed as error:
            raise _unreadable() from error
        parcel.sent_at = now
        outcomes.append(store(parcel, seat, now))
    refused: list[Refused] = [one for outcome in outcomes for one in outcome.refused]
    return Outcome(sum(one.accepted for one in outcomes), sum(one.duplicates for one in outcomes), refused)


def _batches(data: bytes, device: UUID) -> list[msgspec.Raw]:
    head, nonce, body = data[:_HEAD], data[_HEAD : _HEAD + _NONCE], data[_HEAD + _NONCE :]
    try:
        plain = AESGCM(tokens.seal_key(device)).decrypt(nonce, body, head)
        if head[-1] == 1:
            unpacking = zlib.decompressobj(wbits=31)
            plain = unpacking.decompress(plain, 4 * LARGEST)
            if not unpacking.eof:
                raise _unreadable()
        return msgspec.json.decode(plain, type=list[msgspec.Raw])
    except (InvalidTag, zlib.error, msgspec.DecodeError) as error:
        raise _unreadable() from error


def _unreadable() -> Invalid:
    return Invalid(
        "outbox.unreadable",
        _("This is no outbox of a device that was signed in here, or it was altered on the way."),
        remedy=_("Export it from the device again; everything is still on it."),
        field="file",
    )
