"""The workspace's clock: real time in the live record, simulated time in a demonstration or a drill."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, FangxianError
from fangxian.response.ledger.models import Workspace

_held: ContextVar[Workspace | None] = ContextVar("workspace", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Read the workspace once for all of a block, in which the clock is not moved: a batch asks thousands of times."""
    token = _held.set(workspace())
    try:
        yield
    finally:
        _held.reset(token)


def workspace() -> Workspace:
    """The workspace this database is.

    Raises
    ------
    FangxianError
        The database has not been set up yet.
    """
    found = _held.get() or Workspace.objects.first()
    if found is None:
        raise FangxianError(
            "workspace.empty",
            _("This database holds no workspace yet."),
            remedy=_("Run “fangxian workspace create”, or “fangxian demo”."),
        )
    return found


def now() -> datetime:
    """The workspace's present moment, aware UTC."""
    simulated = workspace().clock
    return simulated if simulated is not None else datetime.now(UTC)


def zone() -> ZoneInfo:
    """The workspace's time zone, for days and for display."""
    return ZoneInfo(workspace().time_zone)


@transaction.atomic
def advance(to: datetime) -> None:
    """Move a simulated clock forward.

    Raises
    ------
    Conflict
        The workspace is live, or `to` lies before the clock: time never runs backwards.
    """
    held = Workspace.objects.select_for_update().get()
    if held.kind == Workspace.Kind.LIVE:
        raise Conflict("clock.live", _("The live record follows the real time; its clock cannot be set."))
    if held.clock is not None and to < held.clock:
        raise Conflict(
            "clock.backwards",
            _("The clock stands at %(clock)s and cannot go back to %(to)s."),
            clock=held.clock,
            to=to,
        )
    held.clock = to
    held.save(update_fields=["clock"])
