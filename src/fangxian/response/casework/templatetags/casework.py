"""What casework's templates say in words: ``{% load casework %}``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fangxian.protocol.roles import ROLES
from fangxian.response.casework.models import CaseStatus, Certainty, ContactKind
from fangxian.response.casework.titles import OUTCOME_TITLES, SETTING_TITLES, SOCIAL_TITLES, setting_words
from fangxian.response.ledger.language import either
from fangxian.response.ledger.queries.tasks import TaskView
from fangxian.ui.formats import span

register = template.Library()

_PROMPT = timedelta(hours=1)
"""A classification recorded within the hour was recorded at once."""


@register.filter
def in_state(tasks: Iterable[TaskView], state: str) -> list[TaskView]:
    """The tasks that are in a state."""
    return [task for task in tasks if task.state == state]


@register.filter
def not_in_state(tasks: Iterable[TaskView], state: str) -> list[TaskView]:
    """The tasks that are in another."""
    return [task for task in tasks if task.state != state]


@register.filter
def contact_kind(kind: str) -> str:
    """What a kind of contact is called; one of the rulebook's own as it stands there."""
    return str(dict(ContactKind.choices).get(kind, kind))


@register.filter
def certainty(code: str) -> str:
    """What a degree of certainty is called."""
    return str(dict(Certainty.choices).get(code, code))


@register.filter
def outcome_word(code: str) -> str:
    """What an outcome is called."""
    return str(OUTCOME_TITLES.get(code, code))


@register.filter
def setting_word(code: str) -> str:
    """What a setting is called; one in somebody's own words as it stands."""
    return str(SETTING_TITLES.get(code, code))


register.filter("setting_words", setting_words)


@register.filter
def social_word(code: str) -> str:
    """What a relation is called; one in somebody's own words as it stands."""
    return str(SOCIAL_TITLES.get(code, code))


@register.filter
def learned_late(line: CaseStatus) -> str:
    """How long after it happened a line of history was recorded; empty where that was at once."""
    late = line.recorded_at - line.at
    return span(late.total_seconds() / 60) if late > _PROMPT else ""


@register.filter
def clock_state(task: TaskView) -> str:
    """The state that a task's clock shows: one whose turn has not come yet counts down like an open one."""
    return "open" if task.status == "waiting" else task.status


@register.simple_tag
def task_link(task: TaskView) -> str:
    """A task's title, leading to its page where there is one."""
    try:
        return format_html('<a href="{}">{}</a>', reverse("information:task", args=[task.id]), task.title)
    except NoReverseMatch:
        return task.title


_CELL = '<td data-label="{}"><div>{}</div></td>'  # on a phone the cell is a grid of heading and content
_NUMBER_CELL = '<td data-label="{}" class="n"><div>{}</div></td>'


@register.simple_tag
def table_rows(rows: Iterable[Sequence[Any]], *labels: str, numbers: str = "") -> SafeString:
    """The body of a long table, each cell with the heading it has on a phone.

    Written in one go: fifty rows of nine cells as template nodes take longer than the rest of the page together.

    Parameters
    ----------
    rows : iterable of sequences
        Cells, as text (escaped here) or as markup.
    *labels : str
        Headings of the columns.
    numbers : str
        Places of columns of figures, such as ``"5"``, set flush right.
    """
    places = {int(place) for place in numbers.split()}
    pattern = "<tr>" + "".join(_NUMBER_CELL if n in places else _CELL for n in range(len(labels))) + "</tr>"
    return format_html_join(
        "\n", pattern, ([part for pair in zip(labels, cells, strict=True) for part in pair] for cells in rows)
    )


@register.simple_tag
def office_of(task: TaskView, offices: Mapping[int, str]) -> str:
    """The office that answers for a task, else the role that does."""
    named = offices.get(task.office) if task.office is not None else None
    return named or (either(*ROLES[task.role]) if task.role in ROLES else task.role)
