"""What the lane says back to a device."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec
import psycopg
from django.db import Error as DatabaseError
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fangxian.errors import FangxianError
from fangxian.response.testing.lane.reading import Malformed
from fangxian.response.testing.lane.storing import Outcome

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
_encode = msgspec.json.Encoder().encode


def stored(batch: UUID, outcome: Outcome, now: datetime) -> HttpResponse:
    """200: the batch is committed; what of it was refused, and why."""
    rejected = [{"id": one.item, "code": one.code, "field": one.field, **_reason(one.code)} for one in outcome.refused]
    body = {
        "batch": batch,
        "accepted": outcome.accepted,
        "duplicates": outcome.duplicates,
        "rejected": rejected,
        "now": now,
    }
    return _answer(200, body)


def not_posted() -> HttpResponse:
    """405: batches are sent in one way."""
    return _answer(405, {"code": "request.method", "message": _("Batches are sent by POST.")}, Allow="POST")


def too_large() -> HttpResponse:
    """413: no batch is so large."""
    return _answer(413, {"code": "batch.large", "message": _("The batch is too large; send it in parts.")})


def too_fast() -> HttpResponse:
    """429: more than any station can sample."""
    return _later(429, "device.too_fast", _("This device sends faster than any station can sample."))


def full() -> HttpResponse:
    """503: as many batches wait as may."""
    return _later(503, "lane.full", _("So many batches arrive at once that this one has to wait."))


GONE: Final = (psycopg.Error, DatabaseError)
"""What is raised where the database is not to be had."""

REFUSALS: Final = (Malformed, FangxianError, *GONE)
"""What may be met on the way, and :func:`refusal` has an answer to."""


def refusal(error: Exception) -> HttpResponse:
    """4xx for what sending again cannot mend; 503 where the database is gone and nothing was stored."""
    if isinstance(error, Malformed):
        message = _("The batch cannot be read: %(reason)s.") % {"reason": error}
        return _answer(400, {"code": "batch.malformed", "message": message})
    if isinstance(error, FangxianError):
        body = {"code": error.code, "message": str(error.message), "remedy": str(error.remedy)}
        return _answer(error.status, body)
    # One line each: while the database is gone, a city of devices tries again and again.
    _log.error("a batch was not stored: %s", next(iter(str(error).splitlines()), ""))
    return _later(503, "lane.database", _("The database cannot be reached; nothing of this batch was stored."))


@lru_cache(maxsize=64)
def _reason(code: str) -> dict[str, str]:
    said = {}
    for name, language in (("message_zh", "zh-hans"), ("message_en", "en")):
        with translation.override(language):
            said[name] = _(REASONS[code]) if code in REASONS else code
    return said


def _later(status: int, code: str, message: str) -> HttpResponse:
    """Ask the device to come back, each at another moment so that they do not come back together."""
    body = {"code": code, "message": message, "remedy": _("It is sent again by itself; keep sampling.")}
    return _answer(status, body, **{"Retry-After": str(1 + secrets.randbelow(8))})


def _answer(status: int, body: dict[str, Any], **headers: str) -> HttpResponse:
    response = HttpResponse(_encode(body), status=status, content_type="application/json")
    for name, value in headers.items():
        response[name] = value
    return response
