"""Open an office: a body that tasks can be owed by."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.jurisdiction.actions.rules import check_role, check_text, require_manager
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.jurisdiction.owners import GENERAL
from fangxian.response.jurisdiction.queries import area as area_of
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record


@transaction.atomic
def open_office(
    *,
    area: str,
    role: str,
    name: str,
    name_en: str = "",
    superior: Office | None = None,
    by: Post | None = None,
) -> Office:
    """Open an office in an area.

    Parameters
    ----------
    area : str
        Code of the area it answers for; its level is the office's.
    role : str
        The word that clauses name as owner, such as ``cdc``.
    superior : Office or None
        The office it reports to; None finds it: the one that answers for everything in the same area, or in
        the nearest area above.
    by : Post or None
        Who does it; None is the operator at the command line.

    Raises
    ------
    NotAllowed
        `by` may not manage offices in the area.
    NotFound
        There is no such area.
    Invalid
        The role is no word, or the name is empty or too long.
    Conflict
        ``office.exists``: the area has an office of that role and name.
    """
    require_manager(by, area)
    here = area_of(area)
    check_role(role)
    name = check_text(name, 120, "name", needed=True)
    name_en = check_text(name_en, 160, "name_en")
    if Office.objects.filter(area=area, role=role, name=name).exists():
        raise Conflict(
            "office.exists",
            _("%(name)s is open already."),
            remedy=_("Give the new office a name of its own."),
            field="name",
            name=name,
        )
    office = Office.objects.create(
        area=area,
        level=here.level,
        role=role,
        name=name,
        name_en=name_en,
        superior=superior or _superior(area, here.level, role),
    )
    said = {"role": role, "name": name, "level": office.level}
    if office.superior is not None:
        said["superior"] = office.superior.subject
    record([Entry(kind="office.opened", subject=office.subject, at=clock.now(), area=area, attributes=said)])
    return office


def _superior(area: str, level: str, role: str) -> Office | None:
    general = role == GENERAL.get(level, "headquarters")
    around = [area[:length] for length in range(len(area) - (1 if general else 0), 0, -1)]
    roles = {"headquarters", *GENERAL.values()}
    found = Office.objects.filter(area__in=around, role__in=roles, closed_at=None).order_by("id")
    return max(found, key=lambda office: len(office.area), default=None)
