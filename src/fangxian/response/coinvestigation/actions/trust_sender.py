"""Enter, and remove, another place whose signed sheets are taken in."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.coinvestigation.exchange.signing import fingerprint
from fangxian.response.coinvestigation.models import TrustedSender
from fangxian.response.jurisdiction.actions.rules import check_text, require_manager
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record


@transaction.atomic
def trust_sender(*, name: str, key: str, place: str = "", by: Post | None = None) -> TrustedSender:
    """Trust a public key whose fingerprint was compared with its owner by another way than the file came.

    Raises
    ------
    NotAllowed
        The post may not manage who belongs to the system.
    Invalid
        ``sheet.key``, or the name is empty or too long.
    Conflict
        ``sheet.key_known``.
    """
    require_manager(by, None if by is None else by.area)
    name = check_text(name, 120, "name", needed=True)
    print_ = fingerprint(key)
    if TrustedSender.objects.filter(fingerprint=print_, removed_at=None).exists():
        raise Conflict("sheet.key_known", _("This key is trusted already."), field="key")
    made = TrustedSender.objects.create(
        name=name, place=place, key=key.strip(), fingerprint=print_, added_at=clock.now()
    )
    _note("trusted", made, by)
    return made


@transaction.atomic
def distrust_sender(sender: TrustedSender, *, by: Post | None = None) -> None:
    """Take no more files from a sender; what came in before stays.

    Raises
    ------
    NotAllowed
        The post may not manage who belongs to the system.
    """
    require_manager(by, None if by is None else by.area)
    if sender.removed_at is None:
        sender.removed_at = clock.now()
        sender.save(update_fields=["removed_at"])
        _note("distrusted", sender, by)


def _note(what: str, sender: TrustedSender, by: Post | None) -> None:
    said = {"name": sender.name, "fingerprint": sender.fingerprint, "actor": context.actor()}
    area = clock.workspace().home if by is None else by.area
    record([Entry(kind=f"sender.{what}", subject=f"sender:{sender.id}", at=clock.now(), area=area, attributes=said)])
