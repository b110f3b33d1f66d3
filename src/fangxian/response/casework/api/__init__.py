"""JSON of casework: incidents, cases, relationships, contacts, visits, follow-ups, imports, chains under ``/api/v1``.

Every answer holds what the caller's post may see, and nothing that tells who somebody is.
"""

from __future__ import annotations

from ninja import Router

from fangxian.response.casework.api import (
    cases,
    chains,
    contacts,
    follow_ups,
    imports,
    incidents,
    relationships,
    visits,
)

router = Router(tags=["cases"])
for _part in (incidents, cases, relationships, contacts, visits, follow_ups, imports, chains):
    router.add_router("", _part.router)
