"""Say what a database is: live, a sample or an exercise."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.ledger.models import Workspace


@transaction.atomic
def create_workspace(
    *,
    slug: str,
    kind: str,
    title_zh: str,
    title_en: str,
    home: str = "",
    time_zone: str = "Asia/Shanghai",
    clock: datetime | None = None,
) -> Workspace:
    """Make the one row that names this database, or return it where it says the same already.

    Raises
    ------
    Invalid
        `kind` is none of live, sample, drill; or a simulated clock was asked for the live record.
    Conflict
        The database is another workspace already.
    """
    if kind not in Workspace.Kind.values:
        raise Invalid(
            "workspace.kind",
            _("“%(kind)s” is no kind of workspace."),
            remedy=_("Choose live, sample or drill."),
            kind=kind,
        )
    if kind == Workspace.Kind.LIVE and clock is not None:
        raise Invalid("workspace.live_clock", _("The live record follows the real time."))
    held = Workspace.objects.first()
    if held is not None:
        if (held.slug, held.kind) != (slug, kind):
            raise Conflict(
                "workspace.taken",
                _("This database is the workspace %(slug)s (%(kind)s) already."),
                slug=held.slug,
                kind=held.kind,
            )
        return held
    return Workspace.objects.create(
        slug=slug, kind=kind, title_zh=title_zh, title_en=title_en, home=home, time_zone=time_zone, clock=clock
    )
