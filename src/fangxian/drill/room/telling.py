"""What the hidden city tells people who play: whoever is to interview a case hears what the case says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from fangxian.drill.autopilot.cases import infectious_since
from fangxian.drill.autopilot.play import Play
from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Message
from fangxian.drill.world.hidden import Met
from fangxian.drill.world.memory import Told
from fangxian.drill.world.places import place_title
from fangxian.protocol.clause import Clause
from fangxian.response.casework.ids import derived
from fangxian.response.ledger.models import TaskRow

INTERVIEW: Final = "case.core_facts_filed"
"""The task whose answer only the city knows."""

SHOWN: Final = 60
"""People and stays in one message, at most."""


def tell(play: Play) -> None:
    """Send offices that people play the interviews of the cases they are to investigate; each once."""
    if play.incident is None or not play.left:
        return
    asks = [clause.id for clause in play.pack.clauses if INTERVIEW in _kinds(clause)]
    open_ = TaskRow.objects.filter(incident=play.incident, state="open", clause__in=asks, office__in=play.left)
    for task in open_.order_by("id"):
        number = derived("interview", task.id)
        if play.is_of_the_city(task.subject) and not Message.objects.filter(id=number).exists():
            _interview(play, task, number)


def _kinds(clause: Clause) -> set[str]:
    return {str(getattr(one, "kind", one)) for one in clause.discharged_by}


def _interview(play: Play, task: TaskRow, number: UUID) -> None:
    case = play.cases([task.subject])[task.subject]
    person = play.number(task.subject)
    met = [one for one in play.world.met(person, since=infectious_since(play, case)) if one.person not in play.positive]
    stays = play.world.stays(person, days=play.duties.practice.trajectory)
    play.enter(sorted({one.person for one in met}))
    text = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            text[language] = "\n".join([*_met(play, met), "", *_stays(play, stays)])
    assert task.office is not None, "only tasks of an office that people play are asked for"
    Message.objects.create(
        id=number, office=task.office, at=play.now, channel=Message.Channel.PHONE, sender_zh=case.number,
        sender_en=case.number, text_zh=text["zh-hans"], text_en=text["en"],
    )  # fmt: skip
    note("interview.told", case=case.number, office=task.office_id, met=len(met), stays=len(stays))


def _met(play: Play, met: Sequence[Met]) -> Iterator[str]:
    settings = {"household": _("in the same home"), "group": _("in class or at work"), "venue": _("at a place")}
    yield _("Whom I met (they are in the register under these labels):")
    for one in sorted(met, key=lambda one: one.last, reverse=True)[:SHOWN]:
        who = play.world.who(one.person)
        yield f"· {play.label(one.person)} {who.name} {who.phone}, {settings[one.setting]}, {one.last:%m-%d %H:%M}"
    if len(met) > SHOWN:
        yield _("… and %(more)s more") % {"more": len(met) - SHOWN}


def _stays(play: Play, stays: Sequence[Told]) -> Iterator[str]:
    yield _("Where I was:")
    for stay in stays[-SHOWN:]:
        about = "" if stay.sure else _("about") + " "
        place = place_title(play.world.city, stay.place)
        yield f"· {stay.began:%m-%d} {about}{stay.began:%H:%M}-{stay.ended:%H:%M} {place}"
