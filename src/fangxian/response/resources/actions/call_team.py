"""Teams: on the list, called up, acknowledged, arrived, handed back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.resources.models import CallUp, Team
from fangxian.response.resources.policies import PLAN, RUN, require_either, require_in


@transaction.atomic
def add_team(
    *,
    name: str,
    area: str,
    kind: str,
    members: int,
    skills: Sequence[str] = (),
    leader: str = "",
    phone: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> Team:
    """Put a team on the list, on standby.

    Raises
    ------
    NotAllowed
        The post may not plan there.
    Invalid
        It has nobody, or its kind is unknown.
    Conflict
        ``team.known``: the area has one of that name.
    """
    require_in(by, PLAN, area)
    name = check_text(name, 80, "name", needed=True)
    check_choice(kind, Team.Kind.values, "kind")
    if not 1 <= members <= 5000:
        raise Invalid("team.members", _("A team has 1 to 5000 members."), field="members")
    request = id or uuid4()
    held = Team.objects.filter(id=request).first()
    if held is not None:
        return held
    if Team.objects.filter(area=area, name=name).exists():
        raise Conflict("team.known", _("This area has a team of that name."), remedy=_("Use it."), field="name")
    said = [check_text(skill, 40, "skills") for skill in skills if skill.strip()]
    return Team.objects.create(
        id=request, name=name, area=area, kind=kind, members=members, skills=said,
        leader=check_text(leader, 80, "leader"), phone=check_text(phone, 40, "phone"),
    )  # fmt: skip


@transaction.atomic
def call_team(
    team: Team,
    *,
    incident: Incident,
    to_area: str,
    work: str,
    report_by: datetime,
    until: datetime,
    most_hours: int,
    signer: str,
    id: UUID | None = None,
    by: Post | None = None,
) -> CallUp:
    """Call a team up by a signed order; its clocks begin: acknowledge, arrive, hand back.

    Parameters
    ----------
    most_hours : int
        Hours on duty after which it is to be relieved.

    Raises
    ------
    NotAllowed
        The post may not plan where the team is at home.
    Invalid
        A time, the work or the signer is missing or cannot be.
    Conflict
        ``team.busy``: it is called up already; ``team.rests``: it rests at the time it would report.
    """
    require_in(by, PLAN, team.area)
    now = clock.now()
    work = check_text(work, 300, "work", needed=True)
    signer = check_text(signer, 120, "signer", needed=True)
    if not now < report_by < until:
        raise Invalid(
            "callup.times",
            _("It reports after now, and is handed back after that."),
            remedy=_("Correct the times."),
            field="report_by",
        )
    if not 1 <= most_hours <= 72:
        raise Invalid("callup.hours", _("Hours on duty are 1 to 72."), field="most_hours")
    request = id or uuid4()
    with access.everywhere():
        held = Team.objects.select_for_update().get(id=team.id)
        done = CallUp.objects.filter(id=request).first()
        if done is not None:
            return done
        _refuse_call(held, report_by)
        made = CallUp.objects.create(
            id=request, incident=incident, team=held, area=held.area, also_area=to_area, work=work, signer=signer,
            called_at=now, report_by=report_by, until=until, most_hours=most_hours,
        )  # fmt: skip
        said = {
            "until": until, "signer": signer, "object": f"{held.name}: {work}"[:300], "area": to_area,
            "report_by": report_by,
        }  # fmt: skip
        record([_whom(made).fact("requisition.ordered", now, said, request=request)])
        return made


def _refuse_call(team: Team, report_by: datetime) -> None:
    if team.dissolved_at is not None or CallUp.objects.filter(team=team, state__in=CallUp.OPEN).exists():
        raise Conflict(
            "team.busy",
            _("%(team)s is called up already, or dissolved."),
            remedy=_("Choose a team on standby."),
            team=team.name,
        )
    if team.rests_until is not None and team.rests_until > report_by:
        raise Conflict(
            "team.rests",
            _("%(team)s rests until %(until)s."),
            remedy=_("Let it report later, or choose another team."),
            team=team.name,
            until=team.rests_until.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M"),
            field="report_by",
        )


@transaction.atomic
def acknowledge(
    callup: CallUp, *, who: str, at: datetime | None = None, id: UUID | None = None, by: Post | None = None
) -> CallUp:
    """Record that the team has heard the order and sets out.

    Raises
    ------
    NotAllowed
        The post answers for the team neither at home nor where it is needed.
    Invalid
        Nobody is named, or the time cannot be right.
    Conflict
        ``callup.state``.
    """
    at = check_time(at or clock.now(), "at")
    who = check_text(who, 120, "who", needed=True)
    held = _answering(callup, by)
    if held.acknowledged_at is not None:
        return held
    _require(held, at, CallUp.State.CALLED)
    held.state, held.acknowledged_at, held.acknowledged_by = CallUp.State.COMING, at, who
    held.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
    record([_whom(held).fact("requisition.acknowledged", at, {"note": who}, request=id or uuid4())])
    return held


@transaction.atomic
def arrive(callup: CallUp, *, at: datetime | None = None, id: UUID | None = None, by: Post | None = None) -> CallUp:
    """Record that the team has reported for duty; its hours count from now, and the clock of its relief begins.

    Raises
    ------
    NotAllowed
        The post answers for the team neither at home nor where it is needed.
    Conflict
        ``callup.state``.
    """
    at = check_time(at or clock.now(), "at")
    held = _answering(callup, by)
    if held.arrived_at is not None:
        return held
    _require(held, at, CallUp.State.CALLED, CallUp.State.COMING)
    held.state, held.arrived_at = CallUp.State.DUTY, at
    held.save(update_fields=["state", "arrived_at"])
    said = {"relieve_by": at + timedelta(hours=held.most_hours)}
    record([_whom(held).fact("requisition.arrived", at, said, request=id or uuid4())])
    return held


@transaction.atomic
def hand_back(
    callup: CallUp,
    *,
    rest_hours: int,
    note: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> CallUp:
    """Hand a team back, or cancel its call before it arrived; after a duty it rests.

    Raises
    ------
    NotAllowed
        The post answers for the team neither at home nor where it is needed.
    Invalid
        It would rest for more than three days, a cancellation has no reason, or the time cannot be right.
    Conflict
        ``callup.state``.
    """
    at = check_time(at or clock.now(), "at")
    if not 0 <= rest_hours <= 72:
        raise Invalid("callup.rest", _("A rest has 0 to 72 hours."), field="rest_hours")
    held = _answering(callup, by)
    if held.ended_at is not None:
        return held
    _require(held, at, *CallUp.OPEN)
    served = held.arrived_at is not None
    note = check_text(note, 300, "note", needed=not served)
    held.state, held.ended_at, held.note = (CallUp.State.BACK if served else CallUp.State.CANCELLED), at, note
    held.save(update_fields=["state", "ended_at", "note"])
    if served and rest_hours:
        with access.everywhere():
            Team.objects.filter(id=held.team_id).update(rests_until=at + timedelta(hours=rest_hours))
    record([_whom(held).fact("requisition.returned", at, {"reason": note}, request=id or uuid4())])
    return held


def _answering(callup: CallUp, by: Post | None) -> CallUp:
    require_either(by, RUN, [callup.area, callup.also_area])
    return CallUp.objects.select_for_update().get(id=callup.id)


def _require(held: CallUp, at: datetime, *states: str) -> None:
    if held.state not in states:
        raise Conflict(
            "callup.state",
            _("The call-up is %(state)s. This cannot be done now."),
            remedy=_("Open the page again; somebody else was quicker."),
            state=held.get_state_display(),
        )
    times = (held.called_at, held.acknowledged_at, held.arrived_at)
    if any(time is not None and at < time for time in times):
        raise Invalid("callup.order", _("This would lie before the step before."), field="at")


def _whom(held: CallUp) -> Whom:
    return Whom(held.incident_id, held.subject, held.also_area)
