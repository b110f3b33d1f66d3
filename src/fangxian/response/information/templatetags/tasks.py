"""What a list says about each of its tasks: how it stands, and what the reader may do.

Written in Python, not as included templates: a list has fifty rows, and these two cells were most of its cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fangxian.response.ledger.models import HandlingRow
from fangxian.response.ledger.queries.ladder import Climb
from fangxian.response.ledger.queries.tasks import TaskView
from fangxian.ui.vocabulary import chip_class

register = template.Library()

_NOTE = '<span class="note" title="{}">{}</span>'


@register.simple_tag(takes_context=True)
def task_state(context: Mapping[str, Any], task: TaskView, clocked: bool = False) -> SafeString:
    """How a task stands: its status, what people did with it, and who has heard of it.

    `clocked` leaves out the status of an open task, where a clock beside it says the same.
    """
    row: HandlingRow | None = (context.get("held") or {}).get(task.id)
    shown = []
    if row is not None and row.excused_at is not None and task.state == "open":
        why = f"{row.excused_reason} · {row.excused_by}"
        shown.append(format_html('<span class="{}" title="{}">{}</span>', _LAPSED, why, _("excused")))
        return _state(shown)
    if not clocked or task.state != "open":
        chip = f"chip {chip_class('task', task.status)}"
        shown.append(format_html('<span class="{}">{}</span>', chip, task.status_label))
    if task.state == "open":
        shown += _doings(context, task, row)
    return _state(shown)


_LAPSED = f"chip {chip_class('task', 'lapsed')}"


def _state(shown: list[SafeString]) -> SafeString:
    return format_html('<div class="state">{}</div>', format_html_join(" ", "{}", ((one,) for one in shown)))


def _doings(context: Mapping[str, Any], task: TaskView, row: HandlingRow | None) -> list[SafeString]:
    offices: Mapping[int, str] = context.get("offices") or {}
    found = []
    if row is not None and row.returned_at is not None:
        by = _("returned by %(office)s") % {"office": offices.get(row.returned_by or 0, "")}
        found.append(format_html(_NOTE, row.returned_reason, by))
    elif row is not None and row.offered_to is not None:
        to = _("offered to %(office)s") % {"office": offices.get(row.offered_to, "")}
        found.append(format_html(_NOTE, row.offer_reason, to))
    elif row is not None and row.declined_at is not None:
        by = _("declined by %(office)s") % {"office": offices.get(row.declined_by or 0, "")}
        found.append(format_html(_NOTE, row.declined_reason, by))
    elif "held" in context and task.status != "waiting" and (row is None or row.received_at is None):
        found.append(format_html(_NOTE, "", _("not received")))
    if row is not None and row.parts:
        done = _("parts %(done)s of %(all)s") % {"done": row.parts_done, "all": row.parts}
        found.append(format_html(_NOTE, "", done))
    climb: Climb | None = (context.get("climbs") or {}).get(task.id)
    if climb is not None and climb.heard is not None:
        heard = climb.heard
        whom = heard.word if heard.office == task.office else heard.office_name or heard.word
        found.append(format_html('<span class="note climbed" title="{}">▲ {}</span>', heard.title, whom))
    return found


@register.simple_tag(takes_context=True)
def task_acts(context: Mapping[str, Any], task: TaskView) -> SafeString:
    """What the reader may do with a task of a list: the first thing as a button, the rest behind three dots.

    The dots lead to the task's own page; where scripts run, they open the acts in a dialog.
    """
    row: HandlingRow | None = (context.get("held") or {}).get(task.id)
    ours = context.get("ours") or ()
    back = {"next": context.get("here", "")}
    mine = task.office in ours
    shown = []
    if task.state == "open":
        if row is not None and row.offered_to in ours:
            shown.append(_button("accept", _("Accept"), task))
            shown.append(_link("decline", _("Decline"), task, back, "tool"))
        elif mine and (row is None or row.received_at is None):
            shown.append(_button("receive", _("Receive"), task))
        elif mine and row is not None and row.parent is not None:
            shown.append(_link("finish", _("Report done"), task, back, "tool tool-primary"))
        if mine or context.get("may_excuse"):
            shown.append(_dots(task, back))
    elif row is not None and row.parent is not None and row.done_at is not None and row.state == "open":
        shown.append(_link("take-back-done", _("Send the report back…"), task, back, "tool"))
    return format_html('<div class="act-buttons">{}</div>', format_html_join("", "{}", ((one,) for one in shown)))


def _dots(task: TaskView, back: Mapping[str, str]) -> SafeString:
    return format_html(
        '<a class="tool tool-square" href="{}" hx-get="{}?{}" hx-target="#act-dialog" aria-label="{}">…</a>',
        reverse("information:task", args=[task.id]),
        reverse("information:acts", args=[task.id]),
        urlencode(back),
        _("More about %(task)s") % {"task": task.title},
    )


def _button(name: str, label: str, task: TaskView) -> SafeString:
    return format_html(
        '<button type="submit" form="act-one" class="tool tool-primary" formaction="{}" name="id" value="{}">'
        "{}</button>",
        reverse("information:act", args=[name]),
        task.id,
        label,
    )


def _link(name: str, label: str, task: TaskView, back: Mapping[str, str], style: str) -> SafeString:
    address = f"{reverse('information:act', args=[name])}?{urlencode({'id': task.id, **back})}"
    return format_html(
        '<a class="{}" href="{}" hx-get="{}" hx-target="#act-dialog">{}</a>', style, address, address, label
    )
