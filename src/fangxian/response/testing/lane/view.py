"""The door of the lane: ``POST /api/v1/testing/batches``. It stands before sessions and every other middleware."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec
import psycopg
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fangxian.errors import FangxianError
from fangxian.response.testing.lane.grouping import Sent, turns
from fangxian.response.testing.lane.reading import Malformed, Parcel, read
from fangxian.response.testing.lane.seats import moment, seat
from fangxian.response.testing.lane.storing import Outcome

PATH: Final = "/api/v1/testing/batches"
"""Where batches are sent."""

LARGEST: Final = 4 * 2**20
"""Bytes of a batch; a thousand people are a quarter of it."""

AT_ONCE: Final = 6
"""Batches that a process holds at once; of its eight threads two are left for everybody else."""

PATIENCE_S: Final = 1.0
"""How long a batch waits for its turn before the device is asked to come back."""

BATCHES_A_SECOND: Final = 20.0
"""What one device may send; more is a fault of the device."""

REASONS: Final = {
    "item.malformed": gettext_noop("This item cannot be read."),
    "item.unstorable": gettext_noop("This item holds something that cannot be stored."),
    "tube.unknown": gettext_noop("The batch does not say what tube this is."),
    "tube.elsewhere": gettext_noop("This tube is in use at another station."),
    "tube.full": gettext_noop("This tube holds as many as it may."),
    "tube.group": gettext_noop("This round does not test that group of people."),
    "tube.kind": gettext_noop("People and surroundings do not go into tubes of the same kind."),
    "thing.place": gettext_noop("A sample of surroundings or goods says where it was taken."),
    "thing.lot": gettext_noop("A sample of goods names their batch."),
    "registration.unknown": gettext_noop("There is no such registration of this station."),
    "identity.number_shape": gettext_noop("The number has not the shape of its kind of document."),
    "identity.number_date": gettext_noop("Characters 7 to 14 of the identity number are no date of birth."),
    "identity.number_check": gettext_noop("The last character of the identity number does not belong to the others."),
    "identity.number_without_document": gettext_noop("“No document” goes with no number."),
    "identity.document": gettext_noop("This is no kind of identity document."),
    "identity.phone": gettext_noop("This is no phone number."),
}
"""Why an item is refused."""

_log = logging.getLogger(__name__)
_turn = threading.BoundedSemaphore(AT_ONCE)
store = turns().ask
_sent: dict[UUID, tuple[float, float]] = {}
_encode = msgspec.json.Encoder().encode


def take(request: HttpRequest) -> HttpResponse:
    """Take a batch: 200 once it is committed; 4xx for what sending again cannot mend; 429 and 503: come back later."""
    try:
        return _take(request, _parcel(request))
    except _Answered as answered:
        return answered.response
    except FangxianError as error:
        return _answer(error.status, {"code": error.code, "message": str(error.message), "remedy": str(error.remedy)})
    except (psycopg.Error, DatabaseError) as error:
        # One line each: while the database is gone, a city of devices tries again and again.
        _log.error("a batch was not stored: %s", next(iter(str(error).splitlines()), ""))
        connection.close()
        return _later(503, "lane.database", _("The database cannot be reached; nothing of this batch was stored."))


class _Answered(Exception):
    """The request is answered already."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def _parcel(request: HttpRequest) -> Parcel:
    if request.method != "POST":
        raise _Answered(
            _answer(405, {"code": "request.method", "message": _("Batches are sent by POST.")}, Allow="POST")
        )
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        message = _("The batch is too large; send it in parts.")
        raise _Answered(_answer(413, {"code": "batch.large", "message": message}))
    try:
        return read(request.body)
    except Malformed as error:
        message = _("The batch cannot be read: %(reason)s.") % {"reason": error}
        raise _Answered(_answer(400, {"code": "batch.malformed", "message": message})) from error


def _take(request: HttpRequest, parcel: Parcel) -> HttpResponse:
    if not _turn.acquire(timeout=PATIENCE_S):
        return _later(503, "lane.full", _("So many batches arrive at once that this one has to wait."))
    try:
        return _store(request, parcel)
    finally:
        _turn.release()


def _store(request: HttpRequest, parcel: Parcel) -> HttpResponse:
    now = moment()
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    sitting = seat(key.strip() if scheme.lower() == "bearer" else "", now)
    if not _within_rate(sitting.device):
        return _later(429, "device.too_fast", _("This device sends faster than any station can sample."))
    outcome = store(Sent(parcel, sitting, now))
    return HttpResponse(_body(parcel.batch, outcome, now), content_type="application/json")


def _body(batch: UUID, outcome: Outcome, now: Any) -> bytes:
    rejected = [{"id": one.item, "code": one.code, "field": one.field, **_reason(one.code)} for one in outcome.refused]
    return _encode(
        {
            "batch": batch,
            "accepted": outcome.accepted,
            "duplicates": outcome.duplicates,
            "rejected": rejected,
            "now": now,
        }
    )


@lru_cache(maxsize=64)
def _reason(code: str) -> dict[str, str]:
    said = {}
    for name, language in (("message_zh", "zh-hans"), ("message_en", "en")):
        with translation.override(language):
            said[name] = _(REASONS[code]) if code in REASONS else code
    return said


def _within_rate(device: UUID) -> bool:
    """Whether the device keeps within its share: a bucket that holds two seconds' worth."""
    if len(_sent) > 50_000:
        _sent.clear()
    now = time.monotonic()
    left, at = _sent.get(device, (2 * BATCHES_A_SECOND, now))
    left = min(2 * BATCHES_A_SECOND, left + (now - at) * BATCHES_A_SECOND) - 1
    _sent[device] = (max(left, 0.0), now)
    return left >= 0


def _later(status: int, code: str, message: str) -> HttpResponse:
    """Ask the device to come back, each at another moment so that they do not come back together."""
    body = {"code": code, "message": message, "remedy": _("It is sent again by itself; keep sampling.")}
    return _answer(status, body, **{"Retry-After": str(1 + secrets.randbelow(8))})


def _answer(status: int, body: dict[str, Any], **headers: str) -> HttpResponse:
    response = HttpResponse(_encode(body), status=status, content_type="application/json")
    for name, value in headers.items():
        response[name] = value
    return response
