"""Where the pages are that stand behind the figures of a report."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from fangxian.drill.evaluation.findings import Ref

BEHIND: Final[dict[str, str]] = {
    "infections": "casework:list", "detection": "casework:list", "clocks": "information:board",
    "contacts": "casework:contacts", "control": "casework:contacts", "tracing": "casework:chains",
    "chain": "casework:chains", "source": "casework:chains", "testing": "testing:list", "zones": "containment:list",
    "injects": "room:journal",
}  # fmt: skip
"""First part of a figure's key → the page that lists what it counts."""

WITHIN: Final[dict[str, str]] = {"people": "missed", "bulletins": "bulletins", "questions": "questions"}
"""First part of a figure's key → the section of the report that lists it."""


def link(ref: Ref) -> tuple[str, str] | None:
    """Address and words of what something rests on; None where there is no page of it."""
    kind, name = ref
    if not name:
        return None
    if kind == "figure":
        return _list_of(name.partition(".")[0])
    if kind in _SECTIONS:
        section, words = _SECTIONS[kind]
        return f"#{section}", str(words)
    page, words = _PAGES[kind]
    return reverse(page, args=[name]), f"{words} {name[:8]}"


def _list_of(part: str) -> tuple[str, str] | None:
    if part in WITHIN:
        return f"#{WITHIN[part]}", _("list")
    return (reverse(BEHIND[part]), _("list")) if part in BEHIND else None


_PAGES: Final = {"task": ("information:task", _lazy("task")), "fact": ("review:fact", _lazy("fact"))}
_SECTIONS: Final = {"question": ("questions", _lazy("question")), "observation": ("remarks", _lazy("remark"))}


def links(refs: tuple[Ref, ...]) -> list[tuple[str, str]]:
    """Of several, each address once."""
    found = [link(ref) for ref in refs]
    return list(dict.fromkeys(one for one in found if one is not None))
