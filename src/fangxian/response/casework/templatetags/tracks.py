"""What trajectories and follow-up say in words: ``{% load tracks %}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fangxian.response.casework.models import FollowUp, Visit
from fangxian.response.casework.queries.followups import Line
from fangxian.response.ledger import clock
from fangxian.ui import formats

register = template.Library()


@register.filter
def at_key(mapping: Mapping[str, Any], key: str) -> Any:
    """The value of a key; the key itself where there is none."""
    return mapping.get(key, key)


@register.filter
def cell_words(value: Any) -> Any:
    """A value of a pasted cell as people read it."""
    return formats.moment(value) if isinstance(value, datetime) else value


@register.simple_tag
def visit_words(visit: Visit) -> str:
    """Everything else that a visit says, in one line."""
    moved = " ".join(filter(None, [visit.get_transport_display() if visit.transport else "", visit.service]))
    parts = [
        moved,
        str(visit.get_mask_display()) if visit.mask else "",
        _("with %(who)s") % {"who": visit.companions} if visit.companions else "",
        str(visit.get_told_by_display()),
        str(visit.get_certainty_display()) if visit.certainty != "certain" else "",
        visit.note,
    ]
    return " · ".join(part for part in parts if part)


_SIGNS = {"seen_well": "✓", "seen_ill": "!", "missed": "✗", "not_attempted": "–"}


class _Cells:
    """What came of days, as signs with their words: days alike are written once, for a grid has a thousand cells."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.known: dict[tuple[date, str], SafeString] = {}

    def of(self, line: Line, day: date, *, due: bool) -> SafeString:
        """The cell of one contact and day; `due` if anything could have been done by then."""
        held = line.days.get(day)
        if held is None and (not due or day > self.today):
            return SafeString("<td></td>")
        key = day, "" if held is None else held.outcome
        if key not in self.known:
            self.known[key] = _undone() if held is None else _done(held, day)
        return self.known[key]


def _done(held: FollowUp, day: date) -> SafeString:
    word = held.get_outcome_display()
    return format_html(
        '<td class="followup-{}" title="{} {}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></td>',
        held.outcome, formats.day(day), word, _SIGNS[held.outcome], word,
    )  # fmt: skip


def _undone() -> SafeString:
    return format_html(
        '<td class="followup-due"><span aria-hidden="true">□</span><span class="visually-hidden">{}</span></td>',
        _("to be done"),
    )


@register.simple_tag
def follow_up_grid(
    lines: Sequence[Line], names: Mapping[str, str], numbers: Sequence[int], today: date, ticks: bool = False
) -> SafeString:
    """The grid D1…Dn of many contacts, written in one go."""
    heads = format_html_join("", '<th scope="col">D{}</th>', ((number,) for number in numbers))
    body, written = [], _Cells(today)
    zone = clock.zone()
    for line in lines:
        began = line.contact.identified_at.astimezone(zone).date()
        cells = []
        for number in numbers:
            course = line.course
            if course is None or number > course.days:
                cells.append(SafeString('<td class="followup-none"></td>'))
                continue
            day = course.anchor + timedelta(days=number)
            cells.append(written.of(line, day, due=day >= began))
        tick = (
            format_html(
                '<input type="checkbox" name="contact" value="{}" form="many" aria-label="{}"> ',
                line.contact.id,
                line.contact.number,
            )
            if ticks
            else ""
        )
        body.append(
            format_html(
                '<tr><th scope="row">{}<a class="row-link" href="{}">{}</a></th>'
                "<td>{}</td><td>{}</td><td>{}</td>{}</tr>",
                tick,
                reverse("casework:contact", args=[line.contact.id]),
                line.contact.number,
                names.get(line.contact.area, line.contact.area),
                line.contact.team,
                "" if line.course is None else formats.day(line.course.follow_up_ends),
                SafeString("".join(cells)),
            )
        )
    return format_html(
        '<table class="table table-grid"><thead><tr><th scope="col">{}</th><th scope="col">{}</th>'
        '<th scope="col">{}</th><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table>',
        _("Number"), _("Area"), _("Team"), _("Until"), heads, SafeString("".join(body)),
    )  # fmt: skip


@register.simple_tag
def follow_up_strip(line: Line, today: date) -> SafeString:
    """The days of one contact, as a short table."""
    if line.course is None:
        return SafeString("")
    days = [line.course.anchor + timedelta(days=number) for number in range(1, line.course.days + 1)]
    began = line.contact.identified_at.astimezone(clock.zone()).date()
    heads = format_html_join("", '<th scope="col">D{}</th>', ((n,) for n in range(1, len(days) + 1)))
    written = _Cells(today)
    cells = SafeString("".join(written.of(line, day, due=day >= began) for day in days))
    return format_html(
        '<div class="table-wrap"><table class="table table-grid"><caption>{}</caption><thead><tr>{}</tr></thead>'
        "<tbody><tr>{}</tr></tbody></table></div>",
        _("Follow-up by day"), heads, cells,
    )  # fmt: skip
