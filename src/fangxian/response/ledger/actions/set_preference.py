"""Choose when to be told by e-mail."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.jurisdiction.models import User
from fangxian.response.ledger.models import Preference

MOST_TIMES: Final = 12
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def set_preference(
    user: User,
    *,
    email: bool,
    digest_times: str = "",
    quiet_from: time | None = None,
    quiet_to: time | None = None,
    address: str | None = None,
) -> Preference:
    """Keep a person's own wishes; they are nobody else's to change, so no right is asked for.

    Parameters
    ----------
    digest_times : str
        Local times such as ``08:00, 12:30``; empty for mail as things come.
    quiet_from, quiet_to : time or None
        Both or neither.
    address : str or None
        Where mail goes; None leaves it as it is.

    Raises
    ------
    Invalid
        ``digest.time``: that is no time of the day, or there are more than twelve; ``quiet.half``.
    """
    times = [part for part in re.split(r"[\s,,、;]+", digest_times.strip()) if part]
    for written in times:
        if not _TIME.fullmatch(written):
            raise Invalid(
                "digest.time",
                _("“%(time)s” is no time of the day."),
                remedy=_("Write times like 08:00, 12:30."),
                field="digest_times",
                time=written,
            )
    if len(times) > MOST_TIMES:
        raise Invalid(
            "digest.time",
            _("%(count)s digests a day are more than anybody reads."),
            remedy=_("Name at most %(most)s, or none for mail as things come."),
            field="digest_times",
            count=len(times),
            most=MOST_TIMES,
        )
    if (quiet_from is None) != (quiet_to is None):
        raise Invalid(
            "quiet.half",
            _("Quiet hours need a beginning and an end."),
            remedy=_("Fill in both times, or neither."),
            field="quiet_from" if quiet_from is None else "quiet_to",
        )
    if address is not None and address != user.email:
        user.email = address
        user.save(update_fields=["email"])
    held, _created = Preference.objects.update_or_create(
        user=user,
        defaults={
            "email": email,
            "digest_times": ",".join(sorted(set(times))),
            "quiet_from": quiet_from,
            "quiet_to": quiet_to,
        },
    )
    return held
