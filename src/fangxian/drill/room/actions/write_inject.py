"""Write an inject on the spot: now, or at a moment that is still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.drill.room import curtain
from fangxian.drill.room.actions.deliver_inject import deliver_inject
from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Fault, Inject, Message
from fangxian.drill.room.policies import CONTROL, require_in_room
from fangxian.drill.room.queries.standing import locked_room
from fangxian.errors import Invalid
from fangxian.protocol.vocabulary import VOCABULARY
from fangxian.response.casework.writing import check_choice
from fangxian.response.jurisdiction.actions.rules import check_text
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.ledger import clock

LONGEST_FAULT = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Written:
    """An inject as a controller writes it.

    Attributes
    ----------
    offices : sequence of Office
        Who gets it.
    text, sender : str
        In the language that everybody in the room reads.
    at : datetime or None
        When; None is at once.
    expects : str
        Kind of fact that ought to follow, if any.
    within : timedelta
        Within which time it ought to.
    fault : str
        What breaks with it, if anything; `lasts` says for how long, `where` in which area, `factor` how much slower
        laboratories become.
    """

    offices: Sequence[Office]
    text: str
    sender: str
    channel: str = "phone"
    title: str = ""
    at: datetime | None = None
    expects: str = ""
    within: timedelta = timedelta(hours=2)
    fault: str = ""
    lasts: timedelta = timedelta(hours=5)
    where: str = ""
    factor: float = 3.0


@transaction.atomic
def write_inject(written: Written, *, by: Post | None = None, id: UUID | None = None) -> Inject:
    """Put an inject into the list, and deliver it where it is for now.

    Raises
    ------
    NotAllowed
        The post is no controller's.
    Invalid
        A field is empty or too long, the moment has passed, the kind of fact or of fault is unknown.
    Conflict
        ``room.over``.
    """
    room = locked_room()
    require_in_room(by, CONTROL, room)
    number = id or uuid4()
    with curtain.lifted():
        held = Inject.objects.filter(id=number).first()
        if held is not None:
            return held
        count = Inject.objects.count()
        made = _checked(written, number, count + 1)
        made.save(force_insert=True)
    note("inject.written", inject=made.key, text=made.text_zh)
    if written.at is None:
        deliver_inject(made, by=by)
        with curtain.lifted():
            made.refresh_from_db()
    return made


def _checked(written: Written, number: UUID, place: int) -> Inject:
    text = check_text(written.text, 4000, "text", needed=True)
    sender = check_text(written.sender, 120, "sender", needed=True)
    title = check_text(written.title, 200, "title") or text[:60]
    check_choice(written.channel, tuple(Message.Channel.values), "channel")
    if not written.offices:
        raise Invalid("inject.offices", _("Say which offices get it."), field="offices")
    if written.expects and written.expects not in VOCABULARY:
        raise Invalid("inject.fact", _("“%(kind)s” is no kind of fact."), kind=written.expects, field="expects")
    if written.at is not None and written.at <= clock.now():
        raise Invalid("inject.past", _("This moment of the exercise has passed."), field="at")
    expects = [{"fact": written.expects, "where": {}, "within": written.within.total_seconds()}]
    return Inject(
        id=number, key=f"free-{place}", place=place, title_zh=title, title_en=title, text_zh=text, text_en=text,
        sender_zh=sender, sender_en=sender, channel=written.channel, due_at=written.at or clock.now(), free=True,
        to=[{"level": one.level, "role": one.role, "area": one.area} for one in written.offices],
        expects=expects if written.expects else [], fault=_fault(written),
    )  # fmt: skip


def _fault(written: Written) -> dict[str, object] | None:
    if not written.fault:
        return None
    check_choice(written.fault, tuple(Fault.Kind.values), "fault")
    if not timedelta(0) < written.lasts <= LONGEST_FAULT:
        raise Invalid("fault.lasts", _("A fault lasts up to three days."), field="lasts")
    if written.factor < 1:
        raise Invalid("fault.factor", _("Laboratories do not become faster by a fault."), field="factor")
    return {
        "kind": written.fault, "lasts": written.lasts.total_seconds(), "area": written.where, "factor": written.factor,
    }  # fmt: skip
