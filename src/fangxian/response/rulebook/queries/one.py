"""The one incident that a page or an operation is about."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fangxian.errors import NotFound
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries.incidents import chosen_incident


def incident_of(wanted: str) -> Incident:
    """The incident asked for, else the one opened last.

    Raises
    ------
    NotFound
        None has been opened.
    """
    incident = chosen_incident(wanted)
    if incident is None:
        raise NotFound("incident.none", _("No incident has been opened."), remedy=_("Open an incident first."))
    return incident
