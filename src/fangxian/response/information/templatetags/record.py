"""What the record says, in words, for templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

from fangxian.protocol.roles import ROLES
from fangxian.protocol.telling import tell
from fangxian.protocol.vocabulary import VOCABULARY
from fangxian.response.information.queries.clocks import LEVEL_LABELS
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import chinese, either, say
from fangxian.response.ledger.queries.tasks import BASIS, step_label

register = template.Library()


@register.filter
def is_in(item: Any, held: Any) -> bool:
    """Whether a set holds an item; no set holds nothing."""
    return item is not None and item in (held or ())


@register.filter
def at(table: Mapping[Any, Any] | None, key: Any) -> Any:
    """The entry of a mapping under a key, or nothing."""
    return table.get(key, "") if table else ""


@register.filter
def fact_title(kind: str) -> str:
    """Title of a kind of fact; a word of the machine's own is shown as it is."""
    known = VOCABULARY.get(kind)
    return say(known) if known else kind


@register.filter
def why(reason: Sequence[Any]) -> str:
    """The sentence of one of the machine's reasons: ``[code, params]``."""
    code, params = reason
    return tell(code, params, "zh" if chinese() else "en", clock.zone())


@register.filter
def said(text: Any) -> str:
    """A two-language text of a pack in the reader's language."""
    return say(text)


@register.filter
def in_words(title: Mapping[str, str]) -> str:
    """A title that is a mapping by language."""
    return title.get("zh" if chinese() else "en") or next(iter(title.values()), "")


@register.filter
def value_words(value: Any) -> str:
    """A value of a pack's file, on one line."""
    from fangxian.protocol.diff import shown

    return "—" if value is None else shown(value, "zh" if chinese() else "en")


@register.filter
def isodate(value: Any) -> str:
    """A pack's date, or a dash where it has none."""
    return "…" if value is None else str(value)[:10]


@register.filter
def basis_word(basis: str) -> str:
    """What a clock rests on."""
    return str(BASIS.get(basis, basis))


@register.filter
def level_word(level: str | None) -> str:
    """Name of a level."""
    return str(LEVEL_LABELS.get(level or "", level or ""))


@register.filter
def role_word(role: str) -> str:
    """Name of an office's role."""
    return either(*ROLES[role]) if role in ROLES else role


@register.filter
def step_word(step: str) -> str:
    """Which step of its clause: a day, a turn; empty where there is only one."""
    return step_label(step)


@register.filter
def side_name(number: int) -> str:
    """Name of a side of a comparison in the address."""
    return "ab"[number - 1]
