"""The one rulebook or incident that a page or an operation is about."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fangxian.errors import NotFound
from fangxian.protocol.pack import Pack
from fangxian.response.ledger import packs
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries.incidents import chosen_incident


def shipped(id: str) -> Pack:
    """A shipped pack by id.

    Raises
    ------
    NotFound
        There is none; files are never read by a name from an address.
    """
    found = next((pack for pack in packs.shipped() if pack.id == id), None)
    if found is None:
        raise NotFound("pack.unknown", _("There is no rulebook “%(id)s”."), id=id)
    return found


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
