"""Filters and components of every page: ``{% load ui %}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fangxian.ui import assets, formats, vocabulary
from fangxian.ui.context import html_lang

register = template.Library()

_A_YEAR = timedelta(days=300)
"""From here on a day without its year could be that of another year."""

register.filter("number", formats.number)
register.filter("big_number", formats.big_number)
register.filter("moment", formats.moment)
register.filter("as_of", formats.as_of)
register.filter("day", formats.day)
register.filter("utc", formats.utc_text)
register.filter("span", formats.span)


@register.filter
def share(part: Any, whole: Any) -> str:
    """``{{ tested|share:due }}`` → ``93.3%``."""
    return formats.percent(part, whole)


@register.filter
def masked_id(value: Any) -> str:
    """An identity number with the area and the last four digits left: ``5101**********1234``."""
    return formats.masked(value, 4, 4)


@register.filter
def masked_phone(value: Any) -> str:
    """A telephone number: ``138****5678``."""
    return formats.masked(value, 3, 4)


@register.simple_tag
def page_language() -> str:
    """The value of ``<html lang>``."""
    return html_lang()


@register.simple_tag
def asset_url(path: str) -> str:
    """Address of a file of the front-end build."""
    return assets.url(path)


@register.simple_tag
def entry(name: str) -> SafeString:
    """Stylesheets and script of a front-end entry, for the head of a page."""
    found = assets.entry(name)
    if found is None:
        return SafeString("")
    links = format_html_join("\n", '<link rel="stylesheet" href="{}">', ((u,) for u in found.styles))
    preloads = format_html_join("\n", '<link rel="modulepreload" href="{}">', ((u,) for u in found.preloads))
    script = format_html('<script type="module" src="{}"></script>', found.script)
    return format_html("{}\n{}\n{}", links, preloads, script)


@register.simple_tag
def chip(family: str, code: str, text: str = "") -> SafeString:
    """A state as a word with its mark: ``{% chip "task" task.state %}``.

    Families: ``task``, ``case``, ``route``, ``zone``, ``mark``. `text` replaces the word, not the colour.
    """
    word = text or vocabulary.label(family, code)
    if family == "mark":
        return format_html('<span class="chip chip-mark" title="{}">{}</span>', word, code)
    return format_html('<span class="chip {}">{}</span>', vocabulary.chip_class(family, code), word)


@register.simple_tag(takes_context=True)
def clock(
    context: Mapping[str, Any], due: Any, state: str = "open", late_minutes: Any = None, now: Any = None
) -> SafeString:
    """A deadline: what remains or how it ended, and when it is or was due.

    `now` defaults to the page's ``workspace_now``. A running clock goes on counting in the browser.
    """
    at = formats.as_moment(due)
    present = formats.as_moment(now if now is not None else context.get("workspace_now"))
    if at is None:
        return SafeString("")
    runs = state in {"open", "due_soon", "overdue"}
    if not runs:
        text = formats.outcome(state, late_minutes)
    elif present is None:
        text = str(vocabulary.label("task", state))
    else:
        text = formats.remaining(at, present)
        state = "overdue" if at < present else state
    shown = "late" if state == "discharged" and late_minutes else state
    return format_html(
        '<span class="clock clock-{}" data-state="{}"{}><span class="clock-remaining" data-remaining>{}</span> '
        '<time datetime="{}">{}</time></span>',
        shown,
        shown,
        format_html(' data-clock data-due="{}"', formats.utc_text(at)) if runs and now is None else "",
        text,
        formats.utc_text(at),
        formats.moment(at, "short" if present is None or abs(at - present) < _A_YEAR else ""),
    )


@register.inclusion_tag("ui/parts/figure.html")
def figure(item: Mapping[str, Any], big: bool = False) -> dict[str, Any]:
    """One figure with label, unit, definition, change, denominator and as-of time.

    `item` has the shape of ``figures`` in the situation: key, label, value, unit, definition, as_of, delta,
    denominator.
    """
    value, whole = item.get("value"), item.get("denominator")
    delta = item.get("delta")
    return {
        "item": item,
        "value": (formats.big_number if big else formats.number)(value),
        "exact": formats.number(value),
        "missing": value is None,
        "whole": None if whole is None else formats.number(whole),
        "share": formats.percent(value, whole) if whole and isinstance(value, int | float) else "",
        "delta": None if delta is None else f"{'+' if delta > 0 else '−' if delta < 0 else '±'}{abs(delta):,}",
    }


@register.simple_tag
def stacked_bar(
    item: Mapping[str, Any], states: str = "discharged late open due_soon overdue lapsed", whole: Any = None
) -> SafeString:
    """Counts of task states as one bar; widths are attributes, since pages allow no inline style.

    `whole` is the count that fills the bar, so that bars of several rows can be compared.
    """
    counts = [(state, int(item.get(state) or 0)) for state in states.split()]
    total = max(int(whole or 0), sum(count for _state, count in counts))
    if total == 0:
        return SafeString('<svg class="bar" aria-hidden="true"></svg>')
    parts: list[tuple[str, str, str]] = []
    start = 0
    for state, count in counts:
        if count:
            parts.append((state, f"{100 * start / total:.3f}%", f"{100 * count / total:.3f}%"))
        start += count
    rects = format_html_join("", '<rect class="bar-{}" x="{}" width="{}" height="100%"/>', parts)
    return format_html('<svg class="bar" aria-hidden="true">{}</svg>', rects)


@register.filter
def largest_load(levels: Sequence[Mapping[str, Any]]) -> int:
    """The largest sum of task states among rows: the common length of their bars."""
    states = ("open", "due_soon", "overdue", "discharged", "late", "lapsed")
    return max((sum(int(row.get(s) or 0) for s in states) for row in levels), default=0)


@register.inclusion_tag("ui/parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field with label, help and errors, tied together for screen readers."""
    return {"field": bound, "check": isinstance(bound.field.widget, CheckboxInput)}


@register.simple_tag
def exposed_by(node: Mapping[str, Any], chain: Mapping[str, Any]) -> str:
    """Names of the people whose exposure of `node` is on record, for the table beside the chain."""
    names = {one["id"]: one["label"] for one in chain.get("nodes", ())}
    sources = (link["from"] for link in chain.get("links", ()) if link["to"] == node["id"])
    return ", ".join(names.get(source, source) for source in sources) or "—"


@register.filter
def words(text: str) -> list[str]:
    """A list written in a template: ``{% for state in "open overdue"|words %}``."""
    return text.split()


@register.filter
def by_state(row: Mapping[str, Any], states: str) -> list[int]:
    """The counts of a row, in the order of the states named."""
    return [int(row.get(state) or 0) for state in states.split()]


@register.simple_tag
def tally(clocks: Sequence[Mapping[str, Any]]) -> SafeString:
    """How many clocks stand in each state: what is wrong first."""
    shown = []
    for state in ("overdue", "due_soon", "open", "missed", "late", "discharged", "lapsed"):
        count = sum(1 for one in clocks if one.get("state") == state)
        if count:
            word = f"{vocabulary.label('task', state)} {formats.number(count)}"
            shown.append((vocabulary.chip_class("task", state), word))
    chips = format_html_join("", '<span class="chip {}">{}</span>', shown)
    return format_html('<span class="tally">{}</span>', chips)
