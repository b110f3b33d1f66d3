"""Write an export to a path at once, for the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.casework.actions.record_export import record_export
from fangxian.response.casework.writing import check_choice
from fangxian.response.interchange.choice import Choice, count
from fangxian.response.interchange.columns import COLUMNS
from fangxian.response.interchange.producing import described, origin, parts
from fangxian.response.interchange.writers import FORMATS, write
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import context
from fangxian.response.ledger.models import Incident

_ENDINGS = {"zip": "csv", "json": "fhir"}


def write_file(
    path: Path,
    *,
    kinds: tuple[str, ...],
    purpose: str,
    format: str = "",
    incident: str = "",
    area: str = "",
    since: date | None = None,
    until: date | None = None,
    identities: bool = False,
    on_progress: Callable[[int, int], None] = lambda _done, _whole: None,
) -> int:
    """Write rows into a file as the system; returns how many.

    Raises
    ------
    NotFound
        There is no such incident.
    Invalid
        A kind or the format is unknown, or no purpose is stated.
    """
    ending = path.suffix.removeprefix(".")
    form = check_choice(format or _ENDINGS.get(ending, ending), FORMATS, "format")
    for kind in kinds:
        check_choice(kind, COLUMNS, "kinds")
    with access.everywhere():
        where = Incident.objects.filter(slug=incident).first() if incident else None
        if incident and where is None:
            raise NotFound("incident.unknown", _("There is no incident “%(slug)s”."), slug=incident)
        choice = Choice(incident=where.id if where else None, area=area, since=since, until=until)
        whole = sum(count(kind, choice) for kind in kinds)
        record_export(purpose=purpose, rows=whole, note=described(kinds, form, identities=identities))
        written = parts(kinds, {}, choice, identities=identities, told=lambda done: on_progress(done, whole))
        write(form, path, written, origin(context.actor(), purpose))
    return whole
