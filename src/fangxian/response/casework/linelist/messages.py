"""What each problem of a line list is called, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.linelist.kinds import EVERY

SENTENCES: Final = {
    "row.missing": _("This is missing; the row stays out."),
    "row.repeated": _("The same row stands in the list twice; the first counts, this one stays out."),
    "row.too_many_cells": _(
        "The row has more cells than there are headings (%(width)s), so its columns cannot be told; it stays out."
    ),
    "row.outside_area": _("The area lies outside what this post may record; the row stays out."),
    "row.number_elsewhere": _("The number belongs to a case in another area; the row stays out."),
    "row.person_is_case": _("The person is case %(held)s already; the row stays out."),
    "row.excluded": _("The list says that this is no case, and none is on record; the row stays out."),
    "row.refused": _("%(reason)s The row stays out."),
    "row.no_source": _("The list names no case or contact who may have exposed this person; the row stays out."),
    "row.source_unknown": _("No case or contact of the incident bears the number of the source; the row stays out."),
    "row.person_unknown": _("No case or contact of the incident bears this number; the row stays out."),
    "row.same_person": _("The identity document is that of %(held)s; what the row says was recorded there."),
    "row.fhir": _("The resource breaks the rules of FHIR R4; it stays out."),
    "value.date": _("This is no day that can be read; it was left out."),
    "value.early": _("This day lies before %(earliest)s; it was left out."),
    "value.future": _("This day lies after today, %(today)s; it was left out."),
    "value.age": _("This is no age between 0 and %(oldest)s; it was left out."),
    "value.figure": _("This is no figure between %(low)s and %(high)s; it was left out."),
    "value.key": _("This names nothing that can be kept; it was left out."),
    "value.choice": _("This is not known; it was left out. Known are: %(known)s."),
    "value.long": _("This is longer than %(longest)s characters; it was left out."),
    "value.cut": _("This is longer than %(longest)s characters; the rest was cut off."),
    "value.area_unknown": _("There is no such area within %(root)s; the incident's area stands instead."),
    "value.area_outside": _("The area lies outside %(root)s; the incident's area stands instead."),
    "value.area_ambiguous": _("Several areas bear this name (%(found)s); the incident's area stands instead."),
    "value.differs": _("The record says “%(held)s”, changed since the last list; it was left as it is."),
    "identity.number_shape": _("The identity number has not eighteen characters; it was left out."),
    "identity.number_date": _("The identity number holds no date of birth; it was left out."),
    "identity.number_check": _(
        "The last character of the identity number does not belong to the others; it was left out."
    ),
    "identity.phone": _("The phone number cannot be right; it was left out."),
    "identity.taken": _("The identity number belongs to another person; it was left out."),
    "link.unknown": _("No case of the incident bears this number; the link was left out."),
    "link.itself": _("The case names itself as its source; the link was left out."),
    "undo.built_on": _("Something has been recorded of this person since; what the import said stays."),
    "undo.later": _("A later import has said it otherwise; it stays."),
    "undo.corrected": _("The import changed what was on record before; correct it by hand where it was wrong."),
    "undo.used": _("Other records refer to this person by now; what the import said stays."),
}  # fmt: skip
"""Sentence of each code."""


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """What a problem is called."""
    text = SENTENCES.get(code)
    if text is None:
        return code
    try:
        return str(text) % params
    except (KeyError, TypeError, ValueError):
        return str(text)


def field_title(name: str) -> str:
    """What a field is called."""
    field = EVERY.get(name)
    return str(field.title) if field else name or "–"
