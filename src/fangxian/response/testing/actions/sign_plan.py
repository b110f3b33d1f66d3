"""Sign a plan: its stations are opened, and who signed what is on record."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.testing.facts import round_fact
from fangxian.response.testing.models import Plan, Station
from fangxian.response.testing.policies import PLAN, require_in
from fangxian.response.testing.queries.rounds import locked_open
from fangxian.response.testing.scope import Scope


@transaction.atomic
def sign_plan(plan: Plan, *, signed_by: str, id: UUID | None = None, by: Post | None = None) -> Plan:
    """Sign a draft: stations that are not there yet are opened, the tables of those that are follow the plan.

    No station is closed and nothing that was registered changes. Signing it again changes nothing.

    Raises
    ------
    NotAllowed
        The post may not plan testing in the round's area.
    Invalid
        Nobody is named.
    Conflict
        ``plan.draft``: it is no draft. ``plan.scope``: the round was widened since. ``round.closed``.
    """
    require_in(by, PLAN, plan.area)
    name = check_text(signed_by, 120, "signed_by", needed=True)
    held = Plan.objects.select_for_update(of=("self",)).select_related("round").get(id=plan.id)
    if held.state == Plan.State.SIGNED:
        return held
    if held.state != Plan.State.DRAFT:
        raise Conflict(
            "plan.draft",
            _("This plan is no draft that could be signed: it is %(state)s."),
            remedy=_("Plan the round again."),
            state=held.get_state_display(),
        )
    of = locked_open(held.round_id)
    if held.mark != Scope.of(of).mark:
        raise Conflict(
            "plan.scope",
            _("The round was widened after this plan was worked out."),
            remedy=_("Plan the round again; what is done stays done."),
        )
    now = clock.now()
    for row in held.result["stations"]:
        _open(held, row)
    held.state, held.signed_by, held.signed_at = Plan.State.SIGNED, name, now
    held.save(update_fields=["state", "signed_by", "signed_at"])
    said = {
        "plan": str(held.id),
        "stations": len(held.result["stations"]),
        "tables": sum(row["tables"] for row in held.result["stations"]),
        "population": held.result["people"],
        "unserved": sum(one["unserved"] for one in held.result["units"]),
        "signer": name,
    }
    record([round_fact(of, "testing.plan_signed", now, said, request=id or uuid4())])
    return held


def _open(plan: Plan, row: dict[str, Any]) -> None:
    """Open a station of the plan, or set the tables of one that is open; its id follows from where it stands."""
    if row["station"]:
        Station.objects.filter(id=row["station"]).update(tables=row["tables"])
        return
    where = {name: row[name] for name in ("area", "name")}
    made = {name: row[name] for name in ("lon", "lat", "tables")}
    Station.objects.get_or_create(
        round_id=plan.round_id,
        **where,
        defaults={**made, "id": derived("planned", plan.round_id, *where.values()), "opened_at": clock.now()},
    )
