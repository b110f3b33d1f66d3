"""Mail what people should be told: one digest a person, and never a word from a workspace that is not live."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import time
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation

from fangxian.response.jurisdiction.models import User
from fangxian.response.ledger import clauses, clock
from fangxian.response.ledger.language import either
from fangxian.response.ledger.models import Notice, Preference, Workspace
from fangxian.response.ledger.notices import Mail, Wishes, compose, ready

log = logging.getLogger(__name__)


def send_digests() -> int:
    """Mail every person's notices that may go out now; returns how many mails were sent.

    A mail that could not be handed over is tried again the next time; without a mail server nothing is sent and
    nothing marked as sent. Of a sample or an exercise nothing is
    ever sent: whoever reads a mail cannot tell it from the real thing.
    """
    workspace = clock.workspace()
    if workspace.kind != Workspace.Kind.LIVE or settings.EMAIL_BACKEND.endswith("dummy.EmailBackend"):
        return 0
    now, zone = clock.now(), clock.zone()
    sent = 0
    for user in _waiting():
        waiting = list(Notice.objects.filter(user=user, mailed_at=None, read_at=None).order_by("created_at", "id"))
        going = ready(wishes_of(user), waiting, now, zone)
        if going and _send(user, _composed(user, going, workspace)):
            Notice.objects.filter(id__in=[notice.pk for notice in going]).update(mailed_at=now)
            sent += 1
    return sent


def wishes_of(user: User) -> Wishes:
    """A person's wishes; those of nobody in particular where they never chose."""
    held = Preference.objects.filter(user=user).first()
    if held is None:
        return Wishes()
    quiet = None if held.quiet_from is None or held.quiet_to is None else (held.quiet_from, held.quiet_to)
    return Wishes(held.email, tuple(time.fromisoformat(at) for at in held.digest_times.split(",") if at), quiet)


def _waiting() -> Iterable[User]:
    """People with an address to whom something was not mailed and who have not read it meanwhile."""
    waiting = Notice.objects.filter(mailed_at=None, read_at=None).values("user")
    return User.objects.filter(id__in=waiting, is_active=True).exclude(email="").order_by("id")


def _composed(user: User, notices: list[Notice], workspace: Workspace) -> Mail:
    with translation.override(user.language or settings.LANGUAGE_CODE):
        title = either(workspace.title_zh, workspace.title_en)
        site = next(iter(getattr(settings, "CSRF_TRUSTED_ORIGINS", [])), "").rstrip("/")
        return compose(notices, title, clauses.clause, site)


def _send(user: User, mail: Mail) -> bool:
    # Said in the mail's head, so that no vacation reply answers it.
    message = EmailMessage(mail.subject, mail.body, to=[user.email], headers={"Auto-Submitted": "auto-generated"})
    try:
        return message.send() == 1
    except (SMTPException, OSError) as error:
        log.warning("digest of user %s not sent: %s", user.pk, error)
        return False
