"""The cells of the two long lists, as text and markup."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html, format_html_join

from fangxian.response.casework.models import Case, Contact, ContactKind
from fangxian.response.casework.queries import contacts
from fangxian.response.ledger.queries.tasks import TaskView
from fangxian.response.registry.models import Person
from fangxian.ui.formats import day, moment, number
from fangxian.ui.templatetags.ui import chip, clock

NOTHING = "—"
_TICK = '<input type="checkbox" name="contact" value="{}" form="ask" aria-label="{}"> '


def case_cells(case: Case, area: str, task: TaskView | None, now: datetime, made: Makers) -> Sequence[Any]:
    """Number, classification, route, area, sex, age, onset, first report, what is due next."""
    return (
        format_html('<a class="row-link" href="{}">{}</a>', made.case(case.id), case.number),
        made.chip("case", case.classification),
        made.chip("route", case.route),
        area,
        made.sexes.get(case.person.sex) or NOTHING,
        number(case.person.age),
        day(case.onset_on),
        moment(case.reported_at),
        due(task, now),
    )


def contact_cells(
    contact: Contact, area: str, sources: Sequence[tuple[str, str]], task: TaskView | None, now: datetime, made: Makers
) -> Sequence[Any]:
    """Number, kind, state, sources, last exposure, area, quarantine, what is due next."""
    links = (
        (format_html('<a href="{}">{}</a>', made.case(UUID(case)), label) if case else label,)
        for label, case in sources
    )
    tick = format_html(_TICK, contact.id, contact.number) if made.ticks else ""
    return (
        format_html('{}<a class="row-link" href="{}">{}</a>', tick, made.contact(contact.id), contact.number),
        made.kinds.get(contact.kind, contact.kind),
        contacts.STATES[contacts.state_of(contact)],
        format_html_join(", ", "{}", links) or NOTHING,
        moment(contact.last_exposure),
        area,
        moment(contact.controlled_at),
        due(task, now),
    )


def due(task: TaskView | None, now: datetime) -> Any:
    """What is owed next, with its clock."""
    if task is None:
        return NOTHING
    running = clock({"workspace_now": now}, task.due_at, task.status)
    return format_html('<span class="note">{}</span> {}', task.title, running)


class Makers:
    """What rows have in common, made once for all of them."""

    def __init__(self, *, ticks: bool = False) -> None:
        self.ticks = ticks
        self.case = _linker("casework:case")
        self.contact = _linker("casework:contact")
        self.sexes: Mapping[str, Any] = {sex: text for sex, text in Person.Sex.choices if sex}
        self.kinds: Mapping[str, Any] = dict(ContactKind.choices)
        self._chips: dict[tuple[str, str], str] = {}

    def chip(self, family: str, code: str) -> str:
        """The chip of a code."""
        key = (family, code)
        if key not in self._chips:
            self._chips[key] = chip(family, code)
        return self._chips[key]


def _linker(name: str) -> Callable[[UUID], str]:
    """Addresses of rows: looked up once, not once a row."""
    nobody = UUID(int=0)
    pattern = reverse(name, args=[nobody])
    return lambda number: pattern.replace(str(nobody), str(number))
