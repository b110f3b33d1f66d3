"""The lane as Django has it: ``POST /api/v1/testing/batches``, before sessions and every other middleware.

Served, most batches are taken at the :mod:`door <fangxian.response.testing.lane.door>` already.
"""

from __future__ import annotations

import threading
import time
from typing import Final
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse

from fangxian.response.testing.lane import replies
from fangxian.response.testing.lane.grouping import Sent, turns
from fangxian.response.testing.lane.reading import read
from fangxian.response.testing.lane.seats import moment, seat

PATH: Final = "/api/v1/testing/batches"
"""Where batches are sent."""

LARGEST: Final = 4 * 2**20
"""Bytes of a batch; a thousand people are a quarter of it."""

AT_ONCE: Final = 6
"""Batches that hold a thread at once; of eight, two are left for everybody else."""

PATIENCE_S: Final = 1.0
"""How long a batch waits for its turn before the device is asked to come back."""

BATCHES_A_SECOND: Final = 20.0
"""What one device may send; more is a fault of the device."""

_turn = threading.BoundedSemaphore(AT_ONCE)
writing = turns()
store = writing.ask
_sent: dict[UUID, tuple[float, float]] = {}


def take(request: HttpRequest) -> HttpResponse:
    """Take a batch: 200 once it is committed; 4xx for what sending again cannot mend; 429 and 503: come back later."""
    if request.method != "POST":
        return replies.not_posted()
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return replies.too_large()
    try:
        return _take(request)
    except replies.REFUSALS as error:
        if isinstance(error, replies.GONE):
            connection.close()
        return replies.refusal(error)


def _take(request: HttpRequest) -> HttpResponse:
    parcel = read(request.body)
    if not _turn.acquire(timeout=PATIENCE_S):
        return replies.full()
    try:
        now = moment()
        sitting = seat(key_of(request.headers.get("Authorization", "")), now)
        if not within_rate(sitting.device):
            return replies.too_fast()
        return replies.stored(parcel.batch, store(Sent(parcel, sitting, now)), now)
    finally:
        _turn.release()


def key_of(authorization: str) -> str:
    """The key of a device, as it stands in its header."""
    scheme, _space, key = authorization.partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def within_rate(device: UUID) -> bool:
    """Whether the device keeps within its share: a bucket that holds two seconds' worth."""
    if len(_sent) > 50_000:
        _sent.clear()
    now = time.monotonic()
    left, at = _sent.get(device, (2 * BATCHES_A_SECOND, now))
    left = min(2 * BATCHES_A_SECOND, left + (now - at) * BATCHES_A_SECOND) - 1
    _sent[device] = (max(left, 0.0), now)
    return left >= 0
