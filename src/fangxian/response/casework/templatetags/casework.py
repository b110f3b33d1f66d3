"""What casework's templates say in words: ``{% load casework %}``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from fangxian.protocol.roles import ROLES
from fangxian.response.casework.models import CaseStatus, Certainty, ContactKind
from fangxian.response.casework.titles import OUTCOME_TITLES
from fangxian.response.ledger.language import either
from fangxian.response.ledger.queries.tasks import TaskView
from fangxian.ui.formats import span

register = template.Library()

_PROMPT = timedelta(hours=1)
"""A classification recorded within the hour was recorded at once."""


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


@register.simple_tag
def office_of(task: TaskView, offices: Mapping[int, str]) -> str:
    """The office that answers for a task, else the role that does."""
    named = offices.get(task.office) if task.office is not None else None
    return named or (either(*ROLES[task.role]) if task.role in ROLES else task.role)
